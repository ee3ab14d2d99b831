//! Records as they are read on the fediverse: the journal is followed, the last word on each record kept, and nothing said of one
//! that is not published here, or not ours.

use std::collections::{BTreeMap, BTreeSet};

use maille_federation::fediverse::{self as words, Published, Verb};
use maille_federation::hash::Hash;
use maille_federation::origin::RecordId;
use serde_json::{Map, Value};

use super::error::FediverseError;
use super::identity::Identity;
use super::store::objects::Object;
use super::store::{self, Place};
use super::{Fediverse, moment};
use crate::database::Connection;
use crate::directory::{Record, State};

/// Changes the rules by which records are chosen; a program with others looks at everything anew.
const RULES: &str = "1";
/// Lines of the journal in one transaction.
const LINES: u32 = 500;
/// Activities of one page of the outbox.
const PAGE: i64 = 20;
/// Texts are written in French here.
const LANGUAGE: &str = "fr";

/// What stands at the address of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum AtAddress {
    Object(Value),
    /// It was deleted or withdrawn; the object that says so.
    Gone(Value),
    Nothing,
}

impl Fediverse {
    /// Looks at what changed since the last look; how many lines of the journal.
    pub async fn look(&self) -> Result<u64, FediverseError> {
        let identity = self.identity()?;
        let database = self.directory.database();
        let rules = format!("{RULES} {}", identity.kinds.join(" "));
        let before = store::place(database.readers()).await?;
        if before.rules == rules && self.directory.last_seq().await? == before.journal {
            return Ok(0);
        }
        let mut write = database.write().await?;
        let mut place = store::place(&mut *write).await?;
        if place.rules != rules {
            place.rules = rules;
            place.journal = 0;
        }
        let entries = self
            .directory
            .entries_after(place.journal, &[], LINES)
            .await?;
        place.journal = entries.last().map_or(place.journal, |entry| entry.seq);
        let own = identity.origin.as_str();
        let ids: BTreeSet<&str> = entries
            .iter()
            .filter(|entry| entry.origin == own)
            .map(|entry| entry.record_id.as_str())
            .collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        self.say(&mut write, identity, &ids, &mut place).await?;
        store::keep_place(&mut write, &place).await?;
        write.commit().await?;
        Ok(entries.len() as u64)
    }

    /// Says what is new of these records.
    async fn say(
        &self,
        write: &mut Connection,
        identity: &Identity,
        ids: &[&str],
        place: &mut Place,
    ) -> Result<(), FediverseError> {
        let mut records: BTreeMap<String, Record> = BTreeMap::new();
        for record in self.directory.all_of(write, ids).await? {
            records.insert(record.id.clone(), record);
        }
        let mut known: BTreeMap<String, Object> = BTreeMap::new();
        for object in store::objects::of(write, ids).await? {
            known.insert(object.record_id.clone(), object);
        }
        for id in ids {
            let record = records.get(*id);
            let open = record.and_then(|record| Some((record, self.shown(identity, record)?)));
            let before = known.get(*id);
            if let Some(object) = word(before, open, self.now_ms(), place) {
                store::objects::keep(write, &object).await?;
            }
        }
        Ok(())
    }

    /// What anybody may read of a record; nothing of one that is not published, not ours, or of no kind that is read there.
    fn shown(&self, identity: &Identity, record: &Record) -> Option<Map<String, Value>> {
        let ours = record.origin == identity.origin.as_str();
        let shared = identity.kinds.contains(&record.kind);
        if record.state != State::Published || !ours || !shared {
            return None;
        }
        let kind = self.directory.kinds().get(&record.kind)?;
        if !kind.lists(&record.content, self.directory.today()) {
            return None;
        }
        match serde_json::from_str(&kind.public(&record.content)) {
            Ok(Value::Object(content)) if content.contains_key("name") => Some(content),
            _ => None,
        }
    }

    /// These records as objects; without those that may not be read any more.
    pub(super) async fn rendered(
        &self,
        objects: &[Object],
    ) -> Result<BTreeMap<String, Value>, FediverseError> {
        let identity = self.identity()?;
        let ids: Vec<&str> = objects
            .iter()
            .map(|object| object.record_id.as_str())
            .collect();
        let mut readers = self.directory.database().readers().acquire().await?;
        let records = self.directory.all_of(&mut readers, &ids).await?;
        let now = moment(self.now_ms());
        let rendered = records.iter().filter_map(|record| {
            let object = words::object(&Published {
                id: &self.name(identity, &record.id)?,
                kind: &record.kind,
                content: &self.shown(identity, record)?,
                published: moment(record.created),
                updated: moment(record.updated),
                timezone: &identity.timezone,
                language: LANGUAGE,
                now,
            })?;
            Some((record.id.clone(), object))
        });
        Ok(rendered.collect())
    }

    fn name(&self, identity: &Identity, id: &str) -> Option<RecordId> {
        RecordId::new(identity.origin.clone(), id.parse().ok()?)
    }

    /// The letter that tells of an object; nothing where there is nothing to tell to somebody who knows all up to `cursor`.
    pub(super) fn letter(
        &self,
        object: &Object,
        rendered: &BTreeMap<String, Value>,
        cursor: u64,
    ) -> Result<Option<Value>, FediverseError> {
        let identity = self.identity()?;
        let origin = &identity.origin;
        let is_new = object.born > cursor;
        if !object.living {
            let gone = self.name(identity, &object.record_id).filter(|_| !is_new);
            let gone = gone.map(|id| words::tombstone(&id, moment(object.updated)));
            return Ok(gone.map(|gone| words::activity(origin, Verb::Delete, object.seq, gone)));
        }
        let Some(said) = rendered.get(&object.record_id).cloned() else {
            // It may not be read any more, and the next look says so.
            return Ok(None);
        };
        Ok(Some(match is_new {
            true => words::activity(origin, Verb::Create, object.born, said),
            false => words::activity(origin, Verb::Update, object.seq, said),
        }))
    }

    /// What stands at a record's address, as somebody on the fediverse asks for it.
    pub async fn at_address(&self, id: &str) -> Result<AtAddress, FediverseError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        let Some(object) = store::objects::one(readers, id).await? else {
            return Ok(AtAddress::Nothing);
        };
        let mut rendered = self.rendered(std::slice::from_ref(&object)).await?;
        Ok(match (rendered.remove(id), self.name(identity, id)) {
            (Some(object), _) => AtAddress::Object(object),
            (None, Some(name)) => AtAddress::Gone(words::tombstone(&name, moment(object.updated))),
            (None, None) => AtAddress::Nothing,
        })
    }

    /// How many records can be read there.
    pub async fn count_objects(&self) -> Result<u64, FediverseError> {
        self.identity()?;
        Ok(store::objects::count_living(self.directory.database().readers()).await?)
    }

    /// `/outbox`.
    pub async fn outbox(&self) -> Result<Value, FediverseError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        let total = store::objects::count_living(readers).await?;
        let newest = store::place(readers).await?.seq;
        Ok(words::outbox(&identity.origin, total, newest.max(0) as u64))
    }

    /// A page of it: what is said of records up to a number, the newest first.
    pub async fn outbox_page(&self, until: u64) -> Result<Value, FediverseError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        let objects = store::objects::living_until(readers, until, PAGE).await?;
        let rendered = self.rendered(&objects).await?;
        let mut activities = Vec::with_capacity(objects.len());
        for object in &objects {
            activities.extend(self.letter(object, &rendered, 0)?);
        }
        let full = objects.len() == PAGE as usize;
        let next = objects.last().filter(|last| full && last.seq > 1);
        let next = next.map(|last| last.seq - 1);
        Ok(words::outbox_page(
            &identity.origin,
            until,
            next,
            activities,
        ))
    }

    /// `/followers`: how many, and not who.
    pub async fn followers(&self) -> Result<Value, FediverseError> {
        let identity = self.identity()?;
        let total = store::followers::count(self.directory.database().readers()).await?;
        Ok(words::collection(&identity.origin, "/followers", total))
    }
}

/// The new word on a record, with the next number; nothing where nothing is new.
fn word(
    before: Option<&Object>,
    open: Option<(&Record, Map<String, Value>)>,
    now: i64,
    place: &mut Place,
) -> Option<Object> {
    let lived = before.is_some_and(|before| before.living);
    let mut next = || {
        place.seq += 1;
        place.seq as u64
    };
    let Some((record, content)) = open else {
        // Of what was never read there, nothing is said.
        return before.filter(|_| lived).map(|before| Object {
            seq: next(),
            living: false,
            said: Hash::ZERO,
            updated: now,
            ..before.clone()
        });
    };
    let content = Value::Object(content).to_string();
    let said = Hash::of(format!("{} {content}", record.kind).as_bytes());
    if lived && before.is_some_and(|before| before.said == said) {
        return None;
    }
    let seq = next();
    Some(Object {
        record_id: record.id.clone(),
        kind: record.kind.clone(),
        seq,
        born: before.filter(|_| lived).map_or(seq, |before| before.born),
        living: true,
        said,
        published: record.created,
        updated: record.updated,
    })
}
