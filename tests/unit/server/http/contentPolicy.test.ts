import { expect, it } from 'vitest'
import { contentPolicy } from '../../../../server/http/contentPolicy.ts'

it('names no other host without a basemap', () => {
  expect(JSON.stringify(contentPolicy(undefined))).not.toMatch(/https?:/)
})

it.each([
  ['https://tiles.example.cn/{z}/{x}/{y}.png?key=a', 'https://tiles.example.cn'],
  ['http://10.0.0.5:8080/style.json', 'http://10.0.0.5:8080'],
  ['https://{s}.tiles.example/{z}/{x}/{y}.png', 'https://*.tiles.example'],
  ['https://t{s}.tianditu.gov.cn/{z}', 'https://*.tianditu.gov.cn'],
])('lets pictures and data come from the host of %s', (url, host) => {
  const policy = contentPolicy(url)
  expect(policy['img-src']).toContain(host)
  expect(policy['connect-src']).toContain(host)
  expect(policy['script-src']).toEqual(["'self'"])
})
