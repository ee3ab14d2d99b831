//! The page of a fiche, a node or a form.

mod access;
mod local;
pub mod near;

use maille_sdk::Tone;

use super::blocks::{Scene, paragraphs};
use super::further::{contents, further};
use super::part::{Card, Part, section};
use crate::fiche::AUDIENCES;
use crate::fiche::markdown;
use crate::fiche::model::Body;
use crate::local::Local;
use crate::near::Near;
use crate::record::Procedure;
use access::access;
use local::{adapted, local_steps, offices, summaries, way_to_places};

/// The name on a page of the places that help.
pub const PLACES: &str = "lieux";

/// What a page shows, beside the fiche.
pub struct Around<'a> {
    /// What the department adds.
    pub local: &'a Local,
    /// Who helps near the visitor, where the directory may be read.
    pub near: Option<&'a Near>,
    /// Answers that a form of the page keeps, by name.
    pub kept: Vec<(&'static str, String)>,
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
    parts.extend(near::near(around, scene));
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
