-- Who heads and who manages a grid. As with versions only starts are kept: a vacancy is a start too.
create table grid_member (
  city_id int not null,
  grid_id uuid not null,
  role text not null check (role in ('head', 'manager')),
  effective_from date not null,
  -- null: the post is vacant from that day on
  party_id text collate "C",
  change bigint not null,
  -- under which another took its place before it began
  void_change bigint check (void_change > change),
  seal text not null,
  primary key (city_id, grid_id, role, effective_from, change)
);
create unique index grid_member_start on grid_member (city_id, grid_id, role, effective_from) where void_change is null;

create function guard_grid_member() returns trigger language plpgsql as $$
begin
  if old.void_change is not null or to_jsonb(new) - '{void_change}'::text[] <> to_jsonb(old) - '{void_change}'::text[] then
    raise exception 'the % of grid % of city % cannot change', old.role, old.grid_id, old.city_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard_grid_member before update on grid_member for each row execute function guard_grid_member();

create function grid_member_seal(content grid_member) returns text language sql stable
  set timezone = 'UTC' set extra_float_digits = 1 as 'select content_seal(to_jsonb(content))';
create function seal_grid_member() returns trigger language plpgsql as
  'declare content grid_member; begin content := new; new.seal := grid_member_seal(content); return new; end';
create trigger seal before insert or update on grid_member for each row execute function seal_grid_member();
