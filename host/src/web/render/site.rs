//! What a page is rendered with besides its content: the instance, the visitor's view of it, and what comes out.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::picture::Pictured;
use crate::config::Legal;
use crate::conformity::{State, Table};
use crate::web::comfort::Comfort;
use crate::web::locale::{self, Locale};

/// The instance, the same for all visitors of one language.
#[derive(Debug, Clone)]
pub struct Site {
    /// The instance's name: `Le fil du Finistère`.
    pub name: String,
    /// Whose it is: `Département du Finistère`.
    pub department: String,
    /// The main navigation, in the page's language.
    pub navigation: Vec<NavigationEntry>,
    /// Whom to ask for help.
    pub contact: SiteContact,
    /// The legal notice.
    pub legal: Legal,
    /// What is known of its accessibility, and what is declared.
    pub accessibility: Declared,
    /// The instance's time zone: dates are said in it.
    pub time_zone: TimeZone,
    /// It sends letters.
    pub sends_mail: bool,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: String::new(),
            department: String::new(),
            navigation: Vec::new(),
            contact: SiteContact::default(),
            legal: Legal::default(),
            accessibility: Declared::default(),
            time_zone: TimeZone::UTC,
            sends_mail: false,
        }
    }
}

impl Site {
    /// The time zone of metropolitan France, also on machines without a time zone database.
    pub fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris")
            .or_else(|_| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3"))
            .unwrap_or(TimeZone::UTC)
    }
}

/// A link of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationEntry {
    /// What it says.
    pub label: String,
    /// A path of this site. The entry is marked as current on this path and below it.
    pub href: String,
}

/// Whom to ask for help.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteContact {
    /// An e-mail address.
    pub email: Option<String>,
    /// As people write it.
    pub telephone: Option<String>,
    /// Lines of a postal address.
    pub address: Vec<String>,
}

/// What the declaration of accessibility says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// What every page says in its foot.
    pub state: State,
    /// Each verdict; shared by all pages.
    pub table: Arc<Table>,
    /// Whom to write to, where that is not the instance's own address.
    pub contact: Option<String>,
    /// The multi-year plan, line by line.
    pub plan: Vec<String>,
    /// The day of the declaration.
    pub declared: Option<String>,
}

/// One visitor's view of one page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The page's language.
    pub locale: Locale,
    /// Reading comfort.
    pub comfort: Comfort,
    /// The page's path, such as `/demarches/F1234`.
    pub path: String,
    /// The query's names and values, decoded.
    pub query: Vec<(String, String)>,
    /// The page's whole address, for print; empty where it is not known.
    pub address: String,
    /// What stands in the search box.
    pub search: String,
    /// `?tout=1`: all alternatives are open.
    pub expand_all: bool,
    /// The plugin whose page it is.
    pub plugin: Option<ViewedPlugin>,
    /// What shows that the visitor's code has just held: forms ask for no code again.
    pub contribution_proof: Option<String>,
    /// What was sent with fields for pictures: forms show it again.
    pub pictured: Vec<Pictured>,
}

/// The plugin whose page is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewedPlugin {
    /// Its name in the page's language.
    pub name: String,
    /// Its mount path, such as `/demarches`.
    pub root: String,
}

/// The query parameter that opens all alternatives.
pub const EXPAND_ALL: &str = "tout";

/// Where reading comfort is chosen.
pub const COMFORT: &str = "/confort";
/// The query parameter and field that hold the page to go back to.
pub const COMFORT_BACK: &str = "retour";
/// The query parameter that says that the choices were kept.
pub const COMFORT_SAVED: &str = "fait";

impl View {
    /// The page's own path and query, with `name` set to `value` or taken out.
    pub fn address_with(&self, name: &str, value: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (other, kept) in self.query.iter().filter(|(other, _)| other != name) {
            query.append_pair(other, kept);
        }
        if let Some(value) = value {
            query.append_pair(name, value);
        }
        let query = query.finish();
        let path = self.safe_path();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// The same view of an address that does not hold `name`.
    pub(super) fn without(&self, name: &str) -> Self {
        let mut view = self.clone();
        view.query.retain(|(known, _)| known != name);
        view
    }

    /// Whether the query names this.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.query.iter().any(|(known, _)| known == name)
    }

    /// The same view of an address that holds these names alone.
    pub(super) fn with_only(&self, names: &[&str]) -> Self {
        let mut view = self.clone();
        view.query
            .retain(|(known, _)| names.contains(&known.as_str()));
        view
    }

    /// The page in another language.
    pub fn in_language(&self, locale: Locale) -> String {
        self.address_with(locale::NAME, Some(locale.code()))
    }

    /// The path as it came, or `/` where it would lead to another host.
    fn safe_path(&self) -> &str {
        if is_local_path(&self.path) {
            &self.path
        } else {
            "/"
        }
    }
}

/// Whether a path stays on this site: what a form sends back to return to must be asked this first.
pub fn is_local_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 2_000
        && !path.contains(|c: char| c == '\\' || c.is_control() || super::text::is_harmful(c))
}

/// A document, and what its author should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The whole document.
    pub html: String,
    /// Sentences for the plugin's log, in English, at most 50.
    pub warnings: Vec<String>,
    /// Ids of records that the page links to and `Links` does not know, at most 50: look them up and render again.
    pub unknown_records: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switching_language_keeps_the_query() {
        let view = View {
            path: "/recherche".into(),
            query: vec![
                ("q".into(), "carte & permis".into()),
                ("lang".into(), "en".into()),
            ],
            ..View::default()
        };
        assert_eq!(
            view.in_language(Locale::FrenchSimple),
            "/recherche?q=carte+%26+permis&lang=fr-simple"
        );
    }

    #[test]
    fn only_paths_of_this_site_are_returned_to() {
        assert!(is_local_path("/demarches?x=//y"));
        for path in [
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/\u{202e}",
        ] {
            assert!(!is_local_path(path), "{path:?}");
        }
    }
}
