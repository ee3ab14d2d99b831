-- Times that last longer than two days, by their end: what takes place within a time began at most two days before it, or is one of these
-- few. Without it every time of the past had to be looked at.

create index record_time_long on record_time (ends) where ends - starts > 172800000;
