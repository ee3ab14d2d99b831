//! Who is on duty: the days to come, the gaps among them, and a form for more.

use askama::Template;
use jiff::civil::Date;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::moderation::{CASES_DUTY, trail};
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::accounts::Account;
use crate::moderation::{Duty, DutyFault};
use crate::plugins::page::Field;

/// What was typed for new days.
#[derive(Debug, Default)]
pub struct DutyForm<'a> {
    /// Such as `2026-11-22`.
    pub first: &'a str,
    pub last: &'a str,
    pub account: &'a str,
    pub name: &'a str,
    pub fault: Option<DutyFault>,
}

/// What the roster shows.
#[derive(Debug)]
pub struct DutyPage<'a> {
    pub roster: &'a [Duty],
    /// Days of the next two weeks on which nobody is on duty.
    pub gaps: Vec<(Date, Date)>,
    /// Who may be on duty.
    pub accounts: &'a [Account],
    pub form: DutyForm<'a>,
    /// Something was just kept.
    pub done: bool,
}

struct LineView {
    days: String,
    name: String,
    account: String,
    action: String,
    remove: String,
}

#[derive(Template)]
#[template(path = "administration/case_duty.html")]
struct DutyView {
    words: Words,
    gaps: Vec<String>,
    lines: Vec<LineView>,
    form: Html,
}

fn days(words: Words, (first, last): (Date, Date)) -> String {
    let (first_day, last_day) = (dates::day(words, first), dates::day(words, last));
    match first == last {
        true => first_day,
        false => words.with("duty-days", &[("first", &first_day), ("last", &last_day)]),
    }
}

/// `/administration/moderation/astreinte`: a form that POSTs `premier`, `dernier`, `compte` and `nom` there, and buttons that POST
/// nothing to `{number}/retirer`.
pub fn duty_page(desk: &Desk, page: &DutyPage) -> String {
    let words = desk.words();
    let of = |duty: &Duty| {
        let days = days(words, (duty.first, duty.last));
        let account = page.accounts.iter().find(|one| one.id == duty.account_id);
        LineView {
            remove: words.with("duty-remove", &[("days", &days)]),
            days,
            name: duty.name.clone(),
            account: match account {
                Some(account) => account.name.clone(),
                None => words.get("duty-account-closed").to_owned(),
            },
            action: format!("{CASES_DUTY}/{}/retirer", duty.number),
        }
    };
    let (form, errors) = form(desk, page);
    let content = Html::render(&DutyView {
        words,
        gaps: page.gaps.iter().map(|gap| days(words, *gap)).collect(),
        lines: page.roster.iter().map(of).collect(),
        form,
    });
    let page = DeskPage {
        title: words.get("duty-title").to_owned(),
        trail: trail(words),
        errors,
        done: page.done.then(|| words.get("duty-done").to_owned()),
        content,
    };
    desk_page(desk, page)
}

fn form(desk: &Desk, page: &DutyPage) -> (Html, Vec<super::FieldError>) {
    let words = desk.words();
    let wrong = |faults: &[DutyFault], key: &'static str| {
        let hit = page.form.fault.filter(|fault| faults.contains(fault));
        hit.map(|_| words.get(key).to_owned())
    };
    let date = |name: &str, label: &'static str, value: &str| Field {
        value: Some(value.to_owned()),
        ..field("date", name, label)
    };
    let choice = |account: &Account| (account.id.clone(), account.name.clone());
    let order = match page.form.fault {
        Some(DutyFault::Taken) => wrong(&[DutyFault::Taken], "duty-taken"),
        _ => wrong(&[DutyFault::Order], "duty-order"),
    };
    let fields = [
        Field {
            error: order,
            ..date("premier", words.get("duty-first"), page.form.first)
        },
        date("dernier", words.get("duty-last"), page.form.last),
        Field {
            value: Some(page.form.account.to_owned()),
            choices: page.accounts.iter().map(choice).collect(),
            error: wrong(&[DutyFault::Account], "duty-no-account"),
            ..field("one-of", "compte", words.get("duty-account"))
        },
        Field {
            value: Some(page.form.name.to_owned()),
            hint: Some(words.get("duty-name-hint").to_owned()),
            error: wrong(&[DutyFault::Name], "duty-no-name"),
            maximum: Some(80),
            ..field("text", "nom", words.get("duty-name"))
        },
    ];
    let submit = words.get("duty-submit");
    own_form(&desk.site, &desk.view, (CASES_DUTY, submit), &fields)
}
