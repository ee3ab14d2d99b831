//! The page for a forgotten password. It never says whether an account exists.

use askama::Template;

use super::super::html::Html;
use super::super::site::{Site, View};
use super::super::words::Words;
use super::{DeskPage, SIGN_IN, field, open_page, own_form};
use crate::accounts::LOGIN_CHARS_MAX;
use crate::plugins::page::Field;

/// Where it stands.
pub const FORGOTTEN: &str = "/mot-de-passe-oublie";

/// What the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// The form.
    Asked,
    /// A letter goes, if there is an account.
    Sent,
    /// Too many were asked for from here: again after so many seconds.
    TooMany(u64),
}

#[derive(Template)]
#[template(path = "administration/forgotten.html")]
struct ForgottenView {
    words: Words,
    form: Option<Html>,
    sent: bool,
    sends_mail: bool,
    sign_in: &'static str,
}

/// `/mot-de-passe-oublie`: a form that POSTs `identifiant` there, where the instance sends mail.
pub fn forgotten_page(site: &Site, view: &View, state: Forgotten) -> String {
    let words = Words(view.locale);
    let error = match state {
        Forgotten::TooMany(seconds) => Some(words.count("sign-in-too-many", seconds.div_ceil(60))),
        _ => None,
    };
    let fields = [Field {
        error,
        hint: Some(words.get("forgotten-hint").to_owned()),
        purpose: Some("username".to_owned()),
        maximum: u32::try_from(LOGIN_CHARS_MAX).ok(),
        ..field("text", "identifiant", words.get("account-login"))
    }];
    let sent = state == Forgotten::Sent && site.sends_mail;
    let (form, errors) = match site.sends_mail && !sent {
        true => {
            let submit = words.get("forgotten-submit");
            let (form, errors) = own_form(site, view, (FORGOTTEN, submit), &fields);
            (Some(form), errors)
        }
        false => (None, Vec::new()),
    };
    let content = Html::render(&ForgottenView {
        words,
        form,
        sent,
        sends_mail: site.sends_mail,
        sign_in: SIGN_IN,
    });
    let page = DeskPage {
        title: words.get("forgotten-title").to_owned(),
        errors,
        content,
        ..DeskPage::default()
    };
    open_page(site, view, page)
}
