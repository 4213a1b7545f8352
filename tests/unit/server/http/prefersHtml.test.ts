import { expect, test } from 'vitest'
import { prefersHtml } from '../../../../server/http/prefersHtml.ts'

test.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', true],
  ['text/html', true],
  ['application/json, text/html;q=0.5', false],
  ['text/html;q=0', false],
  ['*/*', false],
  ['application/json', false],
  ['', false],
  [undefined, false],
])('%s: %s', (accept, expected) => {
  expect(prefersHtml(accept)).toBe(expected)
})
