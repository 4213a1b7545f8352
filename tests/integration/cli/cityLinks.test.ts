import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeArchipelago } from '../../../fixtures/archipelago.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runWithText } from './shapan.ts'

test('an archipelago is divided from the command line, with the ferries its planner accepts', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  const shapan = runWithText({ cwd, env: { DATABASE_URL: url } })
  try {
    const { boundary, customers } = makeArchipelago()
    writeFileSync(join(cwd, 'islands.geojson'), JSON.stringify(boundary))
    writeFileSync(join(cwd, 'customers.csv'), customers)
    const made = await shapan(
      'city',
      'create',
      'sea',
      '--name',
      '海',
      '--resolution',
      '8',
      '--boundary',
      'islands.geojson',
      '--crs',
      'wgs84',
    )
    expect(made).toMatchObject({ code: 0 })
    expect(await shapan('import', 'sea', 'customers.csv', '--crs', 'wgs84')).toMatchObject({ code: 0 })

    const divided = await shapan('partition', 'sea', '--grids', '20', '--preset', 'fast')
    expect(divided.code).toBe(0)
    const notes = divided.stdout.split('\n').filter((line) => line.startsWith('warning: '))
    expect(notes.length).toBeLessThanOrEqual(5)
    expect(notes[0]).toMatch(
      /^warning: \d+ small islands too light for a grid of their own share one with the nearest shore: (\S+ \d+(, )?){4}; /,
    )
    expect(notes[1]).toMatch(/^warning: \d+ proposed links join larger pieces of land that .*: \S+ [\d.]+ km/)

    const listed = await shapan('city', 'links', 'list', 'sea')
    expect(listed.stdout.split('\n')[1]).toMatch(/^\d+-\d+ +proposed +\d+\.\d +\S+ 12\d\.\d{4},\d\d\.\d{4} /)
    const near = await shapan('city', 'links', 'propose', 'sea', '--max-km', '4', '--json')
    const { proposed } = JSON.parse(near.stdout)
    expect(proposed.length).toBeGreaterThan(20)
    const accepted = await shapan('city', 'links', 'propose', 'sea', '--accept-all', '--max-km', '4')
    expect(accepted.stdout).toMatch(new RegExp(`^${proposed.length} links confirmed\n`))
    const [first, second] = proposed.map(({ link }: { link: string }) => link)
    expect(await shapan('city', 'links', 'remove', 'sea', first)).toMatchObject({
      code: 0,
      text: `${first} of sea: removed\n`,
    })
    expect((await shapan('city', 'links', 'refuse', 'sea', `${first},${second}`)).stdout).toMatch(/refused/)
    const { from, to } = proposed[2]
    const place = ({ lng, lat }: { lng: number; lat: number }) => `${lng},${lat}`
    const added = await shapan(
      'city',
      'links',
      'add',
      'sea',
      '--from',
      place(from),
      '--to',
      place(to),
      '--kind',
      'bridge',
      '--name',
      '大桥',
    )
    expect(added.stdout).toMatch(/bridge +\d.*大桥/)
    expect(await shapan('city', 'links', 'add', 'sea', '--from', '100,10', '--to', place(to))).toMatchObject({
      code: 2,
      text: expect.stringMatching(/100,10 lies outside "sea".*\[invalid-link\]/),
    })
    expect(await shapan('city', 'links', 'remove', 'sea', '0-1')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/\[link-not-found\]/),
    })

    expect(await shapan('partition', 'sea', '--grids', '20', '--links', 'automatic', '--preset', 'fast')).toMatchObject(
      { code: 0 },
    )
    for (const plan of ['sea-1', 'sea-2']) expect(await shapan('verify', plan)).toMatchObject({ code: 0 })
  } finally {
    await drop()
  }
})
