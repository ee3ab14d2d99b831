//! The ways in: sign-in, and the page that a one-time link opens.

use askama::Template;

use super::super::html::Html;
use super::super::site::{Site, View};
use super::super::words::Words;
use super::accounts::account_fault;
use super::{
    DESK, DeskPage, FIRST_ACCESS, PROVIDER, PROVIDER_END, SIGN_IN, SIGN_IN_NEXT, field, open_page,
    own_form,
};
use crate::accounts::{AccountError, LOGIN_CHARS_MAX, NAME_CHARS_MAX, PASSWORD_CHARS_MIN};
use crate::plugins::page::Field;

/// What the sign-in page shows.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// What was typed; never the password.
    pub login: String,
    /// The page to go to, a path of this site.
    pub next: String,
    /// Why it did not succeed.
    pub fault: Option<SignInFault>,
    /// Somebody just signed out.
    pub signed_out: bool,
    /// What people call the provider that vouches for them, where there is one.
    pub provider: Option<String>,
    /// Why it did not let somebody in.
    pub provider_fault: Option<ProviderFault>,
    /// Who has just left here may leave there too.
    pub farewell: bool,
    /// Nobody administers yet: who runs the machine is told how to begin.
    pub no_administrator: bool,
}

/// Why somebody does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInFault {
    /// Name and password do not go together, or the account is closed.
    Refused,
    /// Too many attempts: again after so many seconds.
    TooMany(u64),
}

/// Why somebody who comes back from the provider does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderFault {
    /// It does not answer.
    Down,
    /// What it says does not hold.
    Refused,
    /// The person gave up there, or was refused there.
    Declined,
    /// Too late, a second time, or in another browser.
    Broken,
    /// Nobody is known here by this name, or not any more.
    Unknown,
    /// The invitation opens nothing any more.
    Invitation,
    /// Too many attempts: again after so many seconds.
    TooMany(u64),
}

#[derive(Template)]
#[template(path = "administration/sign_in.html")]
struct SignInView {
    words: Words,
    form: Html,
    no_administrator: bool,
    sends_mail: bool,
    provider: Option<ProviderLinks>,
    provider_fault: Option<(String, &'static str)>,
}

/// What leads to the provider.
struct ProviderLinks {
    begin: String,
    label: String,
    lead: String,
    farewell: Option<(&'static str, String)>,
}

/// `/connexion`: a form that POSTs `identifiant`, `mot-de-passe` and `suite` there.
pub fn sign_in_page(site: &Site, view: &View, page: &SignIn) -> String {
    let words = Words(view.locale);
    let fault = page.fault.map(|fault| match fault {
        SignInFault::Refused => words.get("sign-in-refused").to_owned(),
        SignInFault::TooMany(seconds) => words.count("sign-in-too-many", seconds.div_ceil(60)),
    });
    let fields = [
        Field {
            value: Some(page.login.clone()),
            error: fault,
            purpose: Some("username".to_owned()),
            maximum: u32::try_from(LOGIN_CHARS_MAX).ok(),
            ..field("text", "identifiant", words.get("account-login"))
        },
        field("password", "mot-de-passe", words.get("password")),
        Field {
            value: Some(page.next.clone()),
            ..field("hidden", SIGN_IN_NEXT, SIGN_IN_NEXT)
        },
    ];
    let provider = page.provider.as_deref().map(|name| {
        let label = words.with("provider-button", &[("name", name)]);
        let farewell = words.with("provider-farewell", &[("name", name)]);
        ProviderLinks {
            begin: provider_link(SIGN_IN_NEXT, &page.next),
            label,
            lead: words.with("provider-lead", &[("name", name)]),
            farewell: page.farewell.then_some((PROVIDER_END, farewell)),
        }
    });
    let submit = words.get("sign-in");
    let (form, errors) = own_form(site, view, (SIGN_IN, submit), &fields);
    let done = page.signed_out.then(|| words.get("signed-out").to_owned());
    let content = Html::render(&SignInView {
        words,
        form,
        no_administrator: page.no_administrator,
        sends_mail: site.sends_mail,
        provider,
        provider_fault: page.provider_fault.map(|fault| {
            let name = page.provider.as_deref().unwrap_or_default();
            provider_fault(words, fault, name)
        }),
    });
    let page = DeskPage {
        title: match page.provider_fault {
            None => submit.to_owned(),
            Some(_) => words.get("provider-fault-title").to_owned(),
        },
        errors,
        done,
        content,
        ..DeskPage::default()
    };
    open_page(site, view, page)
}

/// The way to the provider, with one more thing to keep in mind.
fn provider_link(name: &str, value: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish();
    format!("{PROVIDER}?{query}")
}

/// What went wrong, and what to do.
fn provider_fault(words: Words, fault: ProviderFault, name: &str) -> (String, &'static str) {
    let (what, mend) = match fault {
        ProviderFault::Down => ("provider-down", "provider-down-mend"),
        ProviderFault::Refused => ("provider-refused", "provider-refused-mend"),
        ProviderFault::Declined => ("provider-declined", "provider-again"),
        ProviderFault::Broken => ("provider-broken", "provider-again"),
        ProviderFault::Unknown => ("provider-unknown", "provider-unknown-mend"),
        ProviderFault::Invitation => ("link-over-title", "provider-invitation-mend"),
        ProviderFault::TooMany(seconds) => {
            let what = words.count("sign-in-too-many", seconds.div_ceil(60));
            return (what, words.get("provider-unknown-mend"));
        }
    };
    (words.with(what, &[("name", name)]), words.get(mend))
}

/// What a one-time link opens.
#[derive(Debug, Default)]
pub struct FirstAccess<'a> {
    /// The word of the link.
    pub token: &'a str,
    /// Whose password is chosen: name and sign-in name; none for the first administrator.
    pub owner: Option<(&'a str, &'a str)>,
    /// As typed.
    pub name: &'a str,
    /// As typed.
    pub login: &'a str,
    /// What people call the provider that vouches for them, where there is one.
    pub provider: Option<&'a str>,
    /// What does not fit.
    pub fault: Option<&'a AccountError>,
}

#[derive(Template)]
#[template(path = "administration/first_access.html")]
struct FirstAccessView {
    lead: String,
    form: Html,
    provider: Option<(String, String, &'static str)>,
}

/// `/premier-acces/{token}`: a form that POSTs `nom`, `identifiant`, `mot-de-passe` and `encore` there.
pub fn first_access_page(site: &Site, view: &View, page: &FirstAccess) -> String {
    let words = Words(view.locale);
    // The address opens something: it has no place on paper.
    let view = View {
        address: String::new(),
        ..view.clone()
    };
    let fault = page.fault.map(|fault| account_fault(words, fault));
    let error = |name: &str| {
        let found = fault.as_ref().filter(|(field, _)| *field == name);
        found.map(|(_, message)| message.clone())
    };
    let mut fields = Vec::new();
    if page.owner.is_none() {
        fields.push(Field {
            value: Some(page.name.to_owned()),
            error: error("nom"),
            hint: Some(words.get("account-name-hint").to_owned()),
            purpose: Some("name".to_owned()),
            maximum: u32::try_from(NAME_CHARS_MAX).ok(),
            ..field("text", "nom", words.get("account-name"))
        });
        fields.push(Field {
            value: Some(page.login.to_owned()),
            error: error("identifiant"),
            hint: Some(words.get("account-login-hint").to_owned()),
            purpose: Some("username".to_owned()),
            maximum: u32::try_from(LOGIN_CHARS_MAX).ok(),
            ..field("text", "identifiant", words.get("account-login"))
        });
    }
    fields.push(Field {
        error: error("mot-de-passe"),
        hint: Some(words.count("password-hint", PASSWORD_CHARS_MIN as u64)),
        ..field("new-password", "mot-de-passe", words.get("password"))
    });
    fields.push(Field {
        error: error("encore"),
        ..field("new-password", "encore", words.get("password-again"))
    });
    let action = format!("{FIRST_ACCESS}/{}", page.token);
    let (title, submit, lead) = match page.owner {
        None => (
            words.get("first-access-title"),
            words.get("first-access-submit"),
            words.get("first-access-lead").to_owned(),
        ),
        Some((name, login)) => (
            words.get("password-title"),
            words.get("password-submit"),
            words.with("password-lead", &[("name", name), ("login", login)]),
        ),
    };
    // The first administrator comes in whether or not a provider answers.
    let provider = page.provider.filter(|_| page.owner.is_some()).map(|name| {
        let label = words.with("provider-continue", &[("name", name)]);
        let link = provider_link("invitation", page.token);
        (link, label, words.get("provider-or-password"))
    });
    let (form, errors) = own_form(site, &view, (&action, submit), &fields);
    let page = DeskPage {
        title: title.to_owned(),
        errors,
        content: Html::render(&FirstAccessView {
            lead,
            form,
            provider,
        }),
        ..DeskPage::default()
    };
    open_page(site, &view, page)
}

#[derive(Template)]
#[template(path = "administration/link_over.html")]
struct LinkOver {
    words: Words,
    sign_in: &'static str,
}

/// A link that opens nothing any more: what to do instead.
pub fn link_over_page(site: &Site, view: &View) -> String {
    let words = Words(view.locale);
    let view = View {
        address: String::new(),
        ..view.clone()
    };
    let page = DeskPage {
        title: words.get("link-over-title").to_owned(),
        content: Html::render(&LinkOver {
            words,
            sign_in: DESK,
        }),
        ..DeskPage::default()
    };
    open_page(site, &view, page)
}
