import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { cellCenters, encodeAssignment } from '../../../partition/index.ts'
import { addDays, dateAt } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import { formatPlanId } from '../../base/planIds.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { sortLinks } from '../../cities/links/describeLinks.ts'
import { listLinks } from '../../cities/links/store.ts'
import { siteCellsText, unitCellsText } from '../../cities/places/store.ts'
import { findCity } from '../../cities/store.ts'
import type { ManyRejected } from '../../contract/dataNotes.ts'
import type { ColumnMap } from '../../data/columnMap.ts'
import { type Division, findDivision } from '../../data/divisions.ts'
import { admitRows } from '../../data/places/admitRows.ts'
import type { Reject } from '../../data/rejects.ts'
import { loadSnapshotFacts } from '../../data/snapshotFacts.ts'
import type { Database } from '../../db/database.ts'
import { readTimeline, recordAct, type Turn, takeTurn } from '../../life/lifeStore.ts'
import { loadVersionSide } from '../../life/sides.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { inForceOn, liveAt } from '../../life/timeline.ts'
import { insertPlan } from '../../plans/store.ts'
import { runTask } from '../../threads/threads.ts'
import { layPackage } from '../rows/layPackage.ts'
import { insertPackage } from '../rows/packages.ts'
import { listClusterGrids } from '../rows/parties.ts'
import type { Disputed, Drawn } from './drawAssignment.ts'
import { claimedAlready, openDisputes } from './openDisputes.ts'
import type { ReadAssignment } from './readAssignmentFile.ts'
import { bytesACell, bytesOf, type RowsInput, readOf, type TableOptions } from './tableOfRows.ts'
import { tasks } from './tasks.ts'

export interface ImportAssignmentOptions extends TableOptions {
  /** the day from which on what the plan cannot express is to hold */
  readonly from: string
  readonly reason?: string | undefined
  readonly division?: string | undefined
  readonly maxRejectedShare?: number | undefined
  readonly rejectsPath?: string | null
}

export interface ImportedAssignment {
  readonly city: string
  readonly sourceName: string
  readonly columnMap: ColumnMap
  /** rowsRead = rows.plan + rows.owners + rows.disputed + rowsRejected */
  readonly rowsRead: number
  readonly rowsRejected: number
  readonly rows: { readonly plan: number; readonly owners: number; readonly disputed: number }
  /** the draft */
  readonly planId: string
  readonly grids: number
  readonly cells: Drawn['cells']
  /** grids that have no cell, which were registered outside of plans */
  readonly clusterGrids: number
  /** the change of owners that waits for a decision; null where the plan says it all */
  readonly ownerChange: number | null
  readonly disputes: number
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  readonly warnings: readonly ManyRejected[]
}

/**
 * Makes of today's assignment a draft plan, owners that wait for a decision, and disputes: where those who are named disagree within a cell the
 * grid with most customers has it, and the others keep theirs by an owner row. All or nothing; nothing holds until it is decided. Throws `city-not-found`,
 * `snapshot-not-found`, `unknown-division`, `missing-column`, `too-many-rejects`, `nothing-to-load`, `solve-failed`, and as `readTableRows` does.
 */
export async function importAssignment(
  database: Database,
  cityCode: string,
  input: RowsInput,
  options: ImportAssignmentOptions,
  acting: Acting,
): Promise<ImportedAssignment> {
  const { from, sourceName, division: key, rejectsPath = null, maxRejectedShare } = options
  const { city_id: cityId, timezone, current_snapshot_id: snapshotId } = await findCity(database.kysely, cityCode)
  if (snapshotId === null)
    throw new ShapanError('snapshot-not-found', `The city "${cityCode}" has no data yet: import a file first`)
  const today = dateAt(acting.now, timezone)
  const { encoding, separator, columnMap: asked } = options
  const file = await bytesOf(input, { sourceName, encoding, separator, columnMap: asked })
  const read = readOf(await runTask(tasks.readAssignmentFile, file, file.bytes.length / bytesACell))
  const division = await findDivision(database.kysely, cityId, key)
  const reason = options.reason ?? sourceName
  const { drawn, base } = await draw(database, { cityCode, cityId, snapshotId, division, today, from, reason }, read)
  const { rowsRead, columnMap } = read
  const done = await takeTurn(database, cityId, async (turn) => {
    const gone = new Set(drawn.disputes.length > 0 ? await claimedAlready(turn, drawn.disputes) : [])
    const disputes = drawn.disputes.filter((_, place) => !gone.has(place))
    const planNumber = await insertPlan(turn.transaction, cityId, {
      name: (number) => `#${number} · ${sourceName}`,
      ...{ division: division.key, snapshotId, parameters: null, warnings: [], links: drawn.links },
      ...{ createdBy: acting.actor, baseVersion: base, origin: { kind: 'assignment', sourceName } },
      ...{ assignment: encodeAssignment(drawn.assignment), grids: drawn.grids },
    })
    await registerClusters(turn, drawn.clusters)
    const laid = await layPackage(turn, drawn.owners, { replace: false, today, draft: planNumber })
    const refused: Reject[] = [...read.rejects, ...drawn.rejects]
    for (const { line, subject, code, reason: why } of laid.faults)
      refused.push({ line: line!, column: '', value: subject, code, reason: why })
    for (const place of gone) refused.push(...refuseClaimed(drawn.disputes[place]!))
    const disputed = disputes.reduce((sum, { lines }) => sum + lines.length, 0)
    const rows = { plan: drawn.rows.plan, owners: laid.kept.count, disputed }
    const admitted = await admitRows(
      { kind: 'assignment', sourceName, rowsRead, loaded: rows.plan + rows.owners + rows.disputed, refused },
      { rejectsPath, maxRejectedShare },
    )
    if (drawn.fault !== null) throw new ShapanError('solve-failed', `${sourceName} makes no plan: ${drawn.fault}`)
    const { actor: proposedBy, now: proposedAt } = acting
    const proposal = { source: 'import', sourceName, replaces: false, periods: laid.kept } as const
    const ownerChange = laid.kept.count > 0 ? await insertPackage(turn, { ...proposal, proposedBy, proposedAt }) : null
    const { claims, events } = await openDisputes(turn, disputes, { today, statement: reason, acting })
    await recordAct(turn, acting, {
      act: 'assignment.import',
      subject: formatPlanId(cityCode, planNumber),
      reason,
      detail: {
        ...{ sourceName, rowsRead, rowsRejected: admitted.rowsRejected, ...rows, ownerChange },
        ...{ packages: ownerChange === null ? 0 : 1, clusterGrids: drawn.clusters.length, claims },
      },
      events,
    })
    return { planNumber, ownerChange, rows, admitted, disputes: disputes.length }
  })
  const { planNumber, admitted, ...told } = done
  return {
    ...{ city: cityCode, sourceName, columnMap, rowsRead },
    ...admitted,
    ...told,
    planId: formatPlanId(cityCode, planNumber),
    grids: drawn.grids.length,
    cells: drawn.cells,
    clusterGrids: drawn.clusters.length,
  }
}

interface Drawing {
  readonly cityCode: string
  readonly cityId: number
  readonly snapshotId: number
  readonly division: Division
  readonly today: string
  readonly from: string
  readonly reason: string
}

async function draw(database: Database, drawing: Drawing, read: ReadAssignment) {
  const { cityCode, cityId, snapshotId, division, from, reason } = drawing
  const city = await loadCityState(database, cityCode)
  const facts = await loadSnapshotFacts(database, city, snapshotId, division)
  const { versions } = await readTimeline(database.kysely, cityId)
  const live = liveAt(versions.filter((version) => version.division === division.key))
  // What the draft would follow.
  const base = inForceOn(live, addDays(from, -1))
  const known = base ? (await loadVersionSide(database, cityCode, base)).plan.grids : []
  const { confirmed, refused } = sortLinks(await listLinks(database.kysely, cityId))
  const drawn = await runTask(
    tasks.drawAssignment,
    {
      ...{ rows: read.rows, subjects: read.subjects, grids: read.grids, columnMap: read.columnMap, from, reason },
      votes: await readVotes(database, drawing, read.subjects, facts.keys.indexOf('customers')),
      units: await unitCellsText(database.kysely, cityId),
      sites: await siteCellsText(database.kysely, cityId),
      customers: facts.values[facts.keys.indexOf('customers')]!,
      ...{ cellIds: city.lattice.cellIds, neighbors: city.neighbors, centers: cellCenters(city.lattice) },
      stated: { confirmed: confirmed.map(({ a, b, kind }) => ({ a, b, kind })), refused },
      ...{ known, clusters: await listClusterGrids(database, cityCode), ids: read.grids.map(() => randomUUID()) },
    },
    city.cellCount + read.rowCount,
  )
  return { drawn, base: base?.number ?? null }
}

/** How many customers of each subject are in each cell, by the city's newest data: a JSON list of [subject, cell or null, customers]. */
async function readVotes(
  { patient }: Database,
  { cityId, snapshotId, division, today }: Drawing,
  subjects: string,
  figure: number,
): Promise<string> {
  const city = sql.lit(cityId)
  const counted = (kind: string, column: RawBuilder<unknown>) => sql`
    select n, cell_index, sum(figures[${sql.lit(figure + 1)}]) as weight from asked
    join customer c on c.city_id = ${city} and c.snapshot_id = ${snapshotId}::int and ${column} = asked.id collate "C"
    where asked.kind = ${kind}::text and (ended_on is null or ended_on > ${today}::date) and ${hasSegment(division)}
    group by n, cell_index`
  const { rows } = await sql<{ votes: string }>`
    with asked as materialized (
      select n, kind, id from jsonb_to_recordset(${subjects}::jsonb) as listed (n int, kind text, id text))
    select coalesce(json_agg(json_build_array(n, cell_index, weight) order by n, cell_index), '[]')::text as votes
    from (${counted('customer', sql`c.customer_id`)} union all ${counted('account', sql`c.account_id`)}
          union all ${counted('unit', sql`c.unit_id`)}) votes`.execute(patient)
  return rows[0]!.votes
}

/** SQL's condition on a customer's segment. */
function hasSegment({ isDefault, listed }: Division): RawBuilder<boolean> {
  const names = listed.map(({ name }) => name)
  if (isDefault) return names.length === 0 ? sql`true` : sql`(segment is null or segment <> all (${names}::text[]))`
  return sql`segment = any (${names}::text[])`
}

async function registerClusters({ transaction, cityId, change }: Turn, clusters: Drawn['clusters']): Promise<void> {
  if (clusters.length === 0) return
  await sql`
    insert into cluster_grid (city_id, grid_id, code, name, change)
    select ${cityId}::int, "gridId", code, name, ${change}::bigint
    from jsonb_to_recordset(${JSON.stringify(clusters)}::jsonb) as listed ("gridId" uuid, code text, name text)`.execute(
    transaction,
  )
}

function refuseClaimed({ layer, subject, lines }: Disputed): Reject[] {
  const reason = `${layer} ${subject} is claimed already: rule its dispute first, or have its claims withdrawn`
  return lines.map((line) => ({ line, column: '', value: subject, code: 'disputed', reason }))
}
