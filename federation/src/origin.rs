//! Names: of an instance, of its records and of its keys. Each has one written form, so equal names are equal texts.
//!
//! A name is never an address: where an instance answers is another matter, and no name here is ever looked up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Characters of a key's name, fragment included.
pub const KEY_ID_CHARACTERS_MAX: usize = 300;

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error(
        "an origin is a host name in lowercase ASCII, as `creuse.example`: no address, port, user or final dot"
    )]
    Origin,
    #[error("a record is named https://ORIGIN/records/UUID, with a UUID of version 7 in lowercase")]
    Record,
    #[error(
        "a key is named https://ORIGIN/PATH, with at most {KEY_ID_CHARACTERS_MAX} characters and without a query"
    )]
    Key,
}

/// The name of an instance: its canonical host, fixed at the first peering. Lowercase ASCII (international names as
/// `xn--…`), at least two labels, the last not a number (RFC 1123, 2.1), at most 253 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

impl Origin {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Origin, NameError> {
        let label = |label: &str| {
            let ends = [label.as_bytes().first(), label.as_bytes().last()];
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
                && !ends.contains(&Some(&b'-'))
        };
        let last = text.rsplit('.').next().unwrap_or_default();
        let number = last.starts_with(|first: char| first.is_ascii_digit());
        let here = ["localhost", "local", "internal", "localdomain"].contains(&last);
        let holds = text.len() <= 253
            && text.contains('.')
            && text.split('.').all(label)
            && !number
            && !here;
        holds
            .then(|| Origin(text.to_owned()))
            .ok_or(NameError::Origin)
    }
}

/// The name of a record, on the wire `https://{origin}/records/{uuid}`. The origin owns the record, for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId {
    origin: Origin,
    uuid: Uuid,
}

impl RecordId {
    /// The record `uuid` of `origin`. `None` unless the UUID is of version 7.
    pub fn new(origin: Origin, uuid: Uuid) -> Option<RecordId> {
        (uuid.get_version_num() == 7).then_some(RecordId { origin, uuid })
    }

    /// Who owns the record.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Which of the origin's records.
    pub fn uuid(&self) -> Uuid {
        self.uuid
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "https://{}/records/{}", self.origin, self.uuid)
    }
}

impl FromStr for RecordId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<RecordId, NameError> {
        let rest = text.strip_prefix("https://").ok_or(NameError::Record)?;
        let (origin, uuid) = rest.split_once("/records/").ok_or(NameError::Record)?;
        let origin = origin.parse().map_err(|_| NameError::Record)?;
        let uuid = Uuid::try_parse(uuid).map_err(|_| NameError::Record)?;
        RecordId::new(origin, uuid)
            .filter(|id| id.to_string() == text)
            .ok_or(NameError::Record)
    }
}

/// The name of a key: an https address below its owner's origin, as `https://creuse.example/actor#z6Mk…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId {
    text: String,
    origin: Origin,
}

impl KeyId {
    /// The name that an instance of Maille gives its key: the fragment is the key itself, as a multikey.
    pub fn of(origin: &Origin, key: &crate::keys::PublicKey) -> KeyId {
        KeyId {
            text: format!("https://{origin}/actor#{key}"),
            origin: origin.clone(),
        }
    }

    /// Whose key it is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for KeyId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<KeyId, NameError> {
        let rest = text.strip_prefix("https://").ok_or(NameError::Key)?;
        let (origin, path) = rest.split_once('/').ok_or(NameError::Key)?;
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"\\<>`{}|^?".contains(&byte);
        if text.len() > KEY_ID_CHARACTERS_MAX || !path.bytes().all(plain) {
            return Err(NameError::Key);
        }
        let origin = origin.parse().map_err(|_| NameError::Key)?;
        let text = text.to_owned();
        Ok(KeyId { text, origin })
    }
}

/// Text to and fro for names.
macro_rules! as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<$name, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.to_string()
            }
        }
    };
}

as_text!(Origin);
as_text!(RecordId);
as_text!(KeyId);

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_host_name_in_its_one_form() {
        for text in [
            "creuse.example",
            "xn--crse-xpa.example",
            "a.b-c.d1.fr",
            "3cx.example",
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), text);
        }
        let long = format!("{}.example", "a".repeat(64));
        let longer = "a.".repeat(130) + "fr";
        for text in [
            "",
            "creuse",
            "Creuse.example",
            "creuse.example.",
            ".example",
            "a..b",
            "creuse.example:443",
            "127.0.0.1",
            "1.1",
            "0x7f.0x1",
            "2130706433",
            "[::1]",
            "::1",
            "user@creuse.example",
            "creuse.example/",
            "localhost",
            "a.localhost",
            "db.internal",
            "créuse.example",
            "creuse．example",
            "a_b.example",
            "-a.example",
            "a-.example",
            "a b.example",
            "a\u{0}.example",
            long.as_str(),
            longer.as_str(),
        ] {
            assert_eq!(text.parse::<Origin>(), Err(NameError::Origin), "{text:?}");
        }
    }

    #[test]
    fn a_record_s_name_has_one_form() {
        let text = "https://creuse.example/records/019aab00-0000-7000-8000-000000000001";
        let id: RecordId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(id.origin().as_str(), "creuse.example");
        for other in [
            text.replace("https", "http"),
            text.replace("019a", "019A"),
            text.replace("-7000-", "-4000-"),
            text.replace('-', ""),
            text.replace("creuse.", "u@creuse."),
            text.replace("/records/", "/records//"),
            text.replace("/records/", "/%72ecords/"),
            format!("{text}/"),
            format!("{text}?a"),
            format!("{text}#a"),
        ] {
            assert_eq!(other.parse::<RecordId>(), Err(NameError::Record), "{other}");
        }
    }

    #[test]
    fn a_key_s_name_leads_to_no_other_place_than_its_owner() {
        let id: KeyId = "https://creuse.example/actor#main-key".parse().unwrap();
        assert_eq!(id.origin().as_str(), "creuse.example");
        let long = format!("https://creuse.example/{}", "a".repeat(500));
        for text in [
            "http://creuse.example/actor",
            "https://127.0.0.1/actor",
            "https://localhost/actor",
            "https://[::1]/a",
            "https://u:p@creuse.example/actor",
            "https://creuse.example:8443/actor",
            "https://creuse.example",
            "https://creuse.example/a?b",
            "https://creuse.example/a b",
            "https://creuse.example/\"",
            "x",
            "",
            "https://169.254.169.254/latest",
            "https://CREUSE.example/actor",
            "acct:a@b.example",
            long.as_str(),
        ] {
            assert_eq!(text.parse::<KeyId>(), Err(NameError::Key), "{text}");
        }
    }
}
