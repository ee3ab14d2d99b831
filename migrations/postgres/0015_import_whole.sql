-- An import that is asked for in the browser may say, as on the command line, that its file is the whole of what its source says.

-- As in import_run: 0: no such file; 1: unless too many would go; 2: however many go.
alter table import_order add column complete bigint not null default 0;
