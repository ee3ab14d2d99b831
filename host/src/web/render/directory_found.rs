//! One record of the directory's list, with the way back to that list.

use askama::Template;
use jiff::civil::DateTime;

use super::composer::Composer;
use super::day_hours::named_day;
use super::directory::{DIRECTORY, DIRECTORY_BACK, DirectoryAsked, DirectoryFound};
use super::links;
use super::parts::named;
use super::records::distance;
use super::site::{View, is_local_path};
use super::words::Words;
use crate::directory::vocabulary;

#[derive(Template)]
#[template(path = "blocks/found.html")]
pub(super) struct FoundView<'a> {
    words: Words,
    /// In a list beside a plan.
    number: Option<usize>,
    /// A plan cannot show it.
    is_nowhere: bool,
    title: String,
    href: Option<String>,
    kind: &'a str,
    distance: Option<String>,
    is_open: bool,
    opening: Option<String>,
    telephones: Vec<(&'a str, Option<String>)>,
    address: Option<&'a [String]>,
    terms: Vec<String>,
    wheelchair: Option<&'static str>,
    holder: Option<String>,
}

impl<'a> FoundView<'a> {
    pub fn new(
        composer: &Composer,
        number: Option<usize>,
        found: &'a DirectoryFound,
        (asked, now): (&DirectoryAsked, DateTime),
    ) -> Self {
        let (words, card) = (composer.words, &found.card);
        let said = |vocabulary: &str, codes: &[String]| labels(words, vocabulary, codes).join(", ");
        let terms = [
            said("fees", &found.fees),
            said("access_modes", &found.access),
            if found.mobile {
                words.get("directory-moves").to_owned()
            } else {
                String::new()
            },
        ];
        let terms = terms.into_iter().filter(|text| !text.is_empty()).collect();
        Self {
            words,
            number,
            is_nowhere: number.is_some() && found.point.is_none(),
            title: named(&card.title, || words.get("untitled").to_owned()),
            href: Some(card.href.as_str())
                .filter(|href| is_local_path(href))
                .map(|href| with_way_back(href, composer.view)),
            kind: card.kind_label.trim(),
            distance: card.distance_metres.map(|metres| distance(words, metres)),
            is_open: found.opening.is_open() || found.on_day.is_some(),
            opening: match (asked.day, &found.on_day) {
                (Some(date), Some(hours)) => {
                    let day = named_day(words, date, now.date());
                    let said = [("day", day.as_str()), ("hours", &hours.say(words))];
                    Some(words.with("opening-on-day", &said))
                }
                _ => found.opening.say(words, now),
            },
            telephones: card
                .contact
                .telephones
                .iter()
                .map(|number| (number.as_str(), links::telephone(number).map(|to| to.href)))
                .collect(),
            address: card.contact.addresses.first().map(Vec::as_slice),
            terms,
            holder: found.holder.as_ref().map(|holder| holder.say(words)),
            wheelchair: super::contact::wheelchair(words, card.contact.wheelchair.as_deref()),
        }
    }
}

/// A record's address that knows the way back to the list that was asked for; nobody asked for the bare one.
fn with_way_back(href: &str, view: &View) -> String {
    if view.query.is_empty() {
        return href.to_owned();
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(DIRECTORY_BACK, &view.address_with("", None))
        .finish();
    format!("{href}?{query}")
}

/// The list that led to a page, where it is one of ours.
pub(super) fn way_back(view: &View) -> Option<String> {
    let mut named = view.query.iter().rev();
    let (_, list) = named.find(|(name, _)| name == DIRECTORY_BACK)?;
    let ours = list.strip_prefix(DIRECTORY)?.starts_with('?');
    (ours && is_local_path(list)).then(|| list.clone())
}

/// The labels of codes; a code that its vocabulary does not know stands as it is.
pub(super) fn labels(words: Words, vocabulary: &str, codes: &[String]) -> Vec<String> {
    let label = |code: &String| {
        vocabulary::label(vocabulary, code, words.0.code())
            .unwrap_or(code)
            .to_owned()
    };
    codes.iter().map(label).collect()
}
