-- Programs ask for what changed since a moment: the journal is looked up by time once, and read on by number.

create index journal_by_time on journal (at, seq);
