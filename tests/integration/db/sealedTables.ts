/** The tables whose rows carry a seal, as the schema says. */
export async function listSealed(run: (text: string) => Promise<Record<string, unknown>[]>): Promise<string[]> {
  const rows = await run(`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'seal' order by 1`)
  return rows.map(({ name }) => String(name))
}
