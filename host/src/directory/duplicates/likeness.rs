//! What of a record is compared with others, and the words by which two that may be one find each other. Pure.

use serde_json::Value;

use super::super::words::fold;

/// Words of a name by which it is looked for.
const NAME_WORDS_MAX: usize = 6;
/// A cell of this many degrees is some 550 m high, and 380 m wide in France.
const CELL_DEGREES: f64 = 0.005;
/// Words that stand in so many names that they tell nothing of one place, besides those of the commune.
const COMMON_WORDS: &[&str] = &[
    "accueil",
    "agence",
    "antenne",
    "association",
    "asso",
    "au",
    "aux",
    "bureau",
    "centre",
    "commune",
    "de",
    "des",
    "du",
    "departement",
    "departemental",
    "departementale",
    "en",
    "espace",
    "et",
    "france",
    "la",
    "le",
    "les",
    "local",
    "locale",
    "maison",
    "mairie",
    "municipal",
    "municipale",
    "numerique",
    "point",
    "pole",
    "public",
    "publique",
    "relais",
    "saint",
    "sainte",
    "service",
    "services",
    "site",
    "social",
    "sociale",
    "sur",
    "ville",
];
/// What a source writes where it knows no SIRET.
const NO_SIRET: &str = "00000000000000";

/// What two records are compared by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Likeness {
    /// As it is written, and folded.
    pub name: String,
    pub folded: String,
    pub alternate: Vec<String>,
    pub siret: Option<String>,
    /// Digits alone, with the country's number.
    pub telephones: Vec<String>,
    pub emails: Vec<String>,
    /// Host and path, without what all addresses share.
    pub website: Option<String>,
    pub commune: Option<String>,
    pub municipality: String,
    pub postal_code: Option<String>,
    /// Number and street, folded.
    pub street: Option<String>,
    /// Degrees.
    pub point: Option<(f64, f64)>,
    /// The producer.
    pub source: Option<String>,
}

impl Likeness {
    /// Reads a content of any kind that has a name.
    pub fn of(content: &Value) -> Self {
        let text = |pointer: &str| content.pointer(pointer).and_then(Value::as_str);
        let owned = |pointer: &str| text(pointer).map(str::to_owned);
        let name = text("/name").unwrap_or_default();
        let list = |pointer: &str, inner: &str| -> Vec<&str> {
            let items = content.pointer(pointer).and_then(Value::as_array);
            let items = items.into_iter().flatten();
            items
                .filter_map(|item| item.as_str().or_else(|| item[inner].as_str()))
                .collect()
        };
        let telephones = text("/telephone")
            .into_iter()
            .flat_map(|all| all.split('/'));
        let telephones = telephones.chain(list("/other_telephones", "number"));
        let emails = text("/email").into_iter().chain(list("/other_emails", ""));
        Self {
            name: name.to_owned(),
            folded: fold(name),
            alternate: list("/alternate_names", "").into_iter().map(fold).collect(),
            siret: owned("/siret").filter(|siret| siret != NO_SIRET),
            telephones: telephones.filter_map(digits).collect(),
            emails: emails.map(|email| email.trim().to_lowercase()).collect(),
            website: text("/website").and_then(address),
            commune: owned("/address/insee_code"),
            municipality: text("/address/municipality").map(fold).unwrap_or_default(),
            postal_code: owned("/address/postal_code"),
            street: street(content),
            point: content["latitude"]
                .as_f64()
                .zip(content["longitude"].as_f64()),
            source: owned("/source/name"),
        }
    }

    /// The words of the name that tell it from others of its commune; all of them where none does.
    pub fn telling_words(&self) -> Vec<&str> {
        let place: Vec<&str> = self.municipality.split(' ').collect();
        let words = || self.folded.split(' ').filter(|word| !word.is_empty());
        let telling: Vec<&str> = words()
            .filter(|word| word.len() > 1 && !COMMON_WORDS.contains(word) && !place.contains(word))
            .collect();
        if telling.is_empty() {
            words().collect()
        } else {
            telling
        }
    }

    /// The words under which it is kept, and those under which others are looked for: a cell's neighbours too.
    pub fn words(&self) -> (Vec<String>, Vec<String>) {
        let mut exact: Vec<String> = Vec::new();
        exact.extend(self.siret.iter().map(|siret| format!("siret {siret}")));
        exact.extend(self.telephones.iter().map(|number| format!("tel {number}")));
        exact.extend(self.emails.iter().map(|email| format!("email {email}")));
        let mut names = self.telling_words();
        names.sort_unstable();
        names.dedup();
        names.truncate(NAME_WORDS_MAX);
        if let Some(commune) = &self.commune {
            exact.extend(names.iter().map(|word| format!("{commune} {word}")));
        }
        let mut looked = exact.clone();
        if let Some(point) = self.point {
            let (row, column) = cell(point);
            exact.extend(
                names
                    .iter()
                    .map(|word| format!("cell {row} {column} {word}")),
            );
            for (down, right) in NEIGHBOURS {
                let (row, column) = (row + down, column + right);
                looked.extend(
                    names
                        .iter()
                        .map(|word| format!("cell {row} {column} {word}")),
                );
            }
        }
        (unique(exact), unique(looked))
    }
}

/// A cell and those around it.
const NEIGHBOURS: [(i64, i64); 9] = [
    (-1, -1),
    (-1, 0),
    (-1, 1),
    (0, -1),
    (0, 0),
    (0, 1),
    (1, -1),
    (1, 0),
    (1, 1),
];

fn cell((latitude, longitude): (f64, f64)) -> (i64, i64) {
    (
        (latitude / CELL_DEGREES).floor() as i64,
        (longitude / CELL_DEGREES).floor() as i64,
    )
}

fn unique(mut words: Vec<String>) -> Vec<String> {
    words.sort_unstable();
    words.dedup();
    words
}

/// `02 41 00 00 00` and `+33241000000` are one number. Short ones are shared by many.
fn digits(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.strip_prefix('0') {
        Some(rest) if digits.len() == 10 => format!("33{rest}"),
        _ => digits,
    };
    (digits.len() >= 8).then_some(digits)
}

fn address(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?.trim_start_matches("www.").to_lowercase();
    let path = url.path().trim_end_matches('/');
    Some(format!("{host}{path}"))
}

fn street(content: &Value) -> Option<String> {
    let written = content.pointer("/address/street").and_then(Value::as_str);
    let line = || {
        let lines = content.pointer("/address/lines")?.as_array()?;
        lines
            .iter()
            .filter_map(Value::as_str)
            .find(|line| line.starts_with(|first: char| first.is_ascii_digit()))
    };
    let folded = fold(written.or_else(line)?);
    let words = folded.split(' ').map(|word| match word {
        "av" | "ave" => "avenue",
        "bd" | "bld" | "boul" => "boulevard",
        "pl" => "place",
        "r" => "rue",
        "rte" => "route",
        "st" => "saint",
        "ste" => "sainte",
        "dr" => "docteur",
        "gal" => "general",
        other => other,
    });
    let words: Vec<&str> = words
        .filter(|word| !["de", "du", "des", "la", "le", "les", "d", "l"].contains(word))
        .collect();
    Some(words.join(" ")).filter(|street| !street.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_addresses_are_compared_as_they_are_meant() {
        let of = |content: Value| Likeness::of(&content);
        let one = of(
            json!({"name": "A", "telephone": "02 41 00 00 00", "website": "https://www.exemple.fr/"}),
        );
        let other = of(
            json!({"name": "A", "telephone": "+33241000000 / 3939", "website": "http://exemple.fr"}),
        );
        assert_eq!(one.telephones, ["33241000000"]);
        assert_eq!(other.telephones, one.telephones);
        assert_eq!(other.website, one.website);
        let street =
            |written: &str| of(json!({"name": "A", "address": {"street": written}})).street;
        assert_eq!(
            street("12, av. de la République"),
            street("12 Avenue de la Republique")
        );
    }

    #[test]
    fn a_name_is_found_by_what_tells_it_from_others() {
        let place = Likeness::of(&json!({"name": "Médiathèque municipale Toussaint d'Angers",
            "address": {"municipality": "Angers", "insee_code": "49007"}}));
        assert_eq!(place.telling_words(), ["mediatheque", "toussaint"]);
        let town_hall =
            Likeness::of(&json!({"name": "Mairie", "address": {"insee_code": "49007"}}));
        assert_eq!(town_hall.words().0, ["49007 mairie"]);
    }

    #[test]
    fn who_stands_beyond_a_cells_border_is_looked_for_too() {
        let at = |latitude: f64| {
            Likeness::of(&json!({"name": "Toussaint", "latitude": latitude, "longitude": -0.5532}))
        };
        let (north, south) = (at(47.500_01), at(47.499_99));
        assert_ne!(north.words().0, south.words().0);
        assert!(
            north
                .words()
                .1
                .iter()
                .any(|word| south.words().0.contains(word))
        );
    }
}
