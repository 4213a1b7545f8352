import { useCallback, useEffect, useRef, useState } from 'react'
import { type Failure, failureOf } from '../api/failure.ts'

export interface Asked<T> {
  /** null until it came, and while another is asked for, unless it is kept */
  readonly answer: T | null
  readonly failure: Failure | null
  readonly again: () => void
}

/**
 * Asks the server something whenever `key` changes, nothing while it is null; an answer to an earlier question is dropped. With `keeps` the
 * last answer stays until the next one comes, which is for what is only read.
 */
export function useAnswer<T>(key: string | null, ask: () => Promise<T>, { keeps = false } = {}): Asked<T> {
  const [answer, setAnswer] = useState<T | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const question = useRef(0)
  const asking = useRef(ask)
  asking.current = ask

  const again = useCallback(() => {
    const mine = ++question.current
    if (!keeps) setAnswer(null)
    setFailure(null)
    asking.current().then(
      (found) => mine === question.current && setAnswer(found),
      (error: unknown) => mine === question.current && setFailure(failureOf(error)),
    )
  }, [keeps])
  useEffect(() => {
    if (key !== null) again()
    else setAnswer(null)
    return () => {
      question.current++
    }
  }, [key, again])
  return { answer, failure, again }
}
