import { normaliseName } from '../nearestName.ts'

/** Words that stand for a value, by the value; the value itself is one of its words. */
export type Words<Value extends string> = Readonly<Record<Value, readonly string[]>>

/** The value that a word stands for, however it is spelled in width, case and spaces; undefined for a word of none. */
export function valueOfWord<Value extends string>(words: Words<Value>, text: string): Value | undefined {
  const asked = normaliseName(text)
  return (Object.keys(words) as Value[]).find((value) =>
    [value, ...words[value]].some((word) => normaliseName(word) === asked),
  )
}

/** Every value with its words, for the message about another one. */
export function wordsText<Value extends string>(words: Words<Value>): string {
  return (Object.keys(words) as Value[]).map((value) => `${value} (${words[value].slice(0, 2).join(', ')})`).join(', ')
}
