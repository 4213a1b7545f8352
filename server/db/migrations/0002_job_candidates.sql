-- What a partition run with candidates leaves to choose from: the drafts by their ids, and the frontier they come from.
alter table job add column candidates jsonb;
