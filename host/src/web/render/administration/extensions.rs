//! The plugins of an instance: which there are, how each fares, and a form to bring one in.

use std::collections::BTreeMap;

use askama::Template;

use super::super::composer::Composer;
use super::super::forms::FormView;
use super::super::html::Html;
use super::super::links::Links;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page, field};
use crate::accounts::Capability;
use crate::plugins::grants::Capability as Grant;
use crate::plugins::manifest::said;
use crate::plugins::page::Field;
use crate::plugins::publisher;
use crate::plugins::{InstallError, Listed};

/// Where plugins stand.
pub const EXTENSIONS: &str = "/administration/extensions";
/// The field that holds a component.
pub const EXTENSION_FILE: &str = "fichier";

/// What the list shows.
#[derive(Debug)]
pub struct ExtensionsPage<'a> {
    /// Every plugin, with the traps of the last minutes.
    pub listed: Vec<(Listed, usize)>,
    /// Bytes that a component may have.
    pub bytes_max: u64,
    /// Why what was sent was not installed.
    pub fault: Option<ExtensionFault<'a>>,
    /// The name of one that was removed.
    pub removed: bool,
}

/// Why nothing was installed.
#[derive(Debug, Clone, Copy)]
pub enum ExtensionFault<'a> {
    /// No file was chosen.
    Nothing,
    /// It has more bytes than it may.
    Large,
    /// What installing said.
    Install(&'a InstallError),
}

struct LineView {
    href: String,
    name: String,
    version: String,
    state: String,
    waits: Option<String>,
}

#[derive(Template)]
#[template(path = "administration/extensions.html")]
struct ExtensionsView {
    words: Words,
    lines: Vec<LineView>,
    form: Option<Html>,
    /// What the developer's tools say of it, in English.
    cause: Option<String>,
}

/// `/administration/extensions`: a form that POSTs `fichier` there.
pub fn extensions_page(desk: &Desk, page: &ExtensionsPage) -> String {
    let words = desk.words();
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let fault = page.fault.map(|fault| fault_words(words, fault));
    let megabytes = page.bytes_max / (1024 * 1024);
    let fields = [Field {
        hint: Some(words.count("extension-file-hint", megabytes)),
        error: fault.as_ref().map(|(said, _)| said.clone()),
        ..field("file", EXTENSION_FILE, words.get("extension-file"))
    }];
    let form = desk.may(Capability::ManagePlugins).then(|| {
        FormView::own(
            &mut composer,
            EXTENSIONS,
            words.get("extension-install"),
            &fields,
        )
    });
    let errors = std::mem::take(&mut composer.errors);
    let content = Html::render(&ExtensionsView {
        words,
        lines: page
            .listed
            .iter()
            .map(|(listed, traps)| line(words, listed, *traps))
            .collect(),
        form,
        cause: fault.and_then(|(_, cause)| cause),
    });
    let page = DeskPage {
        title: words.get("extensions-title").to_owned(),
        errors,
        done: page
            .removed
            .then(|| words.get("extension-removed").to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn line(words: Words, listed: &Listed, traps: usize) -> LineView {
    let manifest = &listed.manifest;
    LineView {
        href: href(&manifest.id),
        name: manifest.name_in(words.0.code()).to_owned(),
        version: version(words, &manifest.version),
        state: state(words, listed, traps),
        waits: listed
            .waiting
            .as_ref()
            .map(|waiting| words.with("extension-waits", &[("version", &waiting.version)])),
    }
}

/// One plugin's page.
pub(super) fn href(id: &str) -> String {
    format!("{EXTENSIONS}/{id}")
}

pub(super) fn version(words: Words, version: &str) -> String {
    words.with("extension-version", &[("version", version)])
}

/// Whether it answers visitors.
pub(super) fn state(words: Words, listed: &Listed, traps: usize) -> String {
    match (&listed.paused, missing(listed).len(), traps) {
        (Some(_), ..) => words.get("extension-paused").to_owned(),
        (None, 0, 0) => words.get("extension-runs").to_owned(),
        (None, 0, traps) => words.count("extension-traps", traps as u64),
        (None, missing, _) => words.count("extension-lacks", missing as u64),
    }
}

/// What it asks for and is not granted.
pub(super) fn missing(listed: &Listed) -> Vec<Grant> {
    let mut asked = Grant::asked(&listed.manifest);
    asked.retain(|asked| !listed.granted.contains(asked));
    asked
}

/// Kinds by name, and what people call them.
pub type KindLabels = BTreeMap<String, String>;

/// A grant in the words of an administrator.
pub(super) fn grant_words(words: Words, grant: &Grant, kinds: &KindLabels) -> String {
    let (key, object) = grant.words();
    let object = object.unwrap_or_default();
    let object = match grant {
        Grant::Host(_) => object,
        _ => kinds.get(object).map_or(object, String::as_str),
    };
    words.with(key, &[("object", object)])
}

/// What it is for, in a sentence.
pub(super) fn description(words: Words, listed: &Listed) -> Option<String> {
    said(&listed.manifest.description, words.0.code()).map(str::to_owned)
}

/// What to do, and what its developer reads.
fn fault_words(words: Words, fault: ExtensionFault) -> (String, Option<String>) {
    let key = match fault {
        ExtensionFault::Nothing => return (words.get("extension-no-file").to_owned(), None),
        ExtensionFault::Large => return (words.get("extension-too-large").to_owned(), None),
        ExtensionFault::Install(InstallError::MountTaken { mount, by }) => {
            let named = [("mount", mount.as_str()), ("by", by.as_str())];
            return (words.with("extension-mount-taken", &named), None);
        }
        ExtensionFault::Install(InstallError::Publisher { pinned, found }) => {
            let pinned = publisher::words(pinned);
            let found = found.as_deref().map(publisher::words);
            let found = found.unwrap_or_else(|| words.get("extension-nobody").to_owned());
            let named = [("pinned", pinned.as_str()), ("found", &found)];
            return (words.with("extension-other-publisher", &named), None);
        }
        ExtensionFault::Install(InstallError::Signature) => "extension-signature",
        ExtensionFault::Install(InstallError::Package(_)) => "extension-no-plugin",
        ExtensionFault::Install(InstallError::Home(_)) => "extension-home-fails",
        ExtensionFault::Install(_) => "extension-broken",
    };
    let cause = match fault {
        ExtensionFault::Install(error) => Some(causes(error)),
        _ => None,
    };
    (words.get(key).to_owned(), cause)
}

/// An error with all that is behind it, in English.
pub(super) fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut said = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        said.push(error.to_string());
        cause = error.source();
    }
    said.dedup();
    said.join(" · ")
}
