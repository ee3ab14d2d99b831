//! The single home of the current time. A test gives a fixed clock and moves it by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A moment that was kept and lies farther ahead than this was kept by a clock that was wrong. Clocks of several machines on one
/// database agree better.
pub const CLOCK_SLACK_MS: i64 = 5 * 60 * 1000;

/// The machine's clock, or one that a test moves. Cheap to clone; clones of a fixed clock move together.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<Fixed>>,
}

#[derive(Debug)]
struct Fixed {
    now_ms: AtomicI64,
    passed_ms: AtomicI64,
}

/// When the first clock was asked how much time passes.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self::default()
    }

    /// Stands at `now_ms` until a test moves it.
    pub fn fixed(now_ms: i64) -> Self {
        Self {
            fixed: Some(Arc::new(Fixed {
                now_ms: AtomicI64::new(now_ms),
                passed_ms: AtomicI64::new(0),
            })),
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_ms(&self) -> i64 {
        match &self.fixed {
            Some(fixed) => fixed.now_ms.load(Ordering::Relaxed),
            None => system_ms(),
        }
    }

    /// How much time passed since some moment: it goes on where the clock is set back, and is never kept beyond a process.
    pub fn passed(&self) -> Duration {
        match &self.fixed {
            Some(fixed) => {
                let passed_ms = fixed.passed_ms.load(Ordering::Relaxed);
                Duration::from_millis(passed_ms.unsigned_abs())
            }
            None => BEGUN.elapsed(),
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
            fixed.now_ms.fetch_add(ms, Ordering::Relaxed);
            fixed.passed_ms.fetch_add(ms.max(0), Ordering::Relaxed);
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
    fn time_goes_on_where_a_clock_is_set_back() {
        let clock = Clock::fixed(1_000);
        clock.advance_ms(500);
        clock.advance_ms(-900);
        assert_eq!(
            (clock.now_ms(), clock.passed()),
            (600, Duration::from_millis(500))
        );
    }

    #[test]
    fn the_real_clock_stands_after_this_was_written() {
        assert!(Clock::real().now_ms() > 1_700_000_000_000);
    }
}
