//! Pages on which records are corrected, for the list of whole documents. Of the many fields some of each shape are enough.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::accounts::Role;
use crate::directory::{KindRegistry, MisfitReason, Record, State};
use crate::editing::{Fault, Input, Merged, Origin, Why, changes, inputs, merge, texts};
use crate::plugins::page::RecordCard;
use crate::suggestions::{self, Said, Subject, Suggestion};
use crate::web::render::*;

const NOW_MS: i64 = 1_795_256_130_000;
/// Inputs of the snapshots.
const PATHS: [&str; 12] = [
    "/name",
    "/organisation/name",
    "/description",
    "/telephone",
    "/other_telephones",
    "/email",
    "/website",
    "/latitude",
    "/opening_hours",
    "/equipment",
    "/languages",
    "/wheelchair",
];

fn content() -> Value {
    json!({
        "name": "Médiathèque <Toussaint>", "telephone": "02 41 24 25 50",
        "opening_hours": "Tu-Sa 10:00-18:00", "equipment": ["photocopieur"],
        "other_telephones": [{"number": "02 41 24 25 51", "label": "jeunesse"}],
    })
}

fn record() -> Record {
    Record {
        id: "r1".into(),
        key: Some("hub:12".into()),
        kind: "place".into(),
        origin: "fil.example".into(),
        maker: "host".into(),
        revision: 3,
        state: State::Published,
        created: NOW_MS - 86_400_000,
        updated: NOW_MS,
        content: content().to_string(),
    }
}

fn suggestion() -> Suggestion {
    Suggestion {
        number: 1,
        said: Said {
            reference: "K7QF-3MZD".into(),
            record_id: "r1".into(),
            kind: "place".into(),
            title: "Médiathèque".into(),
            revision: 3,
            subject: Subject::Telephone,
            text: "Le numéro <a> changé".into(),
            contact: String::new(),
        },
        made: NOW_MS,
        state: suggestions::State::New,
        decision: None,
    }
}

fn desk(site: &Site, view: &View, path: &str, role: Role) -> Desk {
    Desk {
        site: site.clone(),
        view: View {
            path: path.into(),
            address: format!("https://fil.example{path}"),
            query: Vec::new(),
            plugin: None,
            ..view.clone()
        },
        name: "Camille".into(),
        role,
    }
}

fn origins() -> BTreeMap<String, Origin> {
    let from = |name: &str| Origin {
        source: Some((name.into(), NOW_MS)),
        corrected: None,
    };
    let corrected = Origin {
        source: None,
        corrected: Some(("Camille".into(), NOW_MS)),
    };
    let all = [
        ("/name", from("hub-lo")),
        ("/telephone", corrected.clone()),
        ("/equipment", corrected),
    ];
    let all = all.into_iter();
    all.map(|(path, origin)| (path.to_owned(), origin))
        .collect()
}

fn forms(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let kind = KindRegistry::core().require("place").unwrap();
    let (record, content) = (record(), content());
    let all = inputs(&kind, &content);
    let shown: Vec<Input> = all
        .into_iter()
        .filter(|input| PATHS.contains(&input.path.as_str()))
        .collect();
    let texts = texts(&content, &shown);
    let said = json!({"telephone": "02 41 00 00 00", "equipment": ["photocopieur", "imprimante"]});
    let (origins, suggestion) = (origins(), suggestion());
    let page = || RecordFormPage {
        kind: &kind,
        record: Some(&record),
        inputs: &shown,
        texts: &texts,
        faults: &[],
        merged: None,
        homeless: Vec::new(),
        origins: &origins,
        said: &said,
        suggestion: None,
        accepts: true,
        state: State::Published,
        may_edit: true,
        public: Some(format!("/annuaire/{}", record.id)),
        held: WhoHolds {
            revisions: vec![
                (3, vec!["Gironde".into(), "Landes <i>".into()]),
                (2, vec!["Cher".into()]),
            ],
            told: vec!["Creuse".into(), "Indre <b>".into()],
            untold: vec!["Cher".into()],
            ..WhoHolds::default()
        },
        done: Some(RecordDone::Saved),
    };
    let faults = [
        (
            "/email",
            Why::Misfit(MisfitReason::Format("email".into()), None),
        ),
        ("/opening_hours", Why::Hours),
        (
            "",
            Why::Misfit(MisfitReason::Other("at /x <b>".into()), None),
        ),
    ];
    let faults = faults.map(|(path, why)| Fault {
        path: path.into(),
        why,
    });
    let mut mine = texts.clone();
    mine.insert("/telephone".into(), "3939".into());
    mine.insert("/equipment".into(), String::new());
    let mut before = content.clone();
    before["telephone"] = json!("02");
    before["equipment"] = json!(["imprimante"]);
    before["name"] = json!("Avant");
    mine.insert("/name".into(), "Avant".into());
    let merged: Merged = merge(&shown, (&before, &content), &mine);
    let back = RecordFormPage {
        faults: &faults,
        texts: &merged.texts,
        merged: Some((&merged, Some(("Alex".into(), NOW_MS)))),
        homeless: vec![("/locations/2/place/name".into(), "Annexe".into())],
        suggestion: Some(&suggestion),
        done: None,
        ..page()
    };
    let new = RecordFormPage {
        record: None,
        origins: &BTreeMap::new(),
        state: State::Draft,
        done: Some(RecordDone::Fits),
        ..page()
    };
    let holder = super::samples::holder();
    let read = RecordFormPage {
        may_edit: false,
        held: WhoHolds {
            holder: Some(&holder),
            ..WhoHolds::default()
        },
        done: None,
        ..page()
    };
    let at = |path: &str, role| desk(site, view, path, role);
    let own = at("/administration/fiches/r1", Role::Administrator);
    vec![
        ("desk_record", record_form_page(&own, &page())),
        ("desk_record_back", record_form_page(&own, &back)),
        (
            "desk_record_new",
            record_form_page(&at(RECORDS_NEW, Role::Mediator), &new),
        ),
        (
            "desk_record_read",
            record_form_page(&at("/administration/fiches/r1", Role::Auditor), &read),
        ),
    ]
}

fn histories(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let kind = KindRegistry::core().require("place").unwrap();
    let (record, now) = (record(), content());
    let mut before = now.clone();
    before["telephone"] = json!("02 41 00 00 00");
    before["equipment"] = json!(["imprimante"]);
    let (changed, _) = changes(&kind, &before, &now);
    let entry = |revision, changed| HistoryEntry {
        revision,
        state: State::Published,
        made: Some(("Alex <b>".into(), NOW_MS)),
        changed,
        elsewhere: false,
        state_before: None,
    };
    let page = RecordHistoryPage {
        kind: &kind,
        record: &record,
        entries: vec![
            entry(3, changed),
            HistoryEntry {
                state_before: Some(State::Draft),
                elsewhere: true,
                ..entry(2, Vec::new())
            },
            HistoryEntry {
                made: None,
                ..entry(1, Vec::new())
            },
        ],
        next: Some(1),
        is_later: true,
        may_edit: true,
        has_changed: true,
    };
    let state = RecordStatePage {
        kind: &kind,
        record: &record,
        has_changed: true,
        is_missing: true,
    };
    let at = |below: &str| {
        let path = format!("/administration/fiches/r1/{below}");
        desk(site, view, &path, Role::Administrator)
    };
    vec![
        (
            "desk_record_history",
            record_history_page(&at("historique"), &page),
        ),
        ("desk_record_state", record_state_page(&at("etat"), &state)),
        (
            "desk_record_delete",
            record_delete_page(&at("supprimer"), &state),
        ),
    ]
}

/// Every one of them.
pub(super) fn pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let kinds = [("place", "Lieu"), ("service", "Service")];
    let kinds = kinds.map(|(name, label)| (name.to_owned(), label.to_owned()));
    let card = RecordCard {
        id: "r1".into(),
        kind_label: "Lieu".into(),
        title: "Médiathèque <Toussaint>".into(),
        ..super::samples::record()
    };
    let list = RecordsPage {
        words: "média & thèque",
        kinds: kinds
            .iter()
            .map(|(name, label)| (name.clone(), label.clone(), name == "place"))
            .collect(),
        state: State::Withdrawn,
        total: 31,
        found: vec![(record(), card)],
        holders: [(record().origin, "le département de la <Creuse>".to_owned())].into(),
        next: Some("abc".into()),
        is_later: true,
        deleted: true,
    };
    let none = RecordsPage {
        words: "",
        kinds: Vec::new(),
        state: State::Published,
        total: 0,
        found: Vec::new(),
        holders: BTreeMap::new(),
        next: None,
        is_later: false,
        deleted: false,
    };
    let at = |path: &str| desk(site, view, path, Role::Mediator);
    let mut pages = vec![
        ("desk_records", records_page(&at(RECORDS), &list)),
        ("desk_records_none", records_page(&at(RECORDS), &none)),
        (
            "desk_record_kinds",
            record_kinds_page(&at(RECORDS_NEW), &kinds),
        ),
    ];
    pages.extend(forms(site, view));
    pages.extend(histories(site, view));
    pages
}
