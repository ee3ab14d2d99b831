//! Forms as samples: each kind of field, and one sent back with errors.

use super::page;
use crate::images::{Rights, Said};
use crate::plugins::page::{Content, Field, Form, Page};

fn text(text: &str) -> String {
    text.to_owned()
}

fn field(kind: &str, name: &str, label: &str) -> Field {
    Field {
        kind: text(kind),
        name: text(name),
        label: text(label),
        ..Field::default()
    }
}

fn choices(field: Field, choices: &[&str]) -> Field {
    Field {
        choices: choices
            .iter()
            .map(|choice| (text(choice), format!("Choix {choice}")))
            .collect(),
        ..field
    }
}

pub(super) fn form() -> Page {
    let many: Vec<String> = (1..=25).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let fields = vec![
        Field {
            group: Some(text("Vous")),
            purpose: Some(text("given-name")),
            ..field("text", "prenom", "Prénom")
        },
        Field {
            purpose: Some(text("email")),
            optional: true,
            hint: Some(text("Pour vous répondre.")),
            ..field("email", "courriel", "Courriel")
        },
        Field {
            purpose: Some(text("cc-number")),
            ..field("telephone", "tel", "Téléphone")
        },
        Field {
            purpose: Some(text("bday")),
            value: Some(text("1950-03-27")),
            ..field("date", "naissance", "Date de naissance")
        },
        Field {
            group: Some(text("Votre demande")),
            maximum: Some(500),
            value: Some(text("\nBonjour")),
            ..field("lines", "texte", "Votre message")
        },
        field("time", "heure", "Heure"),
        Field {
            maximum: Some(3),
            ..field("number", "nombre", "Nombre de personnes")
        },
        Field {
            value: Some(text("yes")),
            ..field("yes-no", "accord", "J’accepte d’être rappelé")
        },
        Field {
            value: Some(text("b")),
            ..choices(field("one-of", "un", "Un seul"), &["a", "b"])
        },
        Field {
            value: Some(text("7")),
            ..choices(field("one-of", "beaucoup", "Dans une liste"), &many)
        },
        Field {
            value: Some(text("a,c")),
            ..choices(field("some-of", "plusieurs", "Plusieurs"), &["a", "b", "c"])
        },
        Field {
            group: Some(String::new()),
            ..field("file", "fichier", "Une photo")
        },
        field("municipality", "commune", "Commune"),
        Field {
            optional: true,
            ..field("image", "photo", "Une image")
        },
        Field {
            value: Some(text("0193a.jpg")),
            said: Some(Said {
                alternative: text("Un banc"),
                rights: Rights::Open,
                credit: String::new(),
            }),
            error: Some(text("Choisissez une autre image")),
            ..field("image", "autre", "Une autre image")
        },
        Field {
            value: Some(text("secret")),
            ..field("hidden", "etape", "")
        },
        field("hologramme", "inconnu", "Genre inconnu"),
    ];
    let search = Form {
        search: true,
        action: text("/"),
        submit: String::new(),
        contributed: false,
        fields: vec![field("text", "q", "Mots")],
    };
    let refused = Form {
        search: false,
        action: text("https://evil.example/"),
        submit: text("Envoyer"),
        contributed: false,
        fields: vec![field("text", "q", "Mots")],
    };
    page(vec![
        Content::Form(Form {
            search: false,
            action: text("/envoyer"),
            submit: text("Envoyer ma demande"),
            fields,
            contributed: false,
        }),
        Content::Form(search),
        Content::Form(refused),
    ])
}

pub(super) fn form_with_errors() -> Page {
    let wrong = |field: Field, error: &str| Field {
        error: Some(text(error)),
        ..field
    };
    let fields = vec![
        wrong(
            Field {
                hint: Some(text("Comme sur votre carte.")),
                ..field("text", "nom", "Nom")
            },
            "Écrivez votre nom.",
        ),
        wrong(
            Field {
                value: Some(text("hier")),
                ..field("date", "jour", "Jour de la visite")
            },
            "Écrivez une date, par exemple 27 3 2026.",
        ),
        wrong(
            choices(field("one-of", "un", "Un seul"), &["a", "b"]),
            "Choisissez une réponse.",
        ),
        wrong(
            field("yes-no", "accord", "J’accepte"),
            "Cochez la case pour continuer.",
        ),
        wrong(field("lines", "texte", "Message"), "Écrivez un message."),
    ];
    page(vec![Content::Form(Form {
        search: false,
        action: text("/envoyer"),
        submit: text("Envoyer"),
        fields,
        contributed: false,
    })])
}

#[test]
fn more_than_a_few_choices_of_a_search_are_a_list_to_open() {
    let asked = |search: bool, count: usize| {
        let letters: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        let form = Form {
            search,
            contributed: false,
            action: text("/"),
            submit: text("Chercher"),
            fields: vec![choices(field("one-of", "un", "Un seul"), &letters)],
        };
        let rendered = crate::web::render::page_html(
            &page(vec![Content::Form(form)]),
            &super::site(),
            &super::view(crate::web::locale::Locale::French),
            &super::links(),
        );
        rendered.html.contains("<select")
    };
    assert!(asked(true, 5) && !asked(true, 4) && !asked(false, 5));
}
