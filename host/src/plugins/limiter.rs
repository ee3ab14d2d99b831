//! Counts what a guest's instances grow to, summed over all its memories and tables, and over all guests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use wasmtime::ResourceLimiter;

/// Elements of all tables of one guest.
const TABLE_ELEMENTS_MAX: usize = 100_000;

/// The memory that all guests use.
#[derive(Debug, Clone)]
pub struct Account {
    used: Arc<AtomicU64>,
    limit: u64,
}

impl Account {
    /// Of `limit` bytes.
    pub fn new(limit: u64) -> Self {
        Self {
            used: Arc::default(),
            limit,
        }
    }

    /// Bytes in use.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: u64) -> bool {
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        let fits = before.saturating_add(bytes) <= self.limit;
        if !fits {
            self.used.fetch_sub(bytes, Ordering::Relaxed);
        }
        fits
    }
}

/// The limits of one guest; gives back what it took when it is dropped.
#[derive(Debug)]
pub struct Limiter {
    account: Account,
    memory: u64,
    memory_max: u64,
    table: usize,
    refused: bool,
}

impl Limiter {
    /// With `memory_max` bytes for all memories of the guest.
    pub fn new(account: Account, memory_max: u64) -> Self {
        Self {
            account,
            memory: 0,
            memory_max,
            table: 0,
            refused: false,
        }
    }

    /// True once an allocation was refused: what follows is most likely an abort for want of memory.
    pub fn refused(&self) -> bool {
        self.refused
    }

    /// Bytes of linear memory in use.
    pub fn memory(&self) -> u64 {
        self.memory
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current) as u64;
        let fits = self.memory.saturating_add(more) <= self.memory_max && self.account.take(more);
        if fits {
            self.memory += more;
        } else {
            self.refused = true;
        }
        Ok(fits)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        let fits = self.table.saturating_add(more) <= TABLE_ELEMENTS_MAX;
        if fits {
            self.table += more;
        } else {
            self.refused = true;
        }
        Ok(fits)
    }

    fn instances(&self) -> usize {
        64
    }

    fn tables(&self) -> usize {
        64
    }

    fn memories(&self) -> usize {
        32
    }
}

impl Drop for Limiter {
    fn drop(&mut self) {
        self.account.used.fetch_sub(self.memory, Ordering::Relaxed);
    }
}
