//! `/proposer` and what follows: an event is entered in words, looked at once more with its next dates, published, and later
//! changed, cancelled, withdrawn or put back by who made it. Nothing is written before the page that asks whether all is right.

mod acts;
mod check;
mod fields;
mod read;
mod typed;
pub mod who;

use maille_sdk::directory::{self, Entry};
use maille_sdk::{OrNone, Reply, Request, Result, Tone, context, moderation};

use super::{Say, Scene, address, calendar};
use crate::import::say_times;
use crate::record::{Event, KIND};
use crate::rhythm::school::School;
use read::Wrong;
use typed::Typed;
use who::Who;

/// The acts on one event, by the last part of their addresses.
pub const ACTS: [&str; 4] = ["modifier", "annuler", "retirer", "defaire"];

/// `/proposer`
pub fn propose(request: &Request, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let who = Who::of(request);
    if who.is_none() && !(who::is_open() && request.account().is_none()) {
        who::refuse(request, reply);
        return Ok(());
    }
    let school = School::load()?;
    let typed = Typed::read(request);
    let page = Page {
        action: "/proposer",
        title: "propose",
        who: who.as_ref(),
        scene,
        school: &school,
    };
    let (Some(who), true) = (&who, request.is_post()) else {
        page.ask(&typed, &Wrong::new(), reply);
        return Ok(());
    };
    let (event, wrong) = read::event(&typed, (Event::default(), true), scene, &school)?;
    if !page.is_confirmed((request, &typed), (&event, &wrong), reply) {
        return Ok(());
    }
    let entry = directory::create(KIND, &event)?;
    who.made(&entry.id)?;
    let state = published(&entry, &event, who, scene)?;
    done(&entry, &state, scene.say, reply);
    Ok(())
}

/// `/…/modifier` and the other acts.
pub fn act(
    (name, act): (&str, &str),
    request: &Request,
    scene: &Scene,
    reply: &mut Reply,
) -> Result<()> {
    let found = directory::get(name).or_none()?;
    let Some(entry) = found.filter(|entry| entry.kind == KIND) else {
        reply.not_found().title(&(scene.say)("missing", &[]));
        return Ok(());
    };
    let Some(who) = who::gate(&entry, act, request, (scene.say, reply))? else {
        return Ok(());
    };
    reply.trail(&(scene.say)("title", &[]), "/");
    match act {
        "modifier" => edit(&entry, &who, request, (scene, reply)),
        "annuler" => acts::cancel(&entry, &who, request, (scene, reply)),
        "retirer" => acts::withdraw(&entry, &who, request, (scene, reply)),
        _ => acts::undo(&entry, &who, request, (scene, reply)),
    }
}

fn edit(
    entry: &Entry,
    who: &Who,
    request: &Request,
    (scene, reply): (&Scene, &mut Reply),
) -> Result<()> {
    let school = School::load()?;
    let before: Event = entry.read()?;
    let action = format!("{}/modifier", address(entry));
    let page = Page {
        action: &action,
        title: "act-modifier",
        who: Some(who),
        scene,
        school: &school,
    };
    let mut typed = Typed::read(request);
    if typed.one("revision").is_empty() {
        let Some(mut stands) = Typed::of(&before, scene.own) else {
            let say = scene.say;
            reply.title(&say("act-modifier", &[]));
            reply.notice(
                Tone::Info,
                &say("unsayable", &[]),
                &say("unsayable-words", &[]),
            );
            return Ok(());
        };
        stands.set("revision", entry.revision.to_string());
        page.ask(&stands, &Wrong::new(), reply);
        return Ok(());
    }
    let stood = typed.one("revision").parse::<u64>().ok();
    let (event, wrong) = read::event(&typed, (before, false), scene, &school)?;
    if stood != Some(entry.revision) {
        let say = scene.say;
        reply.notice(
            Tone::Warning,
            &say("changed-since", &[]),
            &say("changed-since-words", &[]),
        );
        typed.set("revision", entry.revision.to_string());
        page.ask(&typed, &wrong, reply);
        return Ok(());
    }
    if !page.is_confirmed((request, &typed), (&event, &wrong), reply) {
        return Ok(());
    }
    acts::keep_before(entry)?;
    let entry = directory::update(&entry.id, entry.revision, &event)?;
    let state = published(&entry, &event, who, scene)?;
    done(&entry, &state, scene.say, reply);
    acts::offer_undo(&entry, who, scene.say, reply);
    Ok(())
}

/// The page of a form, and those that it leads to.
struct Page<'a> {
    action: &'a str,
    /// The key of its title.
    title: &'a str,
    who: Option<&'a Who>,
    scene: &'a Scene<'a>,
    school: &'a School,
}

impl Page<'_> {
    /// The form.
    fn ask(&self, typed: &Typed, wrong: &Wrong, reply: &mut Reply) {
        let say = self.scene.say;
        reply.title(&say(self.title, &[])).personal();
        reply.trail(&say("title", &[]), "/");
        if wrong.is_empty() {
            reply.lead(&say("propose-lead", &[]));
        }
        if self.school.zones().is_empty() {
            reply.notice(
                Tone::Info,
                &say("school-unknown", &[]),
                &say("school-unknown-words", &[]),
            );
        }
        reply.form(self.action, &say("form-check", &[]), |form| {
            fields::fields(form, typed, wrong, (self.school, say));
            let revision = typed.one("revision");
            if !revision.is_empty() {
                form.field(maille_sdk::Field::hidden("revision", revision));
            }
            who::prove_in(form, self.who);
        });
    }

    /// True once the next dates were looked at and found right; otherwise the page that is to be seen now is written.
    fn is_confirmed(
        &self,
        (request, typed): (&Request, &Typed),
        (event, wrong): (&Event, &Wrong),
        reply: &mut Reply,
    ) -> bool {
        let step = request.form("etape").unwrap_or_default();
        if !wrong.is_empty() || step == "revoir" {
            self.ask(typed, wrong, reply);
            return false;
        }
        if step != "publier" {
            check::show(self, (typed, event), reply);
            return false;
        }
        true
    }
}

/// Says its times, and hands what a visitor wrote to the moderators; the state that came of it.
fn published(entry: &Entry, event: &Event, who: &Who, scene: &Scene) -> Result<String> {
    say_times(&entry.id, event, (context::now(), scene.own))?;
    match who.contributor() {
        Some(contributor) => moderation::submit(&entry.id, Some(contributor)),
        None => Ok(entry.state.clone()),
    }
}

fn done(entry: &Entry, state: &str, say: Say, reply: &mut Reply) {
    let key = if state == "published" {
        "published"
    } else {
        "waiting"
    };
    reply.title(&say(key, &[])).personal();
    reply.trail(&say("title", &[]), "/");
    reply.paragraphs(&say(&format!("{key}-words"), &[]));
    if state == "published" {
        reply.link(&say("see-it", &[]), &address(entry));
    }
    let href = format!("{}/modifier", address(entry));
    reply.link(&say("act-modifier", &[]), &href);
    reply.link(&say("all", &[]), "/");
}
