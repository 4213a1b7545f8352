import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase('the database', (database, driver) => {
  test('gives the same JavaScript values whichever driver it is', async () => {
    const { rows } = await sql`
      select 9007199254740991::int8 as big, 1.10::numeric as numeric, 0.5::float8 as float, true as yes, null::int as nothing,
             '\\x00ff'::bytea as bytes, '{"a":[1]}'::jsonb as json, array[1.5,2]::float8[] as floats, array['a','b']::text[] as texts,
             '2026-01-02'::date as day, '2026-01-02T03:04:05.678Z'::timestamptz as moment`.execute(database().kysely)
    expect(rows).toEqual([
      {
        big: 9007199254740991,
        numeric: '1.10',
        float: 0.5,
        yes: true,
        nothing: null,
        bytes: new Uint8Array([0, 255]),
        json: { a: [1] },
        floats: [1.5, 2],
        texts: ['a', 'b'],
        day: '2026-01-02',
        moment: new Date('2026-01-02T03:04:05.678Z'),
      },
    ])
  })

  test('takes the same parameters whichever driver it is', async () => {
    const { rows } = await sql`
      select ${new Uint8Array([1, 254])}::bytea as bytes, ${[1, null, 3]}::int[] as numbers, ${['a"b\\', 'c,d', '']}::text[] as texts,
             ${JSON.stringify([{ a: 1 }])}::jsonb as json, ${new Date(0)}::timestamptz as moment, ${12n}::int8 as big, ${false}::bool as no,
             ${null}::text as nothing`.execute(database().kysely)
    expect(rows).toEqual([
      {
        bytes: new Uint8Array([1, 254]),
        numbers: [1, null, 3],
        texts: ['a"b\\', 'c,d', ''],
        json: [{ a: 1 }],
        moment: new Date(0),
        big: 12,
        no: false,
        nothing: null,
      },
    ])
  })

  test('refuses an int8 that no JavaScript number holds, and a parameter of an unknown meaning', async () => {
    await expect(sql`select 613196570331971583::int8 as id`.execute(database().kysely)).rejects.toThrow(
      /select it as text/,
    )
    await expect(sql`select ${{ a: 1 }}::jsonb`.execute(database().kysely)).rejects.toMatchObject({
      code: 'database-parameter',
    })
  })

  test('names a broken constraint by its SQLSTATE', async () => {
    await makeCity(database(), 'twice')
    const again = sql`update city set code = 'NOT A CODE' where code = 'twice'`.execute(database().kysely)
    await expect(again).rejects.toMatchObject({ code: '23514' })
  })

  test('refuses a query past the open transaction, and works on afterwards', async () => {
    const db = database().kysely
    await db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('city').select('code').execute()
      const past = db.selectFrom('city').select('code').execute()
      await expect(past).rejects.toMatchObject({ code: 'database-nested-query' })
      await expect(database().execute('select 1')).rejects.toMatchObject({ code: 'database-nested-query' })
      await expect(db.transaction().execute(async () => 1)).rejects.toMatchObject({ code: 'database-nested-query' })
    })
    await expect(db.selectFrom('city').select('code').execute()).resolves.toBeDefined()
  })

  test('lets other work wait for a transaction instead of joining it', async () => {
    const db = database().kysely
    await sql`create table turn (step text)`.execute(db)
    await Promise.all([
      db.transaction().execute(async (transaction) => {
        await sql`insert into turn values ('one')`.execute(transaction)
        await sql`select pg_sleep(0.1)`.execute(transaction)
        await sql`insert into turn values ('two')`.execute(transaction)
        throw new Error('undo')
      }),
      sql`insert into turn values ('other')`.execute(db),
    ]).catch((error: Error) => expect(error.message).toBe('undo'))
    await expect.poll(async () => (await sql`select step from turn`.execute(db)).rows).toEqual([{ step: 'other' }])
  })

  test('makes an error of a statement that a geometry library broke, and undoes the transaction', async () => {
    const db = database().kysely
    await sql`create table broken (step int)`.execute(db)
    const overlay = db.transaction().execute(async (transaction) => {
      await sql`insert into broken values (1)`.execute(transaction)
      await sql`select ST_Union(shape) from (values ('POLYGON((0 0,1 1,1 0,0 1,0 0))'::geometry),
                ('POLYGON((0 0,2 2,2 0,0 1,0 0))')) as bowtie(shape)`.execute(transaction)
    })
    await expect(overlay).rejects.toMatchObject({
      code: driver === 'pglite' ? 'database-dropped-statement' : 'XX000',
    })
    expect((await sql`select step from broken`.execute(db)).rows).toEqual([])
  })

  test('copies rows in, and none of a chunk that is broken', async () => {
    await sql`create table copied (id int primary key, label text)`.execute(database().kysely)
    const target = { table: 'copied', columns: ['id', 'label'] }
    const chunks = async function* (...texts: string[]) {
      for (const text of texts) yield new TextEncoder().encode(text)
    }
    expect(await database().copyIn(target, chunks('1\ta\\tb\n2\t\\N\n', '3\t网格\n'))).toBe(3)
    const broken = database().copyIn(target, chunks('4\tfour\nfive\tfive\n'))
    await expect(broken).rejects.toMatchObject({ code: '22P02' })
    const { rows } = await sql`select id, label from copied order by id`.execute(database().kysely)
    expect(rows).toEqual([
      { id: 1, label: 'a\tb' },
      { id: 2, label: null },
      { id: 3, label: '网格' },
    ])
  })

  test('hands on an error of the stream it copies', async () => {
    await sql`create table half (id int)`.execute(database().kysely)
    const failing = async function* () {
      yield new TextEncoder().encode('1\n')
      throw new Error('the file ended early')
    }
    const copying = database().copyIn({ table: 'half', columns: ['id'] }, failing())
    await expect(copying).rejects.toThrow('the file ended early')
    await expect(sql`select 1`.execute(database().kysely)).resolves.toBeDefined()
  })

  test('gives a named lock to one at a time', async () => {
    const unlock = await database().tryLock('import/1')
    expect(unlock).not.toBeNull()
    expect(await database().tryLock('import/1')).toBeNull()
    const other = await database().tryLock('import/2')
    expect(other).not.toBeNull()
    await unlock?.()
    await other?.()
    const again = await database().tryLock('import/1')
    expect(again).not.toBeNull()
    await again?.()
  })

  test('runs several statements at once where there are no parameters', async () => {
    const { rows } = await database().execute(
      'create table several (a int); insert into several values (7); table several',
    )
    expect(rows).toEqual([{ a: 7 }])
    expect(await database().execute('select $1::int + 1 as b', [2])).toEqual({ rows: [{ b: 3 }] })
  })
})
