import { useState } from 'react'
import { type Failure, failureOf } from '../api/failure.ts'

export interface Act {
  readonly isBusy: boolean
  /** why the last one was not done */
  readonly failure: Failure | null
  /** Does something, one at a time; resolves to whether it was done. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>
}

/** Something that the server is asked to do. */
export function useAct(): Act {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false
    setBusy(true)
    setFailure(null)
    try {
      await work()
      return true
    } catch (error) {
      setFailure(failureOf(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, failure, run }
}
