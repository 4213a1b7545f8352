import { ShapanError } from '../../base/errors.ts'

/** Reads `code=街道代码,name=街道名`: where the codes and names of areas stand. Throws `invalid-column-map`. */
export function parseAreaMap(text: string): { nameField?: string; codeField?: string } {
  const found: { nameField?: string; codeField?: string } = {}
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue
    const at = pair.indexOf('=')
    const [key, field] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 0 || field === '' || (key !== 'name' && key !== 'code'))
      throw new ShapanError(
        'invalid-column-map',
        `"${pair.trim()}" in the column map is not of the form code=… or name=…, which areas have`,
      )
    const place = key === 'name' ? 'nameField' : 'codeField'
    if (found[place] !== undefined) throw new ShapanError('invalid-column-map', `The column map names "${key}" twice`)
    found[place] = field
  }
  return found
}
