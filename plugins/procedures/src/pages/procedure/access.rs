//! The way into a procedure: what is done online, by post or in person.

use super::super::blocks::Scene;
use super::super::part::Part;
use crate::fiche::markdown;
use crate::record::Procedure;

/// The form or the service itself.
pub(super) fn access(procedure: &Procedure, scene: &Scene) -> Vec<Part> {
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
