-- What foreign keys tie together, and what is asked about across cities (which imports were abandoned, which jobs wait), are plain tables
-- with city_id first in each key: the checks of a foreign key and the queries of a trigger are planned once for all cities, and then
-- lock every partition. Cells, their figures and customers stay partitioned.
--
-- Cities, snapshots and drafts can be deleted; their numbers are never given out again.
--
-- In steps, each committed: what a foreign key of hundreds of partitions locks when it is dropped is half of what one transaction may.

alter table city
  -- The last number that was given out. The guards below raise it, so whoever inserts cannot forget to.
  add column last_plan_number int not null default 0 check (last_plan_number >= 0),
  add column last_snapshot_id int not null default 0 check (last_snapshot_id >= 0),
  -- set by the transaction that deletes the city, and never seen by another: published plans may go with it
  add column is_deleting boolean not null default false;

alter table city drop constraint city_city_id_current_snapshot_id_fkey;

-- step
alter table plan drop constraint plan_city_id_snapshot_id_fkey;

-- step
alter table job drop constraint job_city_id_plan_number_fkey;

-- step
alter table grid drop constraint grid_city_id_plan_number_fkey;

-- step
alter table command drop constraint command_city_id_plan_number_fkey;

-- step
alter table admin_area drop constraint admin_area_city_id_parent_id_fkey;

-- step
alter table admin_area rename to partitioned_admin_area;
alter index admin_area_pkey rename to partitioned_admin_area_pkey;
alter index admin_area_city_id_level_code_key rename to partitioned_admin_area_city_id_level_code_key;
alter table snapshot rename to partitioned_snapshot;
alter index snapshot_pkey rename to partitioned_snapshot_pkey;
alter table plan rename to partitioned_plan;
alter index plan_pkey rename to partitioned_plan_pkey;
alter table grid rename to partitioned_grid;
alter index grid_pkey rename to partitioned_grid_pkey;
alter index grid_city_id_plan_number_grid_id_key rename to partitioned_grid_city_id_plan_number_grid_id_key;
alter index grid_city_id_plan_number_code_key rename to partitioned_grid_city_id_plan_number_code_key;
alter index grid_city_id_plan_number_name_key rename to partitioned_grid_city_id_plan_number_name_key;
alter table command rename to partitioned_command;
alter index command_pkey rename to partitioned_command_pkey;
alter index command_city_id_command_id_key rename to partitioned_command_city_id_command_id_key;
alter table job rename to partitioned_job;
alter index job_pkey rename to partitioned_job_pkey;

create table admin_area (
  city_id int not null references city,
  admin_area_id int not null,
  level text not null check (level in ('district', 'subdistrict', 'community')),
  code text collate "C" not null check (code <> ''),
  name text not null check (name <> ''),
  parent_id int,
  boundary geometry(MultiPolygon, 4326) not null,
  primary key (city_id, admin_area_id),
  unique (city_id, level, code)
);
insert into admin_area select * from partitioned_admin_area;
alter table admin_area add foreign key (city_id, parent_id) references admin_area;

create table snapshot (
  city_id int not null references city,
  snapshot_id int not null check (snapshot_id > 0),
  -- deleting: nothing refers to it any more, and its rows are being removed
  status text not null default 'loading' check (status in ('loading', 'ready', 'deleting')),
  source_name text not null,
  source_sha256 text check (source_sha256 ~ '^[0-9a-f]{64}$'),
  crs text not null check (crs in ('wgs84', 'gcj02', 'bd09')),
  column_map jsonb not null,
  rows_read bigint not null default 0,
  rows_loaded bigint not null default 0,
  rows_rejected bigint not null default 0,
  rows_outside bigint not null default 0,
  -- totals of the rows inside the city, which is what the cells hold
  customers bigint not null default 0,
  revenue_cents bigint not null default 0,
  -- what the import found doubtful, such as coordinates that look shifted
  warnings jsonb not null default '[]' check (jsonb_typeof(warnings) = 'array'),
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (city_id, snapshot_id),
  check (rows_read = rows_loaded + rows_rejected),
  check (rows_outside between 0 and rows_loaded),
  check ((status = 'loading') = (completed_at is null)),
  check (status = 'loading' or source_sha256 is not null)
);
insert into snapshot select * from partitioned_snapshot;
create index snapshot_unfinished on snapshot (city_id) where status <> 'ready';

create table plan (
  city_id int not null references city,
  plan_number int not null check (plan_number > 0),
  name text not null check (length(trim(name)) > 0),
  status text not null default 'draft' check (status in ('draft', 'pending', 'published', 'archived')),
  snapshot_id int not null,
  parameters jsonb,
  warnings jsonb not null default '[]' check (jsonb_typeof(warnings) = 'array'),
  links jsonb not null default '[]' check (jsonb_typeof(links) = 'array'),
  revision int not null default 0 check (revision >= 0),
  assignment bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (city_id, plan_number),
  foreign key (city_id, snapshot_id) references snapshot
);
insert into plan select * from partitioned_plan;

create table grid (
  city_id int not null,
  plan_number int not null,
  grid_number int not null check (grid_number between 1 and 65535),
  -- stable through redraws and copies of the plan
  grid_id uuid not null,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
  locked boolean not null default false,
  primary key (city_id, plan_number, grid_number),
  unique (city_id, plan_number, grid_id),
  unique (city_id, plan_number, code),
  unique (city_id, plan_number, name),
  foreign key (city_id, plan_number) references plan
);
insert into grid select * from partitioned_grid;

create table command (
  city_id int not null,
  plan_number int not null,
  revision int not null check (revision > 0),
  command_id uuid not null,
  command jsonb not null,
  patch bytea not null,
  author text not null,
  created_at timestamptz not null default now(),
  primary key (city_id, plan_number, revision),
  unique (city_id, command_id),
  foreign key (city_id, plan_number) references plan
);
insert into command select * from partitioned_command;

create table job (
  city_id int not null references city,
  job_id uuid not null,
  kind text not null check (kind <> ''),
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  progress float8 not null default 0 check (progress between 0 and 1),
  stage text not null default 'queued',
  parameters jsonb not null,
  -- the plan that it made, which may have been deleted since
  plan_number int,
  problem jsonb,
  cancel_requested boolean not null default false,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  candidates jsonb,
  primary key (city_id, job_id),
  check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled'))),
  check ((problem is not null) = (state = 'failed'))
);
insert into job select * from partitioned_job;
create index job_newest on job (city_id, created_at);
create index job_open on job (created_at) where state in ('queued', 'running');

update city c set
  last_plan_number = coalesce((select max(p.plan_number) from plan p where p.city_id = c.city_id), 0),
  last_snapshot_id = coalesce((select max(s.snapshot_id) from snapshot s where s.city_id = c.city_id), 0);

alter table city
  add foreign key (city_id, current_snapshot_id) references snapshot (city_id, snapshot_id);

create or replace function guard_city() returns trigger language plpgsql as $$
begin
  if new.cell_count <> old.cell_count or new.resolution <> old.resolution or new.code <> old.code then
    raise exception 'the code, resolution and cells of city % cannot change', old.code using errcode = 'check_violation';
  end if;
  if new.last_plan_number < old.last_plan_number or new.last_snapshot_id < old.last_snapshot_id then
    raise exception 'the numbers of plans and snapshots of city % are given out once', old.code using errcode = 'check_violation';
  end if;
  if old.is_deleting and not new.is_deleting then
    raise exception 'city % is being deleted', old.code using errcode = 'check_violation';
  end if;
  if new.current_snapshot_id is distinct from old.current_snapshot_id and new.current_snapshot_id is not null then
    perform from snapshot s
    where s.city_id = new.city_id and s.snapshot_id = new.current_snapshot_id and s.status = 'ready' for share;
    if not found then
      raise exception 'snapshot % of city % is not ready', new.current_snapshot_id, new.code using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;

-- A snapshot ends complete and stays as it is, until it is deleted as a whole, which begins with its status.
create or replace function guard_snapshot() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'loading' then
      raise exception 'snapshot % must start as loading', new.snapshot_id using errcode = 'check_violation';
    end if;
    update city c set last_snapshot_id = new.snapshot_id
    where c.city_id = new.city_id and c.last_snapshot_id < new.snapshot_id;
    if not found then
      raise exception 'snapshot %: there is no city %, or the number was given out before', new.snapshot_id, new.city_id
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.status = 'ready' and new.status = 'deleting' then
    if exists (select from city c where c.city_id = old.city_id and c.current_snapshot_id = old.snapshot_id)
       or exists (select from plan p where p.city_id = old.city_id and p.snapshot_id = old.snapshot_id) then
      raise exception 'snapshot % of city % is in use and cannot be deleted', old.snapshot_id, old.city_id
        using errcode = 'check_violation';
    end if;
    if to_jsonb(new) - 'status' <> to_jsonb(old) - 'status' then
      raise exception 'snapshot % of city % is ready and cannot change', old.snapshot_id, old.city_id using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if old.status = 'ready' or (tg_op = 'UPDATE' and old.status = 'deleting') then
    raise exception 'snapshot % of city % is % and cannot change', old.snapshot_id, old.city_id, old.status
      using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger guard_snapshot before insert or update or delete on snapshot
  for each row execute function guard_snapshot();

-- Rows are added while their snapshot loads, and removed while it loads or is deleted.
create or replace function guard_facts() returns trigger language plpgsql as $$
declare
  bad record;
begin
  select n.city_id, n.snapshot_id, n.low, n.high into bad
  from (select city_id, snapshot_id, min(cell_index) as low, max(cell_index) as high from affected group by city_id, snapshot_id) n
  left join snapshot s on s.city_id = n.city_id and s.snapshot_id = n.snapshot_id
    and (s.status = 'loading' or (s.status = 'deleting' and tg_op = 'DELETE'))
  left join city c on c.city_id = n.city_id
  where s.snapshot_id is null or n.low < 0 or n.high >= c.cell_count
  limit 1;
  if found then
    raise exception 'city %, snapshot %: the snapshot is not loading, or a cell index of %..% is not the city''s',
      bad.city_id, bad.snapshot_id, bad.low, bad.high using errcode = 'check_violation';
  end if;
  return null;
end $$;

create or replace function guard_plan() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'draft' and not exists (select from city c where c.city_id = old.city_id and c.is_deleting) then
      raise exception 'plan % of city % is %: it cannot be deleted', old.plan_number, old.city_id, old.status
        using errcode = 'check_violation';
    end if;
    return old;
  end if;

  if tg_op = 'INSERT' or new.assignment <> old.assignment then
    if octet_length(new.assignment) <> 2 * (select cell_count from city c where c.city_id = new.city_id) then
      raise exception 'plan % of city %: the assignment has % bytes, not 2 for each cell',
        new.plan_number, new.city_id, octet_length(new.assignment) using errcode = 'check_violation';
    end if;
  end if;

  if tg_op = 'INSERT' then
    -- for share: one who deletes the snapshot meanwhile waits, and then finds this plan
    perform from snapshot s
    where s.city_id = new.city_id and s.snapshot_id = new.snapshot_id and s.status = 'ready' for share;
    if not found then
      raise exception 'plan % of city %: snapshot % is not ready', new.plan_number, new.city_id, new.snapshot_id
        using errcode = 'check_violation';
    end if;
    update city c set last_plan_number = new.plan_number
    where c.city_id = new.city_id and c.last_plan_number < new.plan_number;
    if not found then
      raise exception 'plan % of city %: the number was given out before', new.plan_number, new.city_id
        using errcode = 'check_violation';
    end if;
    return new;
  end if;

  if old.status in ('published', 'archived') then
    if new.status <> old.status and not (old.status = 'published' and new.status = 'archived') then
      raise exception 'plan % of city % is % and cannot become %', old.plan_number, old.city_id, old.status, new.status
        using errcode = 'check_violation';
    end if;
    if (new.name, new.snapshot_id, new.parameters, new.warnings, new.links, new.revision, new.assignment, new.created_at)
       is distinct from
       (old.name, old.snapshot_id, old.parameters, old.warnings, old.links, old.revision, old.assignment, old.created_at) then
      raise exception 'plan % of city % is % and cannot change', old.plan_number, old.city_id, old.status
        using errcode = 'check_violation';
    end if;
    return new;
  end if;

  if new.snapshot_id <> old.snapshot_id then
    raise exception 'plan % of city % cannot change its snapshot', old.plan_number, old.city_id using errcode = 'check_violation';
  end if;
  if new.revision not in (old.revision, old.revision + 1)
     or (new.assignment <> old.assignment and new.revision = old.revision) then
    raise exception 'plan % of city %: revision % must grow by 1 with each change of the assignment, not become %',
      old.plan_number, old.city_id, old.revision, new.revision using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger guard_plan before insert or update or delete on plan for each row execute function guard_plan();

create or replace function guard_plan_part() returns trigger language plpgsql as $$
declare
  affected record;
begin
  affected := case when tg_op = 'INSERT' then new else old end;
  if exists (select from plan p
             where p.city_id = affected.city_id and p.plan_number = affected.plan_number and p.status in ('published', 'archived'))
     and not (tg_op = 'DELETE' and exists (select from city c where c.city_id = affected.city_id and c.is_deleting)) then
    raise exception 'plan % of city % is published: its % cannot change', affected.plan_number, affected.city_id, tg_argv[0]
      using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger guard_plan_part before insert or update or delete on grid
  for each row execute function guard_plan_part('grids');
create trigger guard_plan_part before insert or delete on command
  for each row execute function guard_plan_part('commands');
create trigger guard_command before insert or update on command for each row execute function guard_command();

-- A finished job stays finished, and the plan it names was there when it ended.
create or replace function guard_job() returns trigger language plpgsql as $$
begin
  if old.finished_at is not null then
    raise exception 'job % is % and cannot change', old.job_id, old.state using errcode = 'check_violation';
  end if;
  if new.plan_number is distinct from old.plan_number and new.plan_number is not null and not exists (
      select from plan p where p.city_id = new.city_id and p.plan_number = new.plan_number) then
    raise exception 'job %: there is no plan % of city %', new.job_id, new.plan_number, new.city_id
      using errcode = 'foreign_key_violation';
  end if;
  return new;
end $$;

create trigger guard_job before update on job for each row execute function guard_job();

create or replace function create_city_partitions(id int) returns void language plpgsql as $$
declare
  parent text;
begin
  foreach parent in array array['cell', 'cell_fact', 'customer'] loop
    execute format('create table %I partition of %I for values in (%s)', parent || '_' || id, parent, id);
  end loop;
  -- What is written straight into a partition (as a load does) fires no statement trigger of the parent.
  perform create_fact_guards('cell_fact_' || id), create_fact_guards('customer_' || id);
end $$;

-- Drops a city's cells and data, which no row may be taken out of.
create function drop_city_partitions(id int) returns void language plpgsql as $$
declare
  parent text;
begin
  foreach parent in array array['cell', 'cell_fact', 'customer'] loop
    execute format('drop table %I', parent || '_' || id);
  end loop;
end $$;

-- step
create temporary table retired on commit drop as
select inhrelid as id from pg_inherits
where inhparent = any (array['partitioned_admin_area', 'partitioned_snapshot', 'partitioned_plan', 'partitioned_grid',
                             'partitioned_command', 'partitioned_job']::regclass[])
order by inhrelid limit 40;
do $$
declare
  child regclass;
begin
  for child in select id::regclass from retired loop
    execute format('drop table %s', child);
  end loop;
end $$;
select count(*) = 40 as again from retired;

-- step
drop table partitioned_admin_area, partitioned_snapshot, partitioned_plan, partitioned_grid, partitioned_command, partitioned_job;
