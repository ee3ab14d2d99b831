//! How to reach somebody: the telephone first, as a large button.

use askama::Template;

use super::composer::Composer;
use super::hours;
use super::html::Html;
use super::links::{self, Target};
use super::words::Words;
use crate::plugins::page::Contact;

struct Reach<'a> {
    label: &'a str,
    target: Option<Target>,
}

/// A contact as it is written.
#[derive(Template)]
#[template(path = "blocks/contact.html")]
pub(super) struct ContactView<'a> {
    words: Words,
    name: &'a str,
    telephones: Vec<Reach<'a>>,
    emails: Vec<Reach<'a>>,
    addresses: Vec<Vec<&'a str>>,
    hours: Vec<String>,
    hours_note: Option<&'a str>,
    wheelchair: Option<&'static str>,
    websites: Vec<Reach<'a>>,
}

impl<'a> ContactView<'a> {
    pub fn html(composer: &mut Composer, contact: &'a Contact) -> Html {
        Self::new(composer, contact).map_or_else(Html::default, |view| Html::render(&view))
    }

    /// `None` where there is nothing to say.
    pub fn new(composer: &mut Composer, contact: &'a Contact) -> Option<Self> {
        let said = |texts: &'a [String]| {
            texts
                .iter()
                .map(|text| text.trim())
                .filter(|text| !text.is_empty())
        };
        let telephones = said(&contact.telephones)
            .map(|label| Reach {
                label,
                target: links::telephone(label),
            })
            .collect();
        let emails = said(&contact.emails)
            .map(|label| Reach {
                label,
                target: composer.link(&format!("mailto:{label}")),
            })
            .collect();
        let websites = said(&contact.websites)
            .map(|label| Reach {
                label: bare(label),
                target: composer.link(label),
            })
            .collect();
        let addresses = contact
            .addresses
            .iter()
            .map(|lines| said(lines).collect::<Vec<_>>())
            .filter(|lines| !lines.is_empty())
            .collect();
        let hours = contact
            .hours
            .as_deref()
            .map(|hours| hours::say(composer.words, hours))
            .unwrap_or_default();
        let view = Self {
            words: composer.words,
            name: contact.name.trim(),
            telephones,
            emails,
            addresses,
            hours,
            hours_note: contact
                .hours_note
                .as_deref()
                .map(str::trim)
                .filter(|note| !note.is_empty()),
            wheelchair: wheelchair(composer.words, contact.wheelchair.as_deref()),
            websites,
        };
        (!view.is_empty()).then_some(view)
    }

    fn is_empty(&self) -> bool {
        self.name.is_empty()
            && self.telephones.is_empty()
            && self.emails.is_empty()
            && self.addresses.is_empty()
            && self.hours.is_empty()
            && self.hours_note.is_none()
            && self.wheelchair.is_none()
            && self.websites.is_empty()
    }
}

/// Whether a person in a wheelchair gets in, in words; nothing where nobody said.
pub(super) fn wheelchair(words: Words, access: Option<&str>) -> Option<&'static str> {
    let key = match access? {
        "yes" => "wheelchair-yes",
        "limited" => "wheelchair-limited",
        "no" => "wheelchair-no",
        _ => return None,
    };
    Some(words.get(key))
}

/// `example.fr/contact` from `https://example.fr/contact/`: people read no schemes.
fn bare(address: &str) -> &str {
    let address = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))
        .unwrap_or(address);
    address.trim_end_matches('/')
}
