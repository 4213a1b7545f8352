-- Who else wants a customer, an account or a unit. A claim owns nothing: where it meets an owner, or another claim, a dispute opens, and whoever
-- held goes on until it is ruled.
create table dispute (
  city_id int not null,
  dispute_number int not null check (dispute_number > 0),
  layer text not null check (layer in ('override', 'keyAccount', 'listed', 'cluster')),
  subject text collate "C" not null check (length(subject) between 1 and 220),
  status text not null default 'open' check (status in ('open', 'escalated', 'ruled', 'dropped')),
  opened_on date not null,
  -- so many are given at each stage
  working_days int not null check (working_days > 0),
  -- how often they ran out: a city-wide approver is asked then, and whom an administrator names after that
  escalations int not null default 0 check (escalations between 0 and 2),
  -- the last of them; nobody is asked after the last stage
  due date,
  closed_on date check (closed_on >= opened_on),
  ruled_by text,
  reason text,
  -- nobody else was there to rule it
  sole_user boolean not null default false,
  -- what was ruled
  package_number int,
  -- under which it opened, and was ruled or dropped
  change bigint not null,
  closed_change bigint check (closed_change > change),
  seal text not null,
  primary key (city_id, dispute_number),
  check ((due is null) = (escalations = 2)),
  check (status <> 'open' or escalations = 0),
  check (status <> 'escalated' or escalations > 0),
  check ((status in ('ruled', 'dropped')) = (closed_on is not null and closed_change is not null)),
  check ((status = 'ruled') = (ruled_by is not null and package_number is not null)),
  check ((status = 'ruled') = (reason is not null))
);
create unique index dispute_open on dispute (city_id, layer, subject) where status in ('open', 'escalated');
create index dispute_subject on dispute (city_id, layer, subject);

create table claim (
  city_id int not null,
  claim_number int not null check (claim_number > 0),
  -- null while it meets nobody
  dispute_number int,
  layer text not null check (layer in ('override', 'keyAccount', 'listed', 'cluster')),
  subject text collate "C" not null check (length(subject) between 1 and 220),
  claimant_kind text not null check (claimant_kind in ('grid', 'team', 'person')),
  claimant_ref text not null,
  plane text check (plane in ('attack', 'defence')),
  statement text not null,
  -- what shows it: a contract's number, an address
  evidence text[] not null default '{}',
  state text not null default 'standing' check (state in ('standing', 'withdrawn', 'granted', 'denied')),
  made_by text not null,
  made_at timestamptz not null,
  -- who withdrew or decided it, and why
  ended_by text,
  reason text,
  change bigint not null,
  ended_change bigint check (ended_change > change),
  seal text not null,
  primary key (city_id, claim_number),
  check ((state = 'standing') = (ended_by is null)),
  check ((state = 'standing') = (ended_change is null))
);
create unique index claim_standing on claim (city_id, layer, subject, claimant_kind, claimant_ref) where state = 'standing';
create index claim_dispute on claim (city_id, dispute_number);

-- How many working days each stage of disputes to come has; null: as many as there are unless somebody says.
alter table city_life add column dispute_days int check (dispute_days between 1 and 250);

-- A dispute goes on from stage to stage and is closed once; a claim comes into a dispute once and ends once.
create function guard_dispute() returns trigger language plpgsql as $$
declare
  escalation constant text[] := '{status,escalations,due}';
  closing constant text[] := '{status,closed_on,ruled_by,reason,sole_user,package_number,closed_change}';
begin
  if old.closed_change is not null
     or not (new.status = 'escalated' and new.escalations = old.escalations + 1 and to_jsonb(new) - escalation = to_jsonb(old) - escalation
             or new.status in ('ruled', 'dropped') and to_jsonb(new) - closing = to_jsonb(old) - closing) then
    raise exception 'dispute % of city % cannot change', old.dispute_number, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_dispute before update on dispute for each row execute function guard_dispute();

create function guard_claim() returns trigger language plpgsql as $$
declare
  changing constant text[] := '{dispute_number,state,ended_by,reason,ended_change}';
begin
  if old.state <> 'standing' or to_jsonb(new) - changing <> to_jsonb(old) - changing
     or old.dispute_number is not null and old.dispute_number is distinct from new.dispute_number then
    raise exception 'claim % of city % cannot change', old.claim_number, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_claim before update on claim for each row execute function guard_claim();

do $$
declare
  sealed text;
begin
  foreach sealed in array array['dispute', 'claim'] loop
    execute format('create function %1$s_seal(content %1$I) returns text language sql stable
      set timezone = ''UTC'' set extra_float_digits = 1 as ''select content_seal(to_jsonb(content))''', sealed);
    execute format('create function seal_%1$s() returns trigger language plpgsql as
      ''declare content %1$I; begin content := new; new.seal := %1$s_seal(content); return new; end''', sealed);
    execute format('create trigger seal before insert or update on %1$I for each row execute function seal_%1$s()', sealed);
  end loop;
end $$;
