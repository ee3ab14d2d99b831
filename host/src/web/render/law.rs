//! What the law asks to say: the declaration of accessibility, and what the site does with personal data. The numbers in the
//! sentences come from the code that deletes.

use askama::Template;

use super::dates;
use super::host_pages::{document, help_contact, publisher};
use super::html::Html;
use super::layout::mention;
use super::site::{Site, View};
use super::words::Words;
use crate::config::Verdict;
use crate::conformity::{Counts, Judged, ShownBy, State};
use crate::plugins::manifest::said;
use crate::register::{Activity, Basis, OwnLine, PluginLines, Recipients, Register};

struct ThemeView {
    number: u32,
    name: &'static str,
    counts: Counts,
}

#[derive(Template)]
#[template(path = "pages/accessibility.html")]
struct Accessibility<'a> {
    words: Words,
    lead: String,
    mention: &'static str,
    state: String,
    counted: String,
    themes: Vec<ThemeView>,
    judged: Vec<String>,
    plan: &'a [String],
    made: String,
    contact: Option<Html>,
}

/// `/accessibilite`: honest while no audit was done (RGAA 4.1.2: without a valid audit a site is "non conforme").
pub fn accessibility_page(site: &Site, view: &View) -> String {
    let words = Words(view.locale);
    let declared = &site.accessibility;
    let lead = words.with("accessibility-lead", &[("publisher", publisher(site))]);
    let total = declared.table.total();
    let page = Accessibility {
        words,
        lead,
        mention: mention(words, declared.state),
        state: match (declared.state, declared.table.percent()) {
            (State::Whole, _) => words.get("accessibility-whole-text").to_owned(),
            (_, Some(percent)) => words.with(
                "accessibility-percent-text",
                &[("percent", &percent.to_string())],
            ),
            (_, None) => words.get("accessibility-state-text").to_owned(),
        },
        counted: words.with(
            "accessibility-counted",
            &[
                ("met", &total.compliant.to_string()),
                ("unmet", &total.not_compliant.to_string()),
                ("without", &total.not_applicable.to_string()),
                ("unseen", &total.unknown.to_string()),
            ],
        ),
        themes: (1..=13)
            .map(|number| ThemeView {
                number,
                name: theme(words, number),
                counts: declared.table.counts(number),
            })
            .collect(),
        judged: declared
            .table
            .judged()
            .map(|(criterion, judged)| line(words, &criterion, judged))
            .collect(),
        plan: &declared.plan,
        made: match &declared.declared {
            Some(day) => words.with(
                "accessibility-made-day",
                &[("day", &dates::written(words, day))],
            ),
            None => words.get("accessibility-made-unsaid").to_owned(),
        },
        contact: help_contact(&accessible(site), view),
    };
    document(site, view, words.get("accessibility-title"), &page)
}

/// The site with the address for who cannot use a page.
fn accessible(site: &Site) -> Site {
    let mut site = site.clone();
    if let Some(contact) = site.accessibility.contact.clone() {
        site.contact.email = Some(contact);
    }
    site
}

fn line(words: Words, criterion: &str, judged: &Judged) -> String {
    let verdict = match judged.verdict {
        Verdict::Compliant => words.get("accessibility-verdict-met"),
        Verdict::NotCompliant => words.get("accessibility-verdict-unmet"),
        Verdict::NotApplicable => words.get("accessibility-verdict-without"),
    };
    let by = match &judged.by {
        ShownBy::Person(name) => name.clone(),
        ShownBy::Check(check) => match check.as_str() {
            "axe" => words.get("accessibility-by-axe"),
            "nu" => words.get("accessibility-by-nu"),
            _ => words.get("accessibility-by-templates"),
        }
        .to_owned(),
    };
    let day = dates::written(words, &judged.date);
    words.with(
        "accessibility-verdict",
        &[
            ("criterion", criterion),
            ("verdict", verdict),
            ("by", &by),
            ("day", &day),
        ],
    )
}

fn theme(words: Words, number: u32) -> &'static str {
    match number {
        1 => words.get("rgaa-images"),
        2 => words.get("rgaa-frames"),
        3 => words.get("rgaa-colours"),
        4 => words.get("rgaa-media"),
        5 => words.get("rgaa-tables"),
        6 => words.get("rgaa-links"),
        7 => words.get("rgaa-scripts"),
        8 => words.get("rgaa-mandatory"),
        9 => words.get("rgaa-structure"),
        10 => words.get("rgaa-presentation"),
        11 => words.get("rgaa-forms"),
        12 => words.get("rgaa-navigation"),
        _ => words.get("rgaa-consultation"),
    }
}

/// An activity in words: its purpose, then facts by name.
pub(super) struct LineView {
    pub purpose: String,
    pub facts: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "pages/personal_data.html")]
struct PersonalData<'a> {
    words: Words,
    lead: String,
    officer: Option<&'a str>,
    contact: Option<Html>,
    lines: Vec<LineView>,
}

/// `/donnees-personnelles`: what is kept of whom, why, and for how long.
pub fn personal_data_page(site: &Site, view: &View, register: &Register) -> String {
    let words = Words(view.locale);
    let own = register.own.iter().map(|own| own_line(words, own));
    let plugins = register
        .plugins
        .iter()
        .flat_map(|plugin| plugin_lines(words, plugin));
    let page = PersonalData {
        words,
        lead: words.with("personal-lead", &[("publisher", publisher(site))]),
        officer: site.legal.data_protection.as_deref(),
        contact: help_contact(site, view),
        lines: own.chain(plugins).collect(),
    };
    document(site, view, words.get("personal-title"), &page)
}

/// A line of the host in words.
pub(super) fn own_line(words: Words, own: &OwnLine) -> LineView {
    let [purpose, data, term] = keys(own.activity);
    let numbers: Vec<(&'static str, String)> = own
        .terms
        .iter()
        .map(|(name, number)| (*name, number.to_string()))
        .collect();
    let numbers: Vec<(&'static str, &str)> = numbers
        .iter()
        .map(|(name, number)| (*name, number.as_str()))
        .collect();
    LineView {
        purpose: words.get(purpose).to_owned(),
        facts: vec![
            (words.get("register-data"), words.get(data).to_owned()),
            (
                words.get("register-basis"),
                basis(words, own.basis).to_owned(),
            ),
            (
                words.get("register-recipients"),
                recipients(words, own.recipients).to_owned(),
            ),
            (words.get("register-term"), words.with(term, &numbers)),
        ],
    }
}

/// What a plugin declares, a line for each purpose, in its own words.
pub(super) fn plugin_lines(words: Words, plugin: &PluginLines) -> Vec<LineView> {
    let locale = words.0.code();
    let name = said(&plugin.name, locale).unwrap_or(&plugin.id);
    let unsaid = || words.get("register-unsaid").to_owned();
    let lines = plugin.purposes.iter().map(|purpose| LineView {
        purpose: words.with(
            "register-plugin-purpose",
            &[
                ("plugin", name),
                ("purpose", said(&purpose.purpose, locale).unwrap_or("…")),
            ],
        ),
        facts: vec![
            (
                words.get("register-data"),
                match purpose.data.is_empty() {
                    true => unsaid(),
                    false => purpose.data.join(" ; "),
                },
            ),
            (
                words.get("register-basis"),
                match purpose.basis.as_deref() {
                    Some("consent") => words.get("register-basis-consent").to_owned(),
                    Some("public interest") => words.get("register-basis-task").to_owned(),
                    Some(other) => other.to_owned(),
                    None => unsaid(),
                },
            ),
            (words.get("register-recipients"), unsaid()),
            (
                words.get("register-term"),
                purpose.retention.clone().unwrap_or_else(unsaid),
            ),
        ],
    });
    lines.collect()
}

fn basis(words: Words, basis: Basis) -> &'static str {
    match basis {
        Basis::PublicTask => words.get("register-basis-task"),
        Basis::Consent => words.get("register-basis-consent"),
        Basis::Security => words.get("register-basis-security"),
    }
}

fn recipients(words: Words, recipients: Recipients) -> &'static str {
    match recipients {
        Recipients::Administrators => words.get("register-to-administrators"),
        Recipients::Team => words.get("register-to-team"),
        Recipients::Everybody => words.get("register-to-everybody"),
        Recipients::Peers => words.get("register-to-peers"),
    }
}

/// The keys of purpose, data and term.
fn keys(activity: Activity) -> [&'static str; 3] {
    match activity {
        Activity::Accounts => [
            "register-accounts",
            "register-accounts-data",
            "register-accounts-term",
        ],
        Activity::Sessions => [
            "register-sessions",
            "register-sessions-data",
            "register-sessions-term",
        ],
        Activity::Acts => ["register-acts", "register-acts-data", "register-acts-term"],
        Activity::Contributors => [
            "register-contributors",
            "register-contributors-data",
            "register-contributors-term",
        ],
        Activity::Letters => [
            "register-letters",
            "register-letters-data",
            "register-letters-term",
        ],
        Activity::Suggestions => [
            "register-suggestions",
            "register-suggestions-data",
            "register-suggestions-term",
        ],
        Activity::Moderation => [
            "register-moderation",
            "register-moderation-data",
            "register-moderation-term",
        ],
        Activity::Professionals => [
            "register-professionals",
            "register-professionals-data",
            "register-professionals-term",
        ],
        Activity::Histories => [
            "register-histories",
            "register-histories-data",
            "register-histories-term",
        ],
        Activity::Imports => [
            "register-imports",
            "register-imports-data",
            "register-imports-term",
        ],
        Activity::PluginLogs => [
            "register-plugin-logs",
            "register-plugin-logs-data",
            "register-plugin-logs-term",
        ],
        Activity::Peers => [
            "register-peers",
            "register-peers-data",
            "register-peers-term",
        ],
        Activity::Followers => [
            "register-followers",
            "register-followers-data",
            "register-followers-term",
        ],
        Activity::Statistics => [
            "register-statistics",
            "register-statistics-data",
            "register-statistics-term",
        ],
        Activity::Backups => [
            "register-backups",
            "register-backups-data",
            "register-backups-term",
        ],
    }
}
