-- How a plan takes effect. Only starts are kept: a version is in force from its date until the next live one begins, so two can never hold
-- at once and no day can be without one. `change` numbers what happened in a city, one after the other, and is what answers of a past
-- moment go by: a row shows at a change from its own on, until that which made it void.
create table city_life (
  city_id int primary key,
  -- grows with every version that is added or made void: the gate that only one of several at once gets through
  timeline bigint not null default 0,
  change bigint not null default 0,
  -- the last day of which it was told what began; none where nothing has begun yet
  turned date,
  seal text not null
);

alter table plan
  add column created_by text check (length(created_by) between 1 and 200),
  -- the version it was drawn from; none where it was made afresh
  add column base_version int check (base_version > 0),
  -- what it was made of: a copy, a re-base
  add column origin jsonb;

-- What the next act on a plan compares and weighs, as it was when somebody looked at it.
create table impact (
  city_id int not null,
  impact_id uuid not null,
  plan_number int not null,
  revision int not null,
  division text collate "C" not null,
  effective_from date not null,
  -- in force the day before; 0 for none
  from_version int not null,
  snapshot_id int not null,
  body jsonb not null,
  -- what each grid keeps: at its own start and at that of the version after it
  stays jsonb not null,
  made_at timestamptz not null default now(),
  seal text not null,
  primary key (city_id, impact_id)
);

create table submission (
  city_id int not null,
  submission_number int not null check (submission_number > 0),
  kind text not null check (kind in ('publish', 'rollback', 'correct')),
  plan_number int not null,
  revision int not null,
  base_version int,
  effective_from date not null,
  later text check (later in ('keep', 'withdraw')),
  impact_id uuid not null,
  note text not null,
  acknowledged text[] not null default '{}',
  submitted_by text not null,
  submitted_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'recalled', 'returned', 'approved')),
  decided_by text,
  decided_at timestamptz,
  reason text,
  seal text not null,
  primary key (city_id, submission_number),
  foreign key (city_id, plan_number) references plan,
  foreign key (city_id, impact_id) references impact,
  check ((state = 'open') = (decided_at is null))
);
create unique index submission_open on submission (city_id, plan_number) where state = 'open';

create table plan_version (
  city_id int not null,
  version_number int not null check (version_number > 0),
  kind text not null check (kind in ('publish', 'rollback', 'correct')),
  plan_number int not null,
  division text collate "C" not null,
  submission_number int not null,
  effective_from date not null,
  -- of the city when it was made: what its date means
  timezone text not null,
  -- nobody else was there to approve it
  sole_user boolean not null,
  -- of the plan's cells and grids, which never change again
  content_sha256 text not null,
  change bigint not null,
  recorded_at timestamptz not null default now(),
  void_change bigint,
  void_reason text,
  seal text not null,
  primary key (city_id, version_number),
  foreign key (city_id, plan_number) references plan,
  foreign key (city_id, submission_number) references submission,
  check (void_change > change),
  check ((void_change is null) = (void_reason is null))
);
create unique index plan_version_start on plan_version (city_id, division, effective_from) where void_change is null;

-- 划转清单: what changes on the day a version begins, against what is in force the day before; made again while that lies ahead and changes.
create table movement (
  city_id int not null,
  version_number int not null,
  -- 0 for none
  from_version int not null,
  -- whose customers it counts
  snapshot_id int not null,
  totals jsonb not null,
  grids jsonb not null,
  -- under which it was made
  change bigint not null,
  seal text not null,
  primary key (city_id, version_number)
);

-- 沿革: where what each grid had goes on that day. What it keeps is `kept`; the rest is what changes hands.
create table lineage (
  city_id int not null,
  version_number int not null,
  row_number int not null,
  -- null: no grid
  from_grid uuid,
  to_grid uuid,
  -- split: into a grid that begins; merged: out of one that ends; gained: between two that go on
  kind text not null check (kind in ('kept', 'split', 'merged', 'gained')),
  cells int not null,
  figures jsonb not null,
  accounts jsonb not null,
  units jsonb not null,
  seal text not null,
  primary key (city_id, version_number, row_number)
);

-- From which day on a snapshot's customers are those of the city; of one day the last counts, and before the first the first does. One serves
-- again where the one after it is deleted. A row stays when its snapshot goes: what was answered from it is then no more to be had, which is another answer than that of an older one.
create table snapshot_start (
  city_id int not null,
  snapshot_id int not null,
  serves_from date not null,
  change bigint not null,
  seal text not null,
  primary key (city_id, snapshot_id, change)
);

-- Who did what and why; never changed.
create table audit (
  city_id int not null,
  change bigint not null,
  part int not null,
  at timestamptz not null default now(),
  actor text not null,
  via text not null check (via in ('api', 'cli', 'clock')),
  address text,
  act text not null,
  subject text not null,
  reason text,
  detail jsonb,
  -- rows of the outbox under the same change
  events int not null default 0,
  seal text not null,
  primary key (city_id, change, part)
);

-- What others are to learn of, written with the change it tells of.
create table outbox (
  city_id int not null,
  change bigint not null,
  part int not null,
  type text not null,
  data jsonb not null,
  recorded_at timestamptz not null default now(),
  seal text not null,
  primary key (city_id, change, part)
);

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

  if (new.created_by, new.base_version, new.origin) is distinct from (old.created_by, old.base_version, old.origin) then
    raise exception 'plan % of city % cannot change where it comes from', old.plan_number, old.city_id
      using errcode = 'check_violation';
  end if;
  if old.status <> 'draft' then
    if new.status <> old.status and (old.status, new.status) not in (('pending', 'draft'), ('pending', 'published'), ('published', 'archived')) then
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
  status text;
begin
  part := case when tg_op = 'INSERT' then new else old end;
  status := (held_plan(part.city_id, part.plan_number)).status;
  if status <> 'draft' and not (tg_op = 'DELETE' and is_city_deleting(part.city_id)) then
    raise exception 'plan % of city % is %: its % cannot change', part.plan_number, part.city_id, status, tg_argv[0]
      using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

-- A version is void once and for all; nothing else of it changes.
create function guard_plan_version() returns trigger language plpgsql as $$
begin
  if old.void_change is not null or to_jsonb(new) - '{void_change,void_reason}'::text[] <> to_jsonb(old) - '{void_change,void_reason}'::text[] then
    raise exception 'version % of city % cannot change', old.version_number, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_plan_version before update on plan_version for each row execute function guard_plan_version();

-- Decided once.
create function guard_submission() returns trigger language plpgsql as $$
declare
  decision constant text[] := '{state,decided_by,decided_at,reason}';
begin
  if old.state <> 'open' or to_jsonb(new) - decision <> to_jsonb(old) - decision then
    raise exception 'submission % of city % cannot change', old.submission_number, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_submission before update on submission for each row execute function guard_submission();

create trigger guard_update before update on impact for each statement execute function refuse_update();
create trigger guard_update before update on movement for each statement execute function refuse_update();
create trigger guard_update before update on lineage for each statement execute function refuse_update();
create trigger guard_update before update on snapshot_start for each statement execute function refuse_update();
create trigger guard_update before update on audit for each statement execute function refuse_update();
create trigger guard_update before update on outbox for each statement execute function refuse_update();

do $$
declare
  sealed text;
begin
  foreach sealed in array array['city_life', 'impact', 'submission', 'plan_version', 'movement', 'lineage', 'snapshot_start', 'audit', 'outbox'] loop
    execute format('create function %1$s_seal(content %1$I) returns text language sql stable
      set timezone = ''UTC'' set extra_float_digits = 1 as ''select content_seal(to_jsonb(content))''', sealed);
    -- A row of a shard has a type of its own: it is copied into one of the table's.
    execute format('create function seal_%1$s() returns trigger language plpgsql as
      ''declare content %1$I; begin content := new; new.seal := %1$s_seal(content); return new; end''', sealed);
    execute format('create trigger seal before insert or update on %1$I for each row execute function seal_%1$s()', sealed);
  end loop;
end $$;

insert into city_life (city_id) select city_id from city;

-- What is there already served as it became the newest.
insert into snapshot_start (city_id, snapshot_id, serves_from, change)
select s.city_id, s.snapshot_id, (s.completed_at at time zone c.timezone)::date, 0
from (select *, max(period) over (partition by city_id order by snapshot_id) as newest from snapshot where status = 'ready') s
join city c on c.city_id = s.city_id
where s.period >= s.newest;
