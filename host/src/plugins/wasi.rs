//! What WASI gives a guest: a clock that stands still during a call, random numbers, and its log. No files, no
//! environment, no sockets. What it asks of the clock and of chance is noted, since a page that used them ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtx};

use super::say::Said;
use super::state::Flags;

/// Bytes of random numbers in one call of WASI.
const RANDOM_BYTES_MAX: u64 = 64 * 1024;

/// The context of one call that began at `now_ms`.
pub fn context(flags: &Arc<Flags>, said: &Said, now_ms: i64, seed: u128) -> WasiCtx {
    let mut builder = WasiCtx::builder();
    builder
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .stdout(said.stream())
        .stderr(said.stream())
        .wall_clock(Wall {
            flags: flags.clone(),
            now_ms,
        })
        .monotonic_clock(Monotonic {
            flags: flags.clone(),
            elapsed: AtomicU64::new(0),
        })
        .secure_random(Random {
            flags: flags.clone(),
            inner: wasmtime_wasi::random::thread_rng(),
        })
        .insecure_random(Random {
            flags: flags.clone(),
            inner: wasmtime_wasi::random::thread_rng(),
        })
        // Hash maps ask for it: the same for all calls of this process, so that a page stays a function of its reads.
        .insecure_random_seed(seed)
        .max_random_size(RANDOM_BYTES_MAX);
    builder.build()
}

struct Wall {
    flags: Arc<Flags>,
    now_ms: i64,
}

impl HostWallClock for Wall {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        self.flags.clock.store(true, Ordering::Relaxed);
        Duration::from_millis(u64::try_from(self.now_ms).unwrap_or_default())
    }
}

/// Moves a millisecond with each look: a guest that waits for time to pass sees it pass.
struct Monotonic {
    flags: Arc<Flags>,
    elapsed: AtomicU64,
}

impl HostMonotonicClock for Monotonic {
    fn resolution(&self) -> u64 {
        1_000_000
    }

    fn now(&self) -> u64 {
        self.flags.clock.store(true, Ordering::Relaxed);
        self.elapsed.fetch_add(1_000_000, Ordering::Relaxed)
    }
}

/// Random numbers whose use is noted.
struct Random {
    flags: Arc<Flags>,
    inner: Box<dyn rand::Rng + Send>,
}

impl rand::TryRng for Random {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.flags.random.store(true, Ordering::Relaxed);
        Ok(self.inner.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.flags.random.store(true, Ordering::Relaxed);
        Ok(self.inner.next_u64())
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Self::Error> {
        self.flags.random.store(true, Ordering::Relaxed);
        self.inner.fill_bytes(buffer);
        Ok(())
    }
}
