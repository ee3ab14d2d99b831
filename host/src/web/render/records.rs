//! Records as the host shows them everywhere: alone, around the visitor, in search results and on a page of their own.

use askama::Template;

use super::composer::Composer;
use super::contact::ContactView;
use super::html::Html;
use super::parts::named;
use super::site::is_local_path;
use super::words::Words;
use crate::plugins::page::{Nearby, RecordCard};

/// A record as it is written.
#[derive(Template)]
#[template(path = "blocks/record.html")]
pub(super) struct RecordView<'a> {
    level: u8,
    kind: &'a str,
    title: String,
    href: Option<&'a str>,
    summary: Option<&'a str>,
    distance: Option<String>,
    contact: Option<Html>,
    holder: Option<String>,
}

#[derive(Template)]
#[template(path = "blocks/records.html")]
struct Records {
    records: Vec<Html>,
}

#[derive(Template)]
#[template(path = "blocks/nearby.html")]
struct NearbyView<'a> {
    words: Words,
    municipality: Option<&'a str>,
    records: Html,
}

#[derive(Template)]
#[template(path = "blocks/record_gone.html")]
struct RecordGone {
    words: Words,
}

impl<'a> RecordView<'a> {
    /// One record; a sentence where it is not there any more.
    pub fn one(composer: &mut Composer, card: Option<&'a RecordCard>, level: u8) -> Html {
        match card {
            Some(card) => Html::render(&Self::new(composer, card, level)),
            None => Html::render(&RecordGone {
                words: composer.words,
            }),
        }
    }

    /// Records as a list.
    pub fn list(composer: &mut Composer, cards: &'a [RecordCard], level: u8) -> Html {
        let records: Vec<_> = cards
            .iter()
            .map(|card| Self::one(composer, Some(card), level))
            .collect();
        if records.is_empty() {
            Html::default()
        } else {
            Html::render(&Records { records })
        }
    }

    /// The records around the visitor.
    pub fn nearby(composer: &mut Composer, nearby: &'a Nearby, level: u8) -> Html {
        let records = Self::list(composer, &nearby.records, level);
        Html::render(&NearbyView {
            words: composer.words,
            municipality: nearby.municipality.as_deref(),
            records,
        })
    }

    fn new(composer: &mut Composer, card: &'a RecordCard, level: u8) -> Self {
        let contact = ContactView::new(composer, &card.contact).map(|view| Html::render(&view));
        Self {
            level,
            kind: card.kind_label.trim(),
            title: named(&card.title, || composer.words.get("untitled").to_owned()),
            href: Some(card.href.as_str()).filter(|href| is_local_path(href)),
            summary: card
                .summary
                .as_deref()
                .filter(|summary| !summary.trim().is_empty()),
            distance: card
                .distance_metres
                .map(|metres| distance(composer.words, metres)),
            contact,
            holder: card
                .holder
                .as_deref()
                .map(|name| composer.words.with("holder", &[("name", name)])),
        }
    }
}

/// `à 800 m`, `à 3,2 km`, `à 25 km`.
pub(super) fn distance(words: Words, metres: u32) -> String {
    let (key, number) = match metres {
        0..950 => (
            "distance-metres",
            ((u64::from(metres) + 25) / 50 * 50).max(50).to_string(),
        ),
        950..9_950 => {
            let tenths = (u64::from(metres) + 50) / 100;
            let (whole, tenth) = (tenths / 10, tenths % 10);
            let point = words.get("decimal-point");
            (
                "distance-kilometres",
                if tenth == 0 {
                    whole.to_string()
                } else {
                    format!("{whole}{point}{tenth}")
                },
            )
        }
        _ => (
            "distance-kilometres",
            ((u64::from(metres) + 500) / 1_000).to_string(),
        ),
    };
    words.with(key, &[("number", &number)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;

    #[test]
    fn distances_are_as_exact_as_people_say_them() {
        let french = |metres| distance(Words(Locale::French), metres).replace('\u{a0}', " ");
        assert_eq!(
            [french(0), french(780), french(3_240), french(5_000)],
            ["à 50 m", "à 800 m", "à 3,2 km", "à 5 km"]
        );
        assert_eq!(
            [french(25_400), french(u32::MAX)],
            ["à 25 km", "à 4294967 km"]
        );
        assert_eq!(distance(Words(Locale::English), 3_240), "3.2\u{a0}km away");
    }
}
