/** Letters after a number that still belong to the end of a name, as in 04网格. */
const mostAfterNumber = 3
const plainEnd = 4

/**
 * Cuts a name before what tells it apart from its neighbours: its last number and the little that follows. A name without
 * one is cut before its last letters. Both parts together are the name.
 */
export function splitName(name: string): [start: string, end: string] {
  const letters = [...name]
  const number = /[0-9０-９]+[^0-9０-９]*$/.exec(name)?.[0]
  const tail =
    number && [...number.replace(/^[0-9０-９]+/, '')].length <= mostAfterNumber ? [...number].length : plainEnd
  const at = Math.max(0, letters.length - Math.min(tail, 12))
  return [letters.slice(0, at).join(''), letters.slice(at).join('')]
}

/** A name of at most `most` letters: what is too long loses its middle, never its number. */
export function shortenName(name: string, most: number): string {
  const [start, end] = splitName(name)
  const room = most - [...end].length - 1
  return [...name].length <= most ? name : `${[...start].slice(0, Math.max(1, room)).join('')}…${end}`
}
