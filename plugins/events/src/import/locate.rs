//! The commune that a calendar's LOCATION means, where that is certain: a text such as `Médiathèque, 12 rue des Lilas, 81000 Albi`
//! names it with its postal code, or ends with a name that one commune alone has.

use maille_sdk::Result;
use maille_sdk::territory::{self, Commune};

use crate::record::{Address, Event};

/// Parts of a text that are looked up, from its end.
const PARTS_MAX: usize = 3;

/// Adds the commune to an event that takes place somewhere and says no address.
pub fn locate(event: &mut Event) -> Result<()> {
    let Some(place) = event.place.as_ref().filter(|_| event.address.is_none()) else {
        return Ok(());
    };
    let Some((commune, code)) = find(&place.name)? else {
        return Ok(());
    };
    if event.latitude.is_none() {
        (event.latitude, event.longitude) = commune.centre.unzip();
    }
    let first = commune.postal_codes.first().cloned();
    event.address = Some(Address {
        postal_code: code.or(first).unwrap_or_default(),
        municipality: commune.name,
        insee_code: commune.insee_code,
        ..Address::default()
    });
    Ok(())
}

/// The commune, and its postal code where the text has it.
fn find(text: &str) -> Result<Option<(Commune, Option<String>)>> {
    if let Some(code) = postal_code(text) {
        let known = territory::communes(code)?;
        let named = known.into_iter().filter(|commune| names(text, commune));
        let mut named: Vec<Commune> = named.collect();
        // `Saint-Martin` is in `Saint-Martin-du-Lac` too: the longest name is meant.
        named.sort_by_key(|commune| std::cmp::Reverse(commune.name.len()));
        return Ok(named
            .into_iter()
            .next()
            .map(|commune| (commune, Some(code.to_owned()))));
    }
    for part in parts(text) {
        let mut same = territory::communes(part)?
            .into_iter()
            .filter(|commune| folded(&commune.name) == folded(part));
        if let (Some(commune), None) = (same.next(), same.next()) {
            return Ok(Some((commune, None)));
        }
    }
    Ok(None)
}

/// The only five digits in a row.
fn postal_code(text: &str) -> Option<&str> {
    let mut codes = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| digits.len() == 5);
    codes.next().filter(|_| codes.next().is_none())
}

/// What stands between commas and brackets, from the end: the commune comes last.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit([',', ';', '(', ')', '|'])
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphabetic))
        .take(PARTS_MAX)
}

/// Whether a text holds the whole name of a commune.
fn names(text: &str, commune: &Commune) -> bool {
    format!(" {} ", folded(text)).contains(&format!(" {} ", folded(&commune.name)))
}

/// Small letters without accents, words with one space between them; `St` is `Saint`.
fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        match letter {
            'à' | 'â' | 'ä' | 'á' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' | 'í' => plain.push('i'),
            'ô' | 'ö' | 'ó' => plain.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => plain.push('u'),
            'ÿ' => plain.push('y'),
            'ç' => plain.push('c'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            letter if letter.is_alphanumeric() => plain.push(letter),
            _ => plain.push(' '),
        }
    }
    let words = plain.split_whitespace().map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_five_digits_that_stand_alone() {
        assert_eq!(postal_code("12 rue des Lilas, 81000 Albi"), Some("81000"));
        for text in ["Salle 12", "0563000000", "81000 ou 81100", ""] {
            assert_eq!(postal_code(text), None, "{text}");
        }
    }

    #[test]
    fn the_commune_comes_last() {
        let said: Vec<&str> = parts("Médiathèque (Albi), , France").collect();
        assert_eq!(said, ["France", "Albi", "Médiathèque"]);
    }

    #[test]
    fn a_name_is_held_whole_or_not_at_all() {
        let commune = |name: &str| Commune {
            insee_code: String::new(),
            name: name.into(),
            postal_codes: Vec::new(),
            centre: None,
        };
        assert!(names("Mairie de ST-ÉTIENNE", &commune("Saint-Étienne")));
        assert!(!names("Les Albigeois", &commune("Albi")));
    }
}
