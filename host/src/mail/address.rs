//! An e-mail address as people type it, checked before anything is made of it.

use std::fmt;

/// Characters of an address (RFC 5321).
const CHARS_MAX: usize = 254;

/// An address that a letter can be sent to, in lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Reads what somebody typed; nothing where it is no address. Only what every mail server takes: no other letters than
    /// ASCII's, no quotes, a domain with a dot.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_ascii_lowercase();
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~@".contains(&byte);
        if typed.len() > CHARS_MAX || !typed.bytes().all(plain) {
            return None;
        }
        let (_, host) = typed.split_once('@')?;
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_host = host.contains('.')
            && host.split('.').all(label)
            && !host
                .rsplit('.')
                .next()
                .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        let parsed: lettre::Address = typed.parse().ok().filter(|_| is_host)?;
        Some(Self(parsed.to_string()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address has no place in a log.
impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        let read = |typed: &str| Address::read(typed).map(|address| address.as_str().to_owned());
        assert_eq!(
            read(" Camille@Example.ORG ").as_deref(),
            Some("camille@example.org")
        );
        assert_eq!(
            read("a.b+c@mail.example.fr").as_deref(),
            Some("a.b+c@mail.example.fr")
        );
    }

    #[test]
    fn what_is_no_address_or_more_than_one_is_refused() {
        for typed in [
            "",
            "camille",
            "camille@",
            "@example.org",
            "camille@localhost",
            "camille@127.0.0.1",
            "camille@[127.0.0.1]",
            "a@b@example.org",
            "a@example.org,b@example.org",
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org\nb",
            "a b@example.org",
            "\"a b\"@example.org",
            "a\u{202e}b@example.org",
            "a@exam\u{200b}ple.org",
            "é@example.org",
            "a@-example.org",
            "a@example..org",
            &format!("{}@example.org", "a".repeat(300)),
        ] {
            assert_eq!(Address::read(typed), None, "{typed:?}");
        }
    }
}
