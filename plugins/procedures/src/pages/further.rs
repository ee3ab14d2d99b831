//! What leads on from a page: contents of a node, neighbours, references, the glossary.

use super::blocks::{Scene, Shown, is_anchor, paragraphs};
use super::part::{Part, Section, section};
use super::procedure::titled;
use crate::fiche::model::{Body, Definition, Group, Link};

/// What a theme or a dossier holds.
pub fn contents(body: &Body, scene: &Scene) -> Vec<Part> {
    let mut parts = Vec::new();
    for group in &body.contents {
        let list = Part::French(vec![Part::Paragraphs(list(&group.links, scene))]);
        if group.title.is_empty() {
            parts.extend(section((scene.say)("contents", &[]), vec![list]));
        } else {
            parts.push(Part::French(vec![Part::Section(Section {
                title: group.title.clone(),
                own: false,
                parts: vec![list],
            })]));
        }
    }
    parts
}

/// Links as a list.
fn list(links: &[Link], scene: &Scene) -> String {
    let mut lines: Vec<String> = Vec::new();
    for link in links {
        let line = match scene.shown(link.condition.as_ref()) {
            Shown::Hidden => continue,
            Shown::Plainly => scene.links.markdown(link),
            Shown::If(phrase) => format!(
                "{} {}",
                scene.links.markdown(link),
                scene.condition_line(&phrase)
            ),
        };
        let line = format!("- {line}");
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// Everything that leads on.
pub fn further(body: &Body, scene: &Scene) -> Vec<Part> {
    let mut parts = Vec::new();
    let lists: [(&str, &[Link]); 9] = [
        ("guides", &body.guides),
        ("life-events", &body.life_events),
        ("questions", &body.questions),
        ("related", &body.related),
        ("see-also", &body.see_also),
        ("neighbours", &body.neighbours.links),
        ("more", &body.more),
        ("partners", &body.partners),
        ("references", &body.references),
    ];
    for (key, links) in lists {
        let mut text = list(links, scene);
        if key == "neighbours" && !links.is_empty() {
            text = paragraphs(vec![dossier(&body.neighbours, scene), text]);
        }
        if !text.is_empty() {
            parts.extend(titled(key, vec![Part::Paragraphs(text)], scene));
        }
    }
    for (key, definitions) in [
        ("definitions", &body.definitions),
        ("abbreviations", &body.abbreviations),
    ] {
        if !definitions.is_empty() {
            parts.extend(titled(
                key,
                vec![Part::Facts(facts(definitions, scene))],
                scene,
            ));
        }
    }
    parts
}

fn dossier(group: &Group, scene: &Scene) -> String {
    let link = Link {
        href: format!("fiche:{}", group.id),
        label: group.title.clone(),
        ..Link::default()
    };
    if link.label.is_empty() {
        String::new()
    } else {
        scene.links.markdown(&link)
    }
}

fn facts(definitions: &[Definition], scene: &Scene) -> Vec<(String, String, String)> {
    definitions
        .iter()
        .map(|definition| {
            let text = paragraphs(vec![
                scene.markdown(&definition.blocks),
                list(&definition.references, scene),
            ]);
            let anchor = if is_anchor(&definition.id) {
                definition.id.clone()
            } else {
                String::new()
            };
            (definition.term.clone(), text, anchor)
        })
        .collect()
}
