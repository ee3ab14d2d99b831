//! One call of a guest: a fresh instance with its limits, the call itself under its clocks, and what came of it.

mod failure;
mod invoke;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::ResourceTable;

use super::contract::Progress;
use super::contract::maille::plugin::directory::Entry;
use super::describe::Description;
use super::engine::TICK;
use super::grants::Capability;
use super::lanes::Pace;
use super::limiter::Limiter;
use super::page::Page;
use super::reads::Reads;
use super::say::{Line, ReportLine, Said};
use super::state::{Budget, Flags, GuestRequest, State, Stop};
use super::wall::{Late, Wall};
use super::{CallKind, Loaded, Surroundings, wasi};
use crate::directory::Session;
use crate::images;
use crate::moderation::Acts;

pub use failure::Failure;
use failure::explain;
use invoke::enter;

/// Resources of one guest, and its handles to them.
const RESOURCES_MAX: usize = 1_000;
/// Bytes that one call to the host may bring.
const HOSTCALL_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What the host calls a guest for.
pub enum Work {
    /// Answer a visitor.
    Answer(GuestRequest),
    /// Do one step of a task.
    Run(String),
    /// Follow a change.
    Changed(Entry),
    /// Follow the end of a record.
    Deleted {
        /// Which.
        id: String,
        /// Of which kind.
        kind: String,
    },
}

impl Work {
    /// The kind of call that this is.
    pub fn kind(&self) -> CallKind {
        match self {
            Self::Answer(request) if request.method == "POST" => CallKind::Post,
            Self::Answer(_) => CallKind::Get,
            Self::Run(_) => CallKind::Task,
            Self::Changed(_) | Self::Deleted { .. } => CallKind::Change,
        }
    }

    /// The call in a word, for the log.
    pub fn name(&self) -> String {
        match self {
            Self::Answer(request) => format!("answer {} {}", request.method, request.path),
            Self::Run(task) => format!("run {task}"),
            Self::Changed(entry) => format!("changed {}", entry.id),
            Self::Deleted { id, .. } => format!("deleted {id}"),
        }
    }
}

/// What came of a call.
#[derive(Debug, Default)]
pub struct Done {
    /// The page, for an answer.
    pub page: Page,
    /// How far a task has come.
    pub progress: Option<Progress>,
    /// What it depends on.
    pub reads: Reads,
    /// What each `nearby` block asks for.
    pub wanted_nearby: Vec<(Vec<String>, Option<String>, u32)>,
    /// Lines of the report.
    pub report: Vec<ReportLine>,
    /// What it took.
    pub cost: Cost,
    /// What was said in it.
    pub lines: Vec<Line>,
}

/// What a call took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Milliseconds that the guest computed.
    pub cpu_ms: u64,
    /// Bytes of its linear memory at the end.
    pub memory: u64,
    /// Blocks of its reply.
    pub blocks: u32,
    /// Bytes of its reply.
    pub bytes: u64,
}

/// What a call said, whether it succeeded or not, and what it took.
#[derive(Debug, Default)]
pub struct Trace {
    /// Lines of the log.
    pub lines: Vec<Line>,
    /// What it took.
    pub cost: Cost,
    /// Reads of the directory, of storage and of documents.
    pub reads: u32,
    /// Writes of records and of storage.
    pub writes: u32,
    /// What was granted and of use.
    pub used: BTreeSet<Capability>,
}

/// Calls a guest once; `pace` is told how long it computes.
pub async fn call(
    plugin: Arc<Loaded>,
    around: Arc<Surroundings>,
    work: Work,
    pace: Pace,
) -> (Result<Done, Failure>, Trace) {
    let mut trace = Trace::default();
    let result = call_inside(plugin, around, (work, pace), &mut trace).await;
    (result, trace)
}

async fn call_inside(
    plugin: Arc<Loaded>,
    around: Arc<Surroundings>,
    (work, pace): (Work, Pace),
    trace: &mut Trace,
) -> Result<Done, Failure> {
    let kind = work.kind();
    let bounds = if kind == CallKind::Task {
        around.bounds.task
    } else {
        around.bounds.page
    };
    let wall = Wall::new(Duration::from_millis(bounds.wall_ms));
    let mut store = store(&plugin, &around, &work, (wall.clone(), pace));
    let outcome = match wall.within(enter(&mut store, &plugin, work)).await {
        Ok(outcome) => outcome,
        Err(Late) => Err(Failure::Stopped(format!(
            "it took more than {} ms in all",
            bounds.wall_ms
        ))),
    };
    let mut state = store.into_data();
    trace.lines = state.said.lines();
    let cost = Cost {
        cpu_ms: state.budget.ticks,
        memory: state.limiter.memory(),
        blocks: state.budget.reply_blocks,
        bytes: state.budget.reply_bytes,
    };
    trace.cost = cost;
    (trace.reads, trace.writes) = (state.budget.reads, state.budget.writes);
    trace.used = std::mem::take(&mut state.used);
    let refused_memory = state.limiter.refused();
    let outcome = outcome.map_err(|failure| explain(failure, &trace.lines, refused_memory));
    // The report of a step that failed speaks of writes that were dropped: it ends here too.
    let progress = outcome?;
    let reads = state.all_reads();
    let now_ms = state.now_ms;
    let State {
        session,
        acts,
        pictures,
        description,
        mut said,
        wanted_nearby,
        ..
    } = state;
    let page = description
        .finish()
        .map_err(|misuse| Failure::Stopped(format!("invalid: {misuse}")))?;
    if kind != CallKind::Get {
        commit(session, (&acts, &pictures), now_ms).await?;
    }
    if said.report_dropped > 0 {
        let message = format!("{} more lines are not shown", said.report_dropped);
        said.report.push(ReportLine {
            outcome: "unchanged".into(),
            subject: "…".into(),
            message,
        });
    }
    Ok(Done {
        page,
        progress,
        reads,
        wanted_nearby,
        report: said.report,
        cost,
        lines: trace.lines.clone(),
    })
}

/// Keeps what the call wrote, what it handed to the moderators and what it did with pictures, at the moment `now_ms`.
async fn commit(
    session: Session,
    (acts, pictures): (&Acts, &images::Acts),
    now_ms: i64,
) -> Result<(), Failure> {
    if acts.is_empty() && pictures.is_empty() {
        if session.pending() != (0, 0) || !session.letters().is_empty() {
            session.commit().await.map_err(Failure::Commit)?;
        }
        return Ok(());
    }
    let mut pending = session.begin_commit().await.map_err(Failure::Commit)?;
    let handed = acts.write(pending.connection(), now_ms).await;
    handed.map_err(Failure::Commit)?;
    let given = pictures.write(pending.connection()).await;
    given.map_err(Failure::Commit)?;
    pending.commit().await.map_err(Failure::Commit)?;
    Ok(())
}

fn store(
    plugin: &Arc<Loaded>,
    around: &Arc<Surroundings>,
    work: &Work,
    (wall, pace): (Wall, Pace),
) -> Store<State> {
    let now_ms = around.directory.clock().now_ms();
    let kind = work.kind();
    let bounds = if kind == CallKind::Task {
        around.bounds.task
    } else {
        around.bounds.page
    };
    let flags = Arc::new(Flags::default());
    let said = Said::new(around.bounds.log_call_bytes);
    let mut table = ResourceTable::new();
    table.set_max_capacity(RESOURCES_MAX);
    let mut author = plugin.grants.author(&plugin.manifest.id);
    if let Work::Answer(GuestRequest {
        person: Some(person),
        ..
    }) = work
    {
        // The person asked for it, the plugin chose the words: the history names both.
        author.name = format!("{} ({})", person.name, plugin.manifest.id);
    }
    let session = Session::new(&around.directory, author).with_storage_max(
        plugin
            .manifest
            .storage_bytes()
            .min(around.bounds.storage_bytes_max),
    );
    let request = match work {
        Work::Answer(request) => request.clone(),
        _ => GuestRequest {
            locale: "fr".into(),
            ..GuestRequest::default()
        },
    };
    let state = State {
        wasi: wasi::context(&flags, &said, now_ms, around.seed),
        plugin: plugin.clone(),
        around: around.clone(),
        kind,
        request,
        now_ms,
        session,
        acts: Acts::default(),
        pictures: images::Acts::of(&plugin.manifest.id),
        reads: Reads::default(),
        budget: Budget::new(bounds),
        wall,
        description: Description::default(),
        wanted_nearby: Vec::new(),
        said,
        limiter: Limiter::new(around.account.clone(), around.bounds.memory_bytes),
        flags,
        used: BTreeSet::new(),
        table,
    };
    let mut store = Store::new(plugin.pre.engine(), state);
    store.limiter(|state| &mut state.limiter);
    store.set_hostcall_fuel(HOSTCALL_BYTES_MAX);
    store.set_max_component_handles(RESOURCES_MAX);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(move |mut context| {
        let budget = &mut context.data_mut().budget;
        budget.ticks += 1;
        pace.ticked(budget.ticks);
        let limit_ms = budget.bounds.cpu_ms;
        if u128::from(budget.ticks) * TICK.as_millis() > u128::from(limit_ms) {
            return Err(Stop::Cpu { limit_ms }.into());
        }
        Ok(UpdateDeadline::Yield(1))
    });
    store
}
