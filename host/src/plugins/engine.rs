//! The engine that guests run on: how it compiles, where instances come from, and the tick that counts their time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::Duration;

use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::config::PluginBounds;

/// Guests' time is counted in these steps; longer ones let a guest delay its neighbours.
pub const TICK: Duration = Duration::from_millis(1);
/// A guest's native stack.
const STACK_BYTES: usize = 512 * 1024;

/// The configuration that compiles; what it makes loads only where the compatibility hash is the same.
pub fn config(bounds: &PluginBounds) -> Config {
    let memory = usize::try_from(bounds.memory_bytes).unwrap_or(usize::MAX);
    let instances = bounds.pool_instances;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(8))
        .total_memories(instances)
        .total_tables(instances.saturating_mul(4))
        .total_stacks(instances)
        .max_memory_size(memory)
        .max_unused_warm_slots(instances)
        .decommit_batch_size(16);
    if has_pagemap_scan() {
        pool.pagemap_scan(Enabled::Yes)
            .linear_memory_keep_resident(2 * 1024 * 1024);
    }
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .memory_reservation(bounds.memory_bytes)
        .memory_guard_size(64 * 1024)
        .async_stack_size(2 * STACK_BYTES)
        .max_wasm_stack(STACK_BYTES)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .native_unwind_info(false)
        .compiler_inlining(wasmtime::Inlining::No);
    config
}

/// Ticks while guests run, and sleeps while none does.
pub struct Ticker {
    running: Arc<AtomicUsize>,
    thread: Thread,
}

/// As long as it lives, the engine ticks.
pub struct Ticking {
    running: Arc<AtomicUsize>,
}

impl Ticker {
    /// Starts the thread; it ends with the engine.
    pub fn start(engine: &Engine) -> std::io::Result<Self> {
        let running = Arc::new(AtomicUsize::new(0));
        let engine = engine.weak();
        let count = running.clone();
        let handle = std::thread::Builder::new()
            .name("maille-ticks".into())
            .spawn(move || {
                loop {
                    let Some(engine) = engine.upgrade() else {
                        return;
                    };
                    if count.load(Ordering::SeqCst) == 0 {
                        drop(engine);
                        // A lost wake-up costs one of these waits.
                        std::thread::park_timeout(Duration::from_millis(100));
                        continue;
                    }
                    engine.increment_epoch();
                    drop(engine);
                    std::thread::sleep(TICK);
                }
            })?;
        Ok(Self {
            running,
            thread: handle.thread().clone(),
        })
    }

    /// Ticks until the result is dropped.
    pub fn tick(&self) -> Ticking {
        if self.running.fetch_add(1, Ordering::SeqCst) == 0 {
            self.thread.unpark();
        }
        Ticking {
            running: self.running.clone(),
        }
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Linux 6.7 tells which pages a guest touched; without it, keeping memory resident costs more than it saves.
fn has_pagemap_scan() -> bool {
    let release = rustix::system::uname()
        .release()
        .to_string_lossy()
        .into_owned();
    let mut numbers = release
        .split(['.', '-'])
        .map_while(|part| part.parse::<u32>().ok());
    let version = (
        numbers.next().unwrap_or_default(),
        numbers.next().unwrap_or_default(),
    );
    version >= (6, 7)
}
