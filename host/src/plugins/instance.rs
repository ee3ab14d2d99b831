//! One call of a guest: a fresh instance with its limits, the call itself under its clocks, and what came of it.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::{ComponentExportIndex, Instance, Resource};
use wasmtime::{Store, Trap, UpdateDeadline};
use wasmtime_wasi::ResourceTable;

use super::contract::maille::plugin::directory::Entry;
use super::contract::{Error, Progress};
use super::describe::Description;
use super::engine::TICK;
use super::limiter::Limiter;
use super::page::Page;
use super::reads::Reads;
use super::say::{Line, ReportLine, Said};
use super::state::{Budget, Flags, GuestRequest, ReplyHandle, RequestHandle, State, Stop};
use super::wall::{Late, Wall};
use super::{CallKind, Loaded, Surroundings, wasi};
use crate::directory::{DirectoryError, Session};

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

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Every place is taken.
    #[error("too many plugins are at work")]
    Overloaded,
    /// Paused after repeated traps, or by an administrator.
    #[error("the plugin is paused")]
    Paused,
    /// The plugin has no such export, or is not installed.
    #[error("{0}")]
    NotThere(String),
    /// The guest trapped or was stopped.
    #[error("{0}")]
    Stopped(String),
    /// The guest answered with an error.
    #[error("{code}: {message}")]
    Refused {
        /// One of the contract's codes.
        code: String,
        /// What to do.
        message: String,
    },
    /// What it wrote could not be committed.
    #[error("what the plugin wrote was not kept")]
    Commit(#[source] DirectoryError),
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
    /// Bytes of linear memory at the end.
    pub memory: u64,
}

/// What a call said, whether it succeeded or not, and what it took.
#[derive(Debug, Default)]
pub struct Trace {
    /// Lines of the log.
    pub lines: Vec<Line>,
    /// Milliseconds computed.
    pub cpu_ms: u64,
}

/// Calls a guest once.
pub async fn call(
    plugin: Arc<Loaded>,
    around: Arc<Surroundings>,
    work: Work,
) -> (Result<Done, Failure>, Trace) {
    let mut trace = Trace::default();
    let result = call_inside(plugin, around, work, &mut trace).await;
    (result, trace)
}

async fn call_inside(
    plugin: Arc<Loaded>,
    around: Arc<Surroundings>,
    work: Work,
    trace: &mut Trace,
) -> Result<Done, Failure> {
    let kind = work.kind();
    let bounds = if kind == CallKind::Task {
        around.bounds.task
    } else {
        around.bounds.page
    };
    let wall = Wall::new(Duration::from_millis(bounds.wall_ms));
    let mut store = store(&plugin, &around, &work, wall.clone());
    let outcome = match wall.within(enter(&mut store, &plugin, work)).await {
        Ok(outcome) => outcome,
        Err(Late) => Err(Failure::Stopped(format!(
            "it took more than {} ms in all",
            bounds.wall_ms
        ))),
    };
    let state = store.into_data();
    trace.lines = state.said.lines();
    trace.cpu_ms = state.budget.ticks;
    let memory = state.limiter.memory();
    let refused_memory = state.limiter.refused();
    let outcome = outcome.map_err(|failure| explain(failure, &trace.lines, refused_memory));
    // The report of a step that failed speaks of writes that were dropped: it ends here too.
    let progress = outcome?;
    let reads = state.all_reads();
    let State {
        session,
        description,
        mut said,
        wanted_nearby,
        ..
    } = state;
    let page = description
        .finish()
        .map_err(|misuse| Failure::Stopped(format!("invalid: {misuse}")))?;
    if kind != CallKind::Get {
        commit(session).await?;
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
        memory,
    })
}

async fn commit(session: Session) -> Result<(), Failure> {
    if session.pending() == (0, 0) {
        return Ok(());
    }
    session.commit().await.map_err(Failure::Commit)?;
    Ok(())
}

fn store(
    plugin: &Arc<Loaded>,
    around: &Arc<Surroundings>,
    work: &Work,
    wall: Wall,
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
    let session = Session::new(&around.directory, plugin.grants.author(&plugin.manifest.id))
        .with_storage_max(
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
        reads: Reads::default(),
        budget: Budget::new(bounds),
        wall,
        description: Description::default(),
        wanted_nearby: Vec::new(),
        said,
        limiter: Limiter::new(around.account.clone(), around.bounds.memory_bytes),
        flags,
        table,
    };
    let mut store = Store::new(plugin.pre.engine(), state);
    store.limiter(|state| &mut state.limiter);
    store.set_hostcall_fuel(HOSTCALL_BYTES_MAX);
    store.set_max_component_handles(RESOURCES_MAX);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut context| {
        let budget = &mut context.data_mut().budget;
        budget.ticks += 1;
        let limit_ms = budget.bounds.cpu_ms;
        if u128::from(budget.ticks) * TICK.as_millis() > u128::from(limit_ms) {
            return Err(Stop::Cpu { limit_ms }.into());
        }
        Ok(UpdateDeadline::Yield(1))
    });
    store
}

async fn enter(
    store: &mut Store<State>,
    plugin: &Loaded,
    work: Work,
) -> Result<Option<Progress>, Failure> {
    let instance = plugin
        .pre
        .instantiate_async(&mut *store)
        .await
        .map_err(stopped)?;
    match work {
        Work::Answer(_) => {
            let arguments = (
                Resource::<RequestHandle>::new_borrow(0),
                Resource::<ReplyHandle>::new_borrow(0),
            );
            invoke(store, &instance, plugin.exports.answer, "pages", arguments).await?;
            Ok(None)
        }
        Work::Run(task) => {
            let progress =
                invoke_with(store, &instance, plugin.exports.run, "tasks", (task,)).await?;
            Ok(Some(progress))
        }
        Work::Changed(entry) => {
            invoke(
                store,
                &instance,
                plugin.exports.changed,
                "changes",
                (entry,),
            )
            .await?;
            Ok(None)
        }
        Work::Deleted { id, kind } => {
            invoke(
                store,
                &instance,
                plugin.exports.deleted,
                "changes",
                (id, kind),
            )
            .await?;
            Ok(None)
        }
    }
}

async fn invoke<A>(
    store: &mut Store<State>,
    instance: &Instance,
    export: Option<ComponentExportIndex>,
    name: &str,
    arguments: A,
) -> Result<(), Failure>
where
    A: wasmtime::component::ComponentNamedList + wasmtime::component::Lower + Send + Sync + 'static,
{
    invoke_with::<A, ()>(store, instance, export, name, arguments).await
}

async fn invoke_with<A, T>(
    store: &mut Store<State>,
    instance: &Instance,
    export: Option<ComponentExportIndex>,
    name: &str,
    arguments: A,
) -> Result<T, Failure>
where
    A: wasmtime::component::ComponentNamedList + wasmtime::component::Lower + Send + Sync + 'static,
    T: wasmtime::component::ComponentType + wasmtime::component::Lift + Send + Sync + 'static,
{
    let export = export
        .ok_or_else(|| Failure::NotThere(format!("the component does not export `{name}`")))?;
    let function = instance
        .get_typed_func::<A, (Result<T, Error>,)>(&mut *store, export)
        .map_err(stopped)?;
    let (answer,) = function
        .call_async(&mut *store, arguments)
        .await
        .map_err(stopped)?;
    answer.map_err(|Error { code, message }| Failure::Refused { code, message })
}

/// A trap in the words of an administrator.
fn stopped(error: wasmtime::Error) -> Failure {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return Failure::Stopped(stop.to_string());
    }
    let cause = match error.downcast_ref::<Trap>() {
        Some(Trap::StackOverflow) => "it called itself too deeply (stack overflow)".to_owned(),
        Some(Trap::UnreachableCodeReached) => "it panicked".to_owned(),
        Some(trap) => format!("it trapped: {trap}"),
        // The way there is the compiler's business; the cause stands at its end.
        None => error.root_cause().to_string(),
    };
    Failure::Stopped(cause)
}

/// Adds what is known besides: the panic's own words, and whether memory ran out.
fn explain(failure: Failure, lines: &[Line], refused_memory: bool) -> Failure {
    let Failure::Stopped(mut cause) = failure else {
        return failure;
    };
    if let Some(panic) = lines
        .iter()
        .rev()
        .find(|line| line.message.contains("panicked at"))
    {
        let words: String = panic.message.chars().take(500).collect();
        cause = format!("{cause}: {}", words.trim());
    }
    if refused_memory {
        cause = format!("{cause} (an allocation was refused before: its memory is used up)");
    }
    Failure::Stopped(cause)
}
