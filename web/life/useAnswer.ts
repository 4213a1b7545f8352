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
  const [given, setGiven] = useState<{ to: string; answer: T } | null>(null)
  const [failed, setFailed] = useState<{ to: string; failure: Failure } | null>(null)
  const question = useRef(0)
  const asking = useRef(ask)
  asking.current = ask

  const again = useCallback(() => {
    if (key === null) return
    const mine = ++question.current
    if (!keeps) setGiven(null)
    setFailed(null)
    asking.current().then(
      (answer) => mine === question.current && setGiven({ to: key, answer }),
      (error: unknown) => mine === question.current && setFailed({ to: key, failure: failureOf(error) }),
    )
  }, [key, keeps])
  useEffect(() => {
    again()
    return () => {
      question.current++
    }
  }, [again])
  // Not even for the moment between a new key and its question may the answer to another be taken for this one's.
  const isOurs = given !== null && key !== null && (keeps || given.to === key)
  return { answer: isOurs ? given.answer : null, failure: failed?.to === key ? failed.failure : null, again }
}
