//! RSS 2.0.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Feed, Told};
use crate::words::{line, text};

/// Writes it.
pub fn rss(feed: &Feed) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = writer.create_element("rss").with_attributes([
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ]);
    root.write_inner_content(|writer| {
        writer
            .create_element("channel")
            .write_inner_content(|writer| channel(writer, feed))?;
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn channel(writer: &mut Writer<Vec<u8>>, feed: &Feed) -> std::io::Result<()> {
    element(writer, "title", &feed.title)?;
    element(writer, "link", &feed.root)?;
    element(writer, "description", &feed.title)?;
    let mut links = vec![("self", feed.own.as_str())];
    links.extend(feed.next.as_deref().map(|next| ("next", next)));
    for (relation, href) in links {
        writer
            .create_element("atom:link")
            .with_attributes([
                ("rel", relation),
                ("href", href),
                ("type", "application/rss+xml"),
            ])
            .write_empty()?;
    }
    for (entry, item) in &feed.entries {
        writer
            .create_element("item")
            .write_inner_content(|writer| {
                element(writer, "title", &item.name)?;
                element(writer, "link", &feed.url(entry))?;
                writer
                    .create_element("guid")
                    .with_attribute(("isPermaLink", "false"))
                    .write_text_content(BytesText::new(&format!(
                        "{}/{}",
                        entry.origin, entry.id
                    )))?;
                let date =
                    chrono::DateTime::from_timestamp_millis(entry.updated).unwrap_or_default();
                element(writer, "pubDate", &date.to_rfc2822())?;
                for theme in item.themes.iter().chain(&item.keywords) {
                    element(writer, "category", theme)?;
                }
                if let Some(picture) = feed.pictures.get(&entry.id) {
                    media(writer, picture)?;
                }
                element(writer, "description", &text(&item.description))
            })?;
    }
    Ok(())
}

/// A picture, in the words of Media RSS.
fn media(writer: &mut Writer<Vec<u8>>, picture: &Told) -> std::io::Result<()> {
    let bytes = picture.bytes.to_string();
    let content = writer.create_element("media:content").with_attributes([
        ("url", picture.url.as_str()),
        ("type", picture.content_type.as_str()),
        ("fileSize", bytes.as_str()),
        ("medium", "image"),
    ]);
    content.write_inner_content(|writer| {
        element(writer, "media:description", &picture.alternative)?;
        if !picture.credit.is_empty() {
            element(writer, "media:credit", &picture.credit)?;
        }
        if !picture.licence.is_empty() {
            let licence = writer.create_element("media:license");
            let licence = licence.with_attribute(("href", picture.licence));
            licence.write_text_content(BytesText::new(picture.licence))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, said: &str) -> std::io::Result<()> {
    let said = if name == "description" {
        said.to_owned()
    } else {
        line(said)
    };
    writer
        .create_element(name)
        .write_text_content(BytesText::new(&said))?;
    Ok(())
}
