//! The words of a fiche without any mark, for the search.

use super::model::{Block, Body, Branch};

/// Words enough to find every fiche; the longest have ten times more.
const TEXT_BYTES_MAX: usize = 32 * 1024;

/// The words of a body, cut at a bound.
pub fn text(body: &Body) -> String {
    let mut out = String::new();
    blocks(&body.introduction, &mut out);
    for definition in &body.abbreviations {
        push(&definition.term, &mut out);
        blocks(&definition.blocks, &mut out);
    }
    for target in &body.targets {
        push(target, &mut out);
    }
    for service in &body.services {
        push(&service.title, &mut out);
        push(&service.cerfa, &mut out);
    }
    push(&body.cerfa, &mut out);
    push(&body.number, &mut out);
    for group in &body.contents {
        push(&group.title, &mut out);
        group
            .links
            .iter()
            .for_each(|link| push(&link.label, &mut out));
    }
    branches(&body.guide, &mut out);
    blocks(&body.blocks, &mut out);
    for definition in &body.definitions {
        push(&definition.term, &mut out);
    }
    let end = out.floor_char_boundary(TEXT_BYTES_MAX);
    out.truncate(end);
    out
}

fn branches(all: &[Branch], out: &mut String) {
    for branch in all {
        push(&branch.title, out);
        branches(&branch.branches, out);
    }
}

fn blocks(all: &[Block], out: &mut String) {
    for block in all {
        // What is over the bound would be cut anyway.
        if out.len() > TEXT_BYTES_MAX {
            return;
        }
        match block {
            Block::Paragraph(markdown) => push(&unmarked(markdown), out),
            Block::List(list) => list.items.iter().for_each(|item| blocks(&item.blocks, out)),
            Block::Section(section) => {
                push(&section.title, out);
                blocks(&section.blocks, out);
            }
            Block::Cases(cases) => {
                for case in &cases.cases {
                    push(&case.title, out);
                    blocks(&case.blocks, out);
                }
            }
            Block::Table(table) => {
                push(&table.caption, out);
                table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .for_each(|cell| blocks(&cell.blocks, out));
            }
            Block::Notice(notice) => blocks(&notice.blocks, out),
            Block::Office(office) => push(&office.title, out),
            Block::Service(service) => push(&service.title, out),
            Block::Conditional(item) => blocks(&item.blocks, out),
            Block::Comment(comment) => push(&comment.link.label, out),
            Block::Picture(_) => {}
        }
    }
}

fn push(words: &str, out: &mut String) {
    if !words.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(words);
    }
}

/// Markdown of our own making without its marks and its links' targets.
pub fn unmarked(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut letters = markdown.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            '*' | '[' => {}
            ']' if letters.peek() == Some(&'(') => {
                for target in letters.by_ref() {
                    if target == ')' {
                        break;
                    }
                }
            }
            ']' => {}
            _ => out.push(letter),
        }
    }
    out
}
