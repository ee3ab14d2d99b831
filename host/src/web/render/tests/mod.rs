//! Whole pages, as visitors get them: every block in every language, hostile text, and the rules that every document
//! keeps. With `MAILLE_DUMP_PAGES=/tmp/render` the documents are also written there, to be looked at in a browser.

mod administration;
mod blocks;
mod checker;
mod documents;
mod forms;
mod hostile;
mod hours;
mod links;
mod markdown;
mod peers;
mod records;
mod samples;
mod words;

use std::sync::Arc;

use crate::config::{Accessibility, Legal};
use crate::conformity::Table;
use crate::plugins::page::{Block, Content, Page};
use crate::web::locale::Locale;
use crate::web::render::{Declared, Links, NavigationEntry, Site, SiteContact, View, ViewedPlugin};

/// An instance as a department would set it up.
fn site() -> Site {
    let entry = |label: &str, href: &str| NavigationEntry {
        label: label.into(),
        href: href.into(),
    };
    Site {
        name: "Le fil du Finistère".into(),
        department: "Département du Finistère".into(),
        navigation: vec![
            entry("Démarches", "/demarches"),
            entry("Agenda", "/agenda"),
            entry("Communs", "/communs"),
        ],
        contact: SiteContact {
            email: Some("aide@finistere.example".into()),
            telephone: Some("02 98 00 00 00".into()),
            address: vec!["32 boulevard Dupleix".into(), "29000 Quimper".into()],
        },
        legal: Legal {
            publisher: None,
            director: Some("Camille Le Gall".into()),
            host: Some("Hébergeur breton, Brest".into()),
            data_protection: None,
        },
        accessibility: Declared {
            table: Arc::new(Table::of(&Accessibility::default())),
            ..Declared::default()
        },
        time_zone: Site::paris(),
        sends_mail: false,
    }
}

fn view(locale: Locale) -> View {
    View {
        locale,
        path: "/demarches/F1234".into(),
        query: vec![("q".into(), "carte & permis".into())],
        address: "https://fil.example/demarches/F1234".into(),
        plugin: Some(ViewedPlugin {
            name: "Démarches".into(),
            root: "/demarches".into(),
        }),
        ..View::default()
    }
}

fn links() -> Links {
    Links {
        root: "/demarches".into(),
        plugins: Arc::new([("events".to_owned(), "/agenda".to_owned())].into()),
        records: [("r1".to_owned(), "/communs/r1".to_owned())].into(),
    }
}

/// A page of these contents.
fn page(contents: Vec<Content>) -> Page {
    let blocks = contents.into_iter().map(block).collect();
    Page {
        title: "Page d’essai".into(),
        blocks,
        ..Page::default()
    }
}

fn block(content: Content) -> Block {
    Block {
        language: None,
        anchor: None,
        content,
    }
}

/// What stands in `<main>`.
fn main_of(html: &str) -> &str {
    let start = html.find("<main").expect("a main element");
    let end = html.find("</main>").expect("the end of main");
    &html[start..end]
}

/// Writes a document to where a person can look at it, if that was asked for.
#[expect(
    clippy::disallowed_methods,
    reason = "a test asks its own surroundings"
)]
fn dump(name: &str, html: &str) {
    let Ok(folder) = std::env::var("MAILLE_DUMP_PAGES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder.join("static")).expect("a folder for the pages");
    for href in [
        super::assets::css_href(),
        super::assets::icon_href(),
        super::assets::mark_href(),
        super::assets::here_href(),
    ] {
        let path = href.trim_start_matches("/static/");
        let (bytes, _) = super::assets::find(path).expect("a known asset");
        std::fs::write(folder.join("static").join(path), bytes).expect("an asset written");
    }
    let html = html.replace("\"/static/", "\"static/");
    std::fs::write(folder.join(format!("{name}.html")), html).expect("a page written");
}
