//! One's own account: where one is signed in, and a button for each place to end it.

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::accounts::{Account, Device, Session};

/// Where it stands.
pub const OWN_ACCOUNT: &str = "/mon-compte";

/// What the page shows.
#[derive(Debug)]
pub struct OwnAccountPage<'a> {
    /// Whose.
    pub account: &'a Account,
    /// The last used first.
    pub sessions: Vec<Session>,
    /// A change was kept.
    pub done: bool,
}

struct SessionLine {
    handle: String,
    device: &'static str,
    own: bool,
    times: String,
    end: String,
}

#[derive(Template)]
#[template(path = "administration/own_account.html")]
struct OwnAccountView<'a> {
    words: Words,
    login: &'a str,
    sessions: Vec<SessionLine>,
    has_others: bool,
}

/// `/mon-compte`: forms that POST nothing to addresses below it.
pub fn own_account_page(desk: &Desk, page: &OwnAccountPage) -> String {
    let words = desk.words();
    let line = |session: &Session| {
        let at = |ms| dates::stamp(words, &desk.site.time_zone, ms);
        let (begun, seen) = (at(session.begun), at(session.seen));
        SessionLine {
            handle: session.handle.clone(),
            device: device(words, session.device),
            own: session.own,
            times: words.with("session-times", &[("begun", &begun), ("seen", &seen)]),
            end: words.with("session-end", &[("begun", &begun)]),
        }
    };
    let content = Html::render(&OwnAccountView {
        words,
        login: &page.account.login,
        sessions: page.sessions.iter().map(line).collect(),
        has_others: page.sessions.iter().any(|session| !session.own),
    });
    let page = DeskPage {
        title: words.get("own-account-title").to_owned(),
        done: page.done.then(|| words.get("account-done").to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn device(words: Words, device: Device) -> &'static str {
    match device {
        Device::Telephone => words.get("device-telephone"),
        Device::Tablet => words.get("device-tablet"),
        Device::Computer => words.get("device-computer"),
        Device::Unknown => words.get("device-unknown"),
    }
}
