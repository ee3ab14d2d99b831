//! A page's address as a QR code, for those who hold the paper and a telephone. One path of SVG, some 1,500 bytes.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use moka::sync::Cache;
use qrcode::{Color, EcLevel, QrCode};

use super::html::Html;

/// A longer address makes a code that old cameras cannot read, and that weighs on every page.
const ADDRESS_BYTES_MAX: usize = 150;
/// The white border that the standard asks for, in modules.
const QUIET: usize = 4;

/// To draw a code takes more time than all the rest of a page, since each of eight masks is tried: the latest are kept, at most
/// some 2 MiB of them.
static DRAWN: LazyLock<Cache<String, Arc<str>>> = LazyLock::new(|| Cache::new(500));

/// The code; none for an address that is empty or too long.
pub(super) fn svg(address: &str) -> Option<Html> {
    if address.is_empty() || address.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let drawn = DRAWN.get(address).or_else(|| {
        let drawn: Arc<str> = draw(address)?.into();
        DRAWN.insert(address.to_owned(), drawn.clone());
        Some(drawn)
    })?;
    // The address stands beside it in words: who does not see it misses nothing.
    Some(Html::from_trusted(drawn.as_ref().to_owned()))
}

fn draw(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::L).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        dark_runs(colors, row, &mut path);
    }
    let side = width + 2 * QUIET;
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" aria-hidden=\"true\"><path stroke=\"#000\" d=\"{path}\"></path></svg>"
    ))
}

/// The dark modules of one row as horizontal strokes.
fn dark_runs(colors: &[Color], row: usize, path: &mut String) {
    let mut column = 0;
    for run in colors.chunk_by(|one, other| one == other) {
        if run[0] == Color::Dark {
            // Writing into a string does not fail.
            let _ = write!(path, "M{} {}.5h{}", column + QUIET, row + QUIET, run.len());
        }
        column += run.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_address_is_a_small_code_and_a_long_one_is_none() {
        let svg = svg("https://numerique.val-de-maille.example.org/demarches/F90001");
        let svg = svg.expect("a code").into_string();
        assert!(
            svg.starts_with("<svg class=\"qr\" viewBox=\"0 0 41 41\""),
            "{svg}"
        );
        assert!(svg.len() < 4_000, "{} bytes", svg.len());
        let again = super::svg("https://numerique.val-de-maille.example.org/demarches/F90001");
        assert_eq!(again.expect("a code").into_string(), svg);
        assert_eq!(super::svg(&"x".repeat(151)), None);
        assert_eq!(super::svg(""), None);
    }
}
