import { expect, test } from 'vitest'
import { type Expected, refuseBinaryTypes, refuseOtherTexts } from '../../../../server/files/fileType.ts'

const refuse = (bytes: Buffer | string, expected: Expected = 'csv') => {
  const head = Buffer.from(bytes as string)
  return () => {
    refuseBinaryTypes(head, 'file', expected)
    refuseOtherTexts(head, 'file', expected)
  }
}
const shapefile = Buffer.from([0, 0, 0x27, 0x0a, 0, 0, 0, 0])
const kml = '<?xml version="1.0"?><kml>'

test.each<[string, string, Expected]>([
  ['plain CSV', 'id,lon,lat\n1,2,3\n', 'csv'],
  ['CSV with Chinese', '编号,经度\n1,网格\n', 'csv'],
  ['CSV starting like an array', '[id],lon\n1,2\n', 'csv'],
  ['CSV of one line without a newline', '编号,经度,纬度', 'csv'],
  ['GeoJSON', ' {"type":"FeatureCollection"', 'geojson'],
  ['rules', '{"pins":[]}', 'json'],
  ['a graph', '% a comment\n3 2\n2\n1 3\n2\n', 'numbers'],
  ['numbers of an old Mac', '1\r2\r', 'numbers'],
])('%s passes', (_, text, expected) => {
  expect(refuse(text, expected)).not.toThrow()
})

test.each<[string, Buffer | string, Expected, RegExp]>([
  ['a NUL byte', 'id,lon\n1,\u0000\n', 'csv', /binary/],
  ['old Mac line ends', 'id,lon\r1,2\r', 'csv', /carriage return alone.*tr /],
  ['KML instead of CSV', kml, 'csv', /KML.*ogr2ogr -f CSV .*in\.kml/],
  ['KML instead of GeoJSON', kml, 'geojson', /KML: .*ogr2ogr -f GeoJSON -t_srs EPSG:4326 out\.geojson in\.kml/],
  ['a page', '<!DOCTYPE html><html>', 'geojson', /HTML or XML.*a GeoJSON file is expected/],
  ['JSON instead of CSV', ' {"rows":[]}', 'csv', /JSON.*city create/],
  ['JSON instead of a graph', '{"rows":[]}', 'numbers', /JSON.*numbers/],
  ['CSV instead of GeoJSON', 'id,lon\n1,2\n', 'geojson', /plain text: a GeoJSON file is expected/],
  ['CSV instead of rules', 'id,lon\n1,2\n', 'json', /plain text: a JSON file is expected/],
  ['tar', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar')]), 'csv', /tar/],
  ['a shapefile instead of CSV', shapefile, 'csv', /shapefile.*ogr2ogr -f CSV out\.csv in\.shp -lco GEOMETRY=AS_XY/],
  ['a shapefile instead of GeoJSON', shapefile, 'geojson', /shapefile.*ogr2ogr -f GeoJSON -t_srs EPSG:4326/],
  ['a shapefile instead of rules', shapefile, 'json', /shapefile.*a JSON file is expected/],
  [
    'a zipped boundary',
    Buffer.from('PK\u0003\u0004'),
    'geojson',
    /zip.*unpack it; a shapefile in it: .*ogr2ogr -f GeoJSON/,
  ],
  ['a workbook', Buffer.from('PK\u0003\u0004'), 'csv', /xlsx.*CSV UTF-8/],
  ['a sequence with record separators', '\u001e{"type":"Feature"}\n', 'geojson', /GeoJSONSeq.*ogr2ogr -f GeoJSON/],
])('%s is named with the way out', (_, bytes, expected, message) => {
  expect(refuse(bytes, expected)).toThrow(message)
})
