import type { CityLinkKind } from '../../../server/contract/links.ts'

export interface StoredLink {
  readonly a: number
  readonly b: number
  readonly kind: CityLinkKind
  readonly name: string | null
}

export type LinkChange =
  | { readonly kind: 'state'; readonly links: readonly StoredLink[] }
  | { readonly kind: 'remove'; readonly link: StoredLink }

const kinds = ['ferry', 'bridge', 'none'] as const
/** links stated at once: a change that is written in part shows */
const batch = 12

/** The n-th change of a series that any process can go on with: whole groups are stated anew, and of each fifth one goes. */
export function changeOf(n: number): LinkChange {
  const isRemoval = n % 5 === 4
  const turn = isRemoval ? n - 1 : n
  const links = Array.from({ length: batch }, (_, i) => {
    const a = (turn % 3) * 100 + 2 * i
    return { a, b: a + 50, kind: kinds[(turn % 7) % 3]!, name: `第${turn}次` }
  })
  return isRemoval ? { kind: 'remove', link: links[0]! } : { kind: 'state', links }
}

/** What stands after the changes below `count`, in the order of cells. */
export function linksAfter(count: number): StoredLink[] {
  const links = new Map<number, StoredLink>()
  for (let n = 0; n < count; n++) {
    const change = changeOf(n)
    if (change.kind === 'remove') links.delete(change.link.a)
    else for (const link of change.links) links.set(link.a, link)
  }
  return [...links.values()].sort((p, q) => p.a - q.a)
}
