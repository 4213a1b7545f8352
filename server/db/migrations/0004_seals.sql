-- What lets `verify` see a change made past the guards: each row of the small tables carries a seal, the hash of what it held when it
-- was last written lawfully, and a complete snapshot the digest of its customers. Triggers write them, whoever the writer is; one who
-- turns the triggers off leaves the old seal beside new content. A seal tells of accidents and careless repairs, not of a forger.
--
-- Columns that are null do not count in a seal, so that a new nullable column leaves old seals as they are. A migration that changes
-- content must write the rows once with the triggers on (`update grid set seal = ''` is enough).
--
-- cell and cell_fact have none: every value of theirs follows from the boundary, from H3 and from the customers.

create function content_seal(content jsonb) returns text language sql immutable as $$
  select encode(sha256(convert_to(string_agg(key || '=' || value::text, e'\n' order by key collate "C"), 'UTF8')), 'hex')
  from jsonb_each(content)
  where key <> 'seal' and value <> 'null'
$$;

-- The hash in place of what is long: an assignment of half a million cells is 1 MB.
create function plan_seal(content plan) returns text language plpgsql stable
set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  content.assignment := sha256(content.assignment);
  return content_seal(to_jsonb(content));
end $$;

-- Without its area, which is the union of the districts.
create function city_seal(content city) returns text language plpgsql stable
set timezone = 'UTC' set extra_float_digits = 1 as $$
begin
  content.service_area := null;
  return content_seal(to_jsonb(content));
end $$;

create function admin_area_seal(content admin_area) returns text language plpgsql stable as $$
declare
  boundary_hash text := encode(sha256(ST_AsEWKB(content.boundary)), 'hex');
begin
  content.boundary := null;
  return content_seal(to_jsonb(content) || jsonb_build_object('boundary', boundary_hash));
end $$;

create function snapshot_seal(content snapshot) returns text language sql stable set timezone = 'UTC' as $$
  select content_seal(to_jsonb(content))
$$;

create function grid_seal(content grid) returns text language sql stable as $$
  select content_seal(to_jsonb(content))
$$;

create function command_seal(content command) returns text language sql stable
set timezone = 'UTC' set bytea_output = 'hex' as $$
  select content_seal(to_jsonb(content))
$$;

create function job_seal(content job) returns text language sql stable
set timezone = 'UTC' set extra_float_digits = 1 as $$
  select content_seal(to_jsonb(content))
$$;

-- The sum of a hash of each row: the order of reading does not matter, and the line number in it tells exchanged rows. These hashes
-- place rows in hash partitions, so no release of PostgreSQL may change them. A record's hash is a sum of its columns' hashes: hashed once
-- more, or values exchanged between two rows would leave the digest as it is. 200,000 rows 0.25 s; by md5 of the row's text 1.9 s.
--
-- The city stands in the text of the query: as a parameter it would be planned over the customers of all cities, and lock them.
create function snapshot_digest(city int, snapshot int) returns text language plpgsql stable as $$
declare
  digest text;
begin
  execute format('
    select coalesce(sum(hashint8extended(hash_record_extended(
             row(line_number, customer_id, customers, revenue_cents, segment, tariff, mou, dou, ST_X(location), ST_Y(location), cell_index),
             0), 0)), 0)::text
    from customer
    where city_id = %s and snapshot_id = %s', city, snapshot) into digest;
  return digest;
end $$;

alter table city add column admin_area_count int not null default 0, add column seal text;
alter table admin_area add column seal text;
-- of the customers of a complete snapshot
alter table snapshot add column rows_digest text, add column seal text;
-- sha256 of the assignment the plan began with; unknown of a plan that had been edited before this was kept
alter table plan add column start_sha256 text, add column seal text;
-- the revision since which a locked grid keeps its cells
alter table grid add column locked_since int, add column seal text;
alter table command add column seal text;
alter table job add column seal text;

-- Their names run after the guards' and before seal's.

create function keep_digest() returns trigger language plpgsql as $$
begin
  if new.status = 'ready' and old.status <> 'ready' then
    new.rows_digest := snapshot_digest(new.city_id, new.snapshot_id);
  end if;
  return new;
end $$;
create trigger keep_digest before update on snapshot for each row execute function keep_digest();

create function keep_start() returns trigger language plpgsql as $$
begin
  new.start_sha256 := encode(sha256(new.assignment), 'hex');
  return new;
end $$;
create trigger keep_start before insert on plan for each row execute function keep_start();

create function keep_lock() returns trigger language plpgsql as $$
begin
  if not new.locked then
    new.locked_since := null;
  elsif tg_op = 'INSERT' or not old.locked then
    new.locked_since := (select revision from plan p where p.city_id = new.city_id and p.plan_number = new.plan_number);
  end if;
  return new;
end $$;
create trigger keep_lock before insert or update on grid for each row execute function keep_lock();

create function count_areas() returns trigger language plpgsql as $$
begin
  update city c
  set admin_area_count = admin_area_count + n.change
  from (select city_id, count(*) * case tg_op when 'INSERT' then 1 else -1 end as change from affected group by city_id) n
  where c.city_id = n.city_id;
  return null;
end $$;
create trigger count_added after insert on admin_area
  referencing new table as affected for each statement execute function count_areas();
create trigger count_deleted after delete on admin_area
  referencing old table as affected for each statement execute function count_areas();

do $$
declare
  sealed text;
begin
  foreach sealed in array array['city', 'admin_area', 'snapshot', 'plan', 'grid', 'command', 'job'] loop
    -- A row of a partition has a type of its own: it is copied into one of the table's.
    execute format('create function seal_%1$s() returns trigger language plpgsql as
      ''declare content %1$I; begin content := new; new.seal := %1$s_seal(content); return new; end''', sealed);
    execute format('create trigger seal before insert or update on %1$I for each row execute function seal_%1$s()', sealed);
  end loop;
end $$;

-- What is there already is taken as it stands.

alter table city disable trigger guard_city;
alter table snapshot disable trigger guard_snapshot;
alter table plan disable trigger guard_plan;
alter table grid disable trigger guard_plan_part;
alter table command disable trigger guard_command;
alter table job disable trigger guard_job;

update city c set admin_area_count = (select count(*) from admin_area a where a.city_id = c.city_id);
update admin_area set seal = '';
update snapshot set rows_digest = snapshot_digest(city_id, snapshot_id) where status = 'ready';
update snapshot set seal = '' where status <> 'ready';
update plan set start_sha256 = case revision when 0 then encode(sha256(assignment), 'hex') end;
update grid g set locked_since = (select revision from plan p where p.city_id = g.city_id and p.plan_number = g.plan_number)
where locked;
update grid set seal = '' where not locked;
update command set seal = '';
update job set seal = '';

alter table city enable trigger guard_city;
alter table snapshot enable trigger guard_snapshot;
alter table plan enable trigger guard_plan;
alter table grid enable trigger guard_plan_part;
alter table command enable trigger guard_command;
alter table job enable trigger guard_job;

alter table city alter column seal set not null;
alter table admin_area alter column seal set not null;
alter table snapshot alter column seal set not null, add check (status <> 'ready' or rows_digest is not null);
alter table plan alter column seal set not null;
alter table grid alter column seal set not null, add check (locked = (locked_since is not null));
alter table command alter column seal set not null;
alter table job alter column seal set not null;
