-- What joins cells of a city that do not touch: ferries and bridges that planners know of, and pairs of places that must not be joined.
-- A city's cells never change, so a link is two cell indices. Plans copy the links they are made with; a row here may come and go.
create table city_link (
  city_id int not null references city,
  cell_a int not null check (cell_a >= 0),
  cell_b int not null,
  -- none: what lies on the two sides is never linked by itself
  kind text not null check (kind in ('ferry', 'bridge', 'none')),
  name text check (length(trim(name)) > 0),
  seal text not null,
  primary key (city_id, cell_a, cell_b),
  check (cell_a < cell_b)
);

-- Not by foreign keys: those to a partitioned table are planned over every city's partition.
create function guard_city_link() returns trigger language plpgsql as $$
declare
  cells int := (select cell_count from city c where c.city_id = new.city_id);
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
create trigger guard_city_link before insert or update on city_link for each row execute function guard_city_link();

create function city_link_seal(content city_link) returns text language sql stable as $$
  select content_seal(to_jsonb(content))
$$;
create function seal_city_link() returns trigger language plpgsql as $$
begin
  new.seal := city_link_seal(new);
  return new;
end $$;
create trigger seal before insert or update on city_link for each row execute function seal_city_link();
