//! Fills in the records that a page shows: `record-card` and `nearby` blocks are read here, after the guest returned, and
//! noted among its reads.

use serde_json::Value;

use super::Plugins;
use super::page::{Block, Contact, Content, Page, RecordCard};
use super::reads::Reads;
use crate::directory::{DIRECTORY_KINDS, DirectoryError, Reader, Record, Search};

/// Records that one page shows as cards.
const CARDS_MAX: usize = 100;

type Wanted = Vec<(Vec<String>, Option<String>, u32)>;

/// Reads what the page's blocks ask for; `place` is the page's language and the visitor's commune.
pub async fn fill(
    plugins: &Plugins,
    page: &mut Page,
    reads: &mut Reads,
    wanted: Wanted,
    place: (&str, Option<&str>),
) -> Result<(), DirectoryError> {
    let mut blocks = Vec::new();
    collect(&mut page.blocks, &mut blocks);
    let mut wanted = wanted.into_iter();
    for (count, content) in blocks.into_iter().enumerate() {
        match content {
            Content::Record(card) => {
                let id = card.take().map(|card| card.id).unwrap_or_default();
                if count < CARDS_MAX {
                    *card = plugins.record_card(&id, reads, place.0).await?;
                }
            }
            Content::Nearby(nearby) => {
                if let Some((kinds, words, limit)) = wanted.next() {
                    nearby.records = plugins
                        .nearby((&kinds, words.as_deref(), limit), reads, place)
                        .await?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn collect<'a>(blocks: &'a mut [Block], found: &mut Vec<&'a mut Content>) {
    for block in blocks {
        match &mut block.content {
            Content::Section { blocks, .. } => collect(blocks, found),
            Content::Alternatives { cases, .. } => {
                for case in cases {
                    collect(&mut case.blocks, found);
                }
            }
            content @ (Content::Record(_) | Content::Nearby(_)) => found.push(content),
            _ => {}
        }
    }
}

impl Plugins {
    /// A published record as the host shows it everywhere; `None` where there is none.
    pub async fn record_card(
        &self,
        id: &str,
        reads: &mut Reads,
        locale: &str,
    ) -> Result<Option<RecordCard>, DirectoryError> {
        let directory = &self.inner.around.directory;
        let record = directory.read(id, &Reader::visitor()).await?;
        match &record {
            Some(record) => reads.position("kind", &record.kind),
            None => reads.anything(),
        }
        Ok(record.map(|record| self.card(&record, locale)))
    }

    async fn nearby(
        &self,
        (kinds, words, limit): (&[String], Option<&str>, u32),
        reads: &mut Reads,
        (locale, municipality): (&str, Option<&str>),
    ) -> Result<Vec<RecordCard>, DirectoryError> {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let mut search = Search::new(&kinds);
        if let Some(words) = words {
            search.words(words);
        }
        if let Some(municipality) = municipality {
            search.municipality(municipality);
        }
        for kind in kinds {
            reads.position("kind", kind);
        }
        let found = search
            .run(
                &self.inner.around.directory,
                &Reader::visitor(),
                limit.max(1),
            )
            .await?;
        Ok(found
            .records
            .iter()
            .map(|record| self.card(record, locale))
            .collect())
    }

    /// A record's card, from its public projection.
    pub fn card(&self, record: &Record, locale: &str) -> RecordCard {
        let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
        let kind = self.inner.around.directory.kinds().get(&record.kind);
        let title = kind
            .as_ref()
            .map(|kind| kind.title(&content))
            .unwrap_or_default();
        let summary = kind
            .as_ref()
            .map(|kind| kind.summary(&content))
            .filter(|text| !text.is_empty());
        let labels = kind
            .as_ref()
            .map(|kind| kind.annotations().labels.clone())
            .unwrap_or_default();
        RecordCard {
            id: record.id.clone(),
            kind_label: super::manifest::said(&labels, locale)
                .unwrap_or(&record.kind)
                .to_owned(),
            title,
            href: self.href(record),
            summary,
            contact: contact(&content),
            distance_metres: None,
            holder: (record.origin != self.inner.around.directory.settings().origin)
                .then(|| record.origin.clone()),
        }
    }

    /// Where a record is shown best: the page of the plugin that declares or shows its kind, else the directory's or the
    /// host's own.
    pub fn href(&self, record: &Record) -> String {
        let own = match DIRECTORY_KINDS.contains(&record.kind.as_str()) {
            true => format!("/annuaire/{}", record.id),
            false => format!("/records/{}", record.id),
        };
        let Some(key) = &record.key else { return own };
        let installed = self.installed();
        let Some(page) = installed.page_of(&record.kind) else {
            return own;
        };
        let encoded: Vec<String> = key
            .split('/')
            .map(|part| url::form_urlencoded::byte_serialize(part.as_bytes()).collect())
            .collect();
        page.replace("{key}", &encoded.join("/").replace('+', "%20"))
    }
}

/// The fields that core kinds share.
fn contact(content: &Value) -> Contact {
    let texts = |name: &str| match content.get(name) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    // A service names its places with their addresses and hours.
    let first = content.pointer("/locations/0").unwrap_or(&Value::Null);
    let text = |name: &str| {
        let own = content.get(name).or_else(|| first.get(name));
        own.and_then(Value::as_str).map(str::to_owned)
    };
    // Several numbers stand in one field with ` / ` between them.
    let telephones = texts("telephone")
        .iter()
        .flat_map(|numbers| numbers.split(" / ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut lines = Vec::new();
    if let Some(address) = content.get("address").or_else(|| first.get("address")) {
        let part = |name: &str| {
            address
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        lines.extend(
            address
                .get("lines")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned),
        );
        for name in ["complement", "street"] {
            if !part(name).is_empty() {
                lines.push(part(name).to_owned());
            }
        }
        let town = format!("{} {}", part("postal_code"), part("municipality"));
        if !town.trim().is_empty() {
            lines.push(town.trim().to_owned());
        }
    }
    Contact {
        name: String::new(),
        telephones,
        emails: texts("email"),
        addresses: if lines.is_empty() {
            Vec::new()
        } else {
            vec![lines]
        },
        hours: text("opening_hours"),
        hours_note: text("opening_hours_note"),
        wheelchair: text("wheelchair"),
        websites: texts("website"),
    }
}
