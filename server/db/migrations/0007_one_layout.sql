-- One layout for a city, a nation and a cluster: plain tables with city_id first in every key, no partitions. On Citus they are the same
-- tables, distributed by city_id; city is a reference table there and holds what never changes, city_state what does.
--
-- Figures are kept by key: snapshot.figure_keys names them, and figures of customer and cell_fact are aligned with it. Whole numbers:
-- counts as they are, money in hundredths, others by the decimals of their definition. Facts are kept by cell and segment, so that what a
-- division has is a sum over its segments.
--
-- In steps that are committed: the small tables; then a city at a time, its rows written anew, compared, and its partitions dropped; then
-- the guards. What was changed past the guards before is carried over with a seal or digest that stays wrong.

-- What hangs on these is made again at the end.
drop trigger guard_city on city;
drop trigger seal on city;
drop trigger guard_snapshot on snapshot;
drop trigger keep_digest on snapshot;
drop trigger seal on snapshot;
drop trigger guard_plan on plan;
drop trigger seal on plan;

update city c set seal = case when seal = city_seal(c) then 'whole' else 'damaged' end;
update snapshot s set seal = case when seal = snapshot_seal(s) then 'whole' else 'damaged' end;
update plan p set seal = case when seal = plan_seal(p) then 'whole' else 'damaged' end;

alter table snapshot
  -- 账期 YYYY-MM
  add column period text check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  -- the figures that its rows carry, in their order
  add column figure_keys text[],
  -- of the rows inside the city, which is what the cells hold
  add column totals bigint[] not null default '{}';
update snapshot s
set period = to_char(s.created_at at time zone c.timezone, 'YYYY-MM'), figure_keys = '{customers,revenue}',
    totals = array[customers, revenue_cents]
from city c where c.city_id = s.city_id;
alter table snapshot
  alter column period set not null,
  alter column figure_keys set not null,
  add check (figure_keys[1:2] = array['customers', 'revenue']),
  add check (status = 'loading' or cardinality(totals) = cardinality(figure_keys)),
  add unique (city_id, snapshot_id, status),
  drop column customers,
  drop column revenue_cents;

create table city_state (
  city_id int primary key references city,
  current_snapshot_id int,
  -- The last numbers that were given out. The guards raise them, so whoever inserts cannot forget to.
  last_plan_number int not null default 0 check (last_plan_number >= 0),
  last_snapshot_id int not null default 0 check (last_snapshot_id >= 0),
  admin_area_count int not null default 0,
  -- set by the transaction that deletes the city, and never seen by another: what is published or complete may go with it
  is_deleting boolean not null default false,
  -- A constant, for a foreign key to what is ready alone.
  ready text not null generated always as ('ready') stored,
  seal text not null,
  foreign key (city_id, current_snapshot_id, ready) references snapshot (city_id, snapshot_id, status)
);
insert into city_state (city_id, current_snapshot_id, last_plan_number, last_snapshot_id, admin_area_count, is_deleting, seal)
select city_id, current_snapshot_id, last_plan_number, last_snapshot_id, admin_area_count, is_deleting, seal from city;
alter table city
  drop column current_snapshot_id,
  drop column last_plan_number,
  drop column last_snapshot_id,
  drop column admin_area_count,
  drop column is_deleting,
  add unique (city_id, cell_count);

-- A city's own figures. Customers and revenue are in the contract.
create table figure (
  city_id int not null references city,
  figure_key text collate "C" not null check (figure_key ~ '^[a-z][a-z0-9_]{0,39}$'),
  definition jsonb not null check (jsonb_typeof(definition) = 'object'),
  position int not null check (position > 0),
  created_at timestamptz not null default now(),
  seal text not null,
  primary key (city_id, figure_key),
  unique (city_id, position)
);

-- The segments that customers of the city have had. 0, which is no row, is what has none.
create table segment (
  city_id int not null references city,
  segment_id smallint not null check (segment_id between 1 and 1000),
  name text not null,
  seal text not null,
  primary key (city_id, segment_id),
  unique (city_id, name)
);

-- 业务线: a city's customers are divided by each for itself. A segment that division_segment does not name is of the default one.
create table division (
  city_id int not null references city,
  division_key text collate "C" not null check (division_key ~ '^[a-z][a-z0-9-]{0,39}$'),
  name text not null check (length(trim(name)) > 0),
  is_default boolean not null default false,
  position int not null default 0,
  seal text not null,
  primary key (city_id, division_key)
);
create unique index division_default on division (city_id) where is_default;
create table division_segment (
  city_id int not null,
  -- a name, which no import may have brought yet
  segment text not null,
  division_key text collate "C" not null,
  seal text not null,
  primary key (city_id, segment),
  foreign key (city_id, division_key) references division
);
insert into division (city_id, division_key, name, is_default, seal) select city_id, 'all', 'all', true, 'whole' from city;

alter table plan
  add column division text collate "C" not null default 'all',
  add column ready text not null generated always as ('ready') stored,
  add column cell_count int not null generated always as (octet_length(assignment) / 2) stored,
  add column last_revision int generated always as (nullif(revision, 0)) stored,
  drop constraint plan_city_id_snapshot_id_fkey;
alter table command
  add column previous_revision int generated always as (nullif(revision - 1, 0)) stored;
-- for the foreign key of those that come next
create index command_previous on command (city_id, plan_number, previous_revision);

-- Where rows that are there break one, it holds for those to come, and verify names the others.
do $$
declare
  one record;
begin
  for one in select * from (values
    ('plan', 'plan_snapshot_ready', 'foreign key (city_id, snapshot_id, ready) references snapshot (city_id, snapshot_id, status)'),
    ('plan', 'plan_division', 'foreign key (city_id, division) references division'),
    ('plan', 'plan_cells', 'foreign key (city_id, cell_count) references city (city_id, cell_count)'),
    ('plan', 'plan_whole_cells', 'check (octet_length(assignment) % 2 = 0)'),
    ('plan', 'plan_revision_logged', 'foreign key (city_id, plan_number, last_revision) references command (city_id, plan_number, revision)
                                      deferrable initially deferred'),
    ('command', 'command_gapless', 'foreign key (city_id, plan_number, previous_revision) references command (city_id, plan_number, revision)')
  ) as listed (target, name, rule) loop
    execute format('alter table %I add constraint %I %s not valid', one.target, one.name, one.rule);
    begin
      execute format('alter table %I validate constraint %I', one.target, one.name);
    exception when foreign_key_violation or check_violation then
      raise warning 'rows of % break %: shapan verify names them', one.target, one.name;
    end;
  end loop;
end $$;

alter table cell rename to partitioned_cell;
alter index cell_pkey rename to partitioned_cell_pkey;
alter index cell_city_id_cell_id_key rename to partitioned_cell_city_id_cell_id_key;
alter table cell_fact rename to partitioned_cell_fact;
alter index cell_fact_pkey rename to partitioned_cell_fact_pkey;
alter table customer rename to partitioned_customer;
alter index customer_pkey rename to partitioned_customer_pkey;

create table cell (
  city_id int not null,
  cell_index int not null check (cell_index >= 0),
  cell_id bigint not null,
  area_km2 float8 not null check (area_km2 > 0),
  -- the district of the cell's centre, else the one it overlaps most
  admin_area_id int,
  primary key (city_id, cell_index),
  unique (city_id, cell_id)
);

-- Only what has something in it.
create table cell_fact (
  city_id int not null,
  snapshot_id int not null,
  cell_index int not null,
  segment_id smallint not null,
  figures bigint[] not null check (figures[1] >= 0),
  primary key (city_id, snapshot_id, cell_index, segment_id)
);

-- The key finds a customer by id, and the lines that double one.
create table customer (
  city_id int not null,
  snapshot_id int not null,
  line_number bigint not null,
  mou float8,
  dou float8,
  -- null: outside the city
  cell_index int,
  customer_id text collate "C" not null,
  segment text,
  tariff text,
  figures bigint[] not null check (figures[1] >= 0),
  location geometry(Point, 4326) not null,
  primary key (city_id, snapshot_id, customer_id, line_number)
);

-- The sum of a hash of each row: the order of reading does not matter, and the line number in it tells exchanged rows. These hashes
-- place rows in hash partitions, so no release of PostgreSQL may change them. A record's hash is a sum of its columns' hashes: hashed once
-- more, or values exchanged between two rows would leave the digest as it is.
create function customer_hash(
  line_number bigint, customer_id text, figures bigint[], segment text, tariff text, mou float8, dou float8, location geometry, cell_index int
) returns bigint language sql immutable parallel safe as $$
  select hashint8extended(hash_record_extended(
    row(line_number, customer_id, figures, segment, tariff, mou, dou, ST_X(location), ST_Y(location), cell_index), 0), 0)
$$;

-- step
create temporary table next_city on commit drop as
select substring(c.relname from '\d+$')::int as city_id
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'partitioned_customer'::regclass
order by 1 limit 1;
do $$
declare
  id int;
  differing int[];
  problem text;
begin
  for id in select city_id from next_city loop
    execute format('
      insert into cell (city_id, cell_index, cell_id, area_km2, admin_area_id)
      select city_id, cell_index, cell_id, area_km2, admin_area_id from cell_%s', id);
    execute format('
      insert into customer (city_id, snapshot_id, line_number, mou, dou, cell_index, customer_id, segment, tariff, figures, location)
      select city_id, snapshot_id, line_number, mou, dou, cell_index, customer_id, segment, tariff,
             array[customers::bigint, revenue_cents], location from customer_%s', id);

    -- Of a city with more segments than may be, none is told apart.
    execute format('
      insert into segment (city_id, segment_id, name, seal)
      select %1$s, row_number() over (order by name collate "C"), name, ''whole''
      from (select distinct segment as name from customer_%1$s where segment is not null) named
      where (select count(distinct segment) from customer_%1$s) <= 1000', id);
    execute format('
      insert into cell_fact (city_id, snapshot_id, cell_index, segment_id, figures)
      select %1$s, c.snapshot_id, c.cell_index, coalesce(s.segment_id, 0),
             array[sum(c.customers)::bigint, sum(c.revenue_cents)::bigint]
      from customer_%1$s c left join segment s on s.city_id = %1$s and s.name = c.segment
      where c.cell_index is not null and c.snapshot_id in (select snapshot_id from cell_fact_%1$s)
      group by 2, 3, 4
      having sum(c.customers) <> 0 or sum(c.revenue_cents) <> 0', id);
    -- Facts that are not the sums of their customers are kept as they are, for verify to name.
    execute format('
      select array_agg(distinct snapshot_id)
      from cell_fact_%1$s o
      full join (select snapshot_id, cell_index, sum(figures[1]) as customers, sum(figures[2]) as revenue_cents
                 from cell_fact where city_id = %1$s group by 1, 2) n using (snapshot_id, cell_index)
      where coalesce(o.customers, 0) <> coalesce(n.customers, 0) or coalesce(o.revenue_cents, 0) <> coalesce(n.revenue_cents, 0)', id)
      into differing;
    if differing is not null then
      delete from cell_fact where city_id = id and snapshot_id = any (differing);
      execute format('
        insert into cell_fact (city_id, snapshot_id, cell_index, segment_id, figures)
        select city_id, snapshot_id, cell_index, 0, array[customers, revenue_cents] from cell_fact_%s where snapshot_id = any ($1)', id)
        using differing;
    end if;

    execute format('
      select string_agg(concat_ws('' '', what, o, n), '', '')
      from (
        select ''cells'' as what, (select concat_ws(''/'', count(*), sum(cell_id), sum(area_km2::numeric), sum(admin_area_id)) from cell_%1$s) as o,
               (select concat_ws(''/'', count(*), sum(cell_id), sum(area_km2::numeric), sum(admin_area_id)) from cell where city_id = %1$s) as n
        union all
        select ''facts'', (select concat_ws(''/'', sum(customers), sum(revenue_cents)) from cell_fact_%1$s),
               (select concat_ws(''/'', sum(figures[1]), sum(figures[2])) from cell_fact where city_id = %1$s)
        union all
        select ''customers'',
               (select concat_ws(''/'', count(*), count(cell_index), sum(customers), sum(revenue_cents), sum(line_number)) from customer_%1$s),
               (select concat_ws(''/'', count(*), count(cell_index), sum(figures[1]), sum(figures[2]), sum(line_number))
                from customer where city_id = %1$s)) sums
      where o is distinct from n', id) into problem;
    if problem is not null then
      raise exception 'city % was not carried over whole, and stays as it was: %', id, problem;
    end if;

    -- The new digest where the old one was right.
    execute format('
      update snapshot s set rows_digest = n.digest
      from (select snapshot_id, sum(hashint8extended(hash_record_extended(
                     row(line_number, customer_id, customers, revenue_cents, segment, tariff, mou, dou, ST_X(location), ST_Y(location),
                         cell_index), 0), 0))::text as digest
            from customer_%1$s group by snapshot_id) o
      join (select snapshot_id,
                   sum(customer_hash(line_number, customer_id, figures, segment, tariff, mou, dou, location, cell_index))::text as digest
            from customer where city_id = %1$s group by snapshot_id) n using (snapshot_id)
      where s.city_id = %1$s and s.snapshot_id = n.snapshot_id and s.rows_digest = o.digest', id);
    execute format('drop table cell_%1$s, cell_fact_%1$s, customer_%1$s', id);
  end loop;
end $$;
select count(*) = 1 as again from next_city;

-- step
drop table partitioned_cell, partitioned_cell_fact, partitioned_customer;
drop function create_city_partitions, drop_city_partitions, create_fact_guards, refuse_change, snapshot_digest;

-- What guards read of other tables, or write there, they do through these. Who changes what they hold waits: else a row could come
-- into a snapshot that is made ready meanwhile, or into a plan that is published.

create function held_snapshot(city int, snapshot int, out status text, out figures int) language plpgsql as $$
begin
  select s.status, cardinality(s.figure_keys) into held_snapshot.status, held_snapshot.figures
  from snapshot s where s.city_id = city and s.snapshot_id = snapshot for share;
end $$;

create function held_plan(city int, plan int, out status text, out revision int) language plpgsql as $$
begin
  select p.status, p.revision into held_plan.status, held_plan.revision
  from plan p where p.city_id = city and p.plan_number = plan for share;
end $$;

create function cell_count_of(city int) returns int language plpgsql stable as $$
begin
  return (select c.cell_count from city c where c.city_id = city);
end $$;

create function admin_areas_of(city int) returns int[] language plpgsql stable as $$
begin
  return array(select a.admin_area_id from admin_area a where a.city_id = city);
end $$;

create function is_city_deleting(city int) returns boolean language plpgsql stable as $$
begin
  return coalesce((select s.is_deleting from city_state s where s.city_id = city), false);
end $$;

-- False where the city is not there, or has given out the number before.
create function take_snapshot_number(city int, number int) returns boolean language plpgsql as $$
begin
  update city_state s set last_snapshot_id = number where s.city_id = city and s.last_snapshot_id < number;
  return found;
end $$;

create function take_plan_number(city int, number int) returns boolean language plpgsql as $$
begin
  update city_state s set last_plan_number = number where s.city_id = city and s.last_plan_number < number;
  return found;
end $$;

create function add_to_area_count(city int, change int) returns void language plpgsql as $$
begin
  update city_state s set admin_area_count = admin_area_count + change where s.city_id = city;
end $$;

-- Of the customers of a snapshot; 200,000 rows 0.25 s.
create function snapshot_digest(city int, snapshot int) returns text language plpgsql stable as $$
begin
  return (
    select coalesce(sum(customer_hash(line_number, customer_id, figures, segment, tariff, mou, dou, location, cell_index)), 0)::text
    from customer c where c.city_id = city and c.snapshot_id = snapshot);
end $$;

create or replace function guard_city() returns trigger language plpgsql as $$
begin
  if new.cell_count <> old.cell_count or new.resolution <> old.resolution or new.code <> old.code then
    raise exception 'the code, resolution and cells of city % cannot change', old.code using errcode = 'check_violation';
  end if;
  return new;
end $$;

create function guard_city_state() returns trigger language plpgsql as $$
begin
  if new.last_plan_number < old.last_plan_number or new.last_snapshot_id < old.last_snapshot_id then
    raise exception 'the numbers of plans and snapshots of city % are given out once', old.city_id using errcode = 'check_violation';
  end if;
  if old.is_deleting and not new.is_deleting then
    raise exception 'city % is being deleted', old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- A snapshot ends complete and stays as it is, until it is deleted as a whole, which begins with its status. The foreign keys to what
-- is ready refuse that of one in use.
create or replace function guard_snapshot() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'loading' then
      raise exception 'snapshot % must start as loading', new.snapshot_id using errcode = 'check_violation';
    end if;
    if not take_snapshot_number(new.city_id, new.snapshot_id) then
      raise exception 'snapshot %: there is no city %, or the number was given out before', new.snapshot_id, new.city_id
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.status = 'ready' and new.status = 'deleting' then
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

-- Rows are added while their snapshot loads, and removed while it loads or is deleted. Once for each statement, over its rows: a trigger
-- for each row costs two thirds of a load's speed.
create or replace function guard_facts() returns trigger language plpgsql as $$
declare
  rows record;
  held record;
begin
  for rows in
    select city_id, snapshot_id, min(cell_index) as low, max(cell_index) as high,
           min(cardinality(figures)) as fewest, max(cardinality(figures)) as most
    from affected group by city_id, snapshot_id
  loop
    held := held_snapshot(rows.city_id, rows.snapshot_id);
    if held.status is null or (held.status <> 'loading' and not (held.status = 'deleting' and tg_op = 'DELETE')) then
      raise exception 'snapshot % of city % is not loading', rows.snapshot_id, rows.city_id using errcode = 'check_violation';
    end if;
    if tg_op = 'DELETE' then continue; end if;
    if rows.low < 0 or rows.high >= cell_count_of(rows.city_id) then
      raise exception 'city %, snapshot %: a cell index of %..% is not the city''s', rows.city_id, rows.snapshot_id, rows.low, rows.high
        using errcode = 'check_violation';
    end if;
    if rows.fewest <> held.figures or rows.most <> held.figures then
      raise exception 'city %, snapshot %: a row has %..% figures, not %', rows.city_id, rows.snapshot_id, rows.fewest, rows.most,
        held.figures using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;

create or replace function guard_cells() returns trigger language plpgsql as $$
declare
  rows record;
begin
  for rows in select city_id, max(cell_index) as high, array_agg(distinct admin_area_id) as areas from affected group by city_id loop
    if tg_op = 'DELETE' then
      if not is_city_deleting(rows.city_id) then
        raise exception 'the cells of a city never change' using errcode = 'check_violation';
      end if;
    elsif rows.high >= coalesce(cell_count_of(rows.city_id), 0)
       or not array_remove(rows.areas, null) <@ admin_areas_of(rows.city_id) then
      raise exception 'cells up to % of city %: there is no such city, the index is beyond the cell count, or an area does not exist',
        rows.high, rows.city_id using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;

create or replace function refuse_update() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed', tg_table_name using errcode = 'check_violation';
end $$;

create or replace function guard_city_link() returns trigger language plpgsql as $$
declare
  cells int := cell_count_of(new.city_id);
begin
  if new.cell_b >= cells then
    raise exception 'a link of city % names cell %, which is not one of its %', new.city_id, new.cell_b, cells
      using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' and (new.city_id, new.cell_a, new.cell_b) is distinct from (old.city_id, old.cell_a, old.cell_b) then
    raise exception 'link %-% of city % keeps its cells', old.cell_a, old.cell_b, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function guard_plan() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'draft' and not is_city_deleting(old.city_id) then
      raise exception 'plan % of city % is %: it cannot be deleted', old.plan_number, old.city_id, old.status
        using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    if not take_plan_number(new.city_id, new.plan_number) then
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
    if (new.name, new.division, new.snapshot_id, new.parameters, new.warnings, new.links, new.revision, new.assignment, new.created_at)
       is distinct from
       (old.name, old.division, old.snapshot_id, old.parameters, old.warnings, old.links, old.revision, old.assignment, old.created_at) then
      raise exception 'plan % of city % is % and cannot change', old.plan_number, old.city_id, old.status
        using errcode = 'check_violation';
    end if;
    return new;
  end if;

  if new.snapshot_id <> old.snapshot_id or new.division <> old.division then
    raise exception 'plan % of city % cannot change its snapshot or its division', old.plan_number, old.city_id
      using errcode = 'check_violation';
  end if;
  if new.revision not in (old.revision, old.revision + 1)
     or (new.assignment <> old.assignment and new.revision = old.revision) then
    raise exception 'plan % of city %: revision % must grow by 1 with each change of the assignment, not become %',
      old.plan_number, old.city_id, old.revision, new.revision using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function guard_plan_part() returns trigger language plpgsql as $$
declare
  part record;
begin
  part := case when tg_op = 'INSERT' then new else old end;
  if (held_plan(part.city_id, part.plan_number)).status in ('published', 'archived')
     and not (tg_op = 'DELETE' and is_city_deleting(part.city_id)) then
    raise exception 'plan % of city % is published: its % cannot change', part.plan_number, part.city_id, tg_argv[0]
      using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

-- The log is append-only, and each entry is the plan's newest revision.
create or replace function guard_command() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'command % cannot change', old.command_id using errcode = 'check_violation';
  end if;
  if new.revision <> (held_plan(new.city_id, new.plan_number)).revision then
    raise exception 'command % has revision %, which is not the plan''s', new.command_id, new.revision
      using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function keep_lock() returns trigger language plpgsql as $$
begin
  if not new.locked then
    new.locked_since := null;
  elsif tg_op = 'INSERT' or not old.locked then
    new.locked_since := (held_plan(new.city_id, new.plan_number)).revision;
  end if;
  return new;
end $$;

-- A finished job stays finished, and the plan it names was there when it ended.
create or replace function guard_job() returns trigger language plpgsql as $$
begin
  if old.finished_at is not null then
    raise exception 'job % is % and cannot change', old.job_id, old.state using errcode = 'check_violation';
  end if;
  if new.plan_number is distinct from old.plan_number and new.plan_number is not null
     and (held_plan(new.city_id, new.plan_number)).status is null then
    raise exception 'job %: there is no plan % of city %', new.job_id, new.plan_number, new.city_id
      using errcode = 'foreign_key_violation';
  end if;
  return new;
end $$;

create or replace function count_areas() returns trigger language plpgsql as $$
declare
  rows record;
begin
  for rows in select city_id, count(*)::int as count from affected group by city_id loop
    perform add_to_area_count(rows.city_id, case tg_op when 'INSERT' then rows.count else -rows.count end);
  end loop;
  return null;
end $$;

-- What is generated follows from what is sealed.

create or replace function plan_seal(content plan) returns text language plpgsql stable
set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  content.assignment := sha256(content.assignment);
  return content_seal(to_jsonb(content) - '{ready,cell_count,last_revision}'::text[]);
end $$;

create or replace function command_seal(content command) returns text language sql stable
set timezone = 'UTC' set bytea_output = 'hex' as $$
  select content_seal(to_jsonb(content) - 'previous_revision')
$$;

create function city_state_seal(content city_state) returns text language sql stable as $$
  select content_seal(to_jsonb(content) - 'ready')
$$;

create function figure_seal(content figure) returns text language sql stable set timezone = 'UTC' as $$
  select content_seal(to_jsonb(content))
$$;

create function segment_seal(content segment) returns text language sql stable as $$
  select content_seal(to_jsonb(content))
$$;

create function division_seal(content division) returns text language sql stable as $$
  select content_seal(to_jsonb(content))
$$;

create function division_segment_seal(content division_segment) returns text language sql stable as $$
  select content_seal(to_jsonb(content))
$$;

-- A row of a shard has a type of its own: it is copied into one of the table's.
do $$
declare
  sealed text;
begin
  foreach sealed in array array['city_link', 'city_state', 'figure', 'segment', 'division', 'division_segment'] loop
    execute format('create or replace function seal_%1$s() returns trigger language plpgsql as
      ''declare content %1$I; begin content := new; new.seal := %1$s_seal(content); return new; end''', sealed);
  end loop;
  foreach sealed in array array['city', 'city_state', 'snapshot', 'plan', 'figure', 'segment', 'division', 'division_segment'] loop
    execute format('create trigger seal before insert or update on %1$I for each row execute function seal_%1$s()', sealed);
    execute format('update %I set seal = '''' where seal = ''whole''', sealed);
  end loop;
end $$;

create trigger guard_city before update on city for each row execute function guard_city();
create trigger guard_city_state before update on city_state for each row execute function guard_city_state();
create trigger guard_snapshot before insert or update or delete on snapshot for each row execute function guard_snapshot();
create trigger keep_digest before update on snapshot for each row execute function keep_digest();
create trigger guard_plan before insert or update or delete on plan for each row execute function guard_plan();
create trigger guard_update before update on cell for each statement execute function refuse_update();
create trigger guard_insert after insert on cell
  referencing new table as affected for each statement execute function guard_cells();
create trigger guard_delete after delete on cell
  referencing old table as affected for each statement execute function guard_cells();
do $$
declare
  target text;
begin
  foreach target in array array['cell_fact', 'customer'] loop
    execute format('create trigger guard_update before update on %I for each statement execute function refuse_update()', target);
    execute format('create trigger guard_insert after insert on %I
      referencing new table as affected for each statement execute function guard_facts()', target);
    execute format('create trigger guard_delete after delete on %I
      referencing old table as affected for each statement execute function guard_facts()', target);
  end loop;
end $$;

analyze cell, cell_fact, customer;
