//! Plugins that mean harm: whatever stands in whatever field, the document stays sound and nothing of it acts.

use super::{checker, links, samples, site, view};
use crate::images::{Rights, Said};
use crate::plugins::page::*;
use crate::web::locale::Locale;
use crate::web::render::page_html;

/// Texts that have broken other sites.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "/a\" onclick=\"x",
    "/a\r\nSet-Cookie: x=1",
    "\u{202e}exe.jpg\u{2066}\u{200f}\u{61c}",
    "\u{0}\u{1}\u{7f}\u{85}\u{9f}",
    "</main></body></html>",
    "]]><!--<svg onload=alert(1)>",
    "[x](javascript:alert(1)) <a href=\"data:text/html,x\">y</a>",
    "",
];

/// Every text of a page replaced.
fn poisoned(page: &Page, text: &str) -> Page {
    let mut page = page.clone();
    page.title = text.into();
    page.title_language = Some(text.into());
    page.lead = Some(text.into());
    page.trail = vec![link(text)];
    page.alternates = vec![
        Alternate {
            content_type: text.into(),
            href: text.into(),
            title: text.into(),
        },
        Alternate {
            content_type: text.into(),
            href: "/x".into(),
            title: text.into(),
        },
    ];
    page.sources = vec![Source {
        label: text.into(),
        href: Some(text.into()),
        updated: Some(text.into()),
        licence: Some(text.into()),
    }];
    page.blocks = page
        .blocks
        .iter()
        .map(|block| poisoned_block(block, text))
        .collect();
    page
}

fn link(text: &str) -> Link {
    Link {
        label: text.into(),
        href: text.into(),
    }
}

fn poisoned_block(block: &Block, text: &str) -> Block {
    let t = || text.to_owned();
    let within = |blocks: &[Block]| {
        blocks
            .iter()
            .map(|block| poisoned_block(block, text))
            .collect()
    };
    let content = match &block.content {
        Content::Section { blocks, .. } => Content::Section {
            title: t(),
            blocks: within(blocks),
        },
        Content::Alternatives { cases, .. } => Content::Alternatives {
            question: t(),
            cases: cases
                .iter()
                .map(|case| Case {
                    label: t(),
                    blocks: within(&case.blocks),
                })
                .collect(),
        },
        Content::Paragraphs(_) => Content::Paragraphs(t()),
        Content::Notice { tone, .. } => Content::Notice {
            tone: *tone,
            title: t(),
            markdown: t(),
        },
        Content::Image { .. } => Content::Image {
            document: t(),
            alternative: t(),
            credit: Some(t()),
        },
        Content::Picture(_) => Content::Picture(Some(Picture {
            name: t(),
            width: u32::MAX,
            height: 0,
            said: Some(poisoned_said(text)),
        })),
        Content::Link(_) => Content::Link(link(text)),
        Content::Pager { .. } => Content::Pager {
            previous: Some(t()),
            next: Some(t()),
            position: t(),
        },
        Content::Facts(_) => Content::Facts(vec![Fact {
            anchor: Some(t()),
            term: t(),
            markdown: t(),
        }]),
        Content::Cards(_) => Content::Cards(vec![Card {
            title: t(),
            href: Some(t()),
            markdown: t(),
            facts: vec![(t(), t())],
            tags: vec![t()],
        }]),
        Content::Record(_) => Content::Record(Some(poisoned_record(text))),
        Content::Nearby(_) => Content::Nearby(Nearby {
            municipality: Some(t()),
            records: vec![poisoned_record(text)],
        }),
        Content::Steps(_) => Content::Steps(vec![Step {
            title: t(),
            markdown: t(),
        }]),
        Content::Table(_) => Content::Table(Table {
            caption: t(),
            columns: vec![t(), t()],
            rows: vec![vec![
                Cell {
                    header: true,
                    markdown: t(),
                    columns: 0,
                    rows: u32::MAX,
                },
                Cell {
                    header: false,
                    markdown: t(),
                    columns: u32::MAX,
                    rows: 0,
                },
            ]],
        }),
        Content::Agenda(_) => Content::Agenda(vec![Occurrence {
            title: t(),
            href: t(),
            start: 0,
            end: Some(i64::MIN),
            all_day: true,
            notes: vec![(t(), t())],
            place: Some(t()),
        }]),
        Content::Places { .. } => Content::Places {
            caption: t(),
            markers: vec![Marker {
                label: t(),
                href: Some(t()),
                latitude: f64::INFINITY,
                longitude: f64::NAN,
            }],
        },
        Content::Contact(_) => Content::Contact(poisoned_contact(text)),
        Content::Form(form) => Content::Form(Form {
            contributed: form.contributed,
            search: form.search,
            action: form.action.clone(),
            submit: t(),
            fields: form
                .fields
                .iter()
                .map(|field| poisoned_field(field, text))
                .collect(),
        }),
    };
    Block {
        language: Some(t()),
        anchor: Some(t()),
        content,
    }
}

fn poisoned_contact(text: &str) -> Contact {
    let t = || text.to_owned();
    Contact {
        name: t(),
        telephones: vec![t()],
        emails: vec![t()],
        addresses: vec![vec![t()]],
        hours: Some(t()),
        hours_note: Some(t()),
        wheelchair: Some(t()),
        websites: vec![t()],
    }
}

fn poisoned_record(text: &str) -> RecordCard {
    let t = || text.to_owned();
    RecordCard {
        id: t(),
        kind_label: t(),
        title: t(),
        href: t(),
        summary: Some(t()),
        contact: poisoned_contact(text),
        distance_metres: Some(u32::MAX),
        holder: Some(t()),
    }
}

fn poisoned_field(field: &Field, text: &str) -> Field {
    let t = || text.to_owned();
    Field {
        group: field.group.as_ref().map(|_| t()),
        kind: field.kind.clone(),
        name: t(),
        label: t(),
        value: Some(t()),
        hint: Some(t()),
        choices: field.choices.iter().map(|_| (t(), t())).collect(),
        optional: field.optional,
        maximum: Some(u32::MAX),
        purpose: Some(t()),
        error: Some(t()),
        said: Some(poisoned_said(text)),
    }
}

fn poisoned_said(text: &str) -> Said {
    Said {
        alternative: text.to_owned(),
        rights: Rights::Allowed,
        credit: text.to_owned(),
    }
}

#[test]
fn hostile_text_is_inert_in_every_field() {
    for text in HOSTILE {
        for (name, page) in samples::all() {
            let rendered = page_html(
                &poisoned(&page, text),
                &site(),
                &view(Locale::French),
                &links(),
            );
            checker::assert_sound(&format!("{name} with {text:?}"), &rendered.html);
            assert!(
                !rendered.html.contains(crate::web::render::is_harmful),
                "{name} with {text:?}"
            );
            // The one drawing is the address's code for cameras.
            let html = rendered.html.replace("<svg class=\"qr\"", "");
            assert!(
                !html.contains("<script") && !html.contains("<svg"),
                "{name}"
            );
        }
    }
}

#[test]
fn sections_without_end_do_not_break_the_stack() {
    let mut block = super::block(Content::Paragraphs("au fond".into()));
    for depth in 0..2_000 {
        let content = if depth % 2 == 0 {
            Content::Section {
                title: format!("Niveau {depth}"),
                blocks: vec![block],
            }
        } else {
            Content::Alternatives {
                question: "?".into(),
                cases: vec![Case {
                    label: "oui".into(),
                    blocks: vec![block],
                }],
            }
        };
        block = super::block(content);
    }
    let page = Page {
        blocks: vec![block],
        ..super::page(Vec::new())
    };
    let rendered = page_html(&page, &site(), &view(Locale::French), &links());
    assert!(rendered.html.contains("au fond") && rendered.html.contains("Niveau 0"));
    checker::assert_sound("deep", &rendered.html);
}

#[test]
fn strange_tables_cost_no_more_than_their_cells() {
    let cell = || Cell {
        header: false,
        markdown: "x".into(),
        columns: u32::MAX,
        rows: u32::MAX,
    };
    let wide = vec![(0..20_000).map(|_| cell()).collect::<Vec<_>>()];
    let long = (0..20_000).map(|_| vec![cell()]).collect::<Vec<_>>();
    let empty = (0..20_000).map(|_| Vec::new());
    let rows = wide.into_iter().chain(long).chain(empty).collect();
    let started = std::time::Instant::now();
    let page = super::page(vec![Content::Table(Table {
        caption: "t".into(),
        columns: Vec::new(),
        rows,
    })]);
    let rendered = page_html(&page, &site(), &view(Locale::French), &links());
    checker::assert_sound("strange table", &rendered.html);
    assert!(rendered.html.len() < 5_000_000, "{}", rendered.html.len());
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn equal_names_everywhere_get_ids_of_their_own() {
    let blocks = (0..3_000)
        .map(|_| {
            super::block(Content::Section {
                title: "a".into(),
                blocks: Vec::new(),
            })
        })
        .collect();
    let page = Page {
        blocks,
        ..super::page(Vec::new())
    };
    checker::assert_sound(
        "equal names",
        &page_html(&page, &site(), &view(Locale::French), &links()).html,
    );
}
