//! The register of processing: for people who work here, as rows, as JSON; and the draft of the impact assessment made of it.

use askama::Template;
use serde_json::json;

use super::super::host_pages::publisher;
use super::super::html::Html;
use super::super::law::{LineView, own_line, plugin_lines};
use super::super::site::Site;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::plugins::manifest::said;
use crate::register::Register;
use crate::web::locale::Locale;

/// Where it stands.
pub const REGISTER: &str = "/administration/registre";

#[derive(Template)]
#[template(path = "administration/register.html")]
struct RegisterView {
    words: Words,
    href: &'static str,
    controller: Vec<(&'static str, String)>,
    lines: Vec<LineView>,
    silent: Vec<String>,
}

/// `/administration/registre`
pub fn register_page(desk: &Desk, register: &Register) -> String {
    let words = desk.words();
    let content = Html::render(&RegisterView {
        words,
        href: REGISTER,
        controller: controller(words, &desk.site),
        lines: lines(words, register),
        silent: silent(words, register),
    });
    let page = DeskPage {
        title: words.get("register-title").to_owned(),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// The same as rows: activity, data, basis, recipients, term, and who answers for it.
pub fn register_table(locale: Locale, site: &Site, register: &Register) -> Vec<Vec<String>> {
    let words = Words(locale);
    let head = [
        words.get("register-code"),
        words.get("register-purpose"),
        words.get("register-data"),
        words.get("register-basis"),
        words.get("register-recipients"),
        words.get("register-term"),
        words.get("register-controller"),
    ];
    let head = head.map(str::to_owned).to_vec();
    let rows = coded(words, register).into_iter().map(|(code, line)| {
        let mut row = vec![code, line.purpose];
        row.extend(line.facts.into_iter().map(|(_, value)| value));
        row.push(publisher(site).to_owned());
        row
    });
    std::iter::once(head).chain(rows).collect()
}

/// The same as JSON.
pub fn register_json(locale: Locale, site: &Site, register: &Register) -> String {
    let words = Words(locale);
    let activities = coded(words, register).into_iter().map(|(code, line)| {
        let mut facts = line.facts.into_iter().map(|(_, value)| value);
        let mut next = || facts.next().unwrap_or_default();
        let (data, basis, recipients, term) = (next(), next(), next(), next());
        json!({
            "code": code, "purpose": line.purpose, "data": data, "basis": basis,
            "recipients": recipients, "term": term,
        })
    });
    let activities: Vec<_> = activities.collect();
    let whole = json!({
        "controller": publisher(site),
        "data_protection": site.legal.data_protection,
        "contact": site.contact.email,
        "language": locale.code(),
        "transfers": words.get("register-transfers-text"),
        "security": words.get("register-security-text"),
        "activities": activities,
        "plugins_that_declare_nothing": silent(words, register),
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}

/// Each line with the code of who answers for it: `host:accounts`, `events:1`.
fn coded(words: Words, register: &Register) -> Vec<(String, LineView)> {
    let own = register.own.iter().map(|own| {
        let code = format!("host:{}", own.activity.as_str());
        (code, own_line(words, own))
    });
    let plugins = register.plugins.iter().flat_map(|plugin| {
        let lines = plugin_lines(words, plugin).into_iter();
        lines
            .zip(1..)
            .map(|(line, number)| (format!("{}:{number}", plugin.id), line))
    });
    own.chain(plugins).collect()
}

fn lines(words: Words, register: &Register) -> Vec<LineView> {
    let coded = coded(words, register).into_iter();
    coded.map(|(_, line)| line).collect()
}

/// Plugins that declare nothing, by name.
fn silent(words: Words, register: &Register) -> Vec<String> {
    let silent = register.plugins.iter();
    let silent = silent.filter(|plugin| plugin.purposes.is_empty());
    let name = |plugin: &crate::register::PluginLines| {
        let name = said(&plugin.name, words.0.code());
        name.unwrap_or(&plugin.id).to_owned()
    };
    silent.map(name).collect()
}

fn controller(words: Words, site: &Site) -> Vec<(&'static str, String)> {
    let or_unsaid = |text: Option<&String>| {
        text.cloned()
            .unwrap_or_else(|| words.get("register-unsaid").to_owned())
    };
    vec![
        (
            words.get("register-controller-name"),
            publisher(site).to_owned(),
        ),
        (
            words.get("personal-officer"),
            or_unsaid(site.legal.data_protection.as_ref()),
        ),
        (
            words.get("register-contact"),
            or_unsaid(site.contact.email.as_ref()),
        ),
        (
            words.get("register-transfers"),
            words.get("register-transfers-text").to_owned(),
        ),
        (
            words.get("register-security"),
            words.get("register-security-text").to_owned(),
        ),
    ]
}

/// A part of the impact assessment; an open one waits for somebody's words.
struct PartView {
    title: &'static str,
    texts: Vec<String>,
    lines: Vec<String>,
    open: bool,
}

#[derive(Template)]
#[template(path = "administration/impact.html")]
struct ImpactView {
    words: Words,
    parts: Vec<PartView>,
}

/// `/administration/registre/analyse`: what the software knows of an impact assessment (GDPR, article 35), marked as a draft.
pub fn impact_page(desk: &Desk, register: &Register) -> String {
    let words = desk.words();
    let said = |key: &'static str| vec![words.get(key).to_owned()];
    let lines = lines(words, register).into_iter();
    let lines = lines.map(|line| {
        let facts = line.facts.into_iter().map(|(_, value)| value);
        let facts: Vec<String> = facts.collect();
        words.with(
            "impact-line",
            &[("purpose", &line.purpose), ("facts", &facts.join(" – "))],
        )
    });
    let part = |title, texts, open| PartView {
        title,
        texts,
        lines: Vec::new(),
        open,
    };
    let parts = vec![
        part(
            words.get("impact-context"),
            vec![words.with(
                "impact-context-text",
                &[
                    ("publisher", publisher(&desk.site)),
                    ("site", &desk.site.name),
                ],
            )],
            true,
        ),
        PartView {
            lines: lines.collect(),
            ..part(words.get("impact-data"), Vec::new(), false)
        },
        part(words.get("impact-need"), said("impact-need-text"), true),
        part(
            words.get("impact-rights"),
            said("impact-rights-text"),
            false,
        ),
        PartView {
            lines: [
                words.get("impact-risk-access"),
                words.get("impact-risk-change"),
                words.get("impact-risk-loss"),
            ]
            .map(str::to_owned)
            .to_vec(),
            ..part(words.get("impact-risks"), said("impact-risks-text"), true)
        },
        part(
            words.get("impact-measures"),
            said("register-security-text"),
            true,
        ),
        part(words.get("impact-opinion"), Vec::new(), true),
    ];
    let content = Html::render(&ImpactView { words, parts });
    let page = DeskPage {
        title: words.get("impact-title").to_owned(),
        trail: vec![(REGISTER.to_owned(), words.get("register-title").to_owned())],
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}
