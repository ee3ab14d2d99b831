//! What a reader asks for: read from an address, shown in a form, written into addresses again, so that every list has feeds.

use maille_sdk::directory::Search;
use maille_sdk::reply::Form;
use maille_sdk::{Field, Request, Result, territory};

use super::{encoded, say};
use crate::record::{Kind, THEMES, WAYS};
use crate::words::cut;

/// Letters of a question.
const LETTERS: usize = 200;
/// Kilometres around a commune.
const RADII: [&str; 4] = ["5", "10", "20", "50"];
const RADIUS: &str = "20";

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// One kind alone.
    pub kind: Option<Kind>,
    words: String,
    theme: String,
    way: String,
    near: String,
    radius: String,
    /// The page after this cursor.
    pub after: Option<String>,
}

/// What is wrong with a commune: the key of a sentence.
pub type Wrong = &'static str;

impl Filters {
    /// Reads an address; `kind` where its path names one.
    pub fn read(request: &Request, kind: Option<Kind>) -> Self {
        let text = |name: &str| {
            let said = request.query(name).unwrap_or_default();
            cut(&said, LETTERS)
        };
        let one_of = |name: &str, known: &[&str]| {
            let said = text(name);
            if known.contains(&said.as_str()) {
                said
            } else {
                String::new()
            }
        };
        Self {
            kind: kind.or_else(|| Kind::of_word(&text("quoi"))),
            words: text("q"),
            theme: one_of("theme", &THEMES),
            way: one_of("sorte", &WAYS),
            near: text("pres"),
            radius: one_of("rayon", &RADII),
            after: request.query("suite"),
        }
    }

    /// Names and values but for the kind and the cursor.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", self.words.as_str()),
            ("theme", self.theme.as_str()),
            ("sorte", self.way.as_str()),
            ("pres", self.near.as_str()),
            ("rayon", self.radius.as_str()),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    fn written(pairs: &[(&'static str, &str)]) -> String {
        let parts: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!("?{}", parts.join("&"))
        }
    }

    /// The question of a list's address.
    pub fn query(&self) -> String {
        Self::written(&self.pairs())
    }

    /// The question of a feed's address, which names the kind too.
    pub fn feed_query(&self) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.kind.map(|kind| ("quoi", kind.word())));
        Self::written(&pairs)
    }

    /// True where anything narrows the list of a kind.
    pub fn narrows(&self) -> bool {
        !self.pairs().is_empty()
    }

    /// The words that are asked for.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The search; what is wrong with the commune where it is none.
    pub fn search(&self) -> Result<std::result::Result<Search, Wrong>> {
        let mut search = match self.kind {
            // Only offers have a way.
            _ if !self.way.is_empty() => {
                Search::of([Kind::Offer.name()]).where_any("/way", [self.way.as_str()])
            }
            Some(kind) => Search::of([kind.name()]),
            None => Search::of(Kind::ALL.map(Kind::name)),
        };
        if !self.words.is_empty() {
            search = search.words(&self.words);
        }
        if !self.theme.is_empty() {
            search = search.where_any("/themes", [self.theme.as_str()]);
        }
        if self.near.is_empty() {
            let order = if self.words.is_empty() {
                "newest"
            } else {
                "relevance"
            };
            return Ok(Ok(search.order_by(order)));
        }
        let communes = territory::communes(&self.near)?;
        let Some((latitude, longitude)) = communes.first().and_then(|commune| commune.centre)
        else {
            return Ok(Err("near-unknown"));
        };
        let kilometres: u32 = self.radius().parse().unwrap_or(20);
        let search = search.near(latitude, longitude, kilometres * 1_000);
        Ok(Ok(search.order_by("distance")))
    }

    fn radius(&self) -> &str {
        if self.radius.is_empty() {
            RADIUS
        } else {
            &self.radius
        }
    }

    /// The form that asks for all this.
    pub fn form(&self, form: &mut Form, wrong: Option<Wrong>) {
        let said = |key: &str| say(key, &[]);
        let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let words = Field::text("q", &said("filter-words")).value(value(&self.words).as_deref());
        form.field(words.optional().maximum(LETTERS as u32));
        if self.kind.is_none_or(|kind| kind == Kind::Offer) {
            let mut way =
                Field::one_of("sorte", &said("filter-way")).value(value(&self.way).as_deref());
            for code in WAYS {
                way = way.choice(code, &said(&format!("way-{code}")));
            }
            form.field(way.optional());
        }
        let mut theme =
            Field::one_of("theme", &said("filter-theme")).value(value(&self.theme).as_deref());
        for code in THEMES {
            theme = theme.choice(code, &said(&format!("theme-{code}")));
        }
        form.field(theme.optional());
        let near = Field::text("pres", &said("filter-near"))
            .hint(&said("filter-near-hint"))
            .value(value(&self.near).as_deref())
            .error(wrong.map(said).as_deref());
        form.field(near.optional().maximum(100));
        let mut radius = Field::one_of("rayon", &said("filter-radius")).value(Some(self.radius()));
        for kilometres in RADII {
            radius = radius.choice(
                kilometres,
                &say("filter-kilometres", &[("count", kilometres)]),
            );
        }
        form.field(radius.optional());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_and_a_feed_names_the_kind() {
        let filters = Filters {
            kind: Some(Kind::Point),
            words: "compost & vélo".into(),
            near: "49007".into(),
            after: Some("x".into()),
            ..Filters::default()
        };
        assert_eq!(filters.query(), "?q=compost%20%26%20v%C3%A9lo&pres=49007");
        assert_eq!(
            filters.feed_query(),
            "?q=compost%20%26%20v%C3%A9lo&pres=49007&quoi=lieux"
        );
        assert_eq!(Filters::default().feed_query(), "");
    }
}
