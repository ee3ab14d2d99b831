//! How another instance fares, in words: how we stand to each other, when it last answered, what is wrong and what helps.

use super::super::dates;
use super::super::words::Words;
use crate::federation::{NotMet, Peer, Relation, Trouble};

/// A clock that is off by more makes signed questions refused, in seconds.
const CLOCK_OFF_S: u64 = 300;
/// Clocks this near are the same: the time on the way is in it.
const CLOCK_SAME_S: u64 = 5;

/// How we stand to each other.
pub(super) fn relation(words: Words, relation: Relation) -> &'static str {
    words.get(match relation {
        Relation::None => "peer-unknown",
        Relation::RequestedByUs => "peer-requested-by-us",
        Relation::RequestedByThem => "peer-requested-by-them",
        Relation::Approved => "peer-approved",
        Relation::SuspendedByUs => "peer-suspended-by-us",
        Relation::SuspendedByThem => "peer-suspended-by-them",
        Relation::SuspendedByBoth => "peer-suspended-by-both",
        Relation::Ended => "peer-ended",
    })
}

/// How the exchange goes, in a sentence; nothing where there is none.
pub(super) fn state(words: Words, peer: &Peer, now: i64) -> Option<String> {
    let with =
        |key: &'static str, at: i64| words.with(key, &[("ago", &dates::ago(words, now, at))]);
    if !peer.stopped.is_empty() {
        return Some(words.get("peer-state-stopped").to_owned());
    }
    if peer.to_say.is_some() && peer.failures > 0 {
        return Some(words.get("peer-state-unsaid").to_owned());
    }
    if peer.relation != Relation::Approved {
        return None;
    }
    Some(match (peer.failures, peer.answered, peer.agreed) {
        (1.., Some(answered), _) => with("peer-state-silent", answered),
        (1.., None, _) => words.get("peer-state-never").to_owned(),
        (0, Some(answered), Some(agreed)) if agreed >= answered => {
            with("peer-state-agreed", agreed)
        }
        (0, Some(answered), _) => with("peer-state-copying", answered),
        (0, None, _) => words.get("peer-state-begins").to_owned(),
    })
}

/// The sentence that says what is wrong.
pub fn trouble_key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => "peer-trouble-unreachable",
        Trouble::Slow => "peer-trouble-slow",
        Trouble::Refused => "peer-trouble-refused",
        Trouble::Behind => "peer-trouble-behind",
        Trouble::Broken => "peer-trouble-broken",
        Trouble::Forked => "peer-trouble-forked",
        Trouble::Full => "peer-trouble-full",
        Trouble::Parked => "peer-trouble-parked",
        Trouble::Other => "peer-trouble-other",
    }
}

/// What is wrong, and what helps.
pub(super) fn trouble(words: Words, trouble: Trouble) -> (&'static str, &'static str) {
    (
        words.get(trouble_key(trouble)),
        words.get(mend_key(trouble)),
    )
}

/// The sentence that says what helps.
pub fn mend_key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => "peer-mend-unreachable",
        Trouble::Slow => "peer-mend-slow",
        Trouble::Refused => "peer-mend-refused",
        Trouble::Behind => "peer-mend-behind",
        Trouble::Broken => "peer-mend-broken",
        Trouble::Forked => "peer-mend-forked",
        Trouble::Full => "peer-mend-full",
        Trouble::Parked => "peer-mend-parked",
        Trouble::Other => "peer-mend-other",
    }
}

/// Why nobody was met at an address, and what helps.
pub(super) fn not_met(words: Words, why: NotMet) -> &'static str {
    words.get(not_met_key(why))
}

/// The sentence that says so.
pub fn not_met_key(why: NotMet) -> &'static str {
    match why {
        NotMet::Ourselves => "peer-not-ourselves",
        NotMet::ThisMachine => "peer-not-this-machine",
        NotMet::Silent => "peer-not-silent",
        NotMet::NotMaille => "peer-not-maille",
        NotMet::Versions => "peer-not-versions",
        NotMet::OtherKey => "peer-not-other-key",
        NotMet::Known => "peer-not-known",
        NotMet::Other => "peer-not-other",
    }
}

/// Why records are kept and not shown, and how many.
pub(super) fn aside(words: Words, why: &str, count: u64) -> String {
    words.count(
        match why {
            "kind" => "peer-aside-kind",
            "misfit" => "peer-aside-misfit",
            "clash" => "peer-aside-clash",
            "key" => "peer-aside-key",
            _ => "peer-aside-other",
        },
        count,
    )
}

/// What their clock shows beyond ours; true where that is too much.
pub(super) fn clock(words: Words, beyond_s: i64) -> (String, bool) {
    let apart = beyond_s.unsigned_abs();
    if apart <= CLOCK_SAME_S {
        return (words.get("peer-clock-same").to_owned(), false);
    }
    let key = match beyond_s > 0 {
        true => "peer-clock-ahead",
        false => "peer-clock-behind",
    };
    let length = match apart {
        0..120 => words.count("peer-seconds", apart),
        120..7_200 => words.count("peer-minutes", apart / 60),
        _ => words.count("peer-hours", apart / 3_600),
    };
    (words.with(key, &[("length", &length)]), apart > CLOCK_OFF_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;

    #[test]
    fn clocks_are_said_to_differ_only_where_they_do() {
        let said = |beyond| {
            let (text, is_off) = clock(Words(Locale::French), beyond);
            (text.replace('\u{a0}', " "), is_off)
        };
        assert!(!said(-5).1 && said(5) == said(-5));
        assert_eq!(said(-90), ("Elle retarde de 90 secondes.".into(), false));
        assert_eq!(said(300), ("Elle avance de 5 minutes.".into(), false));
        assert_eq!(said(301), ("Elle avance de 5 minutes.".into(), true));
        assert!(said(i64::MIN).1);
    }
}
