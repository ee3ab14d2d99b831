//! The interface `page`, the other half: the calls that describe the page that answers a request. One trait of the
//! contract is one `impl`, so this file is as long as the contract has blocks; what each does is in `describe`.

use wasmtime::component::Resource;

use super::budget::{clean, line};
use super::contract::maille::plugin::page::{Host, HostReply};
use super::describe::Misuse;
use super::grants::Capability;
use super::page::{
    Alternate, Contact, Content, Document, Field, Form, HOST_PREFIX, IMAGE, Link, Marker, Nearby,
    Occurrence, Outcome, Picture, RecordCard, Source, Table, Tone,
};
use super::state::{ReplyHandle, State, Stop};

/// Kinds in one `nearby`, and records that it shows.
const NEARBY_KINDS_MAX: usize = 10;
const NEARBY_RECORDS_MAX: u32 = 20;

type Reply = Resource<ReplyHandle>;

type Done = wasmtime::Result<()>;

/// What does not fit stops the guest: the page would not be what its author meant.
fn fits<T>(result: Result<T, Misuse>) -> wasmtime::Result<T> {
    result.map_err(|message| Stop::Misuse(message).into())
}

fn length(text: &Option<String>) -> usize {
    text.as_ref().map_or(0, String::len)
}

fn total(texts: &[String]) -> usize {
    texts.iter().map(|text| text.len() + 16).sum()
}

impl Host for State {}

impl State {
    fn block(&mut self, name: &str, bytes: usize, content: Content) -> Done {
        self.reply_block(bytes)?;
        fits(self.description.block(content, name))
    }

    fn open(&mut self, bytes: usize, open: impl FnOnce(&mut Self) -> Result<(), Misuse>) -> Done {
        self.reply_block(bytes)?;
        fits(open(self))
    }

    fn part(&mut self, bytes: usize, add: impl FnOnce(&mut Self) -> Result<(), Misuse>) -> Done {
        self.reply_part(bytes)?;
        fits(add(self))
    }

    fn outcome(&mut self, outcome: Outcome) -> Done {
        self.description.page.outcome = outcome;
        Ok(())
    }
}

impl HostReply for State {
    fn title(&mut self, _: Reply, text: String) -> Done {
        self.reply_part(text.len())?;
        self.description.page.title = line(text);
        self.description.page.title_language = self.description.current_language();
        Ok(())
    }

    fn lead(&mut self, _: Reply, markdown: String) -> Done {
        self.reply_part(markdown.len())?;
        self.description.page.lead = Some(clean(markdown));
        Ok(())
    }

    fn trail(&mut self, _: Reply, label: String, href: String) -> Done {
        self.reply_part(label.len() + href.len())?;
        self.description.page.trail.push(Link {
            label: line(label),
            href,
        });
        Ok(())
    }

    fn alternate(&mut self, _: Reply, content_type: String, href: String, title: String) -> Done {
        self.reply_part(content_type.len() + href.len() + title.len())?;
        self.description.page.alternates.push(Alternate {
            content_type: line(content_type),
            href,
            title: line(title),
        });
        Ok(())
    }

    fn source(
        &mut self,
        _: Reply,
        label: String,
        href: Option<String>,
        updated: Option<String>,
        licence: Option<String>,
    ) -> Done {
        self.reply_part(label.len() + length(&href) + length(&updated) + length(&licence))?;
        self.description.page.sources.push(Source {
            label: line(label),
            href,
            updated: updated.map(line),
            licence: licence.map(line),
        });
        Ok(())
    }

    fn personal(&mut self, _: Reply) -> Done {
        self.description.page.personal = true;
        Ok(())
    }

    fn language(&mut self, _: Reply, code: String) -> Done {
        let fits_bcp = code.len() <= 35
            && code.split('-').all(|part| {
                (1..=8).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if !fits_bcp && !code.is_empty() {
            self.said.log(
                "warning",
                format!(
                    "`language` takes a BCP 47 code such as `fr`, not `{}`",
                    line(code)
                ),
            );
            return Ok(());
        }
        let own = code == self.request.locale;
        self.description
            .language(if own { String::new() } else { code });
        Ok(())
    }

    fn anchor(&mut self, _: Reply, name: String) -> Done {
        fits(self.description.anchor(name))
    }

    fn section(&mut self, _: Reply, title: String) -> Done {
        self.open(title.len(), |state| state.description.section(line(title)))
    }

    fn alternatives(&mut self, _: Reply, question: String) -> Done {
        self.open(question.len(), |state| {
            state.description.alternatives(line(question))
        })
    }

    fn alternative(&mut self, _: Reply, label: String) -> Done {
        self.open(label.len(), |state| {
            state.description.alternative(line(label))
        })
    }

    fn end(&mut self, _: Reply) -> Done {
        fits(self.description.end())
    }

    fn paragraphs(&mut self, _: Reply, markdown: String) -> Done {
        self.block(
            "paragraphs",
            markdown.len(),
            Content::Paragraphs(clean(markdown)),
        )
    }

    fn notice(&mut self, _: Reply, tone: String, title: String, markdown: String) -> Done {
        let tone = match tone.as_str() {
            "tip" => Tone::Tip,
            "reminder" => Tone::Reminder,
            "warning" => Tone::Warning,
            "success" => Tone::Success,
            "error" => Tone::Error,
            "info" => Tone::Info,
            _ => {
                self.said.log(
                    "warning",
                    format!("`{}` is not a tone: `info` is shown", line(tone)),
                );
                Tone::Info
            }
        };
        let bytes = title.len() + markdown.len();
        self.block(
            "notice",
            bytes,
            Content::Notice {
                tone,
                title: line(title),
                markdown: clean(markdown),
            },
        )
    }

    fn image(
        &mut self,
        _: Reply,
        document: String,
        alternative: String,
        credit: Option<String>,
    ) -> Done {
        let bytes = document.len() + alternative.len() + length(&credit);
        let content = Content::Image {
            document: line(document),
            alternative: line(alternative),
            credit: credit.map(line),
        };
        self.block("image", bytes, content)
    }

    fn picture(&mut self, _: Reply, name: String) -> Done {
        if let Some(missing) = self.plugin.grants.missing(&Capability::Images) {
            let message = format!("`picture` shows nothing: {missing}");
            self.said.log("warning", message);
            return Ok(());
        }
        // Filled in when the guest has returned, since reading waits.
        let picture = Picture {
            name: line(name),
            ..Picture::default()
        };
        self.block("picture", 64, Content::Picture(Some(picture)))
    }

    fn link(&mut self, _: Reply, label: String, href: String) -> Done {
        self.block(
            "link",
            label.len() + href.len(),
            Content::Link(Link {
                label: line(label),
                href,
            }),
        )
    }

    fn pager(
        &mut self,
        _: Reply,
        previous: Option<String>,
        next: Option<String>,
        position: String,
    ) -> Done {
        let bytes = length(&previous) + length(&next) + position.len();
        self.block(
            "pager",
            bytes,
            Content::Pager {
                previous,
                next,
                position: line(position),
            },
        )
    }

    fn facts(&mut self, _: Reply) -> Done {
        self.block("facts", 0, Content::Facts(Vec::new()))
    }

    fn fact(&mut self, _: Reply, term: String, markdown: String) -> Done {
        self.part(term.len() + markdown.len(), |state| {
            state.description.fact(line(term), clean(markdown))
        })
    }

    fn cards(&mut self, _: Reply) -> Done {
        self.block("cards", 0, Content::Cards(Vec::new()))
    }

    fn card(&mut self, _: Reply, title: String, href: Option<String>, markdown: String) -> Done {
        let bytes = title.len() + length(&href) + markdown.len();
        self.part(bytes, |state| {
            state.description.card(line(title), href, clean(markdown))
        })
    }

    fn card_fact(&mut self, _: Reply, term: String, text: String) -> Done {
        self.part(term.len() + text.len(), |state| {
            state.description.card_fact(line(term), line(text))
        })
    }

    fn card_tag(&mut self, _: Reply, label: String) -> Done {
        self.part(label.len(), |state| state.description.card_tag(line(label)))
    }

    fn record_card(&mut self, _: Reply, id: String) -> Done {
        // Filled in when the guest has returned, since reading waits.
        let card = RecordCard {
            id: line(id),
            ..RecordCard::default()
        };
        self.block("record-card", 64, Content::Record(Some(card)))
    }

    fn nearby(&mut self, _: Reply, kinds: Vec<String>, words: Option<String>, limit: u32) -> Done {
        if kinds.len() > NEARBY_KINDS_MAX {
            return fits(Err(format!(
                "`nearby` takes {NEARBY_KINDS_MAX} kinds at most"
            )));
        }
        let bytes = total(&kinds) + length(&words);
        self.wanted_nearby
            .push((kinds, words, limit.min(NEARBY_RECORDS_MAX)));
        let nearby = Nearby {
            municipality: self.request.municipality.clone(),
            records: Vec::new(),
        };
        self.block("nearby", bytes, Content::Nearby(nearby))
    }

    fn steps(&mut self, _: Reply) -> Done {
        self.block("steps", 0, Content::Steps(Vec::new()))
    }

    fn step(&mut self, _: Reply, title: String, markdown: String) -> Done {
        self.part(title.len() + markdown.len(), |state| {
            state.description.step(line(title), clean(markdown))
        })
    }

    fn table(&mut self, _: Reply, caption: String, columns: Vec<String>) -> Done {
        let bytes = caption.len() + total(&columns);
        let columns = columns.into_iter().map(line).collect();
        self.block(
            "table",
            bytes,
            Content::Table(Table {
                caption: line(caption),
                columns,
                rows: Vec::new(),
            }),
        )
    }

    fn row(&mut self, _: Reply) -> Done {
        self.part(0, |state| state.description.row())
    }

    fn cell(&mut self, _: Reply, markdown: String) -> Done {
        self.part(markdown.len(), |state| {
            state.description.cell(false, clean(markdown))
        })
    }

    fn cell_header(&mut self, _: Reply, markdown: String) -> Done {
        self.part(markdown.len(), |state| {
            state.description.cell(true, clean(markdown))
        })
    }

    fn cell_span(&mut self, _: Reply, columns: u32, rows: u32) -> Done {
        self.part(0, |state| state.description.cell_span(columns, rows))
    }

    fn agenda(&mut self, _: Reply) -> Done {
        self.block("agenda", 0, Content::Agenda(Vec::new()))
    }

    fn occurrence(
        &mut self,
        _: Reply,
        title: String,
        href: String,
        start: i64,
        end: Option<i64>,
        all_day: bool,
    ) -> Done {
        let bytes = title.len() + href.len();
        let occurrence = Occurrence {
            title: line(title),
            href,
            start,
            end,
            all_day,
            notes: Vec::new(),
            place: None,
        };
        self.part(bytes, |state| state.description.occurrence(occurrence))
    }

    fn occurrence_note(&mut self, _: Reply, code: String, text: String) -> Done {
        self.part(code.len() + text.len(), |state| {
            state
                .description
                .last_occurrence("occurrence-note")?
                .notes
                .push((line(code), line(text)));
            Ok(())
        })
    }

    fn occurrence_place(&mut self, _: Reply, text: String) -> Done {
        self.part(text.len(), |state| {
            state.description.last_occurrence("occurrence-place")?.place = Some(line(text));
            Ok(())
        })
    }

    fn places(&mut self, _: Reply, caption: String) -> Done {
        self.block(
            "places",
            caption.len(),
            Content::Places {
                caption: line(caption),
                markers: Vec::new(),
            },
        )
    }

    fn marker(
        &mut self,
        _: Reply,
        label: String,
        href: Option<String>,
        latitude: f64,
        longitude: f64,
    ) -> Done {
        let marker = Marker {
            label: line(label),
            href,
            latitude,
            longitude,
        };
        self.part(64, |state| state.description.marker(marker))
    }

    fn contact(&mut self, _: Reply, name: String) -> Done {
        self.block(
            "contact",
            name.len(),
            Content::Contact(Contact {
                name: line(name),
                ..Contact::default()
            }),
        )
    }

    fn contact_telephone(&mut self, _: Reply, number: String) -> Done {
        self.part(number.len(), |state| {
            state
                .description
                .contact_part("contact-telephone")?
                .telephones
                .push(line(number));
            Ok(())
        })
    }

    fn contact_email(&mut self, _: Reply, address: String) -> Done {
        self.part(address.len(), |state| {
            state
                .description
                .contact_part("contact-email")?
                .emails
                .push(line(address));
            Ok(())
        })
    }

    fn contact_address(&mut self, _: Reply, lines: Vec<String>) -> Done {
        self.part(total(&lines), |state| {
            let lines = lines.into_iter().map(line).collect();
            state
                .description
                .contact_part("contact-address")?
                .addresses
                .push(lines);
            Ok(())
        })
    }

    fn contact_hours(&mut self, _: Reply, specification: String) -> Done {
        self.part(specification.len(), |state| {
            state.description.contact_part("contact-hours")?.hours = Some(line(specification));
            Ok(())
        })
    }

    fn contact_website(&mut self, _: Reply, url: String) -> Done {
        self.part(url.len(), |state| {
            state
                .description
                .contact_part("contact-website")?
                .websites
                .push(url);
            Ok(())
        })
    }

    fn form(&mut self, _: Reply, action: String, submit: String) -> Done {
        let bytes = action.len() + submit.len();
        self.block(
            "form",
            bytes,
            Content::Form(Form {
                search: false,
                action,
                submit: line(submit),
                fields: Vec::new(),
                contributed: false,
            }),
        )
    }

    fn search_form(&mut self, _: Reply, action: String, submit: String) -> Done {
        let bytes = action.len() + submit.len();
        self.block(
            "form",
            bytes,
            Content::Form(Form {
                search: true,
                action,
                submit: line(submit),
                fields: Vec::new(),
                contributed: false,
            }),
        )
    }

    fn form_contributed(&mut self, _: Reply) -> Done {
        if let Some(missing) = self.plugin.grants.missing(&Capability::Contributors) {
            let message = format!("`form-contributed` asks for no code: {missing}");
            self.said.log("warning", message);
            return Ok(());
        }
        self.part(0, |state| {
            let form = state.description.last_form("form-contributed")?;
            form.contributed = !form.search;
            if form.search {
                let message = "`form-contributed` on a form that is sent with GET: a code never stands in an address";
                state.said.log("warning", message.to_owned());
            }
            Ok(())
        })
    }

    fn field_group(&mut self, _: Reply, legend: String) -> Done {
        self.part(legend.len(), |state| {
            state.description.field_group(line(legend))
        })
    }

    fn field(
        &mut self,
        _: Reply,
        kind: String,
        name: String,
        label: String,
        value: Option<String>,
    ) -> Done {
        let bytes = kind.len() + name.len() + label.len() + length(&value);
        let mut name = line(name);
        if name.starts_with(HOST_PREFIX) {
            let message = format!(
                "the field `{name}` has no name: those that begin with `{HOST_PREFIX}` are the host's own"
            );
            self.said.log("warning", message);
            name.clear();
        }
        let mut kind = line(kind);
        if kind == IMAGE
            && let Some(missing) = self.plugin.grants.missing(&Capability::Images)
        {
            let message = format!("the field `{name}` asks for no picture: {missing}");
            self.said.log("warning", message);
            "hidden".clone_into(&mut kind);
        }
        let field = Field {
            kind,
            name,
            label: line(label),
            value: value.map(clean),
            ..Field::default()
        };
        self.part(bytes, |state| state.description.field(field))
    }

    fn field_hint(&mut self, _: Reply, text: String) -> Done {
        self.part(text.len(), |state| {
            state.description.last_field("field-hint")?.hint = Some(line(text));
            Ok(())
        })
    }

    fn field_choice(&mut self, _: Reply, value: String, label: String) -> Done {
        self.part(value.len() + label.len(), |state| {
            state
                .description
                .last_field("field-choice")?
                .choices
                .push((line(value), line(label)));
            Ok(())
        })
    }

    fn field_optional(&mut self, _: Reply) -> Done {
        self.part(0, |state| {
            state.description.last_field("field-optional")?.optional = true;
            Ok(())
        })
    }

    fn field_maximum(&mut self, _: Reply, length: u32) -> Done {
        self.part(0, |state| {
            state.description.last_field("field-maximum")?.maximum = Some(length);
            Ok(())
        })
    }

    fn field_purpose(&mut self, _: Reply, purpose: String) -> Done {
        self.part(purpose.len(), |state| {
            state.description.last_field("field-purpose")?.purpose = Some(line(purpose));
            Ok(())
        })
    }

    fn field_error(&mut self, _: Reply, message: String) -> Done {
        self.part(message.len(), |state| {
            state.description.last_field("field-error")?.error = Some(line(message));
            Ok(())
        })
    }

    fn not_found(&mut self, _: Reply) -> Done {
        self.outcome(Outcome::NotFound)
    }

    fn gone(&mut self, _: Reply) -> Done {
        self.outcome(Outcome::Gone)
    }

    fn forbidden(&mut self, _: Reply) -> Done {
        self.outcome(Outcome::Forbidden)
    }

    fn sign_in(&mut self, _: Reply) -> Done {
        self.outcome(Outcome::SignIn)
    }

    fn redirect(&mut self, _: Reply, href: String) -> Done {
        self.reply_part(href.len())?;
        self.outcome(Outcome::Redirect(href))
    }

    fn document(
        &mut self,
        _: Reply,
        content_type: String,
        filename: Option<String>,
        body: Vec<u8>,
    ) -> Done {
        self.reply_block(body.len() + content_type.len() + length(&filename))?;
        self.outcome(Outcome::Document(Document {
            content_type: line(content_type),
            filename: filename.map(line),
            body,
        }))
    }

    fn drop(&mut self, _: Reply) -> Done {
        Ok(())
    }
}
