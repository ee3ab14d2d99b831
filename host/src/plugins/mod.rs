//! Everything about guests: the only home of `wasmtime`.

pub mod page;
pub mod store;
