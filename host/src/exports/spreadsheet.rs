//! A table for spreadsheets, as one that speaks French opens it with a double click: UTF-8 with its mark, `;` between
//! cells, a comma in numbers. A column for each field that one of the kinds has, lists joined by ` | `.

use std::io::{self, Write};

use serde_json::Value;

use super::{Format, KINDS, Record, Report};

/// Without it Excel takes UTF-8 for Windows-1252.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// With these a spreadsheet would begin a formula.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The last column: the instance that holds the record.
const ORIGIN: &str = "origin";

pub(super) fn write(
    records: impl Iterator<Item = Record>,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let columns = columns();
    let mut report = Report::default();
    let mut table = table(out)?;
    let first = ["kind", "key"].into_iter();
    let named = first.chain(columns.iter().map(String::as_str));
    table.write_record(named.chain([ORIGIN]))?;
    for record in records {
        let mut cells = vec![record.kind.clone(), harmless(record.key.clone())];
        cells.extend(columns.iter().map(|path| {
            let path = format!("/{path}");
            record.content.pointer(&path).map(cell).unwrap_or_default()
        }));
        cells.push(record.origin);
        table.write_record(cells)?;
        report.written += 1;
    }
    table.flush()?;
    Ok(report)
}

/// What people look for first; the other columns follow by name.
const FIRST: [&str; 9] = [
    "name",
    "telephone",
    "email",
    "website",
    "address/street",
    "address/postal_code",
    "address/municipality",
    "opening_hours",
    "description",
];

/// A table that nothing was written to yet, after its mark.
pub fn table<W: Write>(mut out: W) -> io::Result<csv::Writer<W>> {
    out.write_all(MARK)?;
    let mut table = csv::WriterBuilder::new();
    let table = table.delimiter(b';').terminator(csv::Terminator::CRLF);
    Ok(table.from_writer(out))
}

/// The public fields of the kinds that are written, those first that people look for.
fn columns() -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for kind in Format::Spreadsheet.kinds() {
        let Some(kind) = KINDS.get(kind) else {
            continue;
        };
        let schema = kind.schema();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let reference = field["$ref"]
                .as_str()
                .and_then(|path| schema.pointer(&path[1..]));
            let inner = reference.unwrap_or(field)["properties"].as_object();
            let never = field["x-share"] == "never";
            let names: Vec<String> = match inner {
                Some(inner) => inner.keys().map(|part| format!("{name}/{part}")).collect(),
                None => vec![name.clone()],
            };
            for name in names {
                if !never && !columns.contains(&name) {
                    columns.push(name);
                }
            }
        }
    }
    let place = |column: &String| FIRST.iter().position(|first| first == column);
    columns.sort_by_key(|column| place(column).unwrap_or(FIRST.len()));
    columns
}

fn cell(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string().replace('.', ","),
        other => harmless(text(other)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" | "),
        Value::Object(fields) => fields.values().map(text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// A text that a spreadsheet shows and does not compute. Numbers stay numbers, and `+33 2 41 00 00 00` stays as people dial
/// it: digits and spaces alone call nothing.
pub fn harmless(text: String) -> String {
    let dialled = |number: &str| {
        number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b' ')
    };
    let calls_nothing = text.strip_prefix('+').is_some_and(dialled) || text.parse::<f64>().is_ok();
    if text.starts_with(FORMULA_SIGNS) && !calls_nothing {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_compute_is_text_and_a_telephone_stays_one() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
            ("+33-2-41", "'+33-2-41"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("+33 2 41 00 00 00", "+33 2 41 00 00 00"),
            ("-0.55", "-0.55"),
            ("02 41 00 00 00", "02 41 00 00 00"),
            ("", ""),
        ] {
            assert_eq!(harmless(text.to_owned()), written);
        }
        assert_eq!(cell(&serde_json::json!(-0.55)), "-0,55");
    }
}
