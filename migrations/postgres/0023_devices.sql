-- What a session was begun with, as coarse as a person would say it, so that its owner knows it again in the list:
-- `telephone`, `tablet`, `computer`, or empty. No address and no browser's name are kept.

alter table account_session add column device text collate "C" not null default '';
