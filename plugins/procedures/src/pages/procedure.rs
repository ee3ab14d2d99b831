//! The page of a fiche, a node or a form.

use maille_sdk::Tone;

use super::blocks::{Scene, paragraphs};
use super::further::{contents, further};
use super::part::{Card, Contact, Part, section};
use crate::fiche::AUDIENCES;
use crate::fiche::markdown;
use crate::fiche::model::Body;
use crate::local::{Local, Office, Step, Summary};
use crate::record::Procedure;

/// The name on a page of the places that help.
pub const PLACES: &str = "lieux";

/// What a page shows, beside the fiche.
pub struct Around<'a> {
    /// What the department adds.
    pub local: &'a Local,
    /// The department's name in the sentence "in …".
    pub territory: &'a str,
    /// The page's own address.
    pub own: &'a str,
    /// The page's language.
    pub locale: &'a str,
    /// What the reader answered, as sentences.
    pub chosen: Vec<String>,
    /// The last answer in a guided search.
    pub answer: Option<&'a str>,
    /// Parts of a guided search or of a simulator.
    pub interactive: Vec<Part>,
}

/// The whole page.
pub fn parts(procedure: &Procedure, around: &Around, scene: &Scene) -> Vec<Part> {
    let body = &procedure.body;
    let mut parts = head(procedure, around, scene);
    parts.extend(summaries(around, scene));
    parts.extend(local_steps(
        around,
        "before",
        ["local-before", "local-before-in"],
        scene,
    ));
    parts.extend(way_to_places(around, scene));
    parts.extend(french(scene.parts(&body.introduction)));
    parts.extend(access(procedure, scene));
    parts.extend(around.interactive.iter().cloned());
    parts.extend(contents(body, scene));
    parts.extend(french(scene.parts(&body.blocks)));
    parts.extend(local_steps(
        around,
        "step",
        ["local-steps", "local-steps-in"],
        scene,
    ));
    parts.extend(services(body, scene));
    parts.extend(offices(body, around, scene));
    parts.extend(local_steps(
        around,
        "after",
        ["local-after", "local-after-in"],
        scene,
    ));
    parts.extend(further(body, scene));
    parts.push(source(procedure));
    parts
}

/// Parts that speak French; nothing where there are none.
pub fn french(parts: Vec<Part>) -> Option<Part> {
    (!parts.is_empty()).then_some(Part::French(parts))
}

/// A section of the fiche's own words under a title of ours.
pub fn titled(key: &str, parts: Vec<Part>, scene: &Scene) -> Option<Part> {
    section((scene.say)(key, &[]), vec![french(parts)?])
}

/// A title that names the territory where it has a name.
fn here(keys: [&str; 2], around: &Around, scene: &Scene) -> String {
    match around.territory {
        "" => (scene.say)(keys[0], &[]),
        territory => (scene.say)(keys[1], &[("territory", territory)]),
    }
}

fn head(procedure: &Procedure, around: &Around, scene: &Scene) -> Vec<Part> {
    let body = &procedure.body;
    let mut inside: Vec<Part> = Vec::new();
    for step in &procedure.trail {
        if let Some(href) = scene.links.href(&format!("fiche:{}", step.identifier)) {
            inside.push(Part::Trail(step.title.clone(), href));
        }
    }
    // Each step of a guided search is a page with a title of its own.
    inside.push(Part::Title(match around.answer {
        Some(answer) => format!("{} – {answer}", procedure.title),
        None => procedure.title.clone(),
    }));
    let mut lead = Vec::new();
    if body.introduction.is_empty() && procedure.description != procedure.title {
        lead.push(markdown::escaped(&procedure.description));
    }
    let kind = if body.over_title.is_empty() {
        procedure.kind.clone()
    } else {
        body.over_title.clone()
    };
    let mut about: Vec<String> = vec![kind];
    about.extend(body.within.iter().map(|step| step.title.clone()));
    about.extend(body.targets.iter().cloned());
    about.retain(|text| !text.is_empty());
    lead.push(format!("*{}*", markdown::escaped(&about.join(" · "))));
    inside.push(Part::Lead(paragraphs(lead)));
    let mut parts = vec![Part::French(inside)];
    let others = scene.links.elsewhere(&procedure.identifier);
    if !others.is_empty() {
        let links: Vec<String> = others
            .iter()
            .map(|audience| {
                markdown::link(
                    &(scene.say)(&format!("audience-{audience}"), &[]),
                    &super::links::address(audience, &procedure.identifier),
                )
            })
            .collect();
        parts.push(Part::Paragraphs(format!(
            "{} {}",
            markdown::escaped(&(scene.say)("other-audiences", &[])),
            links.join(", ")
        )));
    }
    if body.being_updated {
        parts.push(Part::Notice(
            Tone::Info,
            (scene.say)("being-updated-title", &[]),
            (scene.say)("being-updated", &[]),
        ));
    }
    if !scene.answers.is_empty() {
        parts.push(adapted(around, scene));
    }
    let warnings = body.warnings.iter().flat_map(|warning| {
        let block = crate::fiche::model::Block::Notice(warning.clone());
        let mut told = scene.parts(&[block]);
        if let (false, Some(Part::Notice(_, _, text))) = (warning.date.is_empty(), told.first_mut())
        {
            let date = super::day(&warning.date, scene.say);
            text.push_str("\n\n");
            text.push_str(&(scene.say)("warning-date", &[("date", &date)]));
        }
        told
    });
    parts.extend(french(warnings.collect()));
    parts
}

/// Says that the page follows the reader's answers, and how to see all of it.
fn adapted(around: &Around, scene: &Scene) -> Part {
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

fn summaries(around: &Around, scene: &Scene) -> Vec<Part> {
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
                    ("date", &super::day(&summary.date, scene.say)),
                ],
            );
            inside.push(Part::Paragraphs(format!("*{}*", markdown::escaped(&about))));
        }
    }
    titled("summary-title", inside, scene).into_iter().collect()
}

fn local_steps(around: &Around, position: &str, keys: [&str; 2], scene: &Scene) -> Option<Part> {
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

fn way_to_places(around: &Around, scene: &Scene) -> Option<Part> {
    let helps = around.local.helps();
    helps.then(|| {
        Part::Paragraphs(markdown::link(
            &(scene.say)("places-way", &[]),
            &format!("#{PLACES}"),
        ))
    })
}

/// The form or the service itself.
fn access(procedure: &Procedure, scene: &Scene) -> Vec<Part> {
    let body = &procedure.body;
    let mut parts = Vec::new();
    let mut facts = Vec::new();
    let mut offered: Vec<String> = Vec::new();
    for link in &body.access {
        let Some(href) = scene.links.of(link) else {
            continue;
        };
        let key = match procedure.kind.as_str() {
            "Formulaire" => "access-form",
            "Modèle de document" => "access-letter",
            "Simulateur" => "access-simulator",
            _ => "access-service",
        };
        let label = if link.label.is_empty() {
            (scene.say)(key, &[])
        } else {
            link.label.clone()
        };
        parts.push(Part::Link(label, href));
        let about: Vec<&str> = [&link.source, &link.complement]
            .into_iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        let about = about.join(" – ");
        if !about.is_empty() && !offered.contains(&about) {
            offered.push(about);
        }
    }
    if !offered.is_empty() {
        facts.push((
            (scene.say)("access-about", &[]),
            markdown::escaped(&offered.join(", ")),
            String::new(),
        ));
    }
    if !body.cerfa.is_empty() {
        facts.push((
            (scene.say)("cerfa", &[]),
            markdown::escaped(&body.cerfa),
            String::new(),
        ));
    }
    if !body.number.is_empty() {
        facts.push((
            (scene.say)("form-number", &[]),
            markdown::escaped(&body.number),
            String::new(),
        ));
    }
    if !facts.is_empty() {
        parts.push(Part::Facts(facts));
    }
    parts
}

fn services(body: &Body, scene: &Scene) -> Option<Part> {
    let cards: Vec<Card> = body
        .services
        .iter()
        .filter_map(|service| scene.service(service))
        .collect();
    if cards.is_empty() {
        return None;
    }
    titled("services", vec![Part::Cards(cards)], scene)
}

fn offices(body: &Body, around: &Around, scene: &Scene) -> Vec<Part> {
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

fn local_office(office: &Office) -> Vec<Part> {
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

fn source(procedure: &Procedure) -> Part {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let source = &procedure.source;
    let name = if source.name.is_empty() {
        procedure.title.clone()
    } else {
        source.name.clone()
    };
    Part::Source(
        name,
        some(&source.url),
        some(&procedure.updated),
        some(&source.licence),
    )
}

/// The audience's own words, for cards and the home page.
pub fn audience_key(audience: &str) -> String {
    let known = AUDIENCES
        .iter()
        .find(|known| **known == audience)
        .unwrap_or(&AUDIENCES[0]);
    format!("audience-{known}")
}
