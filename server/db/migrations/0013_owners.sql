-- Whose a customer is beside where he stands: rows that name an owner from a date on, for a customer, an account or a unit. As with versions only
-- starts are kept; a period's end is a start with the value that held there before.
alter table customer
  add column account_id text collate "C",
  add column unit_id text collate "C",
  -- the first day on which he is no customer any more
  add column ended_on date;

-- Of rows without the columns above the hash is what it was.
create function customer_hash(
  line_number bigint, customer_id text, figures bigint[], segment text, tariff text, mou float8, dou float8, location geometry, cell_index int,
  account_id text, unit_id text, ended_on date
) returns bigint language sql immutable parallel safe as $$
  select case
    when account_id is null and unit_id is null and ended_on is null
      then customer_hash(line_number, customer_id, figures, segment, tariff, mou, dou, location, cell_index)
    else hashint8extended(hash_record_extended(
      row(line_number, customer_id, figures, segment, tariff, mou, dou, ST_X(location), ST_Y(location), cell_index, account_id, unit_id, ended_on), 0), 0)
  end
$$;

create or replace function snapshot_digest(city int, snapshot int) returns text language plpgsql stable as $$
begin
  return (
    select coalesce(sum(customer_hash(line_number, customer_id, figures, segment, tariff, mou, dou, location, cell_index,
                                      account_id, unit_id, ended_on)), 0)::text
    from customer c where c.city_id = city and c.snapshot_id = snapshot);
end $$;

-- Teams and people that may own customers; a name that was once given stays.
create table party (
  city_id int not null,
  party_id text collate "C" not null check (length(party_id) between 1 and 200),
  kind text not null check (kind in ('team', 'person')),
  name text not null check (length(trim(name)) > 0),
  change bigint not null,
  seal text not null,
  primary key (city_id, party_id)
);

-- Grids of accounts and units that lie in no plan.
create table cluster_grid (
  city_id int not null,
  grid_id uuid not null,
  code text not null,
  name text not null check (length(trim(name)) > 0),
  change bigint not null,
  seal text not null,
  primary key (city_id, grid_id)
);

-- What was asked for together and is decided about together.
create table owner_package (
  city_id int not null,
  package_number int not null check (package_number > 0),
  source text not null check (source in ('change', 'ruling', 'import')),
  -- the dispute that was ruled, or the file that was imported; empty of a change
  source_name text not null,
  -- rows that begin within a period that is asked for give way
  replaces boolean not null,
  changes int not null check (changes > 0),
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'recalled', 'cancelled')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text,
  -- nobody else was there to approve it
  sole_user boolean not null default false,
  -- under which its rows began, and ended
  change bigint,
  void_change bigint,
  cancelled_by text,
  cancelled_at timestamptz,
  cancel_reason text,
  seal text not null,
  primary key (city_id, package_number),
  check ((state = 'cancelled') = (cancelled_by is not null and cancelled_at is not null)),
  check (cancel_reason is null or state = 'cancelled'),
  check ((state = 'open') = (decided_at is null)),
  check ((state in ('approved', 'cancelled')) = (change is not null)),
  check ((state = 'cancelled') = (void_change is not null))
);

create table owner_change (
  city_id int not null,
  package_number int not null,
  part int not null check (part > 0),
  layer text not null check (layer in ('override', 'keyAccount', 'listed', 'cluster')),
  subject text collate "C" not null check (length(subject) between 1 and 220),
  effective_from date not null,
  effective_until date check (effective_until > effective_from),
  kind text not null check (kind in ('none', 'place', 'grid', 'team', 'person')),
  ref text,
  plane text check (plane in ('attack', 'defence')),
  reason text not null,
  seal text not null,
  primary key (city_id, package_number, part),
  check ((ref is null) = (kind in ('none', 'place')))
);

create table owner_row (
  city_id int not null,
  row_number bigint not null check (row_number > 0),
  layer text not null check (layer in ('override', 'keyAccount', 'listed', 'cluster')),
  subject text collate "C" not null,
  effective_from date not null,
  kind text not null check (kind in ('none', 'place', 'grid', 'team', 'person')),
  ref text,
  plane text check (plane in ('attack', 'defence')),
  reason text not null,
  package_number int not null,
  -- the end of a period: what held there before goes on
  is_end boolean not null,
  change bigint not null,
  void_change bigint check (void_change > change),
  seal text not null,
  primary key (city_id, row_number),
  check ((ref is null) = (kind in ('none', 'place')))
);
create unique index owner_row_start on owner_row (city_id, layer, subject, effective_from) where void_change is null;
-- what was known once
create index owner_row_subject on owner_row (city_id, layer, subject);

create function guard_owner_row() returns trigger language plpgsql as $$
begin
  if old.void_change is not null or to_jsonb(new) - '{void_change}'::text[] <> to_jsonb(old) - '{void_change}'::text[] then
    raise exception 'owner row % of city % cannot change', old.row_number, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_owner_row before update on owner_row for each row execute function guard_owner_row();

-- Decided once; what was approved may be cancelled once.
create function guard_owner_package() returns trigger language plpgsql as $$
declare
  decision constant text[] := '{state,decided_by,decided_at,reason,sole_user,change}';
  cancelling constant text[] := '{state,void_change,cancelled_by,cancelled_at,cancel_reason}';
begin
  if not (old.state = 'open' and to_jsonb(new) - decision = to_jsonb(old) - decision
          or old.state = 'approved' and new.state = 'cancelled' and to_jsonb(new) - cancelling = to_jsonb(old) - cancelling) then
    raise exception 'owner package % of city % cannot change', old.package_number, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_owner_package before update on owner_package for each row execute function guard_owner_package();

create trigger guard_update before update on owner_change for each statement execute function refuse_update();
create trigger guard_update before update on party for each statement execute function refuse_update();
create trigger guard_update before update on cluster_grid for each statement execute function refuse_update();

do $$
declare
  sealed text;
begin
  foreach sealed in array array['party', 'cluster_grid', 'owner_package', 'owner_change', 'owner_row'] loop
    execute format('create function %1$s_seal(content %1$I) returns text language sql stable
      set timezone = ''UTC'' set extra_float_digits = 1 as ''select content_seal(to_jsonb(content))''', sealed);
    execute format('create function seal_%1$s() returns trigger language plpgsql as
      ''declare content %1$I; begin content := new; new.seal := %1$s_seal(content); return new; end''', sealed);
    execute format('create trigger seal before insert or update on %1$I for each row execute function seal_%1$s()', sealed);
  end loop;
end $$;
