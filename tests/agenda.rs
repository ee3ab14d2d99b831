//! The agenda, the real guest: calendars in and out, what recurs on each of its dates, and the neighbours' events.

mod calendars;
mod entered;
mod fetched;
mod files;
mod others;
mod pages;
mod second;

use crate::support::Instance;

/// Hands the plugin a document.
async fn give(instance: &Instance, name: &str, bytes: &[u8]) {
    instance.give("events", name, bytes).await;
}

/// Runs the import; the lines of its report.
async fn import(instance: &Instance) -> Vec<String> {
    instance.imported("events").await
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
