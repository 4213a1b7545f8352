-- Areas nested in a city's districts, and districts that get new borders.

-- Which cells are a subdistrict's or a community's: those that it covers most of, ascending. A district's stand in cell.
create table area_cells (
  city_id int not null,
  admin_area_id int not null,
  cells int[] not null,
  source_name text not null,
  imported_at timestamptz not null default now(),
  seal text not null,
  primary key (city_id, admin_area_id)
);

-- Districts as they were before each change of their borders. Those of the first change are what the city was made of: its cells, and so
-- its area, stay theirs.
create table former_district (
  city_id int not null,
  change_number int not null check (change_number > 0),
  code text collate "C" not null check (code <> ''),
  name text not null check (name <> ''),
  boundary geometry(MultiPolygon, 4326) not null,
  -- how many cells were the district's
  cell_count int not null check (cell_count >= 0),
  replaced_at timestamptz not null default now(),
  -- the file whose borders took its place
  replaced_by text not null,
  seal text not null,
  primary key (city_id, change_number, code)
);

-- Not in the seal, which rows have had since before: verify counts the changes.
alter table city_state add column district_changes int not null default 0;
create or replace function city_state_seal(content city_state) returns text language sql stable as $$
  select content_seal(to_jsonb(content) - '{ready,district_changes}'::text[])
$$;

create function guard_area_cells() returns trigger language plpgsql as $$
declare
  cells int := cell_count_of(new.city_id);
begin
  if exists (select from unnest(new.cells) as listed (cell) where cell is null or cell < 0 or cell >= cells) then
    raise exception 'area % of city % names a cell that is not one of its %', new.admin_area_id, new.city_id, cells
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_area_cells before insert or update on area_cells for each row execute function guard_area_cells();
create trigger guard_update before update on former_district for each statement execute function refuse_update();

-- Of a cell nothing changes but the district it is in.
drop trigger guard_update on cell;
create function guard_cell_update() returns trigger language plpgsql as $$
declare
  rows record;
begin
  if exists (select city_id, cell_index, cell_id, area_km2 from affected
             except select city_id, cell_index, cell_id, area_km2 from earlier) then
    raise exception 'the cells of a city never change, but for their district' using errcode = 'check_violation';
  end if;
  for rows in select city_id, array_agg(distinct admin_area_id) as areas from affected group by city_id loop
    if not array_remove(rows.areas, null) <@ admin_areas_of(rows.city_id) then
      raise exception 'cells of city %: an area does not exist', rows.city_id using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;
create trigger guard_update after update on cell
  referencing old table as earlier new table as affected for each statement execute function guard_cell_update();

create function area_cells_seal(content area_cells) returns text language sql stable set timezone = 'UTC' as $$
  select content_seal(to_jsonb(content))
$$;
create function former_district_seal(content former_district) returns text language plpgsql stable set timezone = 'UTC' as $$
declare
  boundary_hash text := encode(sha256(ST_AsEWKB(content.boundary)), 'hex');
begin
  content.boundary := null;
  return content_seal(to_jsonb(content) || jsonb_build_object('boundary', boundary_hash));
end $$;

-- A row of a shard has a type of its own: it is copied into one of the table's.
create function seal_area_cells() returns trigger language plpgsql as $$
declare content area_cells; begin content := new; new.seal := area_cells_seal(content); return new; end $$;
create function seal_former_district() returns trigger language plpgsql as $$
declare content former_district; begin content := new; new.seal := former_district_seal(content); return new; end $$;
create trigger seal before insert or update on area_cells for each row execute function seal_area_cells();
create trigger seal before insert or update on former_district for each row execute function seal_former_district();

-- Areas whose borders no grid of a plan crosses: code, name and runs of cells. Not in the seal of plans that have none, as before.
alter table plan_rules add column areas jsonb check (jsonb_typeof(areas) = 'array');
create or replace function plan_rules_seal(content plan_rules) returns text language sql stable as $$
  select content_seal(case when content.areas is null then to_jsonb(content) - 'areas' else to_jsonb(content) end)
$$;
