-- Two of a planner's lists: outlets, own and social, and the sites of key and listed accounts. They are places of a city like its units; what is
-- known of them beside a name stands in `details`. A site whose place is not known has no shape: it counts, and lies in no cell.
alter table city_place drop constraint city_place_kind_check;
alter table city_place
  add constraint city_place_kind_check check (kind in (
    'estate', 'building', 'park', 'campus', 'cluster-market', 'village', 'technical-area',
    'river', 'railway', 'expressway', 'crossing', 'outlet', 'account')),
  add column details jsonb,
  alter column shape drop not null,
  add constraint city_place_details_check check ((details is not null) = (kind in ('outlet', 'account'))),
  add constraint city_place_shape_check check (shape is not null or kind in ('outlet', 'account'));

-- What a plan was made to keep of them, as it was then: own outlets of which no two share a grid, key accounts with the cells of each grid of
-- their own, and listed accounts with what of theirs left the weights.
alter table plan_rules
  add column centres jsonb check (jsonb_typeof(centres) = 'array'),
  add column own_grids jsonb check (jsonb_typeof(own_grids) = 'array'),
  add column left_accounts jsonb check (jsonb_typeof(left_accounts) = 'array');
