-- Grids are edited as cells are: each edit is a command of the log, whose patch holds the records before and after it.
--
-- What the log says of grids that came and went is found by lineage_ids, so that a plan's descent is read without its strokes. Columns
-- that are null leave the seals of what is there as they are.

alter table grid
  add column area_class text check (area_class in ('A', 'B')),
  -- the id of the main grid of the same plan that this sub-grid belongs to
  add column parent_id uuid,
  -- [start, length] of the cells that stay in the grid; null for none
  add column pins jsonb check (jsonb_typeof(pins) = 'array');

alter table command
  -- [start, length] of the cells that the command left to others; null for none
  add column contested jsonb check (jsonb_typeof(contested) = 'array'),
  -- hash of the plan's whole state after the command; unknown of what version 0.1.0 wrote
  add column state_hash bigint check (state_hash between 0 and 4294967295),
  -- the grids that came or went, and those that gave or took their cells; null for none
  add column lineage_ids uuid[];

create index command_lineage on command (city_id, plan_number, revision) where lineage_ids is not null;
