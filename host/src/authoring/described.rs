//! A reply as a text that people read and compare: one line a thing, in the order in which the guest said it.

use std::fmt::Write as _;

use crate::plugins::page::{Block, Contact, Content, Outcome, Page, RecordCard};

/// Bytes of a document that stand in the text.
const DOCUMENT_SHOWN: usize = 20_000;

/// A page as text.
pub fn page(page: &Page) -> String {
    let mut text = Text::default();
    match &page.outcome {
        Outcome::Redirect(href) => text.line("redirect", href),
        Outcome::Document(document) => {
            text.line("document", &document.content_type);
            text.option("filename", document.filename.as_deref());
            match std::str::from_utf8(&document.body) {
                Ok(body) if body.len() <= DOCUMENT_SHOWN => text.words(&body.replace('\r', "")),
                _ => text.line("bytes", &document.body.len().to_string()),
            }
        }
        _ => {
            text.line("title", &page.title);
            text.option("title language", page.title_language.as_deref());
            if let Some(lead) = &page.lead {
                text.line("lead", "");
                text.deeper(|text| text.words(lead));
            }
            for link in &page.trail {
                text.line("trail", &format!("{} → {}", link.label, link.href));
            }
            for alternate in &page.alternates {
                let said = format!(
                    "{} ({}) → {}",
                    alternate.title, alternate.content_type, alternate.href
                );
                text.line("alternate", &said);
            }
            text.blocks(&page.blocks);
            for source in &page.sources {
                text.line("source", &source.label);
                text.deeper(|text| {
                    text.option("href", source.href.as_deref());
                    text.option("updated", source.updated.as_deref());
                    text.option("licence", source.licence.as_deref());
                });
            }
            if page.personal {
                text.line("personal", "");
            }
        }
    }
    text.out
}

#[derive(Default)]
struct Text {
    out: String,
    depth: usize,
}

impl Text {
    fn line(&mut self, name: &str, value: &str) {
        let indent = "  ".repeat(self.depth);
        let value = value.replace('\n', " ⏎ ");
        let line = format!("{indent}{name}: {value}");
        // Writing to a text cannot fail.
        let _ = writeln!(self.out, "{}", line.trim_end());
    }

    fn option(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(name, value);
        }
    }

    /// A text of several lines.
    fn words(&mut self, words: &str) {
        let indent = "  ".repeat(self.depth);
        for line in words.trim_end().lines() {
            let _ = writeln!(self.out, "{}", format!("{indent}{line}").trim_end());
        }
    }

    fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    fn titled(&mut self, name: &str, title: &str, inside: impl FnOnce(&mut Self)) {
        self.line(name, title);
        self.deeper(inside);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.option("anchor", block.anchor.as_deref());
            self.option("language", block.language.as_deref());
            self.content(&block.content);
        }
    }

    fn content(&mut self, content: &Content) {
        match content {
            Content::Section { title, blocks } => {
                self.titled("section", title, |text| text.blocks(blocks));
            }
            Content::Alternatives { question, cases } => {
                self.titled("alternatives", question, |text| {
                    for case in cases {
                        text.titled("case", &case.label, |text| text.blocks(&case.blocks));
                    }
                });
            }
            Content::Paragraphs(markdown) => {
                self.titled("paragraphs", "", |text| text.words(markdown));
            }
            Content::Notice {
                tone,
                title,
                markdown,
            } => {
                let name = format!("notice {}", format!("{tone:?}").to_lowercase());
                self.titled(&name, title, |text| text.words(markdown));
            }
            Content::Image {
                document,
                alternative,
                credit,
            } => self.titled("image", document, |text| {
                text.line("alternative", alternative);
                text.option("credit", credit.as_deref());
            }),
            Content::Picture(None) => self.line("picture", "(gone)"),
            Content::Picture(Some(picture)) => self.titled("picture", &picture.name, |text| {
                if let Some(said) = &picture.said {
                    text.line("alternative", &said.alternative);
                    text.line("rights", said.rights.as_str());
                    text.line("credit", &said.credit);
                }
            }),
            Content::Link(link) => self.line("link", &format!("{} → {}", link.label, link.href)),
            Content::Pager {
                previous,
                next,
                position,
            } => self.titled("pager", position, |text| {
                text.option("previous", previous.as_deref());
                text.option("next", next.as_deref());
            }),
            Content::Facts(facts) => self.titled("facts", "", |text| {
                for fact in facts {
                    text.option("anchor", fact.anchor.as_deref());
                    text.line(&fact.term, &fact.markdown);
                }
            }),
            Content::Cards(cards) => self.titled("cards", "", |text| {
                for card in cards {
                    text.titled("card", &card.title, |text| {
                        text.option("href", card.href.as_deref());
                        text.words(&card.markdown);
                        for (term, value) in &card.facts {
                            text.line(term, value);
                        }
                        for tag in &card.tags {
                            text.line("tag", tag);
                        }
                    });
                }
            }),
            Content::Record(None) => self.line("record", "(gone)"),
            Content::Record(Some(card)) => self.record(card),
            Content::Nearby(nearby) => self.titled("nearby", "", |text| {
                text.option("municipality", nearby.municipality.as_deref());
                for card in &nearby.records {
                    text.record(card);
                }
            }),
            Content::Steps(steps) => self.titled("steps", "", |text| {
                for step in steps {
                    text.titled("step", &step.title, |text| text.words(&step.markdown));
                }
            }),
            Content::Table(table) => self.titled("table", &table.caption, |text| {
                if !table.columns.is_empty() {
                    text.line("columns", &table.columns.join(" | "));
                }
                for row in &table.rows {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| {
                            let mark = if cell.header { "# " } else { "" };
                            let span = match (cell.columns, cell.rows) {
                                (1, 1) => String::new(),
                                (columns, rows) => format!(" ({columns}×{rows})"),
                            };
                            format!("{mark}{}{span}", cell.markdown)
                        })
                        .collect();
                    text.line("row", &cells.join(" | "));
                }
            }),
            Content::Agenda(dates) => self.titled("agenda", "", |text| {
                for date in dates {
                    text.titled("occurrence", &date.title, |text| {
                        text.line("href", &date.href);
                        text.line("start", &moment(date.start));
                        text.option("end", date.end.map(moment).as_deref());
                        if date.all_day {
                            text.line("all day", "");
                        }
                        for (code, note) in &date.notes {
                            text.line(&format!("note {code}"), note);
                        }
                        text.option("place", date.place.as_deref());
                    });
                }
            }),
            Content::Places { caption, markers } => self.titled("places", caption, |text| {
                for marker in markers {
                    text.titled("marker", &marker.label, |text| {
                        text.option("href", marker.href.as_deref());
                        text.line("at", &format!("{}, {}", marker.latitude, marker.longitude));
                    });
                }
            }),
            Content::Contact(contact) => {
                self.titled("contact", &contact.name, |text| text.contact(contact));
            }
            Content::Form(form) => {
                let name = if form.search { "search form" } else { "form" };
                self.titled(name, &form.submit, |text| {
                    text.line("action", &form.action);
                    for field in &form.fields {
                        text.option("group", field.group.as_deref());
                        let name = format!("field {} `{}`", field.kind, field.name);
                        text.titled(&name, &field.label, |text| {
                            text.option("value", field.value.as_deref());
                            text.option("hint", field.hint.as_deref());
                            for (value, label) in &field.choices {
                                text.line(&format!("choice `{value}`"), label);
                            }
                            if field.optional {
                                text.line("optional", "");
                            }
                            text.option(
                                "maximum",
                                field.maximum.map(|max| max.to_string()).as_deref(),
                            );
                            text.option("purpose", field.purpose.as_deref());
                            text.option("error", field.error.as_deref());
                        });
                    }
                });
            }
        }
    }

    fn record(&mut self, card: &RecordCard) {
        self.titled("record", &card.title, |text| {
            text.line("id", &card.id);
            text.option("summary", card.summary.as_deref());
            text.contact(&card.contact);
            let metres = card.distance_metres.map(|metres| metres.to_string());
            text.option("metres", metres.as_deref());
        });
    }

    fn contact(&mut self, contact: &Contact) {
        for number in &contact.telephones {
            self.line("telephone", number);
        }
        for address in &contact.emails {
            self.line("email", address);
        }
        for lines in &contact.addresses {
            self.line("address", &lines.join(", "));
        }
        self.option("hours", contact.hours.as_deref());
        self.option("hours note", contact.hours_note.as_deref());
        self.option("wheelchair", contact.wheelchair.as_deref());
        for website in &contact.websites {
            self.line("website", website);
        }
    }
}

fn moment(ms: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(ms);
    moment.map_or_else(|_| ms.to_string(), |moment| moment.to_string())
}
