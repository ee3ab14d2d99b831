//! Bytes of a document to text, in the encoding that it declares or that it must have. Never loses a letter silently:
//! what had to be guessed is said.

use std::io::Read;

use quick_xml::encoding::{DecodingReader, DetectedEncoding, decode, detect_encoding};
use quick_xml::events::{BytesDecl, Event};

/// The text of a document, and what was mended to read it.
pub fn text(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    match detect_encoding(bytes) {
        Some(DetectedEncoding::Utf8Bom) => eight_bit(&bytes[3..]),
        None | Some(DetectedEncoding::AsciiCompatible) => eight_bit(bytes),
        Some(_) => {
            let mut text = String::new();
            DecodingReader::new(bytes)
                .read_to_string(&mut text)
                .map_err(|error| format!("the bytes do not fit their encoding: {error}"))?;
            Ok((text.trim_start_matches('\u{feff}').to_owned(), None))
        }
    }
}

fn eight_bit(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    let declared = declared_label(bytes);
    let declares_utf8 = declared.as_deref().is_none_or(|label| {
        label.eq_ignore_ascii_case("utf-8") || label.eq_ignore_ascii_case("utf8")
    });
    if declares_utf8 {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok((text.to_owned(), None));
        }
        // Editors on Windows save their own encoding under any declaration.
        let text = decoded(bytes, "windows-1252")?;
        return Ok((
            text,
            Some("it was written in windows-1252, not in UTF-8 as it says".to_owned()),
        ));
    }
    let label = declared.unwrap_or_default();
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.is_ascii()
    {
        // A converted file often keeps its old declaration; letters that form UTF-8 by chance are very unlikely.
        return Ok((
            text.to_owned(),
            Some(format!(
                "it was written in UTF-8, not in {label} as it says"
            )),
        ));
    }
    Ok((decoded(bytes, &label)?, None))
}

fn decoded(bytes: &[u8], label: &str) -> Result<String, String> {
    let encoding = BytesDecl::new("1.0", Some(label), None)
        .encoder()
        .ok_or_else(|| format!("its encoding `{label}` is unknown"))?;
    decode(bytes, encoding)
        .map(|text| text.into_owned())
        .map_err(|_| format!("its bytes do not fit the encoding `{label}`"))
}

/// The label in the XML declaration, which is ASCII in every encoding that gets here.
fn declared_label(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(256)];
    let end = start.windows(2).position(|pair| pair == b"?>")? + 2;
    let declaration = std::str::from_utf8(&start[..end]).ok()?;
    match quick_xml::Reader::from_str(declaration).read_event().ok()? {
        Event::Decl(declaration) => Some(declaration.encoding()?.ok()?.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn reads_declared_and_undeclared_encodings() {
        let latin = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\xe9\x80</a>";
        assert!(text(latin).unwrap().0.contains("é€"));
        assert_eq!(text(latin).unwrap().1, None);
        let lying = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xe9</a>";
        let (read, mended) = text(lying).unwrap();
        assert!(read.contains('é') && mended.is_some());
        let (read, mended) = text(b"<a>\xe9t\xe9</a>").unwrap();
        assert!(read.contains("été") && mended.is_some());
        let other = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>é</a>".as_bytes();
        assert!(text(other).unwrap().0.contains('é'));
        assert!(text(b"<?xml version=\"1.0\" encoding=\"klingon\"?><a/>").is_err());
        let mut wide = vec![0xff, 0xfe];
        wide.extend(
            "<?xml version=\"1.0\"?><a>é</a>"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        );
        assert!(text(&wide).unwrap().0.contains("<a>é</a>"));
    }
}
