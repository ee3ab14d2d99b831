//! The form by which a visitor says that something on a record's page is wrong, and the page that thanks for it. What is
//! public of the record stands beside, so that nobody has to go back for it.

use askama::Template;

use super::composer::Composer;
use super::contact::ContactView;
use super::fields::{Control, FieldView};
use super::forms::FieldError;
use super::holder::Holder;
use super::html::Html;
use super::layout::{self, Body};
use super::links::{Links, Target};
use super::parts::named;
use super::site::{Site, View, is_local_path};
use super::words::Words;
use crate::plugins::page::{Field, RecordCard};
use crate::suggestions::{CONTACT_CHARS_MAX, CONTACT_DAYS, Subject, TEXT_CHARS_MAX};

/// The last part of the form's address, below the record's.
pub const SUGGEST: &str = "signaler";
/// The last part of the address that thanks.
pub const SUGGESTED: &str = "merci";
/// The query parameter that holds the number of what was said.
pub const SUGGESTION_REFERENCE: &str = "numero";

/// Why a form came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionFault {
    /// Nothing was chosen.
    NoSubject,
    /// Nothing was written.
    NoText,
    /// More was written than is kept.
    LongText,
    /// Neither an address nor a number.
    NoContact,
    /// A field that people do not see was filled in.
    Trap,
    /// Too many forms at once, from here or from everywhere.
    TooMany,
}

/// The form, as it was filled in so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SuggestionForm {
    /// The record that it speaks of.
    pub card: RecordCard,
    /// The record's page.
    pub href: String,
    /// Who holds it, where we do not.
    pub holder: Option<Holder>,
    /// A [`Subject`], as it was sent.
    pub subject: String,
    /// As it was sent.
    pub text: String,
    /// As it was sent.
    pub contact: String,
    /// Of the field that people do not see.
    pub trap: String,
    /// Why it came back.
    pub faults: Vec<SuggestionFault>,
}

#[derive(Template)]
#[template(path = "pages/suggestion.html")]
struct SuggestionView<'a> {
    words: Words,
    errors: &'a [FieldError],
    title: &'a str,
    name: &'a str,
    href: &'a str,
    action: String,
    fields: Vec<FieldView<'a>>,
    kept: String,
    contact: Option<Html>,
    lead: String,
    tell: Option<(String, Target)>,
}

#[derive(Template)]
#[template(path = "pages/suggested.html")]
struct SuggestedView<'a> {
    words: Words,
    reference: &'a str,
    href: &'a str,
    lead: String,
}

/// `/annuaire/{id}/signaler`
pub fn suggestion_page(site: &Site, view: &View, form: &SuggestionForm) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let words = composer.words;
    let described = fields(words, form);
    composer.forms += 1;
    let fields: Vec<FieldView> = described
        .iter()
        .enumerate()
        .map(|(index, field)| FieldView::new(&mut composer, field, (index, false)))
        .collect();
    let contact =
        ContactView::new(&mut composer, &form.card.contact).map(|view| Html::render(&view));
    let name = named(&form.card.title, || words.get("untitled").to_owned());
    let href = if is_local_path(&form.href) {
        &form.href
    } else {
        "/"
    };
    let title = words.with("suggestion-title", &[("name", &name)]);
    let holder = form.holder.as_ref();
    let tell = holder.and_then(|holder| holder.tell(&mut composer));
    let content = Html::render(&SuggestionView {
        words,
        errors: &composer.errors,
        title: &title,
        name: &name,
        href,
        action: format!("{href}/{SUGGEST}"),
        fields,
        tell,
        lead: lead(words, holder, "suggestion-lead"),
        kept: words.number("suggestion-contact-kept", "days", CONTACT_DAYS, &[]),
        contact,
    });
    let body = Body {
        title,
        has_errors: !composer.errors.is_empty(),
        hidden_from_search: true,
        content,
        ..Body::default()
    };
    layout::document(site, view, body)
}

/// `/annuaire/{id}/signaler/merci`
pub fn suggested_page(
    site: &Site,
    view: &View,
    (reference, href): (&str, &str),
    holder: Option<&Holder>,
) -> String {
    let words = Words(view.locale);
    let page = SuggestedView {
        words,
        lead: lead(words, holder, "suggested-lead"),
        reference,
        href: if is_local_path(href) { href } else { "/" },
    };
    let body = Body {
        title: words.get("suggested-title").to_owned(),
        hidden_from_search: true,
        content: Html::render(&page),
        ..Body::default()
    };
    layout::document(site, view, body)
}

/// Who will read what was said, and who can change the page: only who holds the record.
fn lead(words: Words, holder: Option<&Holder>, own: &'static str) -> String {
    let Some(Holder { name, .. }) = holder else {
        return words.get(own).to_owned();
    };
    let held = match own {
        "suggested-lead" => "suggested-lead-held",
        _ => "suggestion-lead-held",
    };
    words.with(held, &[("name", name)])
}

/// The fields, with what is to be mended in them.
fn fields(words: Words, form: &SuggestionForm) -> [Field; 3] {
    let error = |faults: &[SuggestionFault]| {
        let fault = faults.iter().find(|fault| form.faults.contains(fault));
        fault.map(|fault| words.get(key(*fault)).to_owned())
    };
    let choice = |subject: &Subject| {
        (
            subject.as_str().to_owned(),
            subject_words(words, *subject).to_owned(),
        )
    };
    [
        Field {
            kind: "one-of".to_owned(),
            name: "sujet".to_owned(),
            label: words.get("suggestion-subject").to_owned(),
            value: Some(form.subject.clone()),
            choices: Subject::ALL.iter().map(choice).collect(),
            error: error(&[SuggestionFault::NoSubject]),
            ..Field::default()
        },
        Field {
            kind: "lines".to_owned(),
            name: "message".to_owned(),
            label: words.get("suggestion-text").to_owned(),
            hint: Some(words.get("suggestion-text-hint").to_owned()),
            value: Some(form.text.clone()),
            maximum: Some(TEXT_CHARS_MAX as u32),
            // What is wrong with no field in sight is said of the message that did not go.
            error: error(&[
                SuggestionFault::NoText,
                SuggestionFault::LongText,
                SuggestionFault::Trap,
                SuggestionFault::TooMany,
            ]),
            ..Field::default()
        },
        Field {
            kind: "text".to_owned(),
            name: "contact".to_owned(),
            label: words.get("suggestion-contact").to_owned(),
            hint: Some(words.get("suggestion-contact-hint").to_owned()),
            value: Some(form.contact.clone()),
            optional: true,
            maximum: Some(CONTACT_CHARS_MAX as u32),
            error: error(&[SuggestionFault::NoContact]),
            ..Field::default()
        },
    ]
}

pub(super) fn subject_words(words: Words, subject: Subject) -> &'static str {
    words.get(match subject {
        Subject::Hours => "suggestion-hours",
        Subject::Telephone => "suggestion-telephone",
        Subject::Address => "suggestion-address",
        Subject::Closed => "suggestion-closed",
        Subject::Other => "suggestion-other",
    })
}

fn key(fault: SuggestionFault) -> &'static str {
    match fault {
        SuggestionFault::NoSubject => "suggestion-no-subject",
        SuggestionFault::NoText => "suggestion-no-text",
        SuggestionFault::LongText => "suggestion-long-text",
        SuggestionFault::NoContact => "suggestion-no-contact",
        SuggestionFault::Trap => "suggestion-again",
        SuggestionFault::TooMany => "suggestion-too-many",
    }
}
