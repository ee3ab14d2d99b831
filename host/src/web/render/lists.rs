//! Lists: facts, cards, steps and places.

use askama::Template;

use super::composer::Composer;
use super::html::Html;
use super::links::Target;
use super::parts::named;
use super::words::Words;
use crate::plugins::page::{Card, Fact, Marker, Step};

struct FactView<'a> {
    id: Option<String>,
    term: &'a str,
    body: Html,
}

#[derive(Template)]
#[template(path = "blocks/facts.html")]
struct Facts<'a> {
    facts: Vec<FactView<'a>>,
}

/// Terms and what they are.
pub(super) fn facts(composer: &mut Composer, facts: &[Fact]) -> Html {
    let facts: Vec<_> = facts
        .iter()
        .map(|fact| FactView {
            id: composer.anchor(fact.anchor.as_deref()),
            term: &fact.term,
            body: composer.inline(&fact.markdown),
        })
        .collect();
    if facts.is_empty() {
        Html::default()
    } else {
        Html::render(&Facts { facts })
    }
}

struct CardView<'a> {
    title: String,
    target: Option<Target>,
    body: Html,
    facts: &'a [(String, String)],
    tags: &'a [String],
}

#[derive(Template)]
#[template(path = "blocks/cards.html")]
struct Cards<'a> {
    level: u8,
    cards: Vec<CardView<'a>>,
    words: Words,
}

/// Things to choose from.
pub(super) fn cards(composer: &mut Composer, cards: &[Card], level: u8) -> Html {
    let cards: Vec<_> = cards
        .iter()
        .map(|card| CardView {
            title: named(&card.title, || composer.words.get("untitled").to_owned()),
            target: card.href.as_deref().and_then(|href| composer.link(href)),
            body: composer.markdown(&card.markdown),
            facts: &card.facts,
            tags: &card.tags,
        })
        .collect();
    let words = composer.words;
    if cards.is_empty() {
        Html::default()
    } else {
        Html::render(&Cards {
            level,
            cards,
            words,
        })
    }
}

struct StepView<'a> {
    title: &'a str,
    body: Html,
}

#[derive(Template)]
#[template(path = "blocks/steps.html")]
struct Steps<'a> {
    steps: Vec<StepView<'a>>,
}

/// What to do, in order.
pub(super) fn steps(composer: &mut Composer, steps: &[Step]) -> Html {
    let steps: Vec<_> = steps
        .iter()
        .map(|step| StepView {
            title: step.title.trim(),
            body: composer.markdown(&step.markdown),
        })
        .collect();
    if steps.is_empty() {
        Html::default()
    } else {
        Html::render(&Steps { steps })
    }
}

struct PlaceView<'a> {
    label: String,
    target: Option<Target>,
    marker: &'a Marker,
}

#[derive(Template)]
#[template(path = "blocks/places.html")]
struct Places<'a> {
    words: Words,
    id: String,
    caption: String,
    places: Vec<PlaceView<'a>>,
}

/// Points, as a list: the list is the page, a map only adds to it.
pub(super) fn places(composer: &mut Composer, caption: &str, markers: &[Marker]) -> Html {
    let id = composer.claim("places");
    let places = markers
        .iter()
        .map(|marker| PlaceView {
            label: named(&marker.label, || composer.words.get("untitled").to_owned()),
            target: marker.href.as_deref().and_then(|href| composer.link(href)),
            marker,
        })
        .collect();
    let caption = named(caption, || composer.words.get("places").to_owned());
    Html::render(&Places {
        words: composer.words,
        id,
        caption,
        places,
    })
}

impl PlaceView<'_> {
    /// `48.11, -1.68`, for programs that read the page; nothing where it is no point on Earth.
    fn position(&self) -> Option<String> {
        let (latitude, longitude) = (self.marker.latitude, self.marker.longitude);
        let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        on_earth.then(|| format!("{latitude:.5},{longitude:.5}"))
    }
}
