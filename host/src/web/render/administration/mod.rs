//! The pages of the administration, and those that lead there: sign-in, one-time links. One frame around all: who is
//! signed in, where one is, the same navigation, errors first.

mod access;
mod accounts;
mod acts;
mod codes;
mod duplicates;
mod extension;
mod extensions;
mod forgotten;
mod home;
mod import_new;
mod import_report;
mod imports;
mod moderation;
mod moderation_case;
mod moderation_duty;
mod own_account;
mod peer;
mod peer_exchange;
mod peer_words;
mod peers;
mod people;
mod record_fields;
mod record_form;
mod record_held;
mod record_history;
mod record_state;
mod record_words;
mod records;
mod register;
mod roles;
mod statistics;
mod suggestions;

use askama::Template;

pub use access::{
    FirstAccess, ProviderFault, SignIn, SignInFault, first_access_page, link_over_page,
    sign_in_page,
};
pub use accounts::{AccountPage, AccountsPage, Invitation, account_page, accounts_page};
pub use acts::{ACTS, ACTS_BEFORE, ActsPage, acts_lines, acts_page, acts_table};
pub use codes::{CODES, CodesPage, codes_page, codes_printed_page};
pub use duplicates::{
    DUPLICATES, DecisionsPage, DuplicatePage, DuplicatesPage, decisions_page, duplicate_page,
    duplicates_page,
};
pub use extension::{
    EXTENSION_DATA, EXTENSION_GRANT, EXTENSION_HOST, EXTENSION_PURGE, ExtensionDone, ExtensionPage,
    ExtensionRefused, SettingsShown, TaskState, extension_log_page, extension_page,
    extension_remove_page,
};
pub use extensions::{
    EXTENSION_FILE, EXTENSIONS, ExtensionFault, ExtensionsPage, KindLabels, extensions_page,
};
pub use forgotten::{FORGOTTEN, Forgotten, forgotten_page};
pub use home::desk_home_page;
pub use import_new::{
    IMPORT_OWN_MAPPING, IMPORT_WHOLE, ImportFault, ImportForm, import_new_page, import_whole_of,
};
pub use import_report::{
    ReportPage, import_order_page, import_report_page, report_words, wanted_of,
};
pub use imports::{
    IMPORT_ORDERS, IMPORTS, IMPORTS_AFTER, IMPORTS_NEW, ImportsPage, REPORT_WANTED, imports_page,
};
pub(in crate::web::render) use moderation::reason_words;
pub use moderation::{
    CASES, CASES_AFTER, CASES_DUTY, CASES_MODES, CasesPage, KindMode, case_modes_page,
    cases_decided_page, cases_page,
};
pub use moderation_case::{CASE_REVISION, CaseFault, CasePage, case_page};
pub use moderation_duty::{DutyForm, DutyPage, duty_page};
pub use own_account::{OWN_ACCOUNT, OwnAccountPage, own_account_page};
pub use peer::{DecisionRefused, PeerDone, PeerPage, peer_end_page, peer_page};
pub use peer_words::{mend_key, not_met_key, trouble_key};
pub use peers::{
    MetPage, OwnIdentity, PEER_ADDRESS, PEER_WORDS, PEERS, PeerFault, PeersPage, off_key,
    peer_met_page, peers_page,
};
pub use people::{PEOPLE, PEOPLE_CHOSEN, PEOPLE_WANTED, PeopleFault, PeoplePage, people_page};
pub use record_form::{
    RECORD_ACCEPT, RECORD_CHECK, RECORD_DROP, RECORD_KIND, RECORD_REVISION, RECORD_STATE,
    RECORD_SUGGESTION, RecordDone, RecordFormPage, record_form_page,
};
pub use record_held::WhoHolds;
pub use record_history::{HISTORY_BEFORE, HistoryEntry, RecordHistoryPage, record_history_page};
pub use record_state::{RecordStatePage, record_delete_page, record_state_page};
pub use records::{
    RECORDS, RECORDS_AFTER, RECORDS_NEW, RECORDS_WORDS, RecordsPage, record_kinds_page,
    records_page,
};
pub use register::{REGISTER, impact_page, register_json, register_page, register_table};
pub use roles::{lacks_page, role_name, roles_page};
pub use statistics::{
    STATISTICS, STATISTICS_DAYS, STATISTICS_PERIODS, StatisticsPage, statistics_page,
    statistics_table,
};
pub use suggestions::{
    DecisionFault, SUGGESTIONS, SUGGESTIONS_AFTER, SUGGESTIONS_STATE, SuggestionDeskPage,
    SuggestionsPage, suggestion_desk_page, suggestions_page,
};

use super::composer::Composer;
use super::forms::{FieldError, FormView};
use super::html::Html;
use super::layout::{self, Body, PersonView};
use super::links::Links;
use super::site::{NavigationEntry, Site, View};
use super::words::Words;
use crate::accounts::{Capability, Role};
use crate::plugins::page::Field;

/// The first page of the administration.
pub const DESK: &str = "/administration";
/// Where people sign in.
pub const SIGN_IN: &str = "/connexion";
/// The field and query parameter that hold the page to go to after sign-in.
pub const SIGN_IN_NEXT: &str = "suite";
/// The way to the provider that vouches for people.
pub const PROVIDER: &str = "/connexion/fournisseur";
/// The way back from it.
pub const PROVIDER_BACK: &str = "/connexion/fournisseur/retour";
/// The way out of it.
pub const PROVIDER_END: &str = "/deconnexion/fournisseur";
/// One-time links stand below.
pub const FIRST_ACCESS: &str = "/premier-acces";

/// Who looks at a page of the administration, and how.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The instance.
    pub site: Site,
    /// This page's view.
    pub view: View,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
}

impl Desk {
    fn words(&self) -> Words {
        Words(self.view.locale)
    }

    /// The whole address of a path, as this page's own address begins.
    pub fn link(&self, path: &str) -> String {
        let base = self.view.address.strip_suffix(self.view.path.as_str());
        format!("{}{path}", base.unwrap_or_default())
    }

    /// Whether the person may do this.
    pub fn may(&self, capability: Capability) -> bool {
        self.role.may(capability)
    }
}

/// The pages of the administration: address, name, and the right that opens each.
const PAGES: [(&str, &str, Capability); 15] = [
    (DESK, "desk-home", Capability::Enter),
    (RECORDS, "records-title", Capability::ReadPrivate),
    (IMPORTS, "imports-title", Capability::ReadImports),
    (DUPLICATES, "duplicates-title", Capability::DecideDuplicates),
    (SUGGESTIONS, "moderation-title", Capability::Moderate),
    (CODES, "codes-title", Capability::Moderate),
    (CASES, "cases-title", Capability::Moderate),
    (PEERS, "peers-title", Capability::ReadPeers),
    (EXTENSIONS, "extensions-title", Capability::ReadState),
    (
        "/administration/comptes",
        "accounts-title",
        Capability::ManageAccounts,
    ),
    (STATISTICS, "statistics-title", Capability::ReadState),
    (PEOPLE, "people-title", Capability::ManageAccounts),
    (REGISTER, "register-title", Capability::ReadState),
    (ACTS, "acts-title", Capability::ReadAudit),
    ("/administration/roles", "roles-title", Capability::Enter),
];

fn page_name(words: Words, key: &str) -> &'static str {
    match key {
        "records-title" => words.get("records-title"),
        "moderation-title" => words.get("moderation-title"),
        "cases-title" => words.get("cases-title"),
        "imports-title" => words.get("imports-title"),
        "codes-title" => words.get("codes-title"),
        "acts-title" => words.get("acts-title"),
        "people-title" => words.get("people-title"),
        "register-title" => words.get("register-title"),
        "extensions-title" => words.get("extensions-title"),
        "accounts-title" => words.get("accounts-title"),
        "peers-title" => words.get("peers-title"),
        "duplicates-title" => words.get("duplicates-title"),
        "statistics-title" => words.get("statistics-title"),
        "roles-title" => words.get("roles-title"),
        _ => words.get("desk-home"),
    }
}

/// A page within the frame.
#[derive(Default)]
pub(super) struct DeskPage {
    pub title: String,
    /// Pages above this one besides the first: address and name.
    pub trail: Vec<(String, String)>,
    pub errors: Vec<FieldError>,
    /// What was just done.
    pub done: Option<String>,
    pub content: Html,
}

#[derive(Template)]
#[template(path = "administration/frame.html")]
struct Frame<'a> {
    words: Words,
    page: &'a DeskPage,
}

/// A page of the administration, whole.
pub(super) fn desk_page(desk: &Desk, mut page: DeskPage) -> String {
    let words = desk.words();
    if desk.view.path != DESK {
        page.trail
            .insert(0, (DESK.to_owned(), words.get("desk-home").to_owned()));
    }
    let site = Site {
        navigation: PAGES
            .iter()
            .filter(|(.., capability)| desk.may(*capability))
            .map(|(href, key, _)| NavigationEntry {
                label: page_name(words, key).to_owned(),
                href: (*href).to_owned(),
            })
            .collect(),
        ..desk.site.clone()
    };
    let person = PersonView {
        words: words.with(
            "signed-in-as",
            &[("name", &desk.name), ("role", role_name(words, desk.role))],
        ),
    };
    framed(&site, &desk.view, page, Some(person))
}

/// A page of the host itself in the same form, for whoever is not signed in.
pub(super) fn open_page(site: &Site, view: &View, page: DeskPage) -> String {
    framed(site, view, page, None)
}

fn framed(site: &Site, view: &View, page: DeskPage, person: Option<PersonView>) -> String {
    let content = Html::render(&Frame {
        words: Words(view.locale),
        page: &page,
    });
    let body = Body {
        has_errors: !page.errors.is_empty(),
        title: page.title,
        has_search: person.is_some(),
        hidden_from_search: true,
        person,
        content,
        ..Body::default()
    };
    layout::document(site, view, body)
}

/// A form of ours: its HTML, and what in it is to be mended.
pub(super) fn own_form(
    site: &Site,
    view: &View,
    (action, submit): (&str, &str),
    fields: &[Field],
) -> (Html, Vec<FieldError>) {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let html = FormView::own(&mut composer, action, submit, fields);
    (html, composer.errors)
}

/// A field of ours with its label.
pub(super) fn field(kind: &str, name: &str, label: &str) -> Field {
    Field {
        kind: kind.to_owned(),
        name: name.to_owned(),
        label: label.to_owned(),
        ..Field::default()
    }
}
