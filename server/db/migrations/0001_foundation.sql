-- The foundation: cities, their cells, imported data, plans and the log of commands.
--
-- city_id stands in every primary key, unique key, foreign key and query, and every table but city is list-partitioned by it, so that
-- a city can move to another node as a whole. create_city_partitions(city_id) makes a city's partitions.
--
-- Money is bigint hundredths. A cell is named by its dense index, 0..cell_count-1 in ascending order of H3 id.
-- A plan's assignment is little-endian uint16 per cell index, 0 = unassigned.
--
-- What the database itself guards, whoever writes: see the triggers at the end.

create extension if not exists postgis;

create table city (
  city_id int generated always as identity primary key,
  code text collate "C" not null unique check (code ~ '^[a-z][a-z0-9-]{0,39}$'),
  name text not null check (length(trim(name)) > 0),
  timezone text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  resolution smallint not null check (resolution between 0 and 15),
  service_area geometry(MultiPolygon, 4326) not null,
  cell_count int not null check (cell_count between 1 and 4000000),
  area_km2 float8 not null check (area_km2 > 0),
  -- west, south, east, north of the service area, degrees
  bbox float8[] not null check (array_length(bbox, 1) = 4),
  current_snapshot_id int,
  created_at timestamptz not null default now()
);

create table admin_area (
  city_id int not null references city,
  admin_area_id int not null,
  level text not null check (level in ('district', 'subdistrict', 'community')),
  code text collate "C" not null check (code <> ''),
  name text not null check (name <> ''),
  parent_id int,
  boundary geometry(MultiPolygon, 4326) not null,
  primary key (city_id, admin_area_id),
  unique (city_id, level, code),
  foreign key (city_id, parent_id) references admin_area
) partition by list (city_id);

-- A foreign key into a partitioned table is checked a row at a time, at some 7,000 rows a second: half a million cells would take a
-- minute. So cell, cell_fact and customer have none; statement triggers (guard_cells, guard_facts) check the same, and more, at once.

create table cell (
  city_id int not null,
  cell_index int not null check (cell_index >= 0),
  cell_id bigint not null,
  area_km2 float8 not null check (area_km2 > 0),
  -- the district of the cell's centre, else the one it overlaps most
  admin_area_id int,
  primary key (city_id, cell_index),
  unique (city_id, cell_id)
) partition by list (city_id);

create table snapshot (
  city_id int not null references city,
  snapshot_id int not null check (snapshot_id > 0),
  status text not null default 'loading' check (status in ('loading', 'ready')),
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
  check ((status = 'ready') = (completed_at is not null)),
  check (status = 'loading' or source_sha256 is not null)
) partition by list (city_id);

alter table city
  add foreign key (city_id, current_snapshot_id) references snapshot (city_id, snapshot_id);

-- Only cells with something in them.
create table cell_fact (
  city_id int not null,
  snapshot_id int not null,
  cell_index int not null,
  customers bigint not null check (customers >= 0),
  revenue_cents bigint not null,
  primary key (city_id, snapshot_id, cell_index)
) partition by list (city_id);

create table customer (
  city_id int not null,
  snapshot_id int not null,
  line_number bigint not null,
  customer_id text collate "C" not null,
  customers int not null check (customers >= 0),
  revenue_cents bigint not null,
  segment text,
  tariff text,
  mou float8,
  dou float8,
  location geometry(Point, 4326) not null,
  -- null: outside the city
  cell_index int,
  primary key (city_id, snapshot_id, line_number)
) partition by list (city_id);

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
) partition by list (city_id);

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
) partition by list (city_id);

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
) partition by list (city_id);

create table job (
  city_id int not null references city,
  job_id uuid not null,
  kind text not null check (kind <> ''),
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  progress float8 not null default 0 check (progress between 0 and 1),
  stage text not null default 'queued',
  parameters jsonb not null,
  plan_number int,
  problem jsonb,
  cancel_requested boolean not null default false,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (city_id, job_id),
  foreign key (city_id, plan_number) references plan,
  check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled'))),
  check ((problem is not null) = (state = 'failed'))
) partition by list (city_id);

-- A snapshot ends complete and stays as it is; a plan refers only to complete ones.

create function guard_snapshot() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'loading' then
      raise exception 'snapshot % must start as loading', new.snapshot_id using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if old.status = 'ready' then
    raise exception 'snapshot % of city % is ready and cannot change', old.snapshot_id, old.city_id using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger guard_snapshot before insert or update or delete on snapshot
  for each row execute function guard_snapshot();

-- Once for each statement, over its rows: a trigger for each row costs two thirds of a load's speed.
create function guard_facts() returns trigger language plpgsql as $$
declare
  bad record;
begin
  select n.city_id, n.snapshot_id, n.low, n.high into bad
  from (select city_id, snapshot_id, min(cell_index) as low, max(cell_index) as high from affected group by city_id, snapshot_id) n
  left join snapshot s on s.city_id = n.city_id and s.snapshot_id = n.snapshot_id and s.status = 'loading'
  left join city c on c.city_id = n.city_id
  where s.snapshot_id is null or n.low < 0 or n.high >= c.cell_count
  limit 1;
  if found then
    raise exception 'city %, snapshot %: the snapshot is not loading, or a cell index of %..% is not the city''s',
      bad.city_id, bad.snapshot_id, bad.low, bad.high using errcode = 'check_violation';
  end if;
  return null;
end $$;

create function refuse_update() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed, only added while their snapshot loads', tg_table_name using errcode = 'check_violation';
end $$;

create function guard_cells() returns trigger language plpgsql as $$
declare
  bad record;
begin
  select n.city_id, n.cell_index into bad
  from added n
  left join city c on c.city_id = n.city_id
  left join admin_area a on a.city_id = n.city_id and a.admin_area_id = n.admin_area_id
  where c.city_id is null or n.cell_index >= c.cell_count or (n.admin_area_id is not null and a.admin_area_id is null)
  limit 1;
  if found then
    raise exception 'cell % of city %: there is no such city, its index is beyond the cell count, or its area does not exist',
      bad.cell_index, bad.city_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger guard_insert after insert on cell
  referencing new table as added for each statement execute function guard_cells();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the cells of a city never change' using errcode = 'check_violation';
end $$;

create trigger guard_change before update or delete on cell for each statement execute function refuse_change();

create function create_fact_guards(target text) returns void language plpgsql as $$
begin
  execute format('create trigger guard_insert after insert on %I
    referencing new table as affected for each statement execute function guard_facts()', target);
  execute format('create trigger guard_delete after delete on %I
    referencing old table as affected for each statement execute function guard_facts()', target);
  execute format('create trigger guard_update before update on %I for each statement execute function refuse_update()', target);
end $$;

select create_fact_guards('cell_fact'), create_fact_guards('customer');

create function guard_city() returns trigger language plpgsql as $$
begin
  if new.cell_count <> old.cell_count or new.resolution <> old.resolution or new.code <> old.code then
    raise exception 'the code, resolution and cells of city % cannot change', old.code using errcode = 'check_violation';
  end if;
  if new.current_snapshot_id is not null and not exists (
      select from snapshot s
      where s.city_id = new.city_id and s.snapshot_id = new.current_snapshot_id and s.status = 'ready') then
    raise exception 'snapshot % of city % is not ready', new.current_snapshot_id, new.code using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger guard_city before update on city for each row execute function guard_city();

-- A plan covers each cell once, changes one revision at a time, and is frozen once published.

create function guard_plan() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status in ('published', 'archived') then
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
    if not exists (select from snapshot s
                   where s.city_id = new.city_id and s.snapshot_id = new.snapshot_id and s.status = 'ready') then
      raise exception 'plan % of city %: snapshot % is not ready', new.plan_number, new.city_id, new.snapshot_id
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

create function guard_plan_part() returns trigger language plpgsql as $$
declare
  affected record;
begin
  affected := case when tg_op = 'INSERT' then new else old end;
  if exists (select from plan p
             where p.city_id = affected.city_id and p.plan_number = affected.plan_number and p.status in ('published', 'archived')) then
    raise exception 'plan % of city % is published: its % cannot change', affected.plan_number, affected.city_id, tg_argv[0]
      using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger guard_plan_part before insert or update or delete on grid
  for each row execute function guard_plan_part('grids');
create trigger guard_plan_part before insert or delete on command
  for each row execute function guard_plan_part('commands');

-- The log is append-only, and each entry is the plan's newest revision.

create function guard_command() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'command % cannot change', old.command_id using errcode = 'check_violation';
  end if;
  if new.revision <> (select p.revision from plan p where p.city_id = new.city_id and p.plan_number = new.plan_number) then
    raise exception 'command % has revision %, which is not the plan''s', new.command_id, new.revision
      using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger guard_command before insert or update on command for each row execute function guard_command();

-- A finished job stays finished.

create function guard_job() returns trigger language plpgsql as $$
begin
  if old.finished_at is not null then
    raise exception 'job % is % and cannot change', old.job_id, old.state using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger guard_job before update on job for each row execute function guard_job();

create function create_city_partitions(id int) returns void language plpgsql as $$
declare
  parent text;
begin
  foreach parent in array array['admin_area', 'cell', 'snapshot', 'cell_fact', 'customer', 'plan', 'grid', 'command', 'job'] loop
    execute format('create table %I partition of %I for values in (%s)', parent || '_' || id, parent, id);
  end loop;
  -- What is written straight into a partition (as a load does) fires no statement trigger of the parent.
  perform create_fact_guards('cell_fact_' || id), create_fact_guards('customer_' || id);
end $$;
