import { expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { removeCityRemains } from '../../../server/deletion/cityRemains.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { customerCsv, makeCity, writeTemporary } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { listTables } from '../recount/mutations.ts'

eachDatabase('what a deleted city leaves', (database) => {
  test('is gone after the deletion, or after the next start where that was cut short', async () => {
    const opened = database()
    const { cityId: kept } = await makeCity(opened, 'kept')
    const { cityId: gone } = await makeCity(opened, 'gone')
    const { cityId: torn } = await makeCity(opened, 'torn')
    const file = writeTemporary('customers.csv', customerCsv(20))
    for (const code of ['kept', 'gone', 'torn']) await importFile(opened, code, file, { crs: 'wgs84' })
    const tables = (await listTables(opened)).filter((name) => name !== 'schema_migration')
    const tablesWith = async (cityId: number) => {
      const counts = tables.map((name) => `select '${name}' as name from ${name} where city_id = ${cityId}`)
      const { rows } = await opened.execute(`${counts.join(' union ')} order by 1`)
      return rows.map(({ name }) => name)
    }
    const before = await tablesWith(kept)
    expect(before).toContain('snapshot_start')

    await deleteCity(opened, 'gone')
    expect(await tablesWith(gone)).toEqual([])

    await opened.execute(`
      create function cut_short() returns trigger language plpgsql as $$ begin raise exception 'cut short'; end $$;
      create trigger cut_short before delete on city_life for each row execute function cut_short()`)
    await expect(deleteCity(opened, 'torn')).rejects.toThrow('cut short')
    await opened.execute('drop trigger cut_short on city_life; drop function cut_short()')
    await expect(deleteCity(opened, 'torn')).rejects.toMatchObject({ code: 'city-not-found' })
    expect(await tablesWith(torn)).toEqual(['city_life', 'snapshot_start'])
    expect(await removeCityRemains(opened)).toBe(1)
    expect(await tablesWith(torn)).toEqual([])
    expect(await tablesWith(kept)).toEqual(before)
    expect(await removeCityRemains(opened)).toBe(0)
  })
})
