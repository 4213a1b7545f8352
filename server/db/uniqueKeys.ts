import type { ErrorCode } from '../base/errors.ts'

/**
 * What it means to run into a unique key. Every key of the schema stands here (tests/integration/db/uniqueKeys.test.ts holds it), by its
 * name; on Citus the shard's number follows it.
 */
export type Collision = Extract<
  ErrorCode,
  'city-exists' | 'command-id-taken' | 'invalid-admin-areas' | 'concurrent-change'
>

/** `null`: whoever writes gives these out alone and once, so that a collision is a fault of ours. */
export const uniqueKeys: Readonly<Record<string, Collision | null>> = {
  city_pkey: null,
  city_code_key: 'city-exists',
  city_city_id_cell_count_key: null,
  city_state_pkey: null,
  admin_area_pkey: 'concurrent-change',
  admin_area_city_id_level_code_key: 'invalid-admin-areas',
  area_cells_pkey: null,
  former_district_pkey: 'concurrent-change',
  cell_pkey: null,
  cell_city_id_cell_id_key: null,
  city_link_pkey: null,
  city_place_pkey: null,
  city_rules_pkey: 'concurrent-change',
  division_pkey: null,
  division_default: null,
  division_segment_pkey: null,
  figure_pkey: null,
  figure_city_id_position_key: null,
  segment_pkey: null,
  segment_city_id_name_key: null,
  snapshot_pkey: 'concurrent-change',
  snapshot_city_id_snapshot_id_status_key: null,
  cell_fact_pkey: null,
  customer_pkey: null,
  plan_pkey: 'concurrent-change',
  plan_rules_pkey: null,
  grid_pkey: null,
  grid_city_id_plan_number_grid_id_key: null,
  grid_city_id_plan_number_code_key: null,
  grid_city_id_plan_number_name_key: null,
  city_life_pkey: null,
  impact_pkey: null,
  submission_pkey: 'concurrent-change',
  submission_open: 'concurrent-change',
  plan_version_pkey: 'concurrent-change',
  plan_version_start: 'concurrent-change',
  movement_pkey: null,
  lineage_pkey: null,
  snapshot_start_pkey: null,
  audit_pkey: null,
  outbox_pkey: null,
  party_pkey: 'concurrent-change',
  cluster_grid_pkey: 'concurrent-change',
  grid_member_pkey: null,
  grid_member_start: 'concurrent-change',
  owner_package_pkey: 'concurrent-change',
  owner_change_pkey: null,
  owner_row_pkey: null,
  owner_row_start: 'concurrent-change',
  dispute_pkey: 'concurrent-change',
  dispute_open: 'concurrent-change',
  claim_pkey: 'concurrent-change',
  claim_standing: 'concurrent-change',
  command_pkey: 'concurrent-change',
  command_city_id_command_id_key: 'command-id-taken',
  job_pkey: null,
  schema_migration_pkey: null,
}

/** The code for a broken key as the database names it, such as `command_city_id_command_id_key_102012`, alone or in a sentence. */
export function collisionOf(text: string): Collision | undefined {
  const names = (text.match(/\w+/g) ?? []).map(keyName)
  const broken = names.find((name) => Object.hasOwn(uniqueKeys, name))
  return (broken && uniqueKeys[broken]) || undefined
}

export function keyName(constraint: string): string {
  return constraint.replace(/_\d+$/, '')
}
