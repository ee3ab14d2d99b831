//! The numbers of establishments and associations: SIRET, SIREN, RNA, RIDET.

use super::{Mended, says_nothing};
use crate::imports::remark::What;

/// La Poste's offices are numbered without the Luhn key: their digits add up to a multiple of five.
const LA_POSTE: &str = "356000000";

/// What a number of an establishment stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Establishment {
    Siret(String),
    /// Of the legal unit, where no establishment is said.
    Siren(String),
    /// Of an association.
    Rna(String),
    /// Of New Caledonia.
    Ridet(String),
}

/// The establishment that a text numbers. Zeros alone mean that there is none.
pub fn establishment(text: &str) -> Mended<Establishment> {
    let bare: String = text
        .trim()
        .trim_end_matches(".0")
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect::<String>()
        .to_uppercase();
    if says_nothing(text) || bare.bytes().all(|byte| byte == b'0') {
        return Mended::nothing();
    }
    let plain = bare.bytes().all(|byte| byte.is_ascii_digit());
    match bare.len() {
        14 if plain => siret(bare, text),
        13 if plain && holds(&format!("0{bare}")) => {
            let what = What::new("import-zero-lost");
            Mended::repaired(Establishment::Siret(format!("0{bare}")), what)
        }
        9 if plain => Mended::fine(Establishment::Siren(bare)),
        10 if bare.starts_with('W')
            && bare[1..].bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            Mended::fine(Establishment::Rna(bare))
        }
        10 | 13 if plain && bare.starts_with(['0', '1']) => {
            Mended::fine(Establishment::Ridet(bare))
        }
        _ => Mended::dropped(What::new("import-siret")),
    }
}

fn siret(bare: String, text: &str) -> Mended<Establishment> {
    if !holds(&bare) {
        // A wrong key is the producer's; the number may still be the one that they are known by.
        return Mended::repaired(Establishment::Siret(bare), What::new("import-siret-key"));
    }
    match bare == text.trim() {
        true => Mended::fine(Establishment::Siret(bare)),
        false => Mended::repaired(
            Establishment::Siret(bare),
            What::new("import-code-spelling"),
        ),
    }
}

/// Whether the key of a SIRET holds.
fn holds(siret: &str) -> bool {
    let digits = || siret.bytes().map(|byte| u32::from(byte - b'0'));
    let by_five = siret.starts_with(LA_POSTE) && digits().sum::<u32>().is_multiple_of(5);
    let luhn: u32 = digits()
        .rev()
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    luhn.is_multiple_of(10) || by_five
}

/// A number with a point or a comma.
pub fn number(text: &str) -> Mended<f64> {
    if says_nothing(text) {
        return Mended::nothing();
    }
    match super::decimal(text) {
        Some(number) => Mended::fine(number),
        None => Mended::dropped(What::new("import-number")),
    }
}
