//! Who enters events, and whose they are: partners and those who keep the directory by their account, visitors by a code of the
//! host's where the administrator allows it. What an account or a code made is known by an opaque name alone.

use maille_sdk::directory::Entry;
use maille_sdk::reply::Form;
use maille_sdk::{Reply, Request, Result, Tone, context, storage};
use serde::Deserialize;

use super::Say;
use crate::pages::address;

/// Who sends a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Somebody who is signed in; whether they keep everybody's events.
    Account(String, bool),
    /// A visitor whose code held.
    Contributor(String),
}

/// What the administrator set.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    open: bool,
}

impl Who {
    /// Who asks, where they may enter events at all.
    pub fn of(request: &Request) -> Option<Self> {
        let keeps = match request.role().as_str() {
            "partner" => Some(false),
            "mediator" | "administrator" => Some(true),
            _ => None,
        };
        if let (Some(keeps), Some(name)) = (keeps, request.account()) {
            return Some(Self::Account(name, keeps));
        }
        let name = request.contributor().filter(|name| !name.is_empty())?;
        is_open().then_some(Self::Contributor(name))
    }

    /// As it is kept beside what they made.
    fn kept(&self) -> String {
        match self {
            Self::Account(name, _) => format!("account:{name}"),
            Self::Contributor(name) => format!("contributor:{name}"),
        }
    }

    /// The contributor's name.
    pub fn contributor(&self) -> Option<&str> {
        match self {
            Self::Account(..) => None,
            Self::Contributor(name) => Some(name),
        }
    }

    /// Keeps that they made it.
    pub fn made(&self, id: &str) -> Result<()> {
        storage::set(&key(id), self.kept().as_bytes())
    }

    fn may_change(&self, owner: &str) -> bool {
        matches!(self, Self::Account(_, true)) || self.kept() == owner
    }
}

/// Whether visitors without an account may propose events.
pub fn is_open() -> bool {
    context::settings::<Settings>().unwrap_or_default().open
}

fn key(id: &str) -> String {
    format!("by:{id}")
}

fn owner(entry: &Entry) -> Result<Option<String>> {
    let owner = storage::get(&key(&entry.id))?;
    Ok(owner.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// The form that follows asks visitors for their code; who is signed in needs none.
pub fn prove_in(form: &mut Form, who: Option<&Who>) {
    if !matches!(who, Some(Who::Account(..))) {
        form.contributed();
    }
}

/// Says to whom the page does not belong that it does not: where to sign in, or that the role lacks.
pub fn refuse(request: &Request, reply: &mut Reply) {
    match request.account() {
        Some(_) => reply.forbidden(),
        None => reply.sign_in(),
    };
}

/// Who may do this to an event that was entered here; otherwise the page says what is needed.
pub fn gate(
    entry: &Entry,
    act: &str,
    request: &Request,
    (say, reply): (Say, &mut Reply),
) -> Result<Option<Who>> {
    reply.personal();
    let Some(owner) = owner(entry)? else {
        reply.not_found().title(&say("missing", &[]));
        return Ok(None);
    };
    let who = Who::of(request);
    if let Some(who) = who.clone().filter(|who| who.may_change(&owner)) {
        return Ok(Some(who));
    }
    if !owner.starts_with("contributor:") || !is_open() {
        refuse(request, reply);
        return Ok(None);
    }
    reply.title(&say(&format!("act-{act}"), &[]));
    if request.is_post() {
        reply.notice(
            Tone::Error,
            &say("not-yours", &[]),
            &say("not-yours-words", &[]),
        );
    }
    let action = format!("{}/{act}", address(entry));
    reply.form(&action, &say("go-on", &[]), |form| {
        form.contributed();
    });
    Ok(None)
}

/// The ways to change an event, for who made it. Only events that were entered here ask who reads them.
pub fn links(entry: &Entry, request: &Request, (say, reply): (Say, &mut Reply)) -> Result<()> {
    let Some(owner) = owner(entry)? else {
        return Ok(());
    };
    let by_code = owner.starts_with("contributor:") && is_open();
    if !by_code && !Who::of(request).is_some_and(|who| who.may_change(&owner)) {
        return Ok(());
    }
    reply.section(&say("own", &[]), |reply| {
        for act in ["modifier", "annuler", "retirer"] {
            let href = format!("{}/{act}", address(entry));
            reply.link(&say(&format!("act-{act}"), &[]), &href);
        }
    });
    Ok(())
}
