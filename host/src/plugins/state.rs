//! What a running guest's store holds: its limits, its budgets, what it reads, writes, describes and says.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wasmtime_wasi::{ResourceTable, WasiCtx, WasiCtxView, WasiView};

use super::describe::Description;
use super::grants::Capability;
use super::limiter::Limiter;
use super::reads::Reads;
use super::say::Said;
use super::wall::Wall;
use super::{CallKind, Loaded, Surroundings};
use crate::config::CallBounds;
use crate::directory::{Search, Session};
use crate::images;
use crate::moderation::Acts;

/// A search that a guest builds.
pub struct SearchHandle(pub Search);

/// An outgoing request that a guest builds.
#[derive(Default)]
pub struct HttpRequest {
    /// Such as `GET`.
    pub method: String,
    /// Whole.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// To be sent.
    pub body: Vec<u8>,
}

/// The visitor's request; there is one for a call.
pub struct RequestHandle;

/// The page under construction; there is one for a call.
pub struct ReplyHandle;

/// A visitor's request as a guest sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuestRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Below the plugin's own root.
    pub path: String,
    /// The plugin's own root as visitors have it.
    pub address: String,
    /// Names and values, in order.
    pub query: Vec<(String, String)>,
    /// Names and values, in order.
    pub form: Vec<(String, String)>,
    /// Names of fields and of the documents that hold their files.
    pub files: Vec<(String, String)>,
    /// BCP 47.
    pub locale: String,
    /// An INSEE code.
    pub municipality: Option<String>,
    /// Fields of pictures, with what was said of each.
    pub images: Vec<SentImage>,
    /// The plugin's own name for who sent it with a code that held.
    pub contributor: Option<String>,
    /// Who is signed in, if somebody is.
    pub person: Option<SignedIn>,
}

/// Somebody who is signed in, as a call knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Such as `partner`.
    pub role: String,
    /// The plugin's own name for the account: no other plugin has the same one.
    pub account: String,
    /// As it stands in the history of what the call writes. No guest reads it.
    pub name: String,
}

/// A picture of a form: a new one, or one that stood in the field already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentImage {
    /// The field.
    pub field: String,
    /// The picture.
    pub name: String,
    /// What it shows, and whether others may use it.
    pub said: images::Said,
}

/// Why the host stopped a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It computed for too long.
    Cpu {
        /// The bound.
        limit_ms: u64,
    },
    /// A bound of the reply.
    Exhausted(String),
    /// A call that does not fit the contract.
    Misuse(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu { limit_ms } => write!(f, "it computed for more than {limit_ms} ms"),
            Self::Exhausted(message) => write!(f, "exhausted: {message}"),
            Self::Misuse(message) => write!(f, "invalid: {message}"),
        }
    }
}

impl std::error::Error for Stop {}

/// What is left of a call's budgets.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// What there was.
    pub bounds: CallBounds,
    /// Reads so far.
    pub reads: u32,
    /// Writes so far.
    pub writes: u32,
    /// Bytes written so far.
    pub write_bytes: u64,
    /// Outgoing requests so far.
    pub requests: u32,
    /// Bytes of the reply so far.
    pub reply_bytes: u64,
    /// Blocks of the reply so far.
    pub reply_blocks: u32,
    /// Parts of blocks so far.
    pub reply_parts: u32,
    /// Ticks computed so far.
    pub ticks: u64,
}

impl Budget {
    /// Untouched.
    pub fn new(bounds: CallBounds) -> Self {
        Self {
            bounds,
            reads: 0,
            writes: 0,
            write_bytes: 0,
            requests: 0,
            reply_bytes: 0,
            reply_blocks: 0,
            reply_parts: 0,
            ticks: 0,
        }
    }
}

/// Everything that belongs to one call of a guest.
pub struct State {
    pub(super) plugin: Arc<Loaded>,
    pub(super) around: Arc<Surroundings>,
    pub(super) kind: CallKind,
    pub(super) request: GuestRequest,
    pub(super) now_ms: i64,
    pub(super) session: Session,
    /// What it hands to the moderators, written with the session.
    pub(super) acts: Acts,
    /// What it does with pictures, written with the session.
    pub(super) pictures: images::Acts,
    pub(super) reads: Reads,
    pub(super) budget: Budget,
    pub(super) wall: Wall,
    pub(super) description: Description,
    /// What each `nearby` block of the page asks for, in order.
    pub(super) wanted_nearby: Vec<(Vec<String>, Option<String>, u32)>,
    pub(super) said: Said,
    pub(super) limiter: Limiter,
    pub(super) flags: Arc<Flags>,
    /// What was granted and of use.
    pub(super) used: BTreeSet<Capability>,
    pub(super) table: ResourceTable,
    pub(super) wasi: WasiCtx,
}

/// What WASI was asked for, which its own traits only tell through shared memory.
#[derive(Debug, Default)]
pub struct Flags {
    /// A clock.
    pub clock: AtomicBool,
    /// Random numbers.
    pub random: AtomicBool,
}

impl State {
    /// Everything that was read, WASI's part included.
    pub fn all_reads(&self) -> Reads {
        let mut reads = self.reads.clone();
        if self.flags.clock.load(Ordering::Relaxed) {
            reads.until(next_minute(self.now_ms));
        }
        reads.unrepeatable |= self.flags.random.load(Ordering::Relaxed);
        reads
    }

    /// The settings that hold: what an administrator set over the schema's defaults.
    pub fn settings(&self) -> String {
        self.plugin.settings.to_string()
    }
}

/// The moment at which a clock of minutes moves on.
pub fn next_minute(now_ms: i64) -> i64 {
    (now_ms.div_euclid(60_000) + 1) * 60_000
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}
