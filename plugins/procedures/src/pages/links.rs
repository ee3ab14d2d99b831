//! Where a link of a fiche leads: to the fiche if it is here, to its publisher if it is not, so that none is dead.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::fiche::model::Link;
use crate::fiche::{self, AUDIENCES, markdown};
use crate::import::index::Present;

/// Gives the index of an audience.
pub type Load<'a> = &'a dyn Fn(&str) -> Present;

/// The links of one page.
pub struct Links<'a> {
    audience: String,
    /// The page's own address at its publisher's, without the identifier.
    base: Option<String>,
    load: Load<'a>,
    present: RefCell<BTreeMap<String, Present>>,
}

impl<'a> Links<'a> {
    /// For a page of this audience, published at `address`.
    pub fn new(audience: &str, identifier: &str, address: &str, load: Load<'a>) -> Self {
        let base = address
            .strip_suffix(identifier)
            .filter(|base| base.ends_with('/'))
            .map(str::to_owned);
        Self {
            audience: audience.to_owned(),
            base,
            load,
            present: RefCell::default(),
        }
    }

    /// True where the fiche can be shown here.
    pub fn has(&self, audience: &str, identifier: &str) -> bool {
        let mut present = self.present.borrow_mut();
        present
            .entry(audience.to_owned())
            .or_insert_with(|| (self.load)(audience))
            .has(identifier)
    }

    /// The other audiences that have this fiche.
    pub fn elsewhere(&self, identifier: &str) -> Vec<&'static str> {
        let others = AUDIENCES
            .into_iter()
            .filter(|audience| *audience != self.audience);
        others
            .filter(|audience| self.has(audience, identifier))
            .collect()
    }

    /// The address of `fiche:…`, or any other address as it is.
    pub fn href(&self, target: &str) -> Option<String> {
        let Some(target) = target.strip_prefix("fiche:") else {
            return (!target.is_empty()).then(|| target.to_owned());
        };
        let (audience, identifier) = match target.split_once('/') {
            Some((audience, identifier)) => (fiche::audience(audience)?, identifier),
            None => (fiche::audience(&self.audience)?, target),
        };
        if self.has(audience, identifier) {
            return Some(address(audience, identifier));
        }
        // A form may be filed for another audience only.
        if let Some(other) = AUDIENCES.into_iter().find(|other| {
            *other != audience && identifier.starts_with('R') && self.has(other, identifier)
        }) {
            return Some(address(other, identifier));
        }
        self.outside(audience, identifier)
    }

    fn outside(&self, audience: &str, identifier: &str) -> Option<String> {
        let base = self.base.as_deref()?;
        if audience == self.audience {
            return Some(format!("{base}{identifier}"));
        }
        base.contains("service-public")
            .then(|| official(audience, identifier))
    }

    /// A link's address.
    pub fn of(&self, link: &Link) -> Option<String> {
        self.href(&link.href)
    }

    /// Markdown whose links to fiches lead somewhere; those that cannot are their words alone.
    pub fn resolved(&self, text: &str) -> String {
        if !text.contains("](fiche:") {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("](fiche:") {
            let Some(end) = rest[at..].find(')').map(|end| at + end) else {
                break;
            };
            out.push_str(&rest[..at]);
            match self.href(&rest[at + 2..end]) {
                Some(href) => out.push_str(&format!("]({href})")),
                None => drop_bracket(&mut out),
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        out
    }

    /// A link as Markdown, with its source and its complement behind it.
    pub fn markdown(&self, link: &Link) -> String {
        let mut text = match self.of(link) {
            Some(href) => markdown::link(&link.label, &href),
            None => markdown::escaped(&link.label),
        };
        for more in [&link.complement, &link.source] {
            if !more.is_empty() {
                text.push_str(" – ");
                text.push_str(&markdown::escaped(more));
            }
        }
        text
    }
}

/// Takes the bracket away that opened the link.
fn drop_bracket(out: &mut String) {
    let bytes = out.as_bytes();
    let opening = (0..bytes.len())
        .rev()
        .find(|at| bytes[*at] == b'[' && (*at == 0 || bytes[*at - 1] != b'\\'));
    if let Some(at) = opening {
        out.remove(at);
    }
}

/// The address of a fiche below this plugin's root; citizens have the short one.
pub fn address(audience: &str, identifier: &str) -> String {
    if audience == AUDIENCES[0] {
        format!("/{identifier}")
    } else {
        format!("/{audience}/{identifier}")
    }
}

/// The address of a fiche on Service-Public.
pub fn official(audience: &str, identifier: &str) -> String {
    match audience {
        "professionnels" => {
            format!("https://entreprendre.service-public.gouv.fr/vosdroits/{identifier}")
        }
        other => format!("https://www.service-public.gouv.fr/{other}/vosdroits/{identifier}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Links;
    use crate::import::index::Present;

    #[test]
    fn no_link_is_dead() {
        let load = |audience: &str| match audience {
            "particuliers" => Present::new(b"F1 1 1 p \n".to_vec()),
            _ => Present::new(b"F2 1 1 p \n".to_vec()),
        };
        let links = Links::new(
            "particuliers",
            "F9",
            "https://www.service-public.fr/particuliers/vosdroits/F9",
            &load,
        );
        let text = r"[a\]](fiche:F1) [b](fiche:professionnels/F2) [c](fiche:F3) [d](https://e.fr)";
        let base = "https://www.service-public.fr/particuliers/vosdroits/F3";
        assert_eq!(
            links.resolved(text),
            format!(r"[a\]](/F1) [b](/professionnels/F2) [c]({base}) [d](https://e.fr)")
        );
        let fictional = Links::new("particuliers", "F9", "", &load);
        assert_eq!(fictional.resolved(r"x [c\[](fiche:F3) y"), r"x c\[ y");
    }
}
