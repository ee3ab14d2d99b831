//! Accounts: who has one, one account with what can be done to it, and what is wrong in words.

use askama::Template;
use jiff::tz::TimeZone;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::roles::role_name;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::accounts::{
    Account, AccountError, Field as AccountField, LOGIN_CHARS_MAX, NAME_CHARS_MAX,
    PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, PasswordFault, Role,
};
use crate::plugins::page::Field;

/// Where accounts stand.
const ACCOUNTS: &str = "/administration/comptes";

/// What is wrong, at which field, in words.
pub fn account_fault(words: Words, fault: &AccountError) -> (&'static str, String) {
    let said = |field, key: &'static str| (field, words.get(key).to_owned());
    match fault {
        AccountError::Field(AccountField::Name) => said("nom", "account-name-fault"),
        AccountError::Field(AccountField::Login) => said("identifiant", "account-login-fault"),
        AccountError::LoginTaken(_) => said("identifiant", "account-login-taken"),
        AccountError::Password(PasswordFault::Short) => (
            "mot-de-passe",
            words.count("password-short", PASSWORD_CHARS_MIN as u64),
        ),
        AccountError::Password(PasswordFault::Long) => (
            "mot-de-passe",
            words.count("password-long", PASSWORD_CHARS_MAX as u64),
        ),
        AccountError::Password(PasswordFault::Common) => said("mot-de-passe", "password-common"),
        AccountError::Password(PasswordFault::Name) => said("mot-de-passe", "password-name"),
        AccountError::Password(PasswordFault::Different) => said("encore", "password-different"),
        AccountError::LastAdministrator => said("role", "account-last"),
        _ => said("", "internal-title"),
    }
}

/// A one-time link, shown once.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The whole address.
    pub address: String,
    /// Whom it is for.
    pub name: String,
    /// The address to which it goes by mail as well.
    pub sent: Option<String>,
}

/// What the list of accounts shows.
#[derive(Debug, Default)]
pub struct AccountsPage<'a> {
    /// Every account.
    pub accounts: Vec<Account>,
    /// What was typed for a new one.
    pub name: &'a str,
    /// What was typed for a new one.
    pub login: &'a str,
    /// What was chosen for a new one.
    pub role: Option<Role>,
    /// What of it does not fit.
    pub fault: Option<&'a AccountError>,
}

struct AccountLine {
    href: String,
    name: String,
    login: String,
    role: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "administration/accounts.html")]
struct AccountsView {
    words: Words,
    accounts: Vec<AccountLine>,
    form: Html,
}

/// `/administration/comptes`: every account, and a form for a new one that POSTs `nom`, `identifiant` and `role` there.
pub fn accounts_page(desk: &Desk, page: &AccountsPage) -> String {
    let words = desk.words();
    let fault = page.fault.map(|fault| account_fault(words, fault));
    let error = |name: &str| {
        let found = fault.as_ref().filter(|(field, _)| *field == name);
        found.map(|(_, message)| message.clone())
    };
    let fields = [
        Field {
            value: Some(page.name.to_owned()),
            error: error("nom"),
            hint: Some(words.get("account-name-hint").to_owned()),
            maximum: u32::try_from(NAME_CHARS_MAX).ok(),
            ..field("text", "nom", words.get("account-name"))
        },
        Field {
            value: Some(page.login.to_owned()),
            error: error("identifiant"),
            hint: Some(words.get("account-login-hint").to_owned()),
            maximum: u32::try_from(LOGIN_CHARS_MAX).ok(),
            ..field("text", "identifiant", words.get("account-login"))
        },
        role_field(words, page.role.unwrap_or(Role::Mediator), error("role")),
    ];
    let submit = words.get("account-add");
    let (form, errors) = own_form(&desk.site, &desk.view, (ACCOUNTS, submit), &fields);
    let accounts = page.accounts.iter().map(|account| AccountLine {
        href: href(account),
        name: account.name.clone(),
        login: account.login.clone(),
        role: role_name(words, account.role),
        state: state(words, &desk.site.time_zone, account),
    });
    let content = Html::render(&AccountsView {
        words,
        accounts: accounts.collect(),
        form,
    });
    let page = DeskPage {
        title: words.get("accounts-title").to_owned(),
        errors,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn href(account: &Account) -> String {
    format!("{ACCOUNTS}/{}", account.id)
}

fn state(words: Words, zone: &TimeZone, account: &Account) -> String {
    let at = |ms| dates::stamp(words, zone, ms);
    if let Some(since) = account.disabled {
        return words.with("account-disabled", &[("when", &at(since))]);
    }
    if !account.has_password && account.signed_in.is_none() {
        return words.get("account-invited").to_owned();
    }
    match account.signed_in {
        Some(last) => words.with("account-seen", &[("when", &at(last))]),
        None => words.get("account-never-seen").to_owned(),
    }
}

fn role_field(words: Words, chosen: Role, error: Option<String>) -> Field {
    let choices = Role::ALL
        .into_iter()
        .rev()
        .map(|role| (role.as_str().to_owned(), role_name(words, role).to_owned()));
    Field {
        value: Some(chosen.as_str().to_owned()),
        choices: choices.collect(),
        error,
        ..field("one-of", "role", words.get("account-role"))
    }
}

/// What an account's own page shows.
#[derive(Debug)]
pub struct AccountPage<'a> {
    /// The account.
    pub account: &'a Account,
    /// How many sessions it has now.
    pub sessions: u64,
    /// A link that was just made.
    pub invitation: Option<Invitation>,
    /// What cannot be done.
    pub fault: Option<&'a AccountError>,
    /// A change was kept.
    pub done: bool,
}

#[derive(Template)]
#[template(path = "administration/account.html")]
struct AccountView<'a> {
    words: Words,
    login: &'a str,
    state: String,
    created: String,
    sessions: Option<String>,
    invitation: Option<&'a Invitation>,
    invitation_text: String,
    invitation_sent: Option<String>,
    href: String,
    role: Html,
    is_disabled: bool,
}

/// `/administration/comptes/{id}`: forms that POST `role`, or nothing, to addresses below it.
pub fn account_page(desk: &Desk, page: &AccountPage) -> String {
    let words = desk.words();
    let account = page.account;
    let href = href(account);
    let error = page.fault.map(|fault| account_fault(words, fault).1);
    let fields = [role_field(words, account.role, error)];
    let action = format!("{href}/role");
    let submit = words.get("account-role-submit");
    let (role, errors) = own_form(&desk.site, &desk.view, (&action, submit), &fields);
    let invitation_text = page.invitation.as_ref().map_or_else(String::new, |made| {
        words.with("invitation-text", &[("name", &made.name)])
    });
    let sent = page.invitation.as_ref().and_then(|made| made.sent.as_ref());
    let invitation_sent = sent.map(|sent| words.with("invitation-sent", &[("address", sent)]));
    let content = Html::render(&AccountView {
        words,
        login: &account.login,
        state: state(words, &desk.site.time_zone, account),
        created: dates::stamp(words, &desk.site.time_zone, account.created),
        sessions: (page.sessions > 0).then(|| words.count("account-sessions", page.sessions)),
        invitation: page.invitation.as_ref(),
        invitation_text,
        invitation_sent,
        href,
        role,
        is_disabled: account.disabled.is_some(),
    });
    let page = DeskPage {
        title: words.with("account-title", &[("name", &account.name)]),
        trail: vec![(ACCOUNTS.to_owned(), words.get("accounts-title").to_owned())],
        errors,
        done: page.done.then(|| words.get("account-done").to_owned()),
        content,
    };
    desk_page(desk, page)
}
