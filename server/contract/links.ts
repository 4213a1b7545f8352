import { z } from 'zod'
import { cellIndex, label } from './common.ts'

/** What joins two cells that do not touch. */
export const linkKind = z.enum(['ferry', 'bridge'])
export type LinkKind = z.infer<typeof linkKind>

/** `none` says that there is no crossing: the two pieces of the city are never linked by themselves. */
export const cityLinkKind = z.enum([...linkKind.options, 'none'])
export type CityLinkKind = z.infer<typeof cityLinkKind>

/** `120-4511`: the cellIndex of both ends. */
export const linkId = z.string().regex(/^\d{1,7}-\d{1,7}$/, 'a link is named by the indices of its two cells: 120-4511')

const linkEnd = z.object({
  cellIndex,
  lng: z.number(),
  lat: z.number(),
  /** name of its district */
  district: z.string().nullable(),
})

/** A way from one piece of the city to another, where they come nearest. */
export const proposedLink = z.object({
  link: linkId,
  /** between the centres of the two cells, over the ground */
  distanceKm: z.number(),
  from: linkEnd,
  to: linkEnd,
})
export type ProposedCityLink = z.infer<typeof proposedLink>

export const cityLink = proposedLink.extend({ kind: cityLinkKind, name: z.string().nullable() })
export type CityLink = z.infer<typeof cityLink>

/** Each list by length. `proposed` ties what `links` leave in separate pieces, at the least length. */
export const cityLinks = z.object({ links: z.array(cityLink), proposed: z.array(proposedLink) })
export type CityLinks = z.infer<typeof cityLinks>

export const linkInput = z.object({
  kind: cityLinkKind.describe('`ferry`, `bridge`, or `none` where the two sides must not be linked'),
  name: label.optional(),
})
export type LinkInput = z.output<typeof linkInput>

/** As many as a city may have: far more than an archipelago has ferries. Each is looked at in every partition. */
export const mostLinks = 5_000

/** Several links, each pair of cells once. */
export const linkBatch = z.object({
  links: z
    .array(linkInput.extend({ link: linkId }))
    .min(1)
    .max(mostLinks)
    .superRefine((links, context) => {
      const pairs = new Set<string>()
      for (const { link } of links) {
        const pair = link
          .split('-')
          .map(Number)
          .sort((a, b) => a - b)
          .join('-')
        if (pairs.has(pair)) context.addIssue({ code: 'custom', message: `the link ${link} is named twice` })
        pairs.add(pair)
      }
    }),
})
export type LinkBatch = z.output<typeof linkBatch>
