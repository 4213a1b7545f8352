-- What a plan was made to keep besides units and barriers. Columns that are null leave the seals of what is there as they are.
alter table plan_rules
  -- things pinned: name, runs of cells, number of the grid
  add column pins jsonb check (jsonb_typeof(pins) = 'array'),
  -- pairs of things that share no grid: of each the name and runs of cells
  add column apart jsonb check (jsonb_typeof(apart) = 'array'),
  -- cells that were class B: runs of them, the share that their grids aim at, and the tolerance
  add column class_b jsonb check (jsonb_typeof(class_b) = 'object');

-- The rules that a city's partitions go by where a request does not say otherwise. One row a city, none before they are first set.
create table city_rules (
  city_id int not null,
  -- as the rules of a partition request
  rules jsonb not null check (jsonb_typeof(rules) = 'object'),
  revision int not null check (revision >= 1),
  changed_at timestamptz not null default now(),
  seal text not null,
  primary key (city_id)
);

create function city_rules_seal(content city_rules) returns text language sql stable set timezone = 'UTC' as $$
  select content_seal(to_jsonb(content))
$$;
-- A row of a shard has a type of its own: it is copied into one of the table's.
create function seal_city_rules() returns trigger language plpgsql as $$
declare content city_rules; begin content := new; new.seal := city_rules_seal(content); return new; end $$;
create trigger seal before insert or update on city_rules for each row execute function seal_city_rules();
