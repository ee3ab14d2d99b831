//! Pages of the administration and those that lead there, for the list of whole documents.

use crate::accounts::{Account, AccountError, Capability, Field, PasswordFault, Role};
use crate::directory::duplicates::{Candidate, Likeness, Merge, compare};
use crate::directory::{Record, State};
use crate::doctor::Finding;
use crate::imports::orders::{NewOrder, Order, OrderError};
use crate::imports::run::store::KeptLine;
use crate::imports::run::{Complete, Counts, Run};
use crate::suggestions::{self, Decision, Said, Subject, Suggestion};
use crate::web::render::*;

/// A Friday afternoon.
const NOW_MS: i64 = 1_795_256_130_000;

fn account(name: &str, role: Role) -> Account {
    Account {
        id: "019aa000-0000-7000-8000-000000000001".into(),
        name: name.into(),
        login: "camille@example.org".into(),
        role,
        has_password: true,
        created: NOW_MS - 86_400_000,
        signed_in: Some(NOW_MS),
        disabled: None,
    }
}

pub(super) fn desk(site: &Site, view: &View, path: &str, role: Role) -> Desk {
    Desk {
        site: site.clone(),
        view: View {
            path: path.into(),
            address: format!("https://fil.example{path}"),
            ..view.clone()
        },
        name: "Camille <Le Gall>".into(),
        role,
    }
}

fn accounts_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let list = desk(site, view, "/administration/comptes", Role::Administrator);
    let one = desk(site, view, "/administration/comptes/1", Role::Administrator);
    let camille = account("Camille Le Gall", Role::Administrator);
    let invited = Account {
        has_password: false,
        signed_in: None,
        ..account("Dominique Riou", Role::Mediator)
    };
    let closed = Account {
        disabled: Some(NOW_MS),
        ..account("Alex Kerbrat", Role::Partner)
    };
    let taken = AccountError::LoginTaken("x".into());
    let wrong = AccountsPage {
        accounts: vec![camille.clone(), invited.clone(), closed.clone()],
        name: "Dominique",
        login: "camille@example.org",
        role: Some(Role::Auditor),
        fault: Some(&taken),
    };
    let page = |account| AccountPage {
        account,
        sessions: 2,
        invitation: None,
        fault: None,
        done: false,
    };
    let linked = AccountPage {
        invitation: Some(Invitation {
            address: one.link("/premier-acces/0123"),
            name: invited.name.clone(),
            sent: Some("camille@example.org".to_owned()),
        }),
        sessions: 0,
        ..page(&invited)
    };
    let last = AccountPage {
        fault: Some(&AccountError::LastAdministrator),
        ..page(&camille)
    };
    let done = AccountPage {
        done: true,
        ..page(&closed)
    };
    vec![
        (
            "desk_accounts",
            accounts_page(&list, &AccountsPage::default()),
        ),
        ("desk_accounts_wrong", accounts_page(&list, &wrong)),
        ("desk_account", account_page(&one, &linked)),
        ("desk_account_last", account_page(&one, &last)),
        ("desk_account_closed", account_page(&one, &done)),
    ]
}

fn access_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let sign_in = SignIn {
        next: "/administration/comptes?x=1".into(),
        no_administrator: true,
        ..SignIn::default()
    };
    let refused = SignIn {
        login: "camille".into(),
        fault: Some(SignInFault::Refused),
        ..sign_in.clone()
    };
    let waits = SignIn {
        fault: Some(SignInFault::TooMany(61)),
        signed_out: true,
        no_administrator: false,
        ..refused.clone()
    };
    let first = FirstAccess {
        token: "0123",
        ..FirstAccess::default()
    };
    let wrong = |fault| FirstAccess {
        token: "0123",
        name: "Camille",
        login: "a b",
        fault: Some(fault),
        ..FirstAccess::default()
    };
    let unknown = SignIn {
        next: DESK.into(),
        provider: Some("ProConnect".into()),
        provider_fault: Some(ProviderFault::Unknown),
        ..SignIn::default()
    };
    let left = SignIn {
        signed_out: true,
        provider_fault: None,
        farewell: true,
        ..unknown.clone()
    };
    let password = FirstAccess {
        owner: Some(("Dominique Riou", "dominique")),
        provider: Some("ProConnect"),
        fault: Some(&AccountError::Password(PasswordFault::Short)),
        ..FirstAccess::default()
    };
    vec![
        ("sign_in", sign_in_page(site, view, &sign_in)),
        ("sign_in_refused", sign_in_page(site, view, &refused)),
        ("sign_in_waits", sign_in_page(site, view, &waits)),
        ("sign_in_unknown", sign_in_page(site, view, &unknown)),
        ("sign_in_left", sign_in_page(site, view, &left)),
        ("first_access", first_access_page(site, view, &first)),
        (
            "first_access_wrong",
            first_access_page(site, view, &wrong(&AccountError::Field(Field::Login))),
        ),
        (
            "first_access_password",
            first_access_page(site, view, &password),
        ),
        ("link_over", link_over_page(site, view)),
        (
            "lacks",
            lacks_page(site, view, Capability::Import, "K7QF-3MZD"),
        ),
    ]
}

fn suggestions_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let list = desk(site, view, "/administration/signalements", Role::Mediator);
    let one = desk(
        site,
        view,
        "/administration/signalements/K7QF-3MZD",
        Role::Mediator,
    );
    let waiting = Suggestion {
        number: 1,
        said: Said {
            reference: "K7QF-3MZD".into(),
            record_id: "r1".into(),
            kind: "place".into(),
            title: "Médiathèque <des Ursulines>".into(),
            revision: 3,
            subject: Subject::Hours,
            text: "Fermé le lundi.\nDepuis septembre.".into(),
            contact: "camille@example.org".into(),
        },
        made: NOW_MS,
        state: suggestions::State::New,
        decision: None,
    };
    let decided = Suggestion {
        state: suggestions::State::Accepted,
        decision: Some(Decision {
            at: NOW_MS,
            by: "Camille Le Gall".into(),
            note: "Vérifié au téléphone.".into(),
        }),
        ..waiting.clone()
    };
    let page = |suggestions: Vec<Suggestion>| SuggestionsPage {
        state: suggestions::State::New,
        waiting: suggestions.len() as u64,
        next: suggestions.first().map(|first| first.number),
        is_later: false,
        suggestions,
    };
    let shown = |suggestion| SuggestionDeskPage {
        holder: None,
        suggestion,
        card: Some(super::samples::record()),
        revision: Some(4),
        note: "",
        fault: None,
        done: false,
    };
    let back = SuggestionDeskPage {
        fault: Some(DecisionFault::NoDecision),
        note: "Vérifié",
        ..shown(&waiting)
    };
    let gone = SuggestionDeskPage {
        card: None,
        revision: None,
        done: true,
        ..shown(&decided)
    };
    let held = SuggestionDeskPage {
        holder: Some(super::samples::holder()),
        ..shown(&waiting)
    };
    vec![
        ("desk_suggestion_held", suggestion_desk_page(&list, &held)),
        (
            "desk_suggestions",
            suggestions_page(&list, &page(vec![waiting.clone(), decided.clone()])),
        ),
        (
            "desk_suggestions_none",
            suggestions_page(&list, &page(Vec::new())),
        ),
        (
            "desk_suggestion",
            suggestion_desk_page(&one, &shown(&waiting)),
        ),
        ("desk_suggestion_back", suggestion_desk_page(&one, &back)),
        ("desk_suggestion_decided", suggestion_desk_page(&one, &gone)),
    ]
}

fn run(number: i64) -> Run {
    Run {
        number,
        format: "mediation-numerique".into(),
        source: "hub".into(),
        input: "lieux <2026>.csv".into(),
        bytes: 3,
        modified: 0,
        mapping: String::new(),
        department: String::new(),
        started: NOW_MS,
        alive: NOW_MS,
        ended: Some(NOW_MS),
        failure: None,
        rows: 1_204,
        counts: Counts {
            taken: 1_200,
            changed: 1,
            refused: 2,
            repaired: 7,
            skipped: 1,
            unchanged: 0,
            withdrawn: 0,
        },
        begun_by: "Camille".into(),
        complete: Complete::No,
    }
}

fn order() -> Order {
    Order {
        id: "019aa000-0000-7000-8000-000000000002".into(),
        what: NewOrder {
            input: "https://data.example.org/lieux.csv".into(),
            is_address: true,
            ..NewOrder::default()
        },
        ordered: NOW_MS,
        run: None,
        ended: None,
        failure: None,
    }
}

fn report() -> ReportPage {
    let remarks = serde_json::json!([
        {"field": "telephone", "value": "<b>241", "what": {"key": "import-telephone", "arguments": []}},
        {"field": "", "value": "", "what": {"key": "import-no-such-key", "arguments": [["a", "b"]]}},
    ]);
    let line = |row, outcome: &str, remarks: &str| KeptLine {
        row,
        outcome: outcome.into(),
        subject: "Espace <numérique>".into(),
        remarks: remarks.into(),
    };
    ReportPage {
        run: run(7),
        lines: vec![
            line(2, "taken", "[]"),
            line(3, "refused", &remarks.to_string()),
        ],
        wanted: "refusees".into(),
        is_later: true,
        next: Some(3),
    }
}

fn imports_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let at = |path: &str, role| desk(site, view, path, role);
    let list = at(IMPORTS, Role::Administrator);
    let new = at(IMPORTS_NEW, Role::Administrator);
    let one = at("/administration/imports/7", Role::Auditor);
    let stopped = Run {
        failure: Some(r#"{"key": "import-empty-file", "arguments": []}"#.into()),
        begun_by: String::new(),
        ..run(6)
    };
    let open = Run {
        ended: None,
        counts: Counts::default(),
        rows: 0,
        ..run(8)
    };
    let some = ImportsPage {
        runs: vec![open.clone(), run(7), stopped.clone()],
        next: Some(6),
        is_later: true,
        open: Some(order()),
    };
    let wrong = ImportForm {
        typed: order().what,
        fault: Some(ImportFault::Order(&OrderError::Mapping)),
        bytes_max: 512 * 1024 * 1024,
        ..ImportForm::default()
    };
    let busy = ImportForm {
        busy: Some("/administration/imports/demandes/1"),
        ..ImportForm::default()
    };
    let failed = Order {
        ended: Some(NOW_MS),
        failure: Some(r#"{"key": "import-order-large", "arguments": [["bytes", "9"]]}"#.into()),
        ..order()
    };
    let none = ReportPage {
        run: open,
        lines: Vec::new(),
        wanted: String::new(),
        is_later: false,
        next: None,
    };
    let stopped = ReportPage {
        run: stopped,
        ..report()
    };
    vec![
        ("desk_imports", imports_page(&list, &some)),
        (
            "desk_imports_none",
            imports_page(&list, &ImportsPage::default()),
        ),
        ("desk_import_new", import_new_page(&new, &wrong)),
        ("desk_import_busy", import_new_page(&new, &busy)),
        ("desk_import_order", import_order_page(&one, &order())),
        ("desk_import_failed", import_order_page(&one, &failed)),
        ("desk_import_report", import_report_page(&one, &report())),
        ("desk_import_open", import_report_page(&one, &none)),
        ("desk_import_stopped", import_report_page(&one, &stopped)),
    ]
}

fn place(id: &str, content: &serde_json::Value) -> Record {
    Record {
        id: id.into(),
        key: None,
        kind: "place".into(),
        origin: "fil.example".into(),
        maker: "host".into(),
        revision: 3,
        state: State::Published,
        created: NOW_MS,
        updated: NOW_MS,
        content: content.to_string(),
    }
}

fn duplicate_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let desk = |path: &str| desk(site, view, path, Role::Mediator);
    let address = serde_json::json!({"street": "1 rue des Tilleuls", "postal_code": "99100", "municipality": "Saint-Aubin"});
    let first = place(
        "a1",
        &serde_json::json!({"name": "Médiathèque <des> Tilleuls", "telephone": "02 41 00 00 01",
        "address": address, "source": {"name": "Hub & Co"}}),
    );
    let second = place(
        "b2",
        &serde_json::json!({"name": "Mediathèque les Tilleuls", "telephone": "+33241000001",
        "address": address, "email": "tilleuls@example.fr", "siret": "99900000000001"}),
    );
    let of = |record: &Record| Likeness::of(&serde_json::from_str(&record.content).unwrap());
    let score = compare(&of(&first), &of(&second));
    let list = DuplicatesPage {
        waiting: 41,
        pairs: vec![Candidate {
            first: first.clone(),
            second: second.clone(),
            score: score.score,
        }],
        next: Some(format!("{DUPLICATES}?apres=87.a1.b2")),
        is_first: true,
        done: Some("fusion"),
    };
    let empty = DuplicatesPage {
        is_first: true,
        ..DuplicatesPage::default()
    };
    let pair = DuplicatePage {
        first: &first,
        second: &second,
        score: &score,
        has_changed: true,
    };
    let decisions = DecisionsPage {
        merges: vec![Merge {
            gone_id: "b2".into(),
            kept_id: "a1".into(),
            kind: "place".into(),
            merged: NOW_MS,
            merged_by: "Camille".into(),
            gone_name: "Médiathèque <B>".into(),
        }],
        different: vec![(first.clone(), second.clone(), NOW_MS, "Camille".into())],
        has_conflict: true,
        done: Some("reprise"),
    };
    let taken = desk("/administration/doublons/decisions");
    vec![
        ("desk_duplicates", duplicates_page(&desk(DUPLICATES), &list)),
        (
            "desk_duplicates_none",
            duplicates_page(&desk(DUPLICATES), &empty),
        ),
        (
            "desk_duplicate",
            duplicate_page(&desk("/administration/doublons/a1/b2"), &pair),
        ),
        ("desk_decisions", decisions_page(&taken, &decisions)),
        (
            "desk_decisions_none",
            decisions_page(&taken, &DecisionsPage::default()),
        ),
    ]
}

/// Every one of them.
pub(super) fn pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let home = |role| desk(site, view, "/administration", role);
    let roles = desk(site, view, "/administration/roles", Role::Mediator);
    let findings = [
        Finding::good("cli-doctor-database"),
        Finding::warning("cli-doctor-readable").with("path", "/srv/<maille>.sqlite"),
        Finding::fault("cli-doctor-folder-fault")
            .with("error", "read-only")
            .with("folder", "/srv"),
    ];
    let mut pages = vec![
        (
            "desk_home",
            desk_home_page(&home(Role::Administrator), Some(&findings), (2, 0)),
        ),
        (
            "desk_home_partner",
            desk_home_page(&home(Role::Partner), None, (0, 0)),
        ),
        ("desk_roles", roles_page(&roles)),
    ];
    pages.extend(accounts_pages(site, view));
    pages.extend(suggestions_pages(site, view));
    pages.extend(access_pages(site, view));
    pages.extend(imports_pages(site, view));
    pages.extend(duplicate_pages(site, view));
    pages.extend(super::peers::pages(site, view));
    pages.extend(super::records::pages(site, view));
    pages
}
