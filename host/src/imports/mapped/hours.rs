//! Opening hours by a mapping: a text, with its days or weeks apart, or columns for each weekday.

use super::super::draft::Draft;
use super::super::remark::What;
use super::super::repair::{self, Span, prose, spans, weekly};
use super::apply::{Cells, value};
use super::file::{Columns, From};
use crate::directory::fold;

const WEEKDAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

/// Puts what columns say of opening hours, in each of the ways that a mapping knows.
pub(super) fn hours(draft: &mut Draft, (path, column): (&str, &str), from: &From, cells: &Cells) {
    if !from.weekdays.is_empty() {
        return by_weekday(draft, path, from, cells);
    }
    let text = value(from, cells);
    let days = from
        .days
        .as_deref()
        .map(|column| cells.get(column))
        .unwrap_or_default();
    let weeks = from.weeks.as_ref().map_or("", |weeks| {
        let cell = cells.get(&weeks.column);
        let among = |words: &[String]| words.iter().any(|word| fold(word) == fold(cell));
        match (among(&weeks.odd), among(&weeks.even)) {
            (true, _) => "week 01-53/2 ",
            (_, true) => "week 02-53/2 ",
            _ => "",
        }
    });
    // A flag in a column of hours says that there are some, and not when.
    if repair::flag(&text).is_some() {
        return;
    }
    let named = repair::items(days).join(", ");
    let whole = match (prose(&text), named.is_empty()) {
        (None, false) => prose(&format!("{named} : {text}")),
        _ => None,
    };
    if let Some(hours) = whole {
        let what = What::new("import-hours-prose").with("hours", &hours);
        draft.repaired(column, &text, what);
        draft.put(path, column, &hours);
    } else {
        draft.put(path, column, &text);
    }
    if !weeks.is_empty() && !draft.text_at(path).is_empty() {
        let hours = format!("{weeks}{}", draft.text_at(path));
        draft.put(path, column, &hours);
    }
}

fn by_weekday(draft: &mut Draft, path: &str, from: &From, cells: &Cells) {
    let mut week: [Vec<Span>; 7] = Default::default();
    for (name, columns) in &from.weekdays {
        let Some(day) = WEEKDAYS.iter().position(|day| *day == fold(name)) else {
            continue;
        };
        for one in columns {
            let (column, cell) = match one {
                Columns::Spans(column) => (column, cells.get(column).to_owned()),
                Columns::Ends([begin, end]) => {
                    let ends = [cells.get(begin), cells.get(end)];
                    let said = ends.iter().any(|cell| !repair::says_nothing(cell));
                    (
                        begin,
                        if said {
                            ends.join(" - ")
                        } else {
                            String::new()
                        },
                    )
                }
            };
            let (found, certain) = spans(&cell);
            week[day].extend(found);
            if !certain {
                draft.repaired(column, &cell, What::new("import-hours-note"));
                draft.add_note(
                    &format!("{path}_note"),
                    &format!("{name} : {}", cell.trim()),
                );
            }
        }
    }
    if let Some(hours) = weekly(&week) {
        draft.put(path, "", &hours);
    }
}
