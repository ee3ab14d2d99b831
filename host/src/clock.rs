//! The single home of the current time. A test gives a fixed clock and moves it by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The machine's clock, or one that a test moves. Cheap to clone; clones of a fixed clock move together.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self::default()
    }

    /// Stands at `now_ms` until a test moves it.
    pub fn fixed(now_ms: i64) -> Self {
        Self {
            fixed: Some(Arc::new(AtomicI64::new(now_ms))),
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_ms(&self) -> i64 {
        match &self.fixed {
            Some(fixed) => fixed.load(Ordering::Relaxed),
            None => system_ms(),
        }
    }

    /// Date and time in this time zone.
    pub fn local(&self, zone: &TimeZone) -> DateTime {
        Timestamp::from_millisecond(self.now_ms())
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(zone.clone())
            .datetime()
    }

    /// The date in this time zone.
    pub fn today(&self, zone: &TimeZone) -> Date {
        self.local(zone).date()
    }

    /// Moves a fixed clock forward, or back where `ms` is negative; the machine's clock stays as it is.
    pub fn advance_ms(&self, ms: i64) {
        if let Some(fixed) = &self.fixed {
            fixed.fetch_add(ms, Ordering::Relaxed);
        }
    }
}

/// A machine whose clock stands before 1970 is taken to be at 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the single home of the current time"
)]
fn system_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_says_the_date_of_its_zone() {
        // 2026-11-21T23:30:00Z is already the 22nd in Paris.
        let clock = Clock::fixed(1_795_303_800_000);
        let paris = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(clock.today(&TimeZone::UTC).to_string(), "2026-11-21");
        assert_eq!(clock.today(&paris).to_string(), "2026-11-22");
    }

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(1_000);
        clock.clone().advance_ms(500);
        assert_eq!(clock.now_ms(), 1_500);
    }

    #[test]
    fn the_real_clock_stands_after_this_was_written() {
        assert!(Clock::real().now_ms() > 1_700_000_000_000);
    }
}
