//! The State's and communes' local public services ("Annuaire de l'administration") of the DILA, in the two shapes that
//! they were published in.

mod edition_2017;
mod today;

use serde_json::Value;

use super::Fate;
use super::draft::Draft;
use super::format::Options;
use super::reading::Reader;
use super::remark::{Remark, What};
use super::repair::{Span, weekly};

const SOURCE: &str = "DILA, annuaire de l’administration";
const LICENCE: &str = "Licence Ouverte 2.0";
const WEEKDAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
/// National typology codes of some kinds of local services.
const TYPES: [(&str, &str); 17] = [
    ("mairie", "MUNI"),
    ("caf", "CAF"),
    ("cpam", "CPAM"),
    ("msa", "MSA"),
    ("prefecture", "PREF"),
    ("sous_pref", "PREF"),
    ("mission_locale", "ML"),
    ("maison_handicapees", "MDPH"),
    ("pole_emploi", "FT"),
    ("france_travail", "FT"),
    ("msap", "MSAP"),
    ("france_services", "RFS"),
    ("cij", "PIJ_BIJ"),
    ("pif", "PI"),
    ("cg", "CD"),
    ("epci", "EPCI"),
    ("ccas", "CCAS"),
];

pub(super) fn reader(options: &Options) -> Reader {
    let options = options.clone();
    Box::new(move |source| {
        let row = &source.value;
        match row.get("properties") {
            Some(properties) => edition_2017::row((row, properties), &options),
            None if row.get("nom").is_some() => today::row(row, &options),
            None => (String::new(), not_of_format()),
        }
    })
}

fn not_of_format() -> Fate {
    Fate::Refused {
        why: vec![Remark::new(
            "",
            "",
            What::new("import-not-of-format").with("format", "local-services"),
        )],
    }
}

/// A field that is absent, one thing or a list of things.
fn many(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
    }
}

/// Puts the kind of service that procedures name, and its national type.
fn put_pivot(draft: &mut Draft, field: &str, code: &str) {
    draft.put("local_service_types", field, code);
    if let Some((_, national)) = TYPES.iter().find(|(pivot, _)| *pivot == code) {
        draft.push("types", *national);
    }
}

/// `ACC`, `DEM` (on request), `NAC`.
fn put_wheelchair(draft: &mut Draft, code: &str) {
    match code {
        "ACC" => draft.set("wheelchair", "yes"),
        "DEM" => draft.set("wheelchair", "limited"),
        "NAC" => draft.set("wheelchair", "no"),
        _ => {}
    }
}

/// Some days of a week with their hours.
struct Stretch {
    first: String,
    last: String,
    spans: Vec<(String, String)>,
}

/// Puts a week together; a stretch that cannot be understood is said.
fn put_hours(draft: &mut Draft, field: &str, stretches: &[Stretch]) {
    let mut week: [Vec<Span>; 7] = Default::default();
    for stretch in stretches {
        let Some((days, spans)) = understood(stretch) else {
            let text = format!("{} {} {:?}", stretch.first, stretch.last, stretch.spans);
            draft.repaired(field, &text, What::new("import-hours-left-out"));
            continue;
        };
        for day in days {
            week[day].extend(&spans);
        }
    }
    for spans in &mut week {
        spans.sort_unstable();
        spans.dedup();
        let overlap = spans.windows(2).any(|pair| pair[0].1 > pair[1].0);
        if overlap {
            draft.repaired(
                field,
                &format!("{spans:?}"),
                What::new("import-hours-left-out"),
            );
            return;
        }
    }
    if let Some(hours) = weekly(&week) {
        draft.set("opening_hours", hours);
    }
}

fn understood(stretch: &Stretch) -> Option<(std::ops::RangeInclusive<usize>, Vec<Span>)> {
    let day = |name: &str| {
        WEEKDAYS
            .iter()
            .position(|day| *day == name.trim().to_lowercase())
    };
    let first = day(&stretch.first)?;
    let last = match stretch.last.trim() {
        "" => first,
        name => day(name)?,
    };
    let spans: Option<Vec<Span>> = stretch
        .spans
        .iter()
        .map(|(from, to)| {
            let (from, to) = (minutes(from)?, minutes(to)?);
            (from < to).then_some((from, to))
        })
        .collect();
    (first <= last).then_some((first..=last, spans?))
}

/// `08:30:00`.
fn minutes(text: &str) -> Option<u16> {
    let mut parts = text.trim().split(':');
    let hours: u16 = parts.next()?.parse().ok()?;
    let minutes: u16 = parts.next()?.parse().ok()?;
    // A day that ends at 00:00 or 23:59:59 ends at midnight.
    (hours <= 24 && minutes < 60).then(|| hours * 60 + minutes)
}
