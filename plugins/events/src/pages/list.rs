//! `/`: what comes, by day, and the form that narrows it.

use maille_sdk::directory::Search;
use maille_sdk::{Reply, Request, Result, Tone};

use super::calendar::{month_name, week_name};
use super::enter::who;
use super::filters::{Filters, Wrong};
use super::row::rows;
use super::{Scene, encoded};
use crate::record::KIND;

/// Times on a page.
const TIMES: u32 = 30;
/// Keywords to choose from.
const THEMES: usize = 25;

/// The page.
pub fn show(request: &Request, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let say = scene.say;
    let filters = Filters::read(request);
    // Two lists that differ have two titles.
    let title = match (filters.words.is_empty(), filters.narrows()) {
        (false, _) => say("title-words", &[("words", &filters.words)]),
        (true, true) => say("title-narrowed", &[]),
        (true, false) => say("title", &[]),
    };
    reply.title(&title).lead(&say("lead", &[]));
    alternates(&filters, scene, reply);
    let (search, wrong) = match filters.search()? {
        Ok(search) => (Some(search), None),
        Err(wrong) => (None, Some(wrong)),
    };
    form(&filters, wrong, scene, reply)?;
    let Some(search) = search else { return Ok(()) };
    let window = filters.window(scene);
    let mut search = search.between(Some(window.from), Some(window.to));
    if let Some(cursor) = &filters.after {
        search = search.after(cursor);
    }
    let found = search.run_times(TIMES)?;
    let rows = rows(&found, scene.own)?;
    if rows.is_empty() {
        empty(&filters, scene, reply);
    } else {
        reply.section(&say("coming", &[]), |reply| {
            reply.agenda(|agenda| rows.iter().for_each(|row| row.tell(agenda, say)));
        });
    }
    let query = filters.query();
    let joined = |cursor: &str| {
        let mark = if query.is_empty() { '?' } else { '&' };
        format!("/{query}{mark}suite={}", encoded(cursor))
    };
    let next = found.next.as_deref().map(joined);
    let first = filters.after.as_ref().map(|_| format!("/{query}"));
    if next.is_some() || first.is_some() {
        let position = say(
            if first.is_some() {
                "page-further"
            } else {
                "page-first"
            },
            &[],
        );
        reply.pager(first.as_deref(), next.as_deref(), &position);
    }
    further(&filters, scene, reply);
    Ok(())
}

fn alternates(filters: &Filters, scene: &Scene, reply: &mut Reply) {
    let (query, say) = (filters.query(), scene.say);
    for (content_type, name, key) in [
        ("text/calendar", "agenda.ics", "feed-ics"),
        ("application/atom+xml", "agenda.atom", "feed-atom"),
        ("application/ld+json", "agenda.jsonld", "feed-json"),
    ] {
        reply.alternate(content_type, &format!("/{name}{query}"), &say(key, &[]));
    }
}

fn form(filters: &Filters, wrong: Option<Wrong>, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let say = scene.say;
    let counted = Search::of([KIND]).count_by("/keywords")?;
    let mut themes: Vec<String> = counted
        .into_iter()
        .take(THEMES)
        .map(|(keyword, _)| keyword)
        .collect();
    themes.sort_by_key(|keyword| keyword.to_lowercase());
    reply.search_form("/", &say("filter-submit", &[]), |form| {
        filters.form(form, &themes, wrong, say)
    });
    Ok(())
}

/// Nothing was found: what one can do.
fn empty(filters: &Filters, scene: &Scene, reply: &mut Reply) {
    let say = scene.say;
    if filters.narrows() {
        reply.notice(Tone::Info, &say("none-title", &[]), &say("none", &[]));
        reply.link(&say("all", &[]), "/");
    } else {
        reply.notice(Tone::Info, &say("empty-title", &[]), &say("empty", &[]));
    }
}

/// Other ways to see the same, and to take it along.
fn further(filters: &Filters, scene: &Scene, reply: &mut Reply) {
    let (say, query) = (scene.say, filters.query());
    let day = filters.from.unwrap_or(scene.today);
    reply.section(&say("ways", &[]), |reply| {
        reply.link(
            &say("way-month", &[]),
            &format!("/mois/{}{query}", month_name(day)),
        );
        reply.link(
            &say("way-week", &[]),
            &format!("/semaine/{}{query}", week_name(day)),
        );
    });
    reply.section(&say("propose", &[]), |reply| {
        reply.paragraphs(&say(
            if who::is_open() {
                "propose-open"
            } else {
                "propose-partners"
            },
            &[],
        ));
        reply.link(&say("propose-link", &[]), "/proposer");
    });
    reply.section(&say("feeds", &[]), |reply| {
        reply.paragraphs(&say("feeds-words", &[]));
        reply.link(&say("feed-ics", &[]), &format!("/agenda.ics{query}"));
        reply.link(&say("feed-atom", &[]), &format!("/agenda.atom{query}"));
        reply.link(&say("feed-json", &[]), &format!("/agenda.jsonld{query}"));
    });
}
