import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellGraph, components, spanningLinks, verify } from '../../../../partition/index.ts'
import { noteText, plainFormat } from '../../../../server/contract/noteText.ts'
import { partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import type { PlanNote } from '../../../../server/contract/planNotes.ts'
import { chooseLinks } from '../../../../server/plans/chooseLinks.ts'
import type { ComputedPlan } from '../../../../server/plans/computePlan.ts'
import { archipelago, deviations, divide, type Sea } from './archipelago.ts'

const request = { grids: 20, preset: 'fast' as const }

const said = (note: PlanNote) => noteText(note, 'en', plainFormat)

describe('a made archipelago of 115 islands in 20 grids', () => {
  let sea: Sea
  let plan: ComputedPlan
  beforeAll(() => {
    sea = archipelago()
    plan = divide(sea, request)
  })
  const withinOf = (made: ComputedPlan) =>
    deviations(sea, made).filter((deviation) => Math.abs(deviation) <= 0.15).length

  it('is balanced by itself, and says in a few lines by which links', () => {
    expect(components(cellGraph(sea.neighbors, [])).count).toBeGreaterThan(100)
    expect(withinOf(plan)).toBeGreaterThanOrEqual(18)
    expect(plan.warnings.length).toBeLessThanOrEqual(4)
    expect(plan.warnings.slice(0, 2)).toMatchObject([{ code: 'islands-linked' }, { code: 'pieces-linked' }])
    for (const note of plan.warnings) expect(said(note)).not.toMatch(/cell|vertex|88[0-9a-f]{13}/)
  })

  it('is left in its pieces where only small islands may be joined, one line a piece, with its district', () => {
    const apart = divide(sea, { ...request, links: 'small-islands' })
    expect(withinOf(apart)).toBeLessThan(18)
    const notes = apart.warnings.filter(({ code }) => code === 'component-off-tolerance')
    expect(notes.length).toBeGreaterThan(3)
    for (const note of notes)
      expect(said(note)).toMatch(/^\S+[区县].* \([\d,]+ cells?\) got \d+ grids? by its size; whatever the borders, /)
  })

  it('comes out the same from the links it was made with, stated in any order', () => {
    const stated = plan.links.map(({ a, b }) => ({ a: b, b: a, kind: 'ferry' as const })).reverse()
    const again = divide({ ...sea, cityLinks: stated }, { ...request, links: 'confirmed' })
    expect(again.assignment).toEqual(plan.assignment)
    expect(again.links).toEqual(plan.links.map((link) => ({ ...link, kind: 'ferry' })))
    expect(again.warnings.map(({ code }) => code)).not.toContain('pieces-linked')
  })

  it('uses no link that is refused', () => {
    const refused = plan.links.filter((_, i) => i % 3 === 0).map((link) => ({ ...link, kind: 'none' as const }))
    const { labels } = components(cellGraph(sea.neighbors, []))
    const pairOf = ({ a, b }: { a: number; b: number }) => [labels[a]!, labels[b]!].sort((p, q) => p - q).join()
    const pairs = new Set(refused.map(pairOf))
    const input = { ...sea, cityLinks: refused, request: partitionRequest.parse(request) }
    const other = chooseLinks(input, sea.facts.values, 20)
    expect(other.links.length).toBeGreaterThan(50)
    expect(other.links.filter((link) => pairs.has(pairOf(link)))).toEqual([])
  })

  it('verifies by its links, and is in pieces without any one that a grid rests on', () => {
    const { cellIds, facts } = sea
    const gridNumbers = plan.grids.map(({ number }) => number)
    const check = (links: ComputedPlan['links']) =>
      verify({
        cellIds,
        assignment: plan.assignment,
        gridNumbers,
        figures: facts,
        links,
      })
    expect(check(plan.links)).toMatchObject({ ok: true })
    const used = plan.links.filter(({ a, b }) => plan.assignment[a] === plan.assignment[b])
    // The links are a tree over pieces, so a grid over one of them has no other way.
    expect(spanningLinks({ ...sea, links: plan.links }).length + plan.links.length).toBe(
      components(cellGraph(sea.neighbors, [])).count - 1,
    )
    fc.assert(
      fc.property(fc.constantFrom(...used), (without) => {
        const { violations } = check(plan.links.filter((link) => link !== without))
        const both = violations.filter(({ code }) => code === 'disconnected')
        expect(both.map(({ grid }) => grid)).toEqual([plan.assignment[without.a]])
      }),
      { numRuns: 10 },
    )
  })
})
