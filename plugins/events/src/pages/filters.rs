//! What a reader asks of the agenda: read from an address, shown in a form, written into addresses again, so that every list has
//! a feed of its own.

use chrono::NaiveDate;
use maille_sdk::directory::Search;
use maille_sdk::reply::Form;
use maille_sdk::{Field, Request, Result, territory};

use super::calendar::{later, monday, months_away, window};
use super::{Say, Scene, encoded};
use crate::record::{KIND, cut};
use crate::recurrence::Window;

/// Letters of a question.
const LETTERS: usize = 200;
/// Kilometres around a commune.
const RADII: [&str; 4] = ["5", "10", "20", "50"];
const RADIUS: &str = "20";
/// The kind's codes of impairments.
pub const ACCESS: [&str; 5] = ["motor", "hearing", "visual", "intellectual", "psychic"];
/// When: the codes in addresses.
const WHEN: [&str; 3] = ["aujourdhui", "semaine", "mois"];
/// How far ahead a list and a feed go where no time is asked for.
pub const AHEAD_DAYS: u64 = 366;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// Words.
    pub words: String,
    /// A keyword.
    pub theme: String,
    /// A commune as people say it.
    pub near: String,
    /// Kilometres.
    pub radius: String,
    /// Free of charge.
    pub free: bool,
    /// Impairments.
    pub access: Vec<String>,
    /// One can take part from afar.
    pub online: bool,
    /// `aujourdhui`, `semaine`, `mois`; empty for all that comes.
    pub when: String,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// The page after this cursor.
    pub after: Option<String>,
}

/// What is wrong with a commune: the key of a sentence.
pub type Wrong = &'static str;

impl Filters {
    /// Reads an address.
    pub fn read(request: &Request) -> Self {
        let text = |name: &str| {
            request
                .query(name)
                .map(|text| cut(&text, LETTERS))
                .unwrap_or_default()
        };
        let one_of = |name: &str, known: &[&str]| {
            let said = text(name);
            if known.contains(&said.as_str()) {
                said
            } else {
                String::new()
            }
        };
        let access = request
            .query_all("acces")
            .into_iter()
            .filter(|code| ACCESS.contains(&code.as_str()));
        Self {
            words: text("q"),
            theme: text("theme"),
            near: text("pres"),
            radius: one_of("rayon", &RADII),
            free: request.query("gratuit").is_some(),
            access: access.take(ACCESS.len()).collect(),
            online: request.query("en-ligne").is_some(),
            when: one_of("quand", &WHEN),
            from: request.query("du").and_then(|day| day.parse().ok()),
            after: request.query("suite"),
        }
    }

    /// The question of an address with these filters; empty where nothing is asked. The page after a cursor is not of it.
    pub fn query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        let texts = [
            ("q", &self.words),
            ("theme", &self.theme),
            ("pres", &self.near),
            ("rayon", &self.radius),
            ("quand", &self.when),
        ];
        pairs.extend(
            texts
                .iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (*name, (*text).clone())),
        );
        pairs.extend(self.access.iter().map(|code| ("acces", code.clone())));
        let flags = [("gratuit", self.free), ("en-ligne", self.online)];
        pairs.extend(
            flags
                .iter()
                .filter(|(_, flag)| *flag)
                .map(|(name, _)| (*name, "yes".to_owned())),
        );
        pairs.extend(self.from.map(|day| ("du", day.to_string())));
        let parts: Vec<String> = pairs
            .into_iter()
            .map(|(name, text)| format!("{name}={}", encoded(&text)))
            .collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!("?{}", parts.join("&"))
        }
    }

    /// True where anything narrows the list.
    pub fn narrows(&self) -> bool {
        !self.query().is_empty()
    }

    /// The time that is asked for.
    pub fn window(&self, scene: &Scene) -> Window {
        let from = self.from.unwrap_or(scene.today);
        let to = match self.when.as_str() {
            "aujourdhui" => later(from, 1),
            "semaine" => later(monday(from), 7),
            "mois" => months_away(from, 1),
            _ => later(from, AHEAD_DAYS),
        };
        window(from, to, scene.own)
    }

    /// The search for all but the time; what is wrong with the commune where it is none.
    pub fn search(&self) -> Result<std::result::Result<Search, Wrong>> {
        let mut search = Search::of([KIND]);
        if !self.words.is_empty() {
            search = search.words(&self.words);
        }
        if !self.theme.is_empty() {
            search = search.where_any("/keywords", [self.theme.as_str()]);
        }
        if self.free {
            search = search.where_any("/fees", ["gratuit"]);
        }
        for code in &self.access {
            search = search.where_any("/accessibility", [code.as_str()]);
        }
        if self.online {
            search = search.where_any("/attendance", ["online", "mixed"]);
        }
        if self.near.is_empty() {
            return Ok(Ok(search));
        }
        let communes = territory::communes(&self.near)?;
        let centre = communes.first().and_then(|commune| commune.centre);
        let Some((latitude, longitude)) = centre else {
            return Ok(Err("near-unknown"));
        };
        let kilometres: u32 = self.radius().parse().unwrap_or(20);
        Ok(Ok(search.near(latitude, longitude, kilometres * 1_000)))
    }

    /// Kilometres around the commune.
    fn radius(&self) -> &str {
        if self.radius.is_empty() {
            RADIUS
        } else {
            &self.radius
        }
    }

    /// The form that asks for all this. `themes` are the keywords that events have.
    pub fn form(&self, form: &mut Form, themes: &[String], wrong: Option<Wrong>, say: Say) {
        let said = |key: &str| say(key, &[]);
        let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        form.field(
            Field::text("q", &said("filter-words"))
                .value(value(&self.words).as_deref())
                .optional()
                .maximum(LETTERS as u32),
        );
        let near = Field::text("pres", &said("filter-near"))
            .hint(&said("filter-near-hint"))
            .value(value(&self.near).as_deref());
        form.field(
            near.optional()
                .maximum(100)
                .error(wrong.map(said).as_deref()),
        );
        let mut radius = Field::one_of("rayon", &said("filter-radius"))
            .value(Some(self.radius()))
            .optional();
        for kilometres in RADII {
            radius = radius.choice(
                kilometres,
                &say("filter-kilometres", &[("count", kilometres)]),
            );
        }
        form.field(radius);
        let mut when = Field::one_of("quand", &said("filter-when"))
            .value(value(&self.when).as_deref())
            .optional();
        for code in WHEN {
            when = when.choice(code, &said(&format!("when-{code}")));
        }
        form.field(when);
        if !themes.is_empty() {
            let mut theme = Field::one_of("theme", &said("filter-theme"))
                .value(value(&self.theme).as_deref())
                .optional();
            let asked =
                (!self.theme.is_empty() && !themes.contains(&self.theme)).then_some(&self.theme);
            for keyword in themes.iter().chain(asked) {
                theme = theme.choice(keyword, keyword);
            }
            form.field(theme);
        }
        let yes = |flag: bool| flag.then_some("yes");
        form.field(
            Field::yes_no("gratuit", &said("filter-free"))
                .value(yes(self.free))
                .optional(),
        );
        form.field(
            Field::yes_no("en-ligne", &said("filter-online"))
                .value(yes(self.online))
                .optional(),
        );
        let mut access = Field::one_of("acces", &said("filter-access"))
            .value(self.access.first().map(String::as_str))
            .optional();
        for code in ACCESS {
            access = access.choice(code, &said(&format!("access-{code}")));
        }
        form.field(access);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_and_nothing_else() {
        assert_eq!(Filters::default().query(), "");
        let filters = Filters {
            words: "cuisine & café".into(),
            free: true,
            access: vec!["motor".into()],
            after: Some("t1~2~3".into()),
            ..Filters::default()
        };
        assert_eq!(
            filters.query(),
            "?q=cuisine%20%26%20caf%C3%A9&acces=motor&gratuit=yes"
        );
    }

    #[test]
    fn this_week_ends_on_sunday() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let scene = Scene {
            say: &|key, _| key.to_owned(),
            own: chrono_tz::Europe::Paris,
            today,
            root: String::new(),
        };
        let asked = |when: &str| {
            let window = Filters {
                when: when.into(),
                ..Filters::default()
            }
            .window(&scene);
            (window.to - window.from) / 86_400_000
        };
        assert_eq!(
            (
                asked("aujourdhui"),
                asked("semaine"),
                asked("mois"),
                asked("")
            ),
            (1, 2, 30, 366)
        );
    }
}
