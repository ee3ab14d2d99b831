//! Who helps near the visitor: a field for the commune, and up to five places and services, the telephone first.

use maille_sdk::Field;

use super::super::blocks::{Scene, paragraphs};
use super::super::part::{Card, Part, section};
use super::Around;
use crate::fiche::markdown;
use crate::near::{Helper, Near};

/// The query parameter that holds the commune; the directory's has the same name.
pub const FIELD: &str = "pres";
/// What the reader answered stays.
pub const KEPT: [&str; 2] = ["choix", "si"];

/// The section; nothing where the directory may not be read.
pub(super) fn near(around: &Around, scene: &Scene) -> Option<Part> {
    let near = around.near?;
    let say = |key: &str| (scene.say)(key, &[]);
    let mut parts = vec![form(near, around, scene)];
    if !near.around.is_empty() {
        let key = match near.helpers.is_empty() {
            true => "near-none",
            false => "near-found",
        };
        let words = (scene.say)(key, &[("commune", &near.around)]);
        parts.push(Part::Paragraphs(markdown::escaped(&words)));
        let cards: Vec<Card> = near
            .helpers
            .iter()
            .map(|helper| card(helper, around, scene))
            .collect();
        if !cards.is_empty() {
            parts.push(Part::Cards(cards));
        }
        parts.push(Part::Link(say("near-all"), near.question.clone()));
    } else if near.wrong.is_some() {
        parts.push(Part::Link(say("near-all"), near.question.clone()));
    }
    section(say("near-title"), parts)
}

fn form(near: &Near, around: &Around, scene: &Scene) -> Part {
    let say = |key: &str| (scene.say)(key, &[]);
    let wrong = near.wrong.map(say);
    let mut fields = vec![
        Field::text(FIELD, &say("near-label"))
            .hint(&say("near-hint"))
            .value(Some(near.said.as_str()).filter(|said| !said.is_empty()))
            .maximum(100)
            .error(wrong.as_deref()),
    ];
    for (name, value) in &around.kept {
        fields.push(Field::hidden(name, value));
    }
    Part::Search(around.own.to_owned(), say("near-submit"), fields)
}

fn card(helper: &Helper, around: &Around, scene: &Scene) -> Card {
    let telephone = match helper.telephone.as_str() {
        "" => String::new(),
        number => {
            let dialled: String = number
                .chars()
                .filter(|letter| letter.is_ascii_digit() || *letter == '+')
                .collect();
            let label = (scene.say)("near-telephone", &[("number", number)]);
            format!("**{}**", markdown::link(&label, &format!("tel:{dialled}")))
        }
    };
    let distance = distance(helper.metres, around.locale, scene);
    let place = match helper.town.as_str() {
        "" => distance,
        town => format!("{distance}, {town}"),
    };
    Card {
        title: helper.name.clone(),
        href: Some(format!("record:{}", helper.id)),
        markdown: paragraphs(vec![telephone, markdown::escaped(&place)]),
        tags: Vec::new(),
    }
}

/// `à 3,3 km`: no finer than a walker needs.
fn distance(metres: f64, locale: &str, scene: &Scene) -> String {
    if metres < 950.0 {
        let rounded = ((metres / 100.0).round() as u32).max(1) * 100;
        return (scene.say)("near-metres", &[("metres", &rounded.to_string())]);
    }
    let kilometres = metres / 1_000.0;
    let number = match kilometres < 9.95 {
        true => format!("{kilometres:.1}"),
        false => format!("{kilometres:.0}"),
    };
    let number = match locale.starts_with("fr") {
        true => number.replace('.', ","),
        false => number,
    };
    (scene.say)("near-kilometres", &[("kilometres", &number)])
}
