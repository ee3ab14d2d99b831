-- Of SQLite alone: its index of words gathers more of them in memory. PostgreSQL's gathers four megabytes by itself.
select 1;
