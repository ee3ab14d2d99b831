//! The journal of acts: who did what, the newest first, and whether its chain holds.

use askama::Template;
use jiff::tz::TimeZone;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::audit::{Entry, Verdict, Who};
use crate::web::locale::Locale;

/// Where it stands.
pub const ACTS: &str = "/administration/journal";
/// The query parameter with the number before which a page begins.
pub const ACTS_BEFORE: &str = "avant";

/// What a page of it shows.
#[derive(Debug)]
pub struct ActsPage {
    /// The newest first.
    pub entries: Vec<Entry>,
    /// The number before which the next page begins.
    pub next: Option<i64>,
    /// It is not the first page.
    pub is_later: bool,
    /// Whether the chain holds.
    pub verdict: Verdict,
}

struct LineView {
    when: String,
    words: String,
}

#[derive(Template)]
#[template(path = "administration/acts.html")]
struct ActsView {
    words: Words,
    href: &'static str,
    whole: bool,
    verdict: String,
    lines: Vec<LineView>,
    first: bool,
    next: Option<String>,
}

/// `/administration/journal?avant=`
pub fn acts_page(desk: &Desk, page: &ActsPage) -> String {
    let words = desk.words();
    let line = |entry: &Entry| LineView {
        when: dates::stamp(words, &desk.site.time_zone, entry.at),
        words: sentence(words, entry),
    };
    let content = Html::render(&ActsView {
        words,
        href: ACTS,
        whole: matches!(page.verdict, Verdict::Whole(_)),
        verdict: match page.verdict {
            Verdict::Whole(count) => words.count("acts-whole", count),
            Verdict::Broken(number) => {
                words.with("acts-broken", &[("number", &number.to_string())])
            }
        },
        lines: page.entries.iter().map(line).collect(),
        first: page.is_later,
        next: page.next.map(|next| format!("{ACTS}?{ACTS_BEFORE}={next}")),
    });
    let page = DeskPage {
        title: words.get("acts-title").to_owned(),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// The same as rows: number, when, who, what, to what, details, whether it was refused.
pub fn acts_table(desk: &Desk, entries: &[Entry]) -> Vec<Vec<String>> {
    let words = desk.words();
    let heads = [
        words.get("acts-number"),
        words.get("acts-when"),
        words.get("acts-who"),
        words.get("acts-what"),
        words.get("acts-object"),
        words.get("acts-details"),
        words.get("acts-denied-column"),
    ];
    let head = heads.map(str::to_owned).to_vec();
    let row = |entry: &Entry| {
        let said = entry.said.as_ref();
        let of = |take: fn(&crate::audit::Said) -> String| {
            said.map_or_else(|| words.get("acts-erased").to_owned(), take)
        };
        vec![
            entry.number.to_string(),
            dates::stamp(words, &desk.site.time_zone, entry.at),
            said.map_or_else(
                || words.get("acts-erased").to_owned(),
                |said| who(words, &said.who),
            ),
            act(words, &entry.act).to_owned(),
            of(|said| said.object.clone()),
            of(|said| said.details.clone()),
            said.filter(|said| said.denied)
                .map_or_else(String::new, |_| words.get("acts-denied").to_owned()),
        ]
    };
    std::iter::once(head)
        .chain(entries.iter().map(row))
        .collect()
}

/// The same as lines of a terminal: number, when, and the sentence.
pub fn acts_lines(locale: Locale, zone: &TimeZone, entries: &[Entry]) -> Vec<String> {
    let words = Words(locale);
    let line = |entry: &Entry| {
        let when = dates::stamp(words, zone, entry.at);
        let said: String = sentence(words, entry)
            .chars()
            .map(|char| if char.is_control() { ' ' } else { char })
            .collect();
        format!("{}\t{when}\t{said}", entry.number)
    };
    entries.iter().map(line).collect()
}

fn who(words: Words, who: &Who) -> String {
    match who {
        Who::Person { name, .. } => name.clone(),
        Who::Machine => words.get("acts-machine").to_owned(),
    }
}

/// `Camille Le Gall : droits d’une extension — events (host:agenda.example.fr)`
fn sentence(words: Words, entry: &Entry) -> String {
    let act = act(words, &entry.act);
    let Some(said) = &entry.said else {
        return words.with("acts-line-erased", &[("act", act)]);
    };
    let who = who(words, &said.who);
    let mut line = words.with("acts-line", &[("who", &who), ("act", act)]);
    if !said.object.is_empty() {
        line = words.with(
            "acts-line-object",
            &[("line", &line), ("object", &said.object)],
        );
    }
    if !said.details.is_empty() {
        line = words.with(
            "acts-line-details",
            &[("line", &line), ("details", &said.details)],
        );
    }
    match said.denied {
        true => words.with("acts-line-denied", &[("line", &line)]),
        false => line,
    }
}

/// The word of an act, as people read it.
fn act(words: Words, act: &str) -> &'static str {
    let key = match act {
        "signed-in" => "act-signed-in",
        "identity-bound" => "act-identity-bound",
        "account-made" => "act-account-made",
        "account-link" => "act-account-link",
        "account-link-withdrawn" => "act-account-link-withdrawn",
        "account-role" => "act-account-role",
        "account-closed" => "act-account-closed",
        "account-opened" => "act-account-opened",
        "account-sessions" => "act-account-sessions",
        "record-made" => "act-record-made",
        "record-corrected" => "act-record-corrected",
        "record-back" => "act-record-back",
        "record-state" => "act-record-state",
        "record-deleted" => "act-record-deleted",
        "suggestion-decided" => "act-suggestion-decided",
        "codes-printed" => "act-codes-printed",
        "code-revoked" => "act-code-revoked",
        "moderation-modes" => "act-moderation-modes",
        "duty-added" => "act-duty-added",
        "duty-removed" => "act-duty-removed",
        "case-decided" => "act-case-decided",
        "case-undone" => "act-case-undone",
        "import-ordered" => "act-import-ordered",
        "import-cancelled" => "act-import-cancelled",
        "records-merged" => "act-records-merged",
        "records-different" => "act-records-different",
        "records-unmerged" => "act-records-unmerged",
        "records-undecided" => "act-records-undecided",
        "peer-asked" => "act-peer-asked",
        "peer-approved" => "act-peer-approved",
        "peer-suspended" => "act-peer-suspended",
        "peer-resumed" => "act-peer-resumed",
        "peer-ended" => "act-peer-ended",
        "plugin-installed" => "act-plugin-installed",
        "plugin-granted" => "act-plugin-granted",
        "plugin-set" => "act-plugin-set",
        "plugin-task" => "act-plugin-task",
        "plugin-given" => "act-plugin-given",
        "plugin-document-removed" => "act-plugin-document-removed",
        "plugin-paused" => "act-plugin-paused",
        "plugin-resumed" => "act-plugin-resumed",
        "plugin-refused" => "act-plugin-refused",
        "plugin-back" => "act-plugin-back",
        "plugin-publisher" => "act-plugin-publisher",
        "plugin-removed" => "act-plugin-removed",
        "person-exported" => "act-person-exported",
        "person-erased" => "act-person-erased",
        "backup-made" => "act-backup-made",
        "backup-restored" => "act-backup-restored",
        "mail-tried" => "act-mail-tried",
        "map-given" => "act-map-given",
        "map-removed" => "act-map-removed",
        _ => "act-other",
    };
    words.get(key)
}
