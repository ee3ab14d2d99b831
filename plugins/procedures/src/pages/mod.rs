//! The pages: which one a request asks for, and what is read for it. At most ten reads of the directory each.

pub mod blocks;
mod cards;
pub mod condition;
mod fit;
mod flat;
mod further;
pub mod guide;
pub mod home;
pub mod links;
pub mod part;
pub mod procedure;
pub mod search;
mod table;
#[cfg(test)]
mod tests;

use maille_sdk::directory::{self, Entry, Search};
use maille_sdk::{OrNone, Reply, Request, Result, context, storage};
use serde::Deserialize;

use crate::fiche::model::Block;
use crate::fiche::{AUDIENCES, audience, is_identifier};
use crate::import::index::{self, Present};
use crate::import::shelf;
use crate::labels::{self, Words};
use crate::local;
use crate::near;
use crate::record::{KIND, Procedure, code};
use condition::{Answers, Wording};
use links::Links;
use part::{Part, Teller};

/// A sentence of ours in the page's language.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

/// Results on a page.
const HITS: u32 = 10;

/// Settings that pages read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    territory: String,
}

/// A date in words; what is none stays as it is.
pub fn day(date: &str, say: Say) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return date.to_owned();
    };
    let (Ok(month @ 1..=12), Ok(day)) = (month.parse::<u8>(), day.parse::<u8>()) else {
        return date.to_owned();
    };
    let month = say(&format!("month-{month}"), &[]);
    // French says "1er novembre", and "2 novembre".
    let key = if day == 1 { "date-first" } else { "date" };
    say(
        key,
        &[("day", &day.to_string()), ("month", &month), ("year", year)],
    )
}

/// Answers a request.
pub fn answer(request: &Request, reply: &mut Reply) -> Result<()> {
    let path = request.path();
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let say: Say = &context::translate;
    let parts = match segments.as_slice() {
        [] => match request.query("q") {
            Some(words) => search::parts(&results(request, words)?, say),
            None => home::parts(&boards()?, say),
        },
        [identifier] if is_identifier(identifier) => show(request, None, identifier, say)?,
        [edition, identifier] if is_identifier(identifier) && audience(edition).is_some() => {
            show(request, audience(edition), identifier, say)?
        }
        _ => search::missing(None, say),
    };
    Teller::new(reply, request.locale()).tell(&fit::fitted(parts));
    Ok(())
}

fn boards() -> Result<home::Boards> {
    let mut boards = Vec::new();
    for audience in AUDIENCES {
        let home = storage::get_json(&crate::import::home::key(audience))?.unwrap_or_default();
        boards.push((audience, home, present(audience)));
    }
    Ok(boards)
}

/// The index of an audience; without it every link leads to the publisher.
fn present(audience: &str) -> Present {
    let bytes = storage::get(&index::key(audience)).ok().flatten();
    Present::new(bytes.unwrap_or_default())
}

fn results(request: &Request, words: String) -> Result<search::Results> {
    let audience = request
        .query("public")
        .and_then(|name| audience(&name).map(str::to_owned));
    let begun = || {
        let search = Search::of([KIND]).words(&words).order_by("relevance");
        match &audience {
            Some(audience) => search.where_any("/audience", [code(audience)]),
            None => search,
        }
    };
    let mut search = begun();
    if let Some(cursor) = request.query("suite") {
        search = search.after(&cursor);
    }
    let found = search.run(HITS)?;
    let hits = found
        .entries
        .iter()
        .map(Entry::read)
        .collect::<Result<Vec<search::Hit>>>()?;
    let page = request
        .query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let count = if hits.is_empty() { 0 } else { begun().count()? };
    Ok(search::Results {
        page,
        hits,
        count,
        next: found.next,
        words,
        audience,
    })
}

/// The record of a fiche: of this edition, or of the first that has it.
fn find(edition: Option<&'static str>, identifier: &str) -> Result<Option<(&'static str, Entry)>> {
    let editions: Vec<&'static str> = match edition {
        Some(edition) => vec![edition],
        None => AUDIENCES.to_vec(),
    };
    for audience in editions {
        let entry = directory::get_by_key(KIND, &format!("{audience}/{identifier}")).or_none()?;
        if let Some(entry) = entry.filter(|entry| entry.state != "draft") {
            return Ok(Some((audience, entry)));
        }
    }
    Ok(None)
}

fn show(
    request: &Request,
    edition: Option<&'static str>,
    identifier: &str,
    say: Say,
) -> Result<Vec<Part>> {
    let Some((audience, entry)) = find(edition, identifier)? else {
        return Ok(search::missing(
            Some((edition.unwrap_or(AUDIENCES[0]), identifier)),
            say,
        ));
    };
    if entry.state != "published" {
        let mut parts = search::missing(Some((audience, identifier)), say);
        parts[0] = Part::Gone;
        return Ok(parts);
    }
    let procedure: Procedure = entry.read()?;
    let load = |audience: &str| present(audience);
    let links = Links::new(audience, identifier, &procedure.source.url, &load);
    let labels = words_of(&procedure, audience)?;
    let choice = request_choice(request, &procedure);
    let (answers, chosen) = answers(request, &procedure);
    let local = local::load(&procedure, audience, request.municipality().as_deref())?;
    let near = near::load(
        &procedure,
        request.query(procedure::near::FIELD),
        request.municipality(),
        &local.places,
    )?;
    let territory = context::settings::<Settings>()
        .unwrap_or_default()
        .territory;
    let own = links::address(audience, identifier);
    let scene = blocks::Scene {
        links: &links,
        wording: Wording {
            labels: &labels,
            say,
        },
        answers: &answers,
        say,
        places: if local.helps() { procedure::PLACES } else { "" },
    };
    let mut interactive = guide::questions(
        &procedure.body.questionnaire,
        &own,
        |name| request.query(name),
        &scene,
    );
    let mut answer = None;
    if !procedure.body.guide.is_empty() {
        let walk = guide::walk(&procedure.body.guide, &choice);
        answer = walk.chosen.last().map(|(branch, _)| branch.title.as_str());
        let title = walk.leaf.and_then(|link| leaf_title(&link.href, audience));
        interactive.extend(guide::parts(&walk, &own, title, &scene));
    }
    let locale = request.locale();
    let around = procedure::Around {
        local: &local,
        near: near.as_ref(),
        kept: kept(request, &procedure, &choice),
        territory: &territory,
        own: &own,
        locale: &locale,
        chosen,
        answer,
        interactive,
    };
    Ok(procedure::parts(&procedure, &around, &scene))
}

/// Asked only where it matters: the host keeps a page for each value that was asked for.
fn request_choice(request: &Request, procedure: &Procedure) -> String {
    if procedure.body.guide.is_empty() {
        String::new()
    } else {
        request.query("choix").unwrap_or_default()
    }
}

/// What the form for a commune must not lose: asked only where the page asked for it anyway.
fn kept(request: &Request, procedure: &Procedure, choice: &str) -> Vec<(&'static str, String)> {
    let [chosen, answered] = procedure::near::KEPT;
    let mut kept = Vec::new();
    if !choice.is_empty() {
        kept.push((chosen, choice.to_owned()));
    }
    if !variables(procedure).is_empty() {
        let answers = request.query(answered).filter(|text| !text.is_empty());
        kept.extend(answers.map(|answers| (answered, answers)));
    }
    kept
}

fn answers(request: &Request, procedure: &Procedure) -> (Answers, Vec<String>) {
    if !procedure.body.questionnaire.questions.is_empty() {
        return guide::answered(&procedure.body.questionnaire, |name| request.query(name));
    }
    if variables(procedure).is_empty() {
        return Default::default();
    }
    let answers = request.query("si").map(|text| Answers::parse(&text));
    (answers.unwrap_or_default(), Vec::new())
}

fn leaf_title(target: &str, own: &str) -> Option<String> {
    let target = target.strip_prefix("fiche:")?;
    let key = if target.contains('/') {
        target.to_owned()
    } else {
        format!("{own}/{target}")
    };
    let entry = directory::get_by_key(KIND, &key).ok()?;
    entry.read::<search::Hit>().ok().map(|hit| hit.title)
}

/// The variables on which something of the page depends.
fn variables(procedure: &Procedure) -> Vec<String> {
    let mut variables: Vec<String> = Vec::new();
    let mut visit = |condition: Option<&crate::fiche::model::Condition>| {
        if let Some(condition) = condition {
            condition.variables(&mut |variable| variables.push(variable.to_owned()));
        }
    };
    let body = &procedure.body;
    crate::record::each_block(body, &mut |block| match block {
        Block::Section(section) => visit(section.condition.as_ref()),
        Block::Cases(cases) => cases
            .cases
            .iter()
            .for_each(|case| visit(case.condition.as_ref())),
        Block::List(list) => list
            .items
            .iter()
            .for_each(|item| visit(item.condition.as_ref())),
        Block::Conditional(item) => visit(item.condition.as_ref()),
        Block::Office(office) => visit(office.condition.as_ref()),
        Block::Service(service) => visit(service.condition.as_ref()),
        _ => {}
    });
    body.services
        .iter()
        .for_each(|service| visit(service.condition.as_ref()));
    body.offices
        .iter()
        .for_each(|office| visit(office.condition.as_ref()));
    body.references
        .iter()
        .chain(&body.more)
        .for_each(|link| visit(link.condition.as_ref()));
    variables.sort();
    variables.dedup();
    variables
}

/// What the page's variables mean: its own questions, the guided searches that lead to it, then any other.
fn words_of(procedure: &Procedure, audience: &str) -> Result<Words> {
    let variables = variables(procedure);
    let mut words = labels::of_questionnaire(&procedure.body);
    if variables.is_empty() {
        return Ok(words);
    }
    let prefix = shelf::labels_prefix(&format!("{audience}/{}", procedure.identifier));
    for key in storage::keys(&prefix, None, 8)? {
        for (variable, text) in storage::get_json::<Words>(&key)?.unwrap_or_default() {
            words.entry(variable).or_insert(text);
        }
    }
    if variables
        .iter()
        .any(|variable| !words.contains_key(variable))
    {
        let all: std::collections::BTreeMap<String, (String, String)> =
            storage::get_json(&shelf::variables_key(audience))?.unwrap_or_default();
        for variable in variables {
            if let Some((text, _)) = all.get(&variable) {
                words.entry(variable).or_insert_with(|| text.clone());
            }
        }
    }
    Ok(words)
}
