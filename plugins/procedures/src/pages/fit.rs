//! Keeps a page within the bounds of a reply: very large tables become lists, very deep sections become bold lines. No
//! real fiche needs it; a page that the host refuses would say nothing at all.

use super::part::{Alternatives, Card, Part, Section, Table};
use crate::fiche::markdown;

/// The host takes 2,000 blocks and parts.
const CALLS_MAX: usize = 1_700;
/// The host takes 16 levels.
const LEVELS_MAX: usize = 12;

/// The parts as they are, or in fewer and flatter blocks.
pub fn fitted(parts: Vec<Part>) -> Vec<Part> {
    let crowded = calls(&parts) > CALLS_MAX;
    fit(parts, crowded, 0)
}

/// How many blocks and parts the host will count.
pub fn calls(parts: &[Part]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            Part::French(parts) => calls(parts),
            Part::Section(section) => 1 + calls(&section.parts),
            Part::Alternatives(all) => {
                1 + all
                    .cases
                    .iter()
                    .map(|(_, parts)| 1 + calls(parts))
                    .sum::<usize>()
            }
            Part::Facts(facts) => 1 + facts.len(),
            Part::Cards(cards) => 1 + cards.iter().map(|card| 1 + card.tags.len()).sum::<usize>(),
            Part::Steps(steps) => 1 + steps.len(),
            Part::Table(table) => {
                1 + table
                    .rows
                    .iter()
                    .map(|cells| 1 + cells.len())
                    .sum::<usize>()
            }
            Part::Search(_, _, fields) => 1 + fields.len() * 8,
            _ => 1,
        })
        .sum()
}

fn fit(parts: Vec<Part>, crowded: bool, level: usize) -> Vec<Part> {
    parts
        .into_iter()
        .flat_map(|part| fit_one(part, crowded, level))
        .collect()
}

fn fit_one(part: Part, crowded: bool, level: usize) -> Vec<Part> {
    let deep = level >= LEVELS_MAX;
    match part {
        Part::French(parts) => vec![Part::French(fit(parts, crowded, level))],
        Part::Section(section) if deep => under(&section.title, fit(section.parts, crowded, level)),
        Part::Section(section) => {
            vec![Part::Section(Section {
                parts: fit(section.parts, crowded, level + 1),
                ..section
            })]
        }
        Part::Alternatives(all) if deep => {
            let cases = all
                .cases
                .into_iter()
                .flat_map(|(label, parts)| under(&label, fit(parts, crowded, level)));
            under(&all.question, cases.collect())
        }
        Part::Alternatives(all) => {
            let cases = all
                .cases
                .into_iter()
                .map(|(label, parts)| (label, fit(parts, crowded, level + 1)));
            vec![Part::Alternatives(Alternatives {
                question: all.question,
                cases: cases.collect(),
            })]
        }
        Part::Table(table) if crowded => vec![Part::Paragraphs(rows(&table))],
        Part::Cards(cards) if crowded => vec![Part::Paragraphs(list(&cards))],
        part => vec![part],
    }
}

fn under(title: &str, mut parts: Vec<Part>) -> Vec<Part> {
    parts.insert(
        0,
        Part::Paragraphs(format!("**{}**", markdown::escaped(title))),
    );
    parts
}

fn rows(table: &Table) -> String {
    let mut lines = vec![format!("**{}**\n", markdown::escaped(&table.caption))];
    if !table.columns.is_empty() {
        lines.push(format!(
            "- {}",
            markdown::escaped(&table.columns.join(" – "))
        ));
    }
    for cells in &table.rows {
        let texts: Vec<&str> = cells.iter().map(|cell| cell.markdown.as_str()).collect();
        lines.push(format!("- {}", markdown::indented(&texts.join(" – "), 2)));
    }
    lines.join("\n")
}

fn list(cards: &[Card]) -> String {
    let lines = cards.iter().map(|card| {
        let title = match &card.href {
            Some(href) => markdown::link(&card.title, href),
            None => markdown::escaped(&card.title),
        };
        let tags: String = card
            .tags
            .iter()
            .map(|tag| format!(" – {}", markdown::escaped(tag)))
            .collect();
        let text = if card.markdown.is_empty() {
            String::new()
        } else {
            format!("\n\n{}", card.markdown)
        };
        format!(
            "- {}",
            markdown::indented(&format!("{title}{tags}{text}"), 2)
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
