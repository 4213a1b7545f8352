-- A city's own geography: units that a plan may keep whole, barriers that it may take for borders, and what crosses them. What a row says of
-- cells follows from its own shape alone, so it does not matter what was imported before it; which unit holds a cell is found when a plan
-- is made, among the kinds that it asks for.
create table city_place (
  city_id int not null references city,
  kind text collate "C" not null check (kind in (
    'estate', 'building', 'park', 'campus', 'cluster-market', 'village', 'technical-area',
    'river', 'railway', 'expressway', 'crossing')),
  place_code text collate "C" not null check (length(place_code) between 1 and 200),
  name text not null check (length(trim(name)) > 0),
  households int check (households >= 0),
  -- of the households, 0 to 1
  penetration float8 check (penetration between 0 and 1),
  -- of a crossing: how far it reaches, in metres
  reach_m float8 check (reach_m >= 0),
  shape geometry(Geometry, 4326) not null,
  -- of a unit the cells it touches, ascending; of a barrier the neighbours it parts, and of a crossing those it joins, in pairs
  cells int[] not null,
  -- of a unit: how much of each of those cells it covers, in millionths; 0 for a point
  shares int[],
  source_name text not null,
  imported_at timestamptz not null default now(),
  seal text not null,
  primary key (city_id, kind, place_code),
  check (shares is null or cardinality(shares) = cardinality(cells))
);

-- What a plan was made to keep, as it was then.
create table plan_rules (
  city_id int not null,
  plan_number int not null,
  -- the units that are whole in it: kind, code, name and runs of cells
  units jsonb not null check (jsonb_typeof(units) = 'array'),
  -- pairs of neighbours that are none in it: a0, b0, a1, b1, …
  barriers int[] not null default '{}' check (cardinality(barriers) % 2 = 0),
  seal text not null,
  primary key (city_id, plan_number),
  foreign key (city_id, plan_number) references plan
);

create function guard_city_place() returns trigger language plpgsql as $$
declare
  cells int := cell_count_of(new.city_id);
begin
  if exists (select from unnest(new.cells) as listed (cell) where cell is null or cell < 0 or cell >= cells) then
    raise exception '% % of city % names a cell that is not one of its %', new.kind, new.place_code, new.city_id, cells
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_city_place before insert or update on city_place for each row execute function guard_city_place();

create trigger guard_rules before insert or delete on plan_rules for each row execute function guard_plan_part('rules');
create trigger guard_update before update on plan_rules for each statement execute function refuse_update();

create function city_place_seal(content city_place) returns text language plpgsql stable
set timezone = 'UTC' set extra_float_digits = 1 as $$
declare
  shape_hash text := encode(sha256(ST_AsEWKB(content.shape)), 'hex');
begin
  content.shape := null;
  return content_seal(to_jsonb(content) || jsonb_build_object('shape', shape_hash));
end $$;

create function plan_rules_seal(content plan_rules) returns text language sql stable as $$
  select content_seal(to_jsonb(content))
$$;

-- A row of a shard has a type of its own: it is copied into one of the table's.
create function seal_city_place() returns trigger language plpgsql as $$
declare content city_place; begin content := new; new.seal := city_place_seal(content); return new; end $$;
create function seal_plan_rules() returns trigger language plpgsql as $$
declare content plan_rules; begin content := new; new.seal := plan_rules_seal(content); return new; end $$;
create trigger seal before insert or update on city_place for each row execute function seal_city_place();
create trigger seal before insert or update on plan_rules for each row execute function seal_plan_rules();
