-- Distributes the tables of a migrated database over the workers of its coordinator, by city. Once, in one transaction; what is there goes
-- along. `shapan migrate --citus` runs it.

set local citus.multi_shard_modify_mode = 'sequential';
-- Triggers on shards: ours read no other table but by local_name below.
set local citus.enable_unsafe_triggers = on;

-- The shard of a table that holds a city's rows, on the node where all its shards are; the table's replica on this node for `city`.
create function local_name(target regclass, city int) returns text language plpgsql stable set search_path = public, pg_catalog as $$
begin
  return coalesce(
    (select shard_name(s.logicalrelid, s.shardid) from pg_dist_shard s join pg_dist_partition p using (logicalrelid)
     where s.logicalrelid = target and p.partmethod = 'n'),
    shard_name(target, get_shard_id_for_distribution_column(target, city)));
end $$;

-- What guards read and write of other tables, there.

create or replace function held_snapshot(city int, snapshot int, out status text, out figures int) language plpgsql as $$
begin
  execute format('select status, cardinality(figure_keys) from %s where city_id = $1 and snapshot_id = $2 for share', local_name('snapshot', city))
    into held_snapshot.status, held_snapshot.figures using city, snapshot;
end $$;

create or replace function held_plan(city int, plan int, out status text, out revision int) language plpgsql as $$
begin
  execute format('select status, revision from %s where city_id = $1 and plan_number = $2 for share', local_name('plan', city))
    into held_plan.status, held_plan.revision using city, plan;
end $$;

create or replace function cell_count_of(city int) returns int language plpgsql stable as $$
declare
  found_count int;
begin
  execute format('select cell_count from %s where city_id = $1', local_name('city', city)) into found_count using city;
  return found_count;
end $$;

create or replace function admin_areas_of(city int) returns int[] language plpgsql stable as $$
declare
  areas int[];
begin
  execute format('select array_agg(admin_area_id) from %s where city_id = $1', local_name('admin_area', city)) into areas using city;
  return coalesce(areas, '{}');
end $$;

create or replace function is_city_deleting(city int) returns boolean language plpgsql stable as $$
declare
  deleting boolean;
begin
  execute format('select is_deleting from %s where city_id = $1', local_name('city_state', city)) into deleting using city;
  return coalesce(deleting, false);
end $$;

create or replace function take_snapshot_number(city int, number int) returns boolean language plpgsql as $$
declare
  taken int;
begin
  execute format('update %s set last_snapshot_id = $2 where city_id = $1 and last_snapshot_id < $2', local_name('city_state', city))
    using city, number;
  get diagnostics taken = row_count;
  return taken > 0;
end $$;

create or replace function take_plan_number(city int, number int) returns boolean language plpgsql as $$
declare
  taken int;
begin
  execute format('update %s set last_plan_number = $2 where city_id = $1 and last_plan_number < $2', local_name('city_state', city))
    using city, number;
  get diagnostics taken = row_count;
  return taken > 0;
end $$;

create or replace function add_to_area_count(city int, change int) returns void language plpgsql as $$
begin
  execute format('update %s set admin_area_count = admin_area_count + $2 where city_id = $1', local_name('city_state', city))
    using city, change;
end $$;

create or replace function snapshot_digest(city int, snapshot int) returns text language plpgsql stable as $$
declare
  digest text;
begin
  execute format('
    select coalesce(sum(customer_hash(line_number, customer_id, figures, segment, tariff, mou, dou, location, cell_index,
                                      account_id, unit_id, ended_on)), 0)::text
    from %s where city_id = $1 and snapshot_id = $2', local_name('customer', city)) into digest using city, snapshot;
  return digest;
end $$;

do $$
declare
  ours constant text[] := array['city_state', 'admin_area', 'cell', 'city_link', 'figure', 'segment', 'division', 'division_segment',
                                'snapshot', 'cell_fact', 'customer', 'plan', 'grid', 'command', 'job', 'city_place', 'plan_rules', 'city_rules',
                                'area_cells', 'former_district',
                                'city_life', 'impact', 'submission', 'plan_version', 'movement', 'lineage', 'snapshot_start', 'audit', 'outbox',
                                'party', 'cluster_grid', 'grid_member', 'owner_package', 'owner_change', 'owner_row',
                                'dispute', 'claim'];
  one record;
  listed record;
  target text;
begin
  -- A table is distributed without what ties it to others, which is put back when all are.
  create temporary table tie on commit drop as
  select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
         format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make,
         conname::text as name, 1 as turn
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
  union all
  select format('drop trigger %I on %s', tgname, tgrelid::regclass), pg_get_triggerdef(oid), tgname, 2
  from pg_trigger where not tgisinternal and tgrelid in (select unnest(ours || 'city'::text)::regclass);
  for one in select * from tie order by turn desc loop
    execute one.drop;
  end loop;
  perform create_reference_table('city');
  foreach target in array ours loop
    if target = ours[1] then
      perform create_distributed_table(target, 'city_id');
    else
      perform create_distributed_table(target, 'city_id', colocate_with => ours[1]);
    end if;
  end loop;
  for listed in
    select p.oid::regprocedure as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  loop
    perform create_distributed_function(listed.name);
  end loop;
  for one in select * from tie order by turn loop
    execute one.make;
  end loop;
end $$;
