//! The one test binary: a real server, a real database, real guests, a fixed clock. Each module holds one group of
//! promises; a test builds, acts and asserts.

mod grants;
mod hostile_bounds;
mod hostile_texts;
mod support;
mod transactions;
