//! Where the exchange with another instance stands, in numbers and times: what is here, what is missing, who was told what and when.

use super::super::dates;
use super::super::words::Words;
use super::peer::PeerPage;
use super::peer_words;
use crate::federation::Relation;

/// Something that is known, under its name.
pub(super) struct FactView {
    pub label: &'static str,
    pub values: Vec<String>,
}

/// Where the exchange stands, in numbers and times.
pub(super) fn exchange(words: Words, page: &PeerPage, clock: Option<String>) -> Vec<FactView> {
    let (peer, held) = (page.peer, &page.held);
    let when = |at: Option<i64>| match at {
        Some(at) => dates::ago(words, page.now, at),
        None => words.get("peer-never").to_owned(),
    };
    let mut records = vec![words.count("peer-records", held.records)];
    let aside = held.aside.iter();
    records.extend(aside.map(|(why, count)| peer_words::aside(words, why, *count)));
    let untold = page.own_seq.saturating_sub(peer.hinted);
    let mut told = vec![words.number(
        "peer-entry-of",
        "entry",
        peer.hinted as i64,
        &[("last", &page.own_seq.to_string())],
    )];
    if peer.relation == Relation::Approved && untold > 0 {
        told.push(words.count("peer-untold", untold));
    }
    let read = match (held.seq, page.lag) {
        (Some(seq), Some(lag)) => words.number(
            "peer-entry-of",
            "entry",
            seq as i64,
            &[("last", &lag.last.to_string())],
        ),
        (Some(seq), None) => words.number("peer-entry", "entry", seq as i64, &[]),
        (None, _) => words.get("peer-entry-none").to_owned(),
    };
    let mut read = vec![read];
    read.extend(
        page.lag
            .filter(|lag| lag.entries > 0)
            .map(|lag| words.count("peer-lag", lag.entries)),
    );
    let theirs = match page.read_by {
        Some(place) => words.number("peer-entry", "entry", place.seq as i64, &[]),
        None => words.get("peer-entry-none").to_owned(),
    };
    let fact = |label, values| FactView {
        label: words.get(label),
        values,
    };
    let mut facts = vec![
        fact("peer-held", records),
        fact("peer-read", read),
        fact("peer-told", told),
        fact("peer-read-there", vec![theirs]),
        fact("peer-tried", vec![when(peer.tried)]),
        fact("peer-answered", vec![when(peer.answered)]),
        fact("peer-agreed", vec![when(peer.agreed)]),
    ];
    facts.extend(clock.map(|said| fact("peer-clock", vec![said])));
    if let Some(via) = &page.third.via {
        let ago = dates::ago(words, page.now, via.at);
        let said = words.with("peer-via", &[("who", &via.mirror), ("ago", &ago)]);
        facts.push(fact("peer-away", vec![said]));
    }
    let faults = page.third.mirror_faults.iter();
    let faults: Vec<String> = faults
        .map(|fault| {
            let times = fault.times as i64;
            let owner = [("owner", fault.owner.as_str())];
            words.number("peer-mirror-fault", "times", times, &owner)
        })
        .collect();
    if !faults.is_empty() {
        facts.push(fact("peer-mirror", faults));
    }
    if page.third.wrong > 0 {
        let wrong = words.count("peer-told-wrong", page.third.wrong);
        facts.push(fact("peer-told-others", vec![wrong]));
    }
    let refused = page.refused_often.iter();
    let refused: Vec<String> = refused
        .map(|one| {
            let ago = dates::ago(words, page.now, one.at);
            let said = [("code", one.code.as_str()), ("ago", &ago)];
            words.number("peer-refused-one", "times", one.times as i64, &said)
        })
        .collect();
    if !refused.is_empty() {
        facts.push(fact("peer-refused-often", refused));
    }
    facts
}
