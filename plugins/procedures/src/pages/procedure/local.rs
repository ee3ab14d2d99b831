//! What the department adds to a fiche: its plain words, its own steps, its offices.

use maille_sdk::Tone;

use super::super::blocks::{Scene, paragraphs};
use super::super::part::{Card, Contact, Part, section};
use super::{Around, PLACES, titled};
use crate::fiche::markdown;
use crate::fiche::model::Body;
use crate::local::{Office, Step, Summary};

/// Says that the page follows the reader's answers, and how to see all of it.
pub(super) fn adapted(around: &Around, scene: &Scene) -> Part {
    let true_ones = scene.answers.0.iter().filter(|(_, value)| **value);
    let words = true_ones.filter_map(|(variable, _)| scene.wording.labels.get(variable));
    let chosen: Vec<&String> = if around.chosen.is_empty() {
        words.collect()
    } else {
        around.chosen.iter().collect()
    };
    let labels: Vec<String> = chosen
        .into_iter()
        .map(|label| format!("- {}", markdown::escaped(label)))
        .collect();
    let whole = markdown::link(&(scene.say)("adapted-whole", &[]), around.own);
    Part::Notice(
        Tone::Info,
        (scene.say)("adapted-title", &[]),
        paragraphs(vec![labels.join("\n"), whole]),
    )
}

pub(super) fn summaries(around: &Around, scene: &Scene) -> Vec<Part> {
    let base = around.locale.split('-').next().unwrap_or("fr");
    let speaks = |summary: &&Summary, language: &str| {
        let own = if summary.language.is_empty() {
            "fr"
        } else {
            &summary.language
        };
        own.split('-').next() == Some(language)
    };
    let own: Vec<&Summary> = around
        .local
        .summaries
        .iter()
        .filter(|summary| speaks(summary, base))
        .collect();
    let chosen = if own.is_empty() {
        around
            .local
            .summaries
            .iter()
            .filter(|summary| speaks(summary, "fr"))
            .collect()
    } else {
        own
    };
    let mut inside = Vec::new();
    for summary in chosen {
        inside.push(Part::Paragraphs(summary.text.clone()));
        if !summary.author.is_empty() {
            let about = (scene.say)(
                "summary-author",
                &[
                    ("author", &summary.author),
                    ("date", &crate::pages::day(&summary.date, scene.say)),
                ],
            );
            inside.push(Part::Paragraphs(format!("*{}*", markdown::escaped(&about))));
        }
    }
    titled("summary-title", inside, scene).into_iter().collect()
}

pub(super) fn local_steps(
    around: &Around,
    position: &str,
    keys: [&str; 2],
    scene: &Scene,
) -> Option<Part> {
    let steps: Vec<&Step> = around.local.at(position).collect();
    if steps.is_empty() {
        return None;
    }
    let told = |step: &Step| {
        let links: Vec<String> = step
            .links
            .iter()
            .map(|link| format!("- {}", markdown::link(&link.label, &link.url)))
            .collect();
        (
            step.title.clone(),
            paragraphs(vec![step.text.clone(), links.join("\n")]),
        )
    };
    let inside = Part::French(vec![Part::Steps(steps.into_iter().map(told).collect())]);
    section(here(keys, around, scene), vec![inside])
}

pub(super) fn way_to_places(around: &Around, scene: &Scene) -> Option<Part> {
    let helps = around.local.helps();
    helps.then(|| {
        Part::Paragraphs(markdown::link(
            &(scene.say)("places-way", &[]),
            &format!("#{PLACES}"),
        ))
    })
}

pub(super) fn offices(body: &Body, around: &Around, scene: &Scene) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut near: Vec<Part> = around
        .local
        .places
        .iter()
        .map(|id| Part::Record(id.clone()))
        .collect();
    near.extend(around.local.offices.iter().flat_map(local_office));
    if !near.is_empty() {
        parts.push(Part::Anchor(PLACES.to_owned()));
        parts.extend(section(here(["places", "places-in"], around, scene), near));
    }
    let cards: Vec<Card> = body
        .offices
        .iter()
        .filter_map(|office| scene.office(office))
        .collect();
    if !cards.is_empty() {
        parts.extend(titled("offices", vec![Part::Cards(cards)], scene));
    }
    parts
}

pub(super) fn local_office(office: &Office) -> Vec<Part> {
    let contact = Contact {
        name: office.name.clone(),
        telephone: office.telephone.clone(),
        email: office.email.clone(),
        address: office.address.clone(),
        hours: office.opening_hours.clone(),
        website: office.website.clone(),
    };
    let text = (!office.text.is_empty())
        .then(|| Part::French(vec![Part::Paragraphs(office.text.clone())]));
    [Part::Contact(contact)].into_iter().chain(text).collect()
}

/// A title that names the territory where it has a name.
fn here(keys: [&str; 2], around: &Around, scene: &Scene) -> String {
    match around.territory {
        "" => (scene.say)(keys[0], &[]),
        territory => (scene.say)(keys[1], &[("territory", territory)]),
    }
}
