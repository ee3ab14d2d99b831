//! A page for each group of blocks, as a plugin would describe it.

use super::{block, forms, page};
use crate::images::{Rights, Said};
use crate::plugins::page::{
    Alternate, Block, Card, Case, Cell, Contact, Content, Fact, Link, Marker, Nearby, Occurrence,
    Page, Picture, RecordCard, Source, Step, Table, Tone,
};
use crate::web::render::Holder;

fn text(text: &str) -> String {
    text.to_owned()
}

fn paragraphs(markdown: &str) -> Block {
    block(Content::Paragraphs(text(markdown)))
}

fn section(title: &str, blocks: Vec<Block>) -> Block {
    block(Content::Section {
        title: text(title),
        blocks,
    })
}

fn link(label: &str, href: &str) -> Link {
    Link {
        label: text(label),
        href: text(href),
    }
}

/// Every group by its name.
pub(super) fn all() -> Vec<(&'static str, Page)> {
    vec![
        ("structure", structure()),
        ("alternatives", alternatives()),
        ("texts", texts()),
        ("lists", lists()),
        ("records", records()),
        ("table", table()),
        ("agenda", agenda()),
        ("contact", contact()),
        ("form", forms::form()),
        ("form_errors", forms::form_with_errors()),
    ]
}

/// Sections, trail, lead, sources, other forms, anchors and foreign parts.
fn structure() -> Page {
    let mut english = section(
        "In English",
        vec![
            paragraphs("You can *apply online*."),
            block(Content::Notice {
                tone: Tone::Warning,
                title: String::new(),
                markdown: text("Bring the original."),
            }),
        ],
    );
    english.language = Some(text("en"));
    english.anchor = Some(text("english"));
    let mut arabic = paragraphs("يمكنك طلب المساعدة.");
    arabic.language = Some(text("ar"));
    Page {
        title: text("Carte nationale d’identité"),
        lead: Some(text(
            "La carte d’identité est **gratuite**. Voir [les pièces](#pieces).",
        )),
        trail: vec![
            link("Papiers", "/theme/papiers"),
            link("Sans lien", "javascript:alert(1)"),
        ],
        alternates: vec![Alternate {
            content_type: text("application/json"),
            href: text("/F1234?format=json"),
            title: text("Données JSON"),
        }],
        sources: vec![Source {
            label: text("Service-public.gouv.fr"),
            href: Some(text("https://www.service-public.gouv.fr/F1234")),
            updated: Some(text("2024-11-05")),
            licence: Some(text("Licence Ouverte 2.0")),
        }],
        blocks: vec![
            Block {
                anchor: Some(text("pieces")),
                ..section(
                    "Pièces à fournir",
                    vec![
                        paragraphs("- une photo\n- un justificatif"),
                        section("Photo", vec![paragraphs("Moins de 6 mois.")]),
                    ],
                )
            },
            section("Délai", vec![paragraphs("Le délai varie.")]),
            section("Délai", vec![paragraphs("Un second titre pareil.")]),
            english,
            arabic,
            block(Content::Link(link(
                "Prendre rendez-vous",
                "https://rdv.example.fr/",
            ))),
            block(Content::Pager {
                previous: Some(text("/?page=1")),
                next: Some(text("/?page=3")),
                position: text("Page 2 sur 12"),
            }),
        ],
        ..page(Vec::new())
    }
}

fn alternatives() -> Page {
    let case = |label: &str, blocks| Case {
        label: text(label),
        blocks,
    };
    let nested = block(Content::Alternatives {
        question: text("Quel est votre âge ?"),
        cases: vec![
            case("Moins de 18 ans", vec![paragraphs("Venez avec un parent.")]),
            case("18 ans ou plus", vec![paragraphs("Venez seul.")]),
        ],
    });
    page(vec![Content::Alternatives {
        question: text("Où habitez-vous ?"),
        cases: vec![
            case(
                "En France",
                vec![
                    section("À la mairie", vec![paragraphs("Prenez rendez-vous.")]),
                    nested,
                ],
            ),
            case("À l’étranger", vec![paragraphs("Allez au consulat.")]),
        ],
    }])
}

fn texts() -> Page {
    let notice = |tone, title: &str| Content::Notice {
        tone,
        title: text(title),
        markdown: text("Un mot **important**."),
    };
    page(vec![
        Content::Paragraphs(text(
            "# Un titre\n\nUn [lien](/F2), un [site](https://example.fr/a?b=1&c=2), un [mot](lang:en), une `commande`, ![une image](x.png).\n\n> cité\n\n1. un\n2. deux\n\n| Âge | Prix |\n|--|--:|\n| 10 | 25 € |\n\n<b>gras</b>",
        )),
        notice(Tone::Info, ""),
        notice(Tone::Tip, "À essayer"),
        notice(Tone::Reminder, ""),
        notice(Tone::Warning, ""),
        notice(Tone::Success, "Demande envoyée"),
        notice(Tone::Error, ""),
        Content::Image {
            document: text("cartes/plan été.png"),
            alternative: text("Plan du quartier"),
            credit: Some(text("Ville de Brest")),
        },
        Content::Picture(Some(Picture {
            name: text("0193a.jpg"),
            width: 1_600,
            height: 900,
            said: Some(Said {
                alternative: text("Le jardin partagé"),
                rights: Rights::BySa,
                credit: text("Camille"),
            }),
        })),
        Content::Picture(Some(Picture {
            name: text("0193b.png"),
            width: 20,
            height: 10,
            said: Some(Said {
                alternative: text("Un banc"),
                rights: Rights::Allowed,
                credit: String::new(),
            }),
        })),
        Content::Picture(None),
        Content::Image {
            document: text("../secret"),
            alternative: text("Rien"),
            credit: None,
        },
    ])
}

fn lists() -> Page {
    let fact = |anchor: Option<&str>, term: &str, markdown: &str| Fact {
        anchor: anchor.map(text),
        term: text(term),
        markdown: text(markdown),
    };
    let card = |title: &str, href: Option<&str>| Card {
        title: text(title),
        href: href.map(text),
        markdown: text("Refaire sa carte *perdue*."),
        facts: vec![(text("Prix"), text("25 €"))],
        tags: vec![text("papiers"), text("identité")],
    };
    let step = |title: &str| Step {
        title: text(title),
        markdown: text("Faites [ceci](/F3)."),
    };
    let marker = |label: &str, href: Option<&str>, latitude| Marker {
        label: text(label),
        href: href.map(text),
        latitude,
        longitude: -4.1,
    };
    page(vec![
        Content::Facts(vec![
            fact(Some("prix"), "Prix", "**Gratuit**"),
            fact(Some("prix"), "Délai", "3 semaines\n\nou plus"),
        ]),
        Content::Cards(vec![
            card("Carte perdue", Some("/F2")),
            card("Carte volée", None),
        ]),
        Content::Steps(vec![step("Préparer"), step("Aller à la mairie"), step("")]),
        Content::Places {
            caption: text("Mairies"),
            markers: vec![
                marker("Mairie de Quimper", Some("record:r1"), 47.99),
                marker("Nulle part", None, f64::NAN),
            ],
        },
        Content::Places {
            caption: String::new(),
            markers: Vec::new(),
        },
    ])
}

/// A record with everything.
pub(super) fn record() -> RecordCard {
    RecordCard {
        id: text("r1"),
        kind_label: text("Lieu de médiation"),
        title: text("Médiathèque des Ursulines"),
        href: text("/communs/r1"),
        summary: Some(text("Aide aux démarches en ligne, sans rendez-vous.")),
        contact: Contact {
            telephones: vec![text("02 98 98 86 60")],
            addresses: vec![vec![text("Esplanade Julien Gracq"), text("29000 Quimper")]],
            hours: Some(text("Tu,Fr 13:00-18:30; We,Sa 10:00-18:30; PH off")),
            ..Contact::default()
        },
        distance_metres: Some(3_240),
        holder: Some(text("Département du Marais-Fleuri")),
    }
}

fn records() -> Page {
    let nearby = |municipality: Option<&str>, records| {
        Content::Nearby(Nearby {
            municipality: municipality.map(text),
            records,
        })
    };
    page(vec![
        Content::Record(Some(record())),
        Content::Record(None),
        nearby(
            Some("29232"),
            vec![
                record(),
                RecordCard {
                    href: text("//evil.example"),
                    distance_metres: Some(420),
                    contact: Contact::default(),
                    ..record()
                },
            ],
        ),
        nearby(None, Vec::new()),
    ])
}

fn table() -> Page {
    let cell = |markdown: &str| Cell {
        header: false,
        markdown: text(markdown),
        columns: 1,
        rows: 1,
    };
    let head = |markdown: &str| Cell {
        header: true,
        ..cell(markdown)
    };
    page(vec![
        Content::Table(Table {
            caption: text("Prix du timbre"),
            columns: vec![text("Âge"), text("France"), text("Guyane")],
            rows: vec![
                vec![
                    head("Adulte"),
                    cell("**86 €**"),
                    Cell {
                        rows: 2,
                        ..cell("43 €")
                    },
                ],
                vec![head("15 à 17 ans"), cell("42 €")],
                vec![
                    head("Moins de 15 ans"),
                    Cell {
                        columns: 99,
                        rows: 99,
                        ..cell("17 €")
                    },
                ],
                vec![cell("court")],
            ],
        }),
        Content::Table(Table {
            caption: String::new(),
            columns: Vec::new(),
            rows: vec![vec![
                head("Lundi"),
                Cell {
                    columns: 0,
                    rows: 0,
                    ..cell("fermé")
                },
            ]],
        }),
        Content::Table(Table::default()),
    ])
}

fn agenda() -> Page {
    let hour = 3_600_000;
    let start = 1_795_770_000_000; // 2026-11-27T09:00:00Z
    let at = |title: &str, start: i64, end: Option<i64>, all_day: bool, notes: &[(&str, &str)]| {
        Occurrence {
            title: text(title),
            href: text("/atelier"),
            start,
            end,
            all_day,
            notes: notes
                .iter()
                .map(|(code, words)| (text(code), text(words)))
                .collect(),
            place: Some(text("Médiathèque, Brest")),
        }
    };
    page(vec![Content::Agenda(vec![
        at(
            "Atelier tablette",
            start,
            Some(start + 2 * hour),
            false,
            &[],
        ),
        at(
            "Café des aidants",
            start + 3 * hour,
            None,
            false,
            &[("cancelled", "Le lieu est fermé."), ("online", "")],
        ),
        at(
            "Semaine du numérique",
            start + 20 * hour - 6 * hour,
            Some(start + 110 * hour),
            true,
            &[("full", "Complet"), ("unknown", "Venez tôt")],
        ),
        at(
            "Nuit du code",
            start + 34 * hour,
            Some(start + 48 * hour),
            false,
            &[("moved", ""), ("postponed", "")],
        ),
        at("Sans date", i64::MAX, None, false, &[]),
    ])])
}

fn contact() -> Page {
    let full = Contact {
        name: text("Maison France services"),
        telephones: vec![
            text("02 98 00 00 00"),
            text("3939"),
            text("demander à l’accueil"),
        ],
        emails: vec![text("accueil@example.fr"), text("pas une adresse")],
        addresses: vec![vec![text("1 place de la Mairie"), text("29300 Quimperlé")]],
        hours: Some(text(
            "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00 \"sur rendez-vous\"; PH off",
        )),
        hours_note: Some(text("Sonnez à la porte bleue.")),
        wheelchair: Some(text("limited")),
        websites: vec![
            text("https://www.example.fr/contact/"),
            text("javascript:alert(1)"),
        ],
    };
    let raw = Contact {
        hours: Some(text("Lun-Ven 9h")),
        ..Contact::default()
    };
    page(vec![
        Content::Contact(full),
        Content::Contact(raw),
        Content::Contact(Contact::default()),
    ])
}

/// A neighbour that was not heard of for three days.
pub(super) fn holder() -> Holder {
    Holder {
        name: "le département de la <Creuse>".into(),
        page: Some("https://maille.creuse.example/records/r1".into()),
        report: Some("https://maille.creuse.example/annuaire/r1/signaler".into()),
        seen: Some(0),
        now: 3 * 86_400_000,
    }
}
