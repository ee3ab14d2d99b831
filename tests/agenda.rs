//! The agenda, the real guest: calendars in and out, what recurs on each of its dates, and the neighbours' events.

mod calendars;
mod fetched;
mod files;
mod others;
mod pages;
mod second;

use crate::support::Instance;

/// Hands the plugin a document.
async fn give(instance: &Instance, name: &str, bytes: &[u8]) {
    let documents = instance.app.plugins.documents();
    let mut writer = documents.writer("events", name, u64::MAX).await.unwrap();
    for chunk in bytes.chunks(256 * 1024) {
        writer.push(chunk).await.unwrap();
    }
    writer.finish().await.unwrap();
}

/// Runs the import; the lines of its report.
async fn import(instance: &Instance) -> Vec<String> {
    instance
        .run("events", "import")
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    instance.report("events", "import").await
}

/// A calendar of these events.
fn calendar(events: &[&str]) -> String {
    let events: Vec<String> = events
        .iter()
        .map(|event| format!("BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n"))
        .collect();
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n",
        events.concat()
    )
}

/// Lets the plugin hear of what others changed.
async fn follow(instance: &Instance) {
    let plugin = instance.app.plugins.get("events").unwrap();
    instance.app.plugins.follow(&plugin).await.unwrap();
}

/// A page's text, its spaces plain.
async fn text(instance: &Instance, path: &str) -> String {
    let answer = instance.get(path).await;
    assert_eq!(
        answer.status,
        200,
        "{path}: {:#?}",
        instance.log("events").await
    );
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}
