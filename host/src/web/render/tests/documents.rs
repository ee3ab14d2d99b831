//! The host's own pages and what every document keeps: sound, small, without script, in the visitor's language.

use super::{administration, checker, dump, links, main_of, page, samples, site, view};
use crate::plugins::page::{Content, Outcome, Page, Source};
use crate::territory::CommunePoint;
use crate::web::comfort::Comfort;
use crate::web::locale::Locale;
use crate::web::render::*;

const FIRST_PAGE_BYTES_MAX: usize = 50_000;
const PAGE_BYTES_MAX: usize = 100_000;

fn services() -> Vec<Service> {
    let service = |name: &str, description: &str, href: &str| Service {
        name: name.into(),
        description: description.into(),
        href: href.into(),
    };
    vec![
        service(
            "Démarches",
            "Vos droits, vos papiers, pas à pas.",
            "/demarches",
        ),
        service(
            "Agenda",
            "Les ateliers et les permanences près de chez vous.",
            "/agenda",
        ),
        service(
            "Communs",
            "Les associations, les projets et les coups de main.",
            "/communs",
        ),
    ]
}

fn results(query: &str) -> SearchResults {
    let found = SearchResults {
        query: query.into(),
        total: Some(2),
        records: vec![samples::record(); 2],
        previous: None,
        next: Some("/recherche?q=carte&page=2".into()),
    };
    if query.is_empty() {
        SearchResults::default()
    } else {
        found
    }
}

/// A Friday afternoon.
fn now() -> jiff::civil::DateTime {
    jiff::civil::date(2026, 11, 20).at(15, 30, 0, 0)
}

fn asked() -> DirectoryAsked {
    DirectoryAsked {
        words: "ordinateur".into(),
        near: "29000".into(),
        radius_km: 20,
        ..DirectoryAsked::default()
    }
}

fn found() -> DirectoryResults {
    let card = samples::record();
    let hours = card.contact.hours.clone().unwrap_or_default();
    let library = DirectoryFound {
        opening: Opening::at(&hours, now()),
        on_day: None,
        mobile: false,
        point: Some((47.9956, -4.0983)),
        card,
        fees: vec!["gratuit".into()],
        access: vec!["se-presenter".into(), "telephoner".into()],
        holder: None,
    };
    let mut closed = library.clone();
    closed.opening = Opening::at("Mo-Fr 09:00-12:00", now());
    closed.card.distance_metres = Some(11_400);
    closed.card.contact.telephones = vec!["3939".into(), "à l’accueil".into()];
    closed.card.contact.wheelchair = Some("yes".into());
    closed.fees = vec!["inconnu".into()];
    closed.access = Vec::new();
    closed.holder = Some(samples::holder());
    DirectoryResults {
        map: None,
        place: Some("Quimper (29000)".into()),
        total: 22,
        found: vec![library, closed],
        next: Some("1:abc".into()),
        corrected: None,
        directory_is_empty: false,
        plan: None,
    }
}

fn communes() -> Vec<CommunePoint> {
    let commune = |name: &str, latitude, longitude, population| CommunePoint {
        name: name.into(),
        latitude,
        longitude,
        population,
    };
    vec![
        commune("Quimper", 47.9968, -4.0961, Some(63_000)),
        commune("Ergué-Gabéric", 47.9956, -4.0225, Some(8_600)),
        commune("Plomelin <b>", 47.9342, -4.1511, None),
        commune("Pluguffan", 47.9822, -4.1750, Some(4_200)),
    ]
}

/// Four records, two of them in one house and one that nobody knows where to find, around Quimper.
fn placed() -> DirectoryResults {
    let mut records = found().found;
    let mut far = records[1].clone();
    far.card.title = "Maison \"France\" <Services>".into();
    far.point = Some((47.96, -4.02));
    let nowhere = DirectoryFound {
        point: None,
        ..records[1].clone()
    };
    records.extend([far, nowhere]);
    let points = records.iter().enumerate();
    let points = points.filter_map(|(index, found)| Some((index + 1, found.point?)));
    DirectoryResults {
        plan: Some(Plan {
            origin: Some(((47.9968, -4.0961), "Quimper (29000)".into())),
            points: points.collect(),
            zoom: 0,
            around: None,
            communes: communes(),
        }),
        found: records,
        ..found()
    }
}

fn offered() -> DirectoryOffered {
    DirectoryOffered {
        audiences: vec!["jeunes", "tous-publics"],
        languages: vec!["fr", "fsl"],
        equipment: vec!["imprimante"],
        mobile: true,
    }
}

fn directory_record() -> DirectoryRecord {
    let content = serde_json::json!({
        "name": "Médiathèque des Ursulines",
        "description": "Des ordinateurs, et quelqu’un pour vous aider.\nSans inscription.",
        "organisation": {"name": "Ville de Quimper"},
        "digital_services": ["acces-internet-et-materiel-informatique", "aide-aux-demarches-administratives"],
        "audiences": ["tous-publics"],
        "fees": ["gratuit-sous-condition"],
        "fees_note": "0,20 € la page imprimée.",
        "access_modes": ["se-presenter"],
        "special_support": ["surdite"],
        "languages": ["fr", "fsl", "eo"],
        "equipment": ["imprimante"],
        "appointment_url": "https://rdv.example.fr/ursulines",
        "accessibility_url": "javascript:alert(1)",
    });
    let corrected = |field: &str, day| Corrected {
        field: field.into(),
        on: jiff::civil::date(2026, 3, day),
    };
    DirectoryRecord {
        map: None,
        holder: None,
        opening: Opening::at("Fr 13:00-18:30", now()),
        card: samples::record(),
        content,
        sources: vec![Source {
            label: "Data Inclusion".into(),
            href: Some("https://example.fr".into()),
            updated: Some("2026-03-01".into()),
            licence: Some("Licence Ouverte 2.0".into()),
        }],
        corrected: vec![
            corrected("opening_hours", 3),
            corrected("opening_hours_note", 4),
            corrected("fees", 5),
        ],
        point: Some((47.995, -4.098)),
        around: communes(),
    }
}

/// The pages of the directory: their address has a query, which a form sent.
fn directory_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let view = View {
        path: "/annuaire".into(),
        query: vec![
            ("q".into(), "ordinateur".into()),
            ("pres".into(), "29000".into()),
        ],
        ..view.clone()
    };
    let bare = View {
        query: Vec::new(),
        ..view.clone()
    };
    let empty = |results: DirectoryResults| DirectoryResults {
        total: 0,
        found: Vec::new(),
        next: None,
        ..results
    };
    let nothing = DirectoryResults {
        place: None,
        directory_is_empty: true,
        ..empty(found())
    };
    let unknown = DirectoryAsked {
        near_error: Some(NearError::Unknown),
        ..asked()
    };
    let open = DirectoryAsked {
        open: true,
        theme: Some("numerique"),
        fee: Some("gratuit"),
        ..asked()
    };
    let page = |asked: &DirectoryAsked, results| {
        directory_page(site, &view, (asked, &offered()), results, now())
    };
    let friday = DirectoryAsked {
        day: Some(jiff::civil::date(2026, 11, 27)),
        mobile: true,
        ..asked()
    };
    let bus = DirectoryFound {
        on_day: DayHours::on(
            "Fr 09:00-12:00,14:00-16:30",
            jiff::civil::date(2026, 11, 27),
        ),
        mobile: true,
        ..found().found.remove(0)
    };
    let mistyped = DirectoryResults {
        corrected: Some("ordinateur <b>".into()),
        found: vec![bus],
        ..found()
    };
    let planned = DirectoryAsked {
        plan: true,
        ..asked()
    };
    let nearer = DirectoryAsked {
        zoom: 2,
        ..planned.clone()
    };
    let mut near = placed();
    near.plan = near.plan.map(|plan| Plan {
        zoom: 2,
        around: Some(1),
        ..plan
    });
    let mut nowhere = found();
    for found in &mut nowhere.found {
        found.point = None;
    }
    let on_plan = |asked: &DirectoryAsked, results: &DirectoryResults| {
        let mut view = view.clone();
        let zoom = (asked.zoom != 0).then(|| ("zoom".to_owned(), asked.zoom.to_string()));
        view.query.push(("vue".into(), "plan".into()));
        view.query.extend(zoom);
        directory_page(site, &view, (asked, &offered()), Some(results), now())
    };
    let back = View {
        query: vec![("retour".into(), "/annuaire?q=ordinateur".into())],
        ..view.clone()
    };
    let all = DirectoryAsked {
        radius_km: 20,
        ..DirectoryAsked::default()
    };
    vec![
        ("directory", page(&asked(), Some(&found()))),
        ("directory_open", page(&open, Some(&empty(found())))),
        ("directory_none", page(&asked(), Some(&empty(found())))),
        ("directory_unknown", page(&unknown, None)),
        (
            "directory_nothing",
            directory_page(
                site,
                &bare,
                (&all, &Default::default()),
                Some(&nothing),
                now(),
            ),
        ),
        ("directory_plan", on_plan(&planned, &placed())),
        ("directory_plan_near", on_plan(&nearer, &near)),
        ("directory_plan_empty", on_plan(&planned, &nowhere)),
        ("directory_day", page(&friday, Some(&mistyped))),
        (
            "directory_record_back",
            directory_record_page(site, &back, &directory_record(), now()),
        ),
        (
            "directory_record",
            directory_record_page(site, &bare, &directory_record(), now()),
        ),
        (
            "directory_record_held",
            directory_record_page(
                site,
                &bare,
                &DirectoryRecord {
                    holder: Some(samples::holder()),
                    ..directory_record()
                },
                now(),
            ),
        ),
    ]
}

/// A description as small as one may be.
fn api_description() -> serde_json::Value {
    serde_json::json!({
        "paths": {
            "/api/records": {"get": {"operationId": "records", "summary": "Les fiches.", "parameters": [
                {"name": "kind", "in": "query", "description": "La sorte.", "example": ["place"], "schema": {"type": "array"}},
                {"name": "limit", "in": "query", "description": "Combien.", "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}}
            ]}},
            "/api/records/{id}": {"get": {"operationId": "record", "summary": "Une fiche.", "parameters": [
                {"name": "id", "in": "path", "required": true, "description": "L’identifiant.", "schema": {"type": "string"}}
            ]}}
        },
        "components": {"schemas": {
            "Records": {"type": "object", "properties": {"records": {"type": "array", "items": {"type": "object"}}, "next": {"type": ["string", "null"], "example": "/api/records?cursor=i1"}}},
            "Problem": {"type": "object", "properties": {"status": {"type": "integer", "minimum": 400}}}
        }}
    })
}

/// An essay of a territory, or one where nobody said anything yet.
fn functions_of(site: &Site, view: &View, filled: bool) -> String {
    use crate::functions::{Area, Count, Gaps, Matrix, Scope, chosen};
    let area = |code: &str, name: &str| Area {
        code: code.into(),
        name: name.into(),
    };
    let count = |professionals, services| Count {
        professionals,
        services,
    };
    let functions = chosen(&[]).expect("the vocabulary's own functions");
    let everything = functions.iter().map(|function| function.code).collect();
    let mut found = FunctionsFound {
        functions: &functions,
        matrix: Matrix::default(),
        gaps: Vec::new(),
        without_commune: 0,
    };
    let mut asked = FunctionsAsked::default();
    if filled {
        found.matrix = Matrix {
            trades: vec!["accueil", "formateur"],
            cells: [
                (("accueillir".to_owned(), "accueil"), count(2, 0)),
                (("former".to_owned(), "formateur"), count(1, 3)),
                (("former".to_owned(), "accueil"), count(1, 0)),
            ]
            .into(),
            services: [("reparer".to_owned(), 1)].into(),
            places: [("donner-acces".to_owned(), 4)].into(),
        };
        found.gaps = vec![
            Gaps {
                area: area("29001", "Essai-sur-Mer"),
                missing: vec!["reparer", "suivre"],
            },
            Gaps {
                area: area("29002", "Essai-le-Bourg"),
                missing: everything,
            },
            Gaps {
                area: area("29003", "Essai & Co"),
                missing: Vec::new(),
            },
        ];
        found.without_commune = 2;
        asked.scope = Scope::Group(area("200000001", "Communauté d’Essai"));
        asked.areas = vec![area("200000001", "Communauté d’Essai")];
        asked.communes = vec![area("29001", "Essai-sur-Mer")];
        asked.unknown = false;
    }
    functions_page(site, view, &asked, &found)
}

fn suggestion_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let view = View {
        path: "/annuaire/r1/signaler".into(),
        ..view.clone()
    };
    let empty = SuggestionForm {
        card: samples::record(),
        href: "/annuaire/r1".into(),
        ..SuggestionForm::default()
    };
    let back = SuggestionForm {
        subject: "hours".into(),
        contact: "Camille".into(),
        trap: "spam".into(),
        text: "Fermé le lundi".into(),
        faults: vec![SuggestionFault::NoContact, SuggestionFault::Trap],
        ..empty.clone()
    };
    let held = SuggestionForm {
        holder: Some(samples::holder()),
        ..empty.clone()
    };
    vec![
        ("suggestion_held", suggestion_page(site, &view, &held)),
        (
            "suggested_held",
            suggested_page(
                site,
                &view,
                ("K7QF-3MZD", "/annuaire/r1"),
                Some(&samples::holder()),
            ),
        ),
        ("suggestion", suggestion_page(site, &view, &empty)),
        ("suggestion_back", suggestion_page(site, &view, &back)),
        (
            "suggested",
            suggested_page(site, &view, ("K7QF-3MZD", "//evil.example"), None),
        ),
    ]
}

fn host_pages(locale: Locale) -> Vec<(&'static str, String)> {
    let (site, view) = (
        site(),
        View {
            path: "/".into(),
            query: Vec::new(),
            plugin: None,
            ..view(locale)
        },
    );
    let service_view = View {
        path: "/agenda".into(),
        ..super::view(locale)
    };
    let source = Source {
        label: "Data Inclusion".into(),
        href: Some("https://example.fr".into()),
        updated: Some("2026-03-01".into()),
        licence: Some("Licence Ouverte 2.0".into()),
    };
    let facts = [("Publics".to_owned(), "Adultes\nSeniors".to_owned())];
    let directory = directory_pages(&site, &view);
    let administration = administration::pages(&site, &view);
    let mut pages = vec![
        ("home", home_page(&site, &view, &services())),
        ("home_empty", home_page(&site, &view, &[])),
        (
            "search",
            search_page(
                &site,
                &View {
                    search: "carte".into(),
                    ..view.clone()
                },
                &results("carte"),
            ),
        ),
        (
            "search_none",
            search_page(
                &site,
                &view,
                &SearchResults {
                    query: "xyz".into(),
                    total: Some(0),
                    ..SearchResults::default()
                },
            ),
        ),
        ("search_empty", search_page(&site, &view, &results(""))),
        ("help", help_page(&site, &view)),
        (
            "help_no_contact",
            help_page(
                &Site {
                    contact: SiteContact::default(),
                    ..site.clone()
                },
                &view,
            ),
        ),
        ("accessibility", accessibility_page(&site, &view)),
        ("legal", legal_page(&site, &view)),
        ("comfort", comfort_page(&site, &view, "/demarches", false)),
        (
            "comfort_saved",
            comfort_page(
                &site,
                &View {
                    comfort: Comfort::from_cookie("125.large.high"),
                    ..view.clone()
                },
                "//evil.example",
                true,
            ),
        ),
        ("api", api_page(&site, &view, &api_description())),
        ("functions", functions_of(&site, &view, true)),
        ("functions_nothing", functions_of(&site, &view, false)),
        (
            "record",
            record_page(
                &site,
                &view,
                &samples::record(),
                &facts,
                (Some(&source), None),
            ),
        ),
        (
            "record_held",
            record_page(
                &site,
                &view,
                &samples::record(),
                &facts,
                (None, Some(&samples::holder())),
            ),
        ),
        (
            "not_found",
            error_page(ErrorKind::NotFound, &site, &view, ""),
        ),
        (
            "internal",
            error_page(ErrorKind::Internal, &site, &view, "K7QF-3MZD"),
        ),
        ("overloaded", overloaded_page(&site, &view, "K7QF-3MZD")),
        (
            "plugin_failed",
            plugin_failed_page(&site, &service_view, "K7QF-3MZD"),
        ),
        (
            "plugin_paused",
            plugin_paused_page(&site, &service_view, "K7QF-3MZD"),
        ),
    ];
    pages.extend(directory);
    pages.extend(suggestion_pages(&site, &view));
    pages.extend(administration);
    pages
}

#[test]
fn the_hosts_own_pages() {
    for locale in Locale::ALL {
        for (name, html) in host_pages(locale) {
            let most = if name == "home" {
                FIRST_PAGE_BYTES_MAX
            } else {
                PAGE_BYTES_MAX
            };
            assert!(html.len() <= most, "{name}: {} bytes", html.len());
            let name = format!("host_{name}_{}", locale.code());
            checker::assert_sound(&name, &html);
            dump(&name, &html);
            insta::assert_snapshot!(name, main_of(&html));
        }
    }
}

#[test]
fn the_layout_is_the_same_on_each_page() {
    let html = home_page(
        &site(),
        &View {
            path: "/".into(),
            ..view(Locale::French)
        },
        &services(),
    );
    // The style sheet's hash changes with each of its lines.
    let html = html.replace(assets::css_href(), "/static/maille.HASH.css");
    insta::assert_snapshot!("layout_fr", html);
    for (name, html) in host_pages(Locale::English) {
        // The administration has a navigation of its own and no search.
        if name.starts_with("desk_") {
            assert!(html.contains("action=\"/deconnexion\""), "{name}");
            continue;
        }
        for wanted in [
            "<html lang=\"en\"",
            "href=\"#main\"",
            "role=\"search\"",
            "href=\"/aide\"",
            "lang=fr-simple",
            "not compliant",
        ] {
            assert!(html.contains(wanted), "{name}: {wanted}");
        }
    }
}

#[test]
fn titles_say_errors_and_the_page_first() {
    let form = samples::all()
        .into_iter()
        .find(|(name, _)| *name == "form_errors")
        .expect("the sample")
        .1;
    let html = page_html(&form, &site(), &view(Locale::French), &links()).html;
    assert!(
        html.contains(
            "<title>Erreur\u{a0}: Page d’essai – Démarches – Le fil du Finistère</title>"
        )
    );
    let untitled = page_html(&Page::default(), &site(), &view(Locale::French), &links()).html;
    assert!(untitled.contains("<h1>Démarches</h1>"), "{untitled}");
}

#[test]
fn outcomes_have_the_hosts_words() {
    for (outcome, title, kept) in [
        (Outcome::NotFound, "Page introuvable", true),
        (Outcome::Gone, "Cette page n’existe plus", true),
        (Outcome::Forbidden, "Accès refusé", false),
        (Outcome::SignIn, "Connexion nécessaire", false),
    ] {
        let page = Page {
            outcome,
            ..page(vec![Content::Paragraphs("Ce qui est proche".into())])
        };
        let html = page_html(&page, &site(), &view(Locale::French), &links()).html;
        checker::assert_sound(title, &html);
        assert!(html.contains(&format!("<h1>{title}</h1>")), "{html}");
        assert_eq!(html.contains("Ce qui est proche"), kept, "{title}");
    }
}

#[test]
fn comfort_is_on_the_root_element() {
    let view = View {
        comfort: Comfort::from_cookie("150.large.dark"),
        ..view(Locale::FrenchSimple)
    };
    let html = help_page(&site(), &view);
    assert!(
        html.contains("<html lang=\"fr-simple\" class=\"size-150 spacing-large contrast-dark\">")
    );
}

#[test]
fn a_large_page_stays_small() {
    let blocks = (0..60)
        .flat_map(|_| samples::all().swap_remove(3).1.blocks)
        .collect();
    let page = Page {
        blocks,
        ..page(Vec::new())
    };
    let rendered = page_html(&page, &site(), &view(Locale::French), &links());
    checker::assert_sound("large", &rendered.html);
    assert!(rendered.warnings.len() <= 50);
}
