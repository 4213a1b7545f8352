import { expect, it } from 'vitest'
import { parseQueryString } from '../../../../server/http/queryString.ts'

it('reads names and values, and lists of what is repeated', () => {
  expect({ ...parseQueryString('lon=121.5&name=%E5%8F%B0&a=1&a=2') }).toEqual({
    lon: '121.5',
    name: '台',
    a: ['1', '2'],
  })
})

it('leaves out what has no value, which is not the number 0', () => {
  expect({ ...parseQueryString('lon=&lat&crs=wgs84') }).toEqual({ crs: 'wgs84' })
})
