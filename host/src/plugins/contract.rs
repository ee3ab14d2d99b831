//! The contract as wasmtime sees it: generated from `sdk/wit`, once for all of the host.

pub use super::state::{HttpRequest, SearchHandle};

wasmtime::component::bindgen!({
    path: "../sdk/wit",
    world: "imports",
    imports: {
        // Only writes into memory of the call: no await, no suspension.
        "maille:plugin/page": trappable,
        "maille:plugin/context": trappable,
        "maille:plugin/directory.[constructor]search": trappable,
        "maille:plugin/directory.[method]search.words": trappable,
        "maille:plugin/directory.[method]search.near": trappable,
        "maille:plugin/directory.[method]search.within": trappable,
        "maille:plugin/directory.[method]search.municipality": trappable,
        "maille:plugin/directory.[method]search.between": trappable,
        "maille:plugin/directory.[method]search.where-any": trappable,
        "maille:plugin/directory.[method]search.state": trappable,
        "maille:plugin/directory.[method]search.mine-only": trappable,
        "maille:plugin/directory.[method]search.order-by": trappable,
        "maille:plugin/directory.[method]search.after": trappable,
        "maille:plugin/http.[constructor]request": trappable,
        "maille:plugin/http.[method]request.header": trappable,
        "maille:plugin/http.[method]request.body": trappable,
        default: async | trappable,
    },
    with: {
        "maille:plugin/directory.search": SearchHandle,
        "maille:plugin/http.request": HttpRequest,
        "maille:plugin/page.request": super::state::RequestHandle,
        "maille:plugin/page.reply": super::state::ReplyHandle,
    },
});

pub use maille::plugin::types::Error;

/// One step of a task, as the export `tasks.run` answers.
#[derive(Debug, Clone, wasmtime::component::ComponentType, wasmtime::component::Lift)]
#[component(record)]
pub struct Progress {
    /// Nothing is left to do.
    pub finished: bool,
    /// Units done so far.
    pub done: u64,
    /// Units in all.
    pub total: Option<u64>,
    /// A sentence for the administrator.
    pub message: String,
}

/// An error of the contract.
pub fn error(code: &str, message: impl Into<String>) -> Error {
    Error {
        code: code.to_owned(),
        message: message.into(),
    }
}
