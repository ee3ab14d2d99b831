//! What guests may use: each bound of the runtime, with its default.

use serde::{Deserialize, Deserializer, Serialize};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// Bounds for all guests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PluginBounds {
    /// For a page, or a change that is followed.
    #[serde(deserialize_with = "of_page")]
    pub page: CallBounds,
    /// For one step of a task.
    #[serde(deserialize_with = "of_task")]
    pub task: CallBounds,
    /// Steps of one run of a task.
    pub task_steps: u32,
    /// Linear memories of one guest, summed.
    pub memory_bytes: u64,
    /// Linear memories of all guests, summed.
    pub memory_all_bytes: u64,
    /// Bytes of texts and documents in a reply.
    pub reply_bytes: u64,
    /// Blocks and parts of a reply.
    pub reply_blocks: u32,
    /// Bytes logged in one call; more is dropped and counted.
    pub log_call_bytes: u64,
    /// Bytes logged in one hour; more is dropped and counted.
    pub log_hour_bytes: u64,
    /// The most storage that a manifest may ask for.
    pub storage_bytes_max: u64,
    /// Bytes that one call writes to records and storage: they wait in memory until it returns.
    pub write_bytes: u64,
    /// Outgoing requests in one call.
    pub requests: u32,
    /// Milliseconds for one outgoing request; for the head alone of an answer that is saved into a document.
    pub request_ms: u64,
    /// Bytes of one outgoing request's answer.
    pub request_bytes: u64,
    /// Bytes of an answer that is saved into a document.
    pub save_bytes: u64,
    /// Milliseconds in which an answer that is saved must bring a byte.
    pub save_stall_ms: u64,
    /// Milliseconds for an answer that is saved; they do not count in the time of a task's step.
    pub save_ms: u64,
    /// Bytes of a component at install.
    pub component_bytes: u64,
    /// Seconds to compile a component.
    pub compile_s: u64,
    /// Bytes of memory to compile a component.
    pub compile_memory_bytes: u64,
    /// Traps within `trap_window_s` that pause a plugin.
    pub traps: u32,
    /// Seconds in which traps are counted.
    pub trap_window_s: u64,
    /// Guests that run at once.
    pub guests: usize,
    /// Guests of one plugin that run at once.
    pub guests_each: usize,
    /// Milliseconds that a visitor waits for a free place before the answer is 503.
    pub wait_ms: u64,
    /// Threads for guests in each lane, the quick one and the long one; 0 is one for each core.
    pub threads: usize,
    /// Instances that the pool holds.
    pub pool_instances: u32,
}

impl Default for PluginBounds {
    fn default() -> Self {
        Self {
            page: PAGE,
            task: TASK,
            task_steps: 100_000,
            memory_bytes: 64 * MIB,
            memory_all_bytes: 2 * 1024 * MIB,
            reply_bytes: MIB,
            reply_blocks: 2_000,
            log_call_bytes: 64 * KIB,
            log_hour_bytes: MIB,
            storage_bytes_max: 64 * MIB,
            write_bytes: 32 * MIB,
            requests: 100,
            request_ms: 10_000,
            request_bytes: 8 * MIB,
            save_bytes: 256 * MIB,
            save_stall_ms: 20_000,
            // 256 MiB at 150 KiB a second, a poor line.
            save_ms: 30 * 60_000,
            component_bytes: 32 * MIB,
            compile_s: 60,
            compile_memory_bytes: 2 * 1024 * MIB,
            traps: 5,
            trap_window_s: 600,
            guests: 64,
            guests_each: 32,
            wait_ms: 1_000,
            threads: 0,
            pool_instances: 512,
        }
    }
}

/// Bounds for one call of a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CallBounds {
    /// Milliseconds of computing.
    pub cpu_ms: u64,
    /// Milliseconds in all.
    pub wall_ms: u64,
    /// Reads of the directory, of storage and of documents.
    pub reads: u32,
    /// Writes of records and of storage.
    pub writes: u32,
}

const PAGE: CallBounds = CallBounds {
    cpu_ms: 250,
    wall_ms: 2_000,
    reads: 200,
    writes: 20,
};

const TASK: CallBounds = CallBounds {
    cpu_ms: 10_000,
    wall_ms: 60_000,
    reads: 10_000,
    writes: 2_000,
};

/// Those that somebody wrote; the others keep the default of their section.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    cpu_ms: Option<u64>,
    wall_ms: Option<u64>,
    reads: Option<u32>,
    writes: Option<u32>,
}

impl Written {
    fn over(self, default: CallBounds) -> CallBounds {
        CallBounds {
            cpu_ms: self.cpu_ms.unwrap_or(default.cpu_ms),
            wall_ms: self.wall_ms.unwrap_or(default.wall_ms),
            reads: self.reads.unwrap_or(default.reads),
            writes: self.writes.unwrap_or(default.writes),
        }
    }
}

fn of_page<'de, D: Deserializer<'de>>(section: D) -> Result<CallBounds, D::Error> {
    Ok(Written::deserialize(section)?.over(PAGE))
}

fn of_task<'de, D: Deserializer<'de>>(section: D) -> Result<CallBounds, D::Error> {
    Ok(Written::deserialize(section)?.over(TASK))
}
