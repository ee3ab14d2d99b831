//! What a case says itself of what must come: status, records, log.

use super::{Difference, TrialError};
use crate::app::App;
use crate::authoring::case::Case;
use crate::authoring::difference;
use crate::directory::{Author, Reader, Search, Session};
use crate::plugins::registry_store;

/// Lines of the log that are looked at.
const LOG_LINES: i64 = 10_000;

/// Against what the case says itself.
pub async fn compare(
    app: &App,
    id: &str,
    (case, status): (&Case, Option<u16>),
    differences: &mut Vec<Difference>,
) -> Result<(), TrialError> {
    if let Some(expected) = case
        .expect
        .status
        .filter(|expected| Some(*expected) != status)
    {
        differences.push(Difference::Status {
            expected,
            came: status,
        });
    }
    for (kind, expected) in &case.expect.count {
        let search = Search::new(&[kind.as_str()]);
        let came = search.count(&app.directory, &Reader::host()).await?;
        if came != *expected {
            differences.push(Difference::Count {
                kind: kind.clone(),
                expected: *expected,
                came,
            });
        }
    }
    for expected in &case.expect.records {
        let record = format!("{} {}", expected.kind, expected.key);
        let session = Session::new(&app.directory, Author::host("test"));
        let found = session.get_by_key(&expected.kind, &expected.key).await;
        let Ok(found) = found else {
            differences.push(Difference::Record { record });
            continue;
        };
        let came: serde_json::Value = serde_json::from_str(&found.content).unwrap_or_default();
        let lines = difference::lines(
            &pretty(&expected.content),
            &pretty(&part(&came, &expected.content)),
        );
        if !lines.is_empty() {
            differences.push(Difference::Content { record, lines });
        }
    }
    if !case.expect.log.is_empty() {
        app.plugins.write_logs().await?;
        let lines = registry_store::log(app.directory.database(), id, LOG_LINES).await?;
        let lines: Vec<String> = lines
            .into_iter()
            .map(|line| format!("{} {}: {}", line.level, line.call, line.message))
            .collect();
        for words in &case.expect.log {
            if !lines.iter().any(|line| line.contains(words)) {
                let (words, lines) = (words.clone(), lines.clone());
                differences.push(Difference::Log { words, lines });
            }
        }
    }
    Ok(())
}

/// Of what came, the members that are spoken of.
fn part(came: &serde_json::Value, spoken: &serde_json::Value) -> serde_json::Value {
    match (came, spoken) {
        (serde_json::Value::Object(came), serde_json::Value::Object(spoken)) => spoken
            .iter()
            .filter_map(|(name, spoken)| Some((name.clone(), part(came.get(name)?, spoken))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        _ => came.clone(),
    }
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_case_speaks_of_is_compared() {
        let came = serde_json::json!({"a": 1, "b": {"c": 2, "d": 3}});
        let spoken = serde_json::json!({"b": {"c": 9}, "e": 4});
        assert_eq!(part(&came, &spoken), serde_json::json!({"b": {"c": 2}}));
    }
}
