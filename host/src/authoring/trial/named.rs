//! Ids of records, which are new each time, as what stays.

use super::TrialError;
use crate::app::App;

/// The text with the ids of records, which are new each time, as kind and key.
pub async fn named(app: &App, text: &str) -> Result<String, TrialError> {
    const LENGTH: usize = 36;
    let mut out = String::with_capacity(text.len());
    let mut unkeyed: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let candidate = rest.get(..LENGTH).filter(|id| is_id(id));
        let record = match candidate {
            Some(id) => app.directory.get(id).await?,
            None => None,
        };
        match record {
            Some(record) => {
                let key = record.key.clone().unwrap_or_else(|| {
                    if !unkeyed.contains(&record.id) {
                        unkeyed.push(record.id.clone());
                    }
                    let at = unkeyed.iter().position(|id| *id == record.id);
                    format!("#{}", at.unwrap_or_default() + 1)
                });
                out.push_str(&format!("‹{} {key}›", record.kind));
                rest = &rest[LENGTH..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    Ok(out)
}

fn is_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(index, byte)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_told_from_other_words() {
        assert!(is_id("01a205bc-0418-7c88-b3c0-a569a3b85f38"));
        assert!(!is_id("01a205bc 0418 7c88 b3c0 a569a3b85f38"));
    }
}
