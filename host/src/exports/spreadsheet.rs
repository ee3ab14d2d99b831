//! A table for spreadsheets: a column for each field that one of the kinds has, lists joined by ` | `.

use std::io::{self, Write};

use serde_json::Value;

use super::{Format, KINDS, Record, Report};

/// With these a spreadsheet would begin a formula.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

pub(super) fn write(
    records: impl Iterator<Item = Record>,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let columns = columns();
    let mut report = Report::default();
    let mut table = csv::Writer::from_writer(out);
    let first = ["kind", "key"].into_iter();
    table.write_record(first.chain(columns.iter().map(String::as_str)))?;
    for record in records {
        let mut cells = vec![record.kind.clone(), harmless(record.key.clone())];
        cells.extend(columns.iter().map(|path| {
            let path = format!("/{path}");
            harmless(record.content.pointer(&path).map(cell).unwrap_or_default())
        }));
        table.write_record(cells)?;
        report.written += 1;
    }
    table.flush()?;
    Ok(report)
}

/// The public fields of the kinds that are written, in the order of the first kind that has them.
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
    columns
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(" | "),
        Value::Object(fields) => fields.values().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// A text that a spreadsheet shows and does not compute; numbers stay numbers.
fn harmless(text: String) -> String {
    let computes = text.starts_with(FORMULA_SIGNS) && text.parse::<f64>().is_err();
    if computes { format!("'{text}") } else { text }
}
