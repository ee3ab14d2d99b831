//! The first page of the administration: what this person may do, and how the instance fares.

use askama::Template;

use super::super::html::Html;
use super::super::words::Words;
use super::peer_words::trouble_key;
use super::roles::{capability_words, role_name};
use super::{CASES, Desk, DeskPage, PAGES, PEERS, desk_page, page_name};
use crate::doctor::{Finding, Particular, Verdict};
use fluent_templates::fluent_bundle::FluentValue;

/// A finding in words.
struct StateLine {
    verdict: &'static str,
    words: String,
    mend: Option<String>,
}

struct LinkView {
    href: &'static str,
    name: &'static str,
}

#[derive(Template)]
#[template(path = "administration/home.html")]
struct HomeView {
    words: Words,
    role: &'static str,
    /// What waits for this person: where, and how much of it.
    waiting: Vec<(&'static str, String)>,
    pages: Vec<LinkView>,
    rights: Vec<&'static str>,
    state: Option<Vec<StateLine>>,
}

/// `/administration`. Without findings the state is not shown: the person may not read it. So many instances, and so many
/// cases, wait for this person's decision.
pub fn desk_home_page(
    desk: &Desk,
    findings: Option<&[Finding]>,
    (peers, cases): (u64, u64),
) -> String {
    let words = desk.words();
    let mut waiting = Vec::new();
    if peers > 0 {
        waiting.push((PEERS, words.count("peers-waiting", peers)));
    }
    if cases > 0 {
        waiting.push((CASES, words.count("cases-waiting", cases)));
    }
    let pages = PAGES.iter().skip(1);
    let pages = pages.filter(|(.., capability)| desk.may(*capability));
    let content = Html::render(&HomeView {
        words,
        role: role_name(words, desk.role),
        waiting,
        pages: pages
            .map(|(href, key, _)| LinkView {
                href,
                name: page_name(words, key),
            })
            .collect(),
        rights: desk
            .role
            .capabilities()
            .iter()
            .map(|capability| capability_words(words, *capability))
            .collect(),
        state: findings.map(|findings| findings.iter().map(|one| line(words, one)).collect()),
    });
    let page = DeskPage {
        title: words.get("desk-home").to_owned(),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn line(words: Words, finding: &Finding) -> StateLine {
    let say = |key: &str| {
        let found = words.look_up(
            key,
            finding.particulars.iter().map(|one| argument(words, one)),
        );
        found.unwrap_or_else(|| key.to_owned())
    };
    let mend = finding.verdict != Verdict::Good;
    StateLine {
        verdict: match finding.verdict {
            Verdict::Good => words.get("state-good"),
            Verdict::Warning => words.get("state-warning"),
            Verdict::Fault => words.get("state-fault"),
        },
        words: say(finding.key),
        mend: mend.then(|| say(&format!("{}-mend", finding.key))),
    }
}

fn argument(
    words: Words,
    (name, particular): &(&'static str, Particular),
) -> (&'static str, FluentValue<'static>) {
    let value = match particular {
        Particular::Text(text) => text.clone().into(),
        Particular::Count(count) => (*count).into(),
        Particular::Error(error) => error.to_string().into(),
        Particular::Trouble(trouble, noted) => {
            format!("{} ({noted})", words.get(trouble_key(*trouble))).into()
        }
    };
    (name, value)
}
