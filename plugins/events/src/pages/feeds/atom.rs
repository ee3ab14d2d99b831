//! `/agenda.atom`: what a list shows, as news.

use maille_sdk::{Error, Reply, Result};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};

use super::{Found, ahead, find, further, page};
use crate::ics::moment::rfc3339;
use crate::pages::Scene;
use crate::pages::filters::Filters;
use crate::record::Event;

/// `/agenda.atom`
pub fn atom(filters: &Filters, scene: &Scene, reply: &mut Reply) -> Result<()> {
    let found = find(filters, scene)?;
    let text = atom_text(&found, filters, scene)
        .map_err(|error| Error::invalid(format!("the feed cannot be written: {error}")))?;
    reply.document("application/atom+xml", Some("agenda.atom"), &text);
    Ok(())
}

fn atom_text(found: &Found, filters: &Filters, scene: &Scene) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let origin = found
        .events
        .first()
        .map_or("", |(entry, _)| entry.origin.as_str());
    let newest = found
        .events
        .iter()
        .map(|(entry, _)| entry.updated)
        .max()
        .unwrap_or_default();
    let feed = writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|writer| {
        let own = format!("{}/agenda.atom{}", scene.root, filters.query());
        element(writer, "title", &(scene.say)("title", &[]))?;
        element(
            writer,
            "id",
            &format!("tag:{origin},2026:agenda{}", filters.query()),
        )?;
        element(writer, "updated", &rfc3339(newest, scene.own))?;
        link(writer, "self", &own)?;
        if let Some(next) = &found.next {
            link(
                writer,
                "next",
                &further("agenda.atom", filters, (next, scene)),
            )?;
        }
        for (entry, event) in &found.events {
            writer
                .create_element("entry")
                .write_inner_content(|writer| {
                    element(writer, "title", &event.name)?;
                    element(
                        writer,
                        "id",
                        &format!("tag:{},2026:event/{}", entry.origin, entry.id),
                    )?;
                    element(writer, "updated", &rfc3339(entry.updated, scene.own))?;
                    element(writer, "published", &rfc3339(entry.created, scene.own))?;
                    link(writer, "alternate", &page(entry, scene))?;
                    let organiser = event
                        .organiser
                        .as_ref()
                        .map_or("", |organiser| organiser.name.as_str());
                    let author = if organiser.is_empty() {
                        &entry.origin
                    } else {
                        organiser
                    };
                    writer
                        .create_element("author")
                        .write_inner_content(|writer| element(writer, "name", author))?;
                    element(writer, "summary", &summary(event, scene))
                })?;
        }
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    // XML has no letter for most controls.
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect();
    writer
        .create_element(name)
        .write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, relation: &str, href: &str) -> std::io::Result<()> {
    writer
        .create_element("link")
        .with_attributes([("rel", relation), ("href", href)])
        .write_empty()?;
    Ok(())
}

/// The next date, the place and the text.
fn summary(event: &Event, scene: &Scene) -> String {
    let next = event.times(ahead(scene), scene.own).all;
    let date = next.first().map(|time| {
        let day = crate::pages::words::date(
            crate::pages::calendar::day(time.start, scene.own),
            scene.say,
        );
        match event.all_day {
            true => day,
            false => format!(
                "{day}, {}",
                crate::pages::words::clock(time.start, scene.own, scene.say)
            ),
        }
    });
    let parts = [
        date.unwrap_or_default(),
        event.place_line(),
        event.description.clone(),
    ];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" – ")
}
