//! Promises of an instance, tested from outside: the real program, the real database, real guests.

mod browser;
