import { useCallback, useEffect, useRef, useState } from 'react'
import type { CityLinks, LinkBatch, LinkInput } from '../../server/contract/links.ts'
import * as api from '../api/client.ts'
import { type Failure, failureOf } from '../api/failure.ts'

export interface CityLinksEditor {
  /** null until they are read */
  readonly links: CityLinks | null
  readonly failure: Failure | null
  readonly isBusy: boolean
  /** Resolve to whether it was done. */
  readonly state: (link: string, input: LinkInput) => Promise<boolean>
  readonly stateAll: (links: LinkBatch['links']) => Promise<boolean>
  readonly remove: (link: string) => Promise<boolean>
}

/** A city's ferries and bridges as the server has them, read anew after each change. */
export function useCityLinks(city: string): CityLinksEditor {
  const [links, setLinks] = useState<CityLinks | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  // An answer for another city, or for an earlier question, is dropped.
  const visit = useRef(0)

  const run = useCallback(
    async (change: () => Promise<unknown>): Promise<boolean> => {
      const mine = ++visit.current
      setBusy(true)
      setFailure(null)
      try {
        await change()
        const found = await api.getLinks(city)
        if (mine === visit.current) setLinks(found)
        return true
      } catch (error) {
        if (mine === visit.current) setFailure(failureOf(error))
        return false
      } finally {
        if (mine === visit.current) setBusy(false)
      }
    },
    [city],
  )
  useEffect(() => {
    setLinks(null)
    void run(async () => {})
    return () => {
      visit.current++
    }
  }, [run])

  const state = useCallback((link: string, input: LinkInput) => run(() => api.putLink(city, link, input)), [city, run])
  const stateAll = useCallback((all: LinkBatch['links']) => run(() => api.putLinks(city, { links: all })), [city, run])
  const remove = useCallback((link: string) => run(() => api.deleteLink(city, link)), [city, run])
  return { links, failure, isBusy, state, stateAll, remove }
}
