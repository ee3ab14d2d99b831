//! A report as people take it away: lines of text, and a table. Sentences come from whoever shows it, in their language.

use super::NOT_IN_FILE;
use super::store::KeptLine;

/// The sentence of a key, with what stands in it.
pub type Say<'a> = &'a (dyn Fn(&str, Vec<(String, String)>) -> Option<String> + Send + Sync);

/// The table's first line.
pub const COLUMNS: [&str; 6] = ["row", "outcome", "subject", "field", "value", "remark"];

/// What is said of one value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// As the file calls it.
    pub field: String,
    /// As the file has it.
    pub value: String,
    /// What was repaired, or what stands against the row.
    pub sentence: String,
}

/// What was kept of a row, in words.
pub fn remarks(kept: &KeptLine, say: Say) -> Vec<Said> {
    let remarks: Vec<serde_json::Value> = serde_json::from_str(&kept.remarks).unwrap_or_default();
    remarks
        .iter()
        .map(|remark| {
            let text = |name: &str| remark[name].as_str().unwrap_or_default().to_owned();
            Said {
                field: text("field"),
                value: text("value"),
                sentence: sentence(&remark["what"], say),
            }
        })
        .collect()
}

/// A sentence that was kept as its key and arguments.
pub fn sentence(what: &serde_json::Value, say: Say) -> String {
    let key = what["key"].as_str().unwrap_or_default();
    let arguments: Vec<(String, String)> =
        serde_json::from_value(what["arguments"].clone()).unwrap_or_default();
    say(key, arguments.clone()).unwrap_or_else(|| format!("{key} {arguments:?}"))
}

/// A line of text.
pub fn line(row: u64, outcome: &str, subject: &str, remarks: &[String], say: Say) -> String {
    if row >= NOT_IN_FILE {
        let arguments = [
            ("subject", subject.to_owned()),
            ("remarks", remarks.join(" ; ")),
        ];
        let arguments = arguments.map(|(name, value)| (name.to_owned(), value));
        return say("cli-import-line-withdrawn", arguments.into()).unwrap_or_default();
    }
    let outcome = match outcome {
        "taken" => "cli-import-line-taken",
        "changed" => "cli-import-line-changed",
        "refused" => "cli-import-line-refused",
        "skipped" => "cli-import-line-skipped",
        _ => "cli-import-line-unchanged",
    };
    let outcome = say(outcome, Vec::new()).unwrap_or_default();
    let arguments = [
        ("row", row.to_string()),
        ("outcome", outcome),
        ("subject", subject.to_owned()),
        ("remarks", remarks.join(" ; ")),
    ];
    let arguments = arguments.map(|(name, value)| (name.to_owned(), value));
    say("cli-import-line", arguments.into()).unwrap_or_default()
}

/// What is said of one value, in a line of text.
pub fn remark(field: &str, value: &str, sentence: &str) -> String {
    // A cell of several lines would tear the report.
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match (field, value.as_str()) {
        ("", _) => sentence.to_owned(),
        (field, "") => format!("{field} : {sentence}"),
        (field, value) => format!("{field} « {value} » : {sentence}"),
    }
}

/// Kept lines as text, one a line.
pub fn text(lines: &[KeptLine], say: Say) -> String {
    let mut text = String::new();
    for kept in lines {
        let said: Vec<String> = remarks(kept, say)
            .iter()
            .map(|said| remark(&said.field, &said.value, &said.sentence))
            .collect();
        text.push_str(&line(kept.row, &kept.outcome, &kept.subject, &said, say));
        text.push('\n');
    }
    text
}

/// Writes a kept line into a table: a row for each remark, at least one.
pub fn write<W: std::io::Write>(
    table: &mut csv::Writer<W>,
    kept: &KeptLine,
    say: Say,
) -> Result<(), csv::Error> {
    let row = match kept.row {
        NOT_IN_FILE.. => String::new(),
        row => row.to_string(),
    };
    let mut remarks = remarks(kept, say);
    if remarks.is_empty() {
        remarks.push(Said {
            field: String::new(),
            value: String::new(),
            sentence: String::new(),
        });
    }
    for said in remarks {
        table.write_record([
            &row,
            &kept.outcome,
            &safe(&kept.subject),
            &safe(&said.field),
            &safe(&said.value),
            &said.sentence,
        ])?;
    }
    Ok(())
}

/// A spreadsheet must not run what a stranger wrote: a cell that looks like a formula becomes text.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
