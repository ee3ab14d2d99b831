//! The form in which somebody says what there is: read, checked, shown again with what is wrong.

use maille_sdk::reply::Form;
use maille_sdk::{Field, Request, Result, territory};

use super::{pictures, say};
use crate::record::{Address, Contact, Item, Kind, THEMES, WAYS};
use crate::words::{line, text};

/// Letters of a name.
const NAME: u32 = 100;
/// Letters of a text.
const TEXT: u32 = 5_000;
/// Themes of one thing.
const THEMES_MAX: usize = 3;
/// Sorts of points.
const SORTS: [&str; 9] = [
    "compost", "library", "repair", "recovery", "water", "stage", "art", "parking", "other",
];
/// States of projects.
const STATES: [&str; 4] = ["idea", "under-way", "done", "given-up"];

/// What was typed, and what is wrong with it: a field's name and the key of a sentence.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// What was typed.
    pub item: Item,
    /// The commune as it was typed.
    pub commune: String,
    /// The picture that stands in the form.
    pub photo: Option<String>,
    /// By field.
    pub wrong: Vec<(&'static str, &'static str)>,
}

impl Draft {
    /// What stands in the form of a thing that is there.
    pub fn of(item: Item, photo: Option<String>) -> Self {
        let commune = match item.address.insee_code.as_str() {
            "" => item.address.municipality.clone(),
            code => code.to_owned(),
        };
        Self {
            item,
            commune,
            photo,
            wrong: Vec::new(),
        }
    }

    /// Reads what was sent.
    pub fn read(kind: Kind, request: &Request) -> Result<Self> {
        let said = |name: &str| line(&request.form(name).unwrap_or_default());
        let themes = request.form_all("themes");
        let mut draft = Self {
            item: Item {
                name: said("nom"),
                description: text(&request.form("texte").unwrap_or_default()),
                themes: themes
                    .into_iter()
                    .filter(|theme| THEMES.contains(&theme.as_str()))
                    .collect(),
                contact: Contact {
                    name: said("contact-nom"),
                    telephone: said("contact-telephone"),
                    email: said("contact-courriel"),
                },
                website: said("site"),
                ..Item::default()
            },
            commune: said("commune"),
            photo: pictures::sent(request),
            wrong: Vec::new(),
        };
        let item = &mut draft.item;
        match kind {
            Kind::Offer => item.way = said("sorte"),
            Kind::Project => {
                item.status = said("etat");
                item.organisation = said("porteur");
            }
            Kind::Point => {
                item.sort = said("type");
                item.address.street = said("rue");
            }
            Kind::Group => item.address.street = said("rue"),
            Kind::Proposal => item.institution = said("institution"),
        }
        draft.check(kind);
        draft.locate()?;
        Ok(draft)
    }

    fn check(&mut self, kind: Kind) {
        let item = &self.item;
        let long = |text: &str, letters: u32| text.chars().count() > letters as usize;
        let mut wrong = Vec::new();
        match item.name.as_str() {
            "" => wrong.push(("nom", "wrong-name")),
            name if long(name, NAME) => wrong.push(("nom", "wrong-name-long")),
            _ => {}
        }
        if long(&item.description, TEXT) {
            wrong.push(("texte", "wrong-text-long"));
        }
        if item.themes.len() > THEMES_MAX {
            wrong.push(("themes", "wrong-themes"));
        }
        match kind {
            Kind::Offer if !WAYS.iter().take(4).any(|way| *way == item.way) => {
                wrong.push(("sorte", "wrong-way"));
            }
            Kind::Point if !SORTS.contains(&item.sort.as_str()) => {
                wrong.push(("type", "wrong-type"))
            }
            Kind::Project if !item.status.is_empty() && !STATES.contains(&item.status.as_str()) => {
                wrong.push(("etat", "wrong-type"));
            }
            Kind::Proposal if item.institution.is_empty() || long(&item.institution, 300) => {
                wrong.push(("institution", "wrong-institution"));
            }
            _ => {}
        }
        for (name, said) in [
            ("contact-nom", &item.contact.name),
            ("contact-telephone", &item.contact.telephone),
            ("porteur", &item.organisation),
            ("rue", &item.address.street),
        ] {
            if long(said, 200) {
                wrong.push((name, "wrong-long"));
            }
        }
        if !item.contact.email.is_empty() && !is_email(&item.contact.email) {
            wrong.push(("contact-courriel", "wrong-email"));
        }
        if !item.website.is_empty() && !is_website(&item.website) {
            wrong.push(("site", "wrong-website"));
        }
        self.wrong = wrong;
    }

    /// The commune that is meant, and where it is.
    fn locate(&mut self) -> Result<()> {
        if self.commune.is_empty() {
            self.wrong.push(("commune", "wrong-commune"));
            return Ok(());
        }
        let Some(commune) = territory::communes(&self.commune)?.into_iter().next() else {
            self.wrong.push(("commune", "near-unknown"));
            return Ok(());
        };
        let (latitude, longitude) = commune.centre.unzip();
        (self.item.latitude, self.item.longitude) = (latitude, longitude);
        self.item.address = Address {
            street: std::mem::take(&mut self.item.address.street),
            postal_code: commune.postal_codes.into_iter().next().unwrap_or_default(),
            municipality: commune.name,
            insee_code: commune.insee_code,
        };
        Ok(())
    }

    /// The form's fields.
    pub fn fields(&self, kind: Kind, form: &mut Form) {
        let said = |key: &str| say(key, &[]);
        let item = &self.item;
        let field = |field: Field, name: &'static str, value: &str| {
            let wrong = self.wrong.iter().find(|(field, _)| *field == name);
            field
                .value(Some(value).filter(|value| !value.is_empty()))
                .error(wrong.map(|(_, key)| said(key)).as_deref())
        };
        let one_of = |name: &'static str, key: &str, prefix: &str, codes: &[&str], value: &str| {
            let mut choices = Field::one_of(name, &said(key));
            for code in codes {
                choices = choices.choice(code, &said(&format!("{prefix}-{code}")));
            }
            field(choices, name, value)
        };
        match kind {
            Kind::Offer => {
                form.field(one_of(
                    "sorte",
                    "form-way",
                    "form-way",
                    &WAYS[..4],
                    &item.way,
                ));
            }
            Kind::Point => {
                form.field(one_of("type", "form-type", "point", &SORTS, &item.sort));
            }
            Kind::Proposal => {
                let to = Field::text("institution", &said("form-institution"))
                    .hint(&said("form-institution-hint"));
                form.field(field(to, "institution", &item.institution).maximum(300));
            }
            Kind::Project | Kind::Group => {}
        }
        let name = Field::text("nom", &said("form-name"))
            .hint(&said(&format!("form-name-{}", kind.word())));
        form.field(field(name, "nom", &item.name).maximum(NAME));
        let words = Field::lines("texte", &said("form-text")).hint(&said("form-text-hint"));
        form.field(
            field(words, "texte", &item.description)
                .optional()
                .maximum(TEXT),
        );
        if kind == Kind::Project {
            form.field(one_of("etat", "status", "status", &STATES, &item.status).optional());
            let who = Field::text("porteur", &said("organisation"));
            form.field(
                field(who, "porteur", &item.organisation)
                    .optional()
                    .maximum(200),
            );
        }
        let mut themes = Field::some_of("themes", &said("themes")).hint(&said("form-themes-hint"));
        for code in THEMES {
            themes = themes.choice(code, &said(&format!("theme-{code}")));
        }
        form.field(field(themes, "themes", &item.themes.join(",")).optional());
        let commune =
            Field::municipality("commune", &said("form-commune")).hint(&said("filter-near-hint"));
        form.field(field(commune, "commune", &self.commune));
        if matches!(kind, Kind::Point | Kind::Group) {
            let street = Field::text("rue", &said("form-street"));
            form.field(
                field(street, "rue", &item.address.street)
                    .optional()
                    .maximum(200),
            );
        }
        form.field(pictures::field(self.photo.as_deref()));
        form.group(&said("form-contact"));
        let name =
            Field::text("contact-nom", &said("form-contact-name")).hint(&said("form-contact-hint"));
        form.field(
            field(name, "contact-nom", &item.contact.name)
                .optional()
                .maximum(200),
        );
        let number = Field::telephone("contact-telephone", &said("form-telephone"));
        form.field(
            field(number, "contact-telephone", &item.contact.telephone)
                .optional()
                .maximum(200),
        );
        let email = Field::email("contact-courriel", &said("form-email"));
        form.field(
            field(email, "contact-courriel", &item.contact.email)
                .optional()
                .maximum(254),
        );
        let site = Field::text("site", &said("form-website"));
        form.field(field(site, "site", &item.website).optional().maximum(2_000));
    }
}

/// Whether a text is an address for letters.
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    text.len() <= 254
        && text.is_ascii()
        && !name.is_empty()
        && host.contains('.')
        && !host.contains('@')
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

fn is_website(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    text.len() <= 2_000
        && host.is_some_and(|host| host.contains('.'))
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_what_they_should_be() {
        assert!(is_email("camille@example.org") && is_website("https://example.org/a"));
        for bad in ["", "@x.fr", "a@b", "a@b.c@d.e", "a b@c.fr", "é@c.fr"] {
            assert!(!is_email(bad), "{bad}");
        }
        for bad in [
            "example.org",
            "https://",
            "javascript:alert(1)",
            "https://a.b c",
        ] {
            assert!(!is_website(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_missing_is_named_at_its_field() {
        let mut draft = Draft::default();
        draft.check(Kind::Offer);
        assert_eq!(draft.wrong, [("nom", "wrong-name"), ("sorte", "wrong-way")]);
        draft.item.name = "x".repeat(101);
        draft.item.way = "sell".into();
        draft.item.themes = vec!["food".into(); 4];
        draft.check(Kind::Offer);
        let fields: Vec<&str> = draft.wrong.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["nom", "themes", "sorte"]);
    }
}
