//! The one way to leave a test out: by name, with what is missing. Where nothing may be left out, it fails instead.

/// Says that `test` is left out because `what` is missing here; `MAILLE_DEMAND_ALL=1` makes that a failure.
pub fn skip(test: &str, what: &str) {
    let message = format!("skipped: {test}: this machine lacks {what}");
    let demand = std::env::var("MAILLE_DEMAND_ALL").is_ok_and(|value| value == "1");
    assert!(!demand, "{message}");
    eprintln!("{message}");
}
