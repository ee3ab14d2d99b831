//! One record: what it is, where, and how to reach who wrote it.

use maille_sdk::directory::Entry;
use maille_sdk::{Reply, Result};

use super::home::{outcome, sort};
use super::{address, date, pictures, say};
use crate::record::{Item, Kind};
use crate::words::markdown;

/// The page.
pub fn show(entry: &Entry, reply: &mut Reply) -> Result<()> {
    let item: Item = entry.read()?;
    reply.title(&item.name);
    if let Some(kind) = Kind::of(&entry.kind) {
        reply.trail(
            &say(&format!("kind-{}", kind.word()), &[]),
            &format!("/{}", kind.word()),
        );
    }
    pictures::show(entry, reply)?;
    facts(entry, &item, reply);
    if !item.description.is_empty() {
        reply.section(&say("description", &[]), |reply| {
            reply.paragraphs(&markdown(&item.description));
        });
    }
    if !item.institution.is_empty() {
        answer(&item, reply);
    }
    contact(&item, reply);
    if !item.contributor.is_empty() {
        reply.link(
            &say("write-link", &[]),
            &format!("{}/ecrire", address(entry)),
        );
    }
    if let (Some(latitude), Some(longitude)) = (item.latitude, item.longitude) {
        reply.section(&say("where", &[]), |reply| {
            reply.places(&say("map", &[]), |places| {
                places.marker(&item.name, None, latitude, longitude);
            });
        });
    }
    if !item.address.insee_code.is_empty() {
        let question = format!("directory:?pres={}", item.address.insee_code);
        reply.section(&say("near", &[]), |reply| {
            reply.link(
                &say("near-directory", &[("commune", &item.address.municipality)]),
                &question,
            );
            let own = format!("/?pres={}", item.address.insee_code);
            reply.link(
                &say("near-commons", &[("commune", &item.address.municipality)]),
                &own,
            );
        });
    }
    reply.section(&say("yours", &[]), |reply| {
        super::own::links(entry, reply);
        reply.link(
            &say("report-link", &[]),
            &format!("{}/signaler", address(entry)),
        );
    });
    if !item.source.name.is_empty() {
        let updated = Some(item.source.updated.as_str()).filter(|date| !date.is_empty());
        reply.source(&item.source.name, None, updated, None);
    }
    Ok(())
}

fn facts(entry: &Entry, item: &Item, reply: &mut Reply) {
    let themes: Vec<String> = item
        .themes
        .iter()
        .map(|code| say(&format!("theme-{code}"), &[]))
        .collect();
    let price = item.price.as_ref().map_or(String::new(), |price| {
        let amount = price.amount.to_string().replace('.', ",");
        format!("{amount} {}", price.currency).trim().to_owned()
    });
    let status = match item.status.as_str() {
        "" => String::new(),
        code => say(&format!("status-{code}"), &[]),
    };
    let known = [
        ("what", sort(entry, item)),
        ("themes", themes.join(", ")),
        ("price", price),
        ("status", status),
        ("organisation", item.organisation.clone()),
        ("starts", date(&item.starts)),
        ("ends", date(&item.ends)),
        ("to", item.institution.clone()),
        ("where", item.address.line()),
        ("keywords", item.keywords.join(", ")),
        ("until", date(&item.valid_until)),
    ];
    reply.facts(|facts| {
        for (key, text) in known {
            if !text.is_empty() {
                facts.fact(&say(key, &[]), &markdown(&text));
            }
        }
    });
}

fn answer(item: &Item, reply: &mut Reply) {
    reply.section(&say("answer", &[]), |reply| {
        let Some(answer) = &item.answer else {
            reply.paragraphs(&say("answer-none", &[("to", &item.institution)]));
            return;
        };
        let by = if answer.by.is_empty() {
            &item.institution
        } else {
            &answer.by
        };
        let said = say("answer-said", &[("by", by), ("date", &date(&answer.date))]);
        reply.facts(|facts| {
            facts.fact(&say("outcome", &[]), &outcome(item));
            facts.fact(&say("answered-by", &[]), &markdown(&said));
        });
        reply.paragraphs(&markdown(&answer.text));
    });
}

fn contact(item: &Item, reply: &mut Reply) {
    let (contact, website) = (&item.contact, &item.website);
    if contact.is_empty() && website.is_empty() {
        return;
    }
    reply.section(&say("contact", &[]), |reply| {
        let name = if contact.name.is_empty() {
            &item.name
        } else {
            &contact.name
        };
        reply.contact(name, |block| {
            if !contact.telephone.is_empty() {
                block.telephone(&contact.telephone);
            }
            if !contact.email.is_empty() {
                block.email(&contact.email);
            }
            if !website.is_empty() {
                block.website(website);
            }
        });
    });
}
