/** A grid's name: where it lies, and its sequence there. A place is never left out, since a bare number tells no grid from another. */
export function gridName(place: string, sequence: string, what = '网格'): string {
  return `${place === '' ? madeByHand : place}${sequence}${what}`
}

/** The place of a grid that lies nowhere as yet, beside no other whose name could be carried on. */
const madeByHand = '新建'
