//! True copies of what peers own: written as they say, never edited, and told in the journal like everything else.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::history::Superseded;
use super::index::indexed;
use super::journal::store::bump;
use super::record::check_key;
use super::world::{Act, World};
use super::{
    Author, Directory, DirectoryError, Entry, Kinds, Op, Reader, Record, State, history, store,
};
use crate::database::Connection;

/// What a peer's log says of one of its records.
#[derive(Clone, Debug)]
pub enum Mirrored {
    Put(Copy),
    /// It was withdrawn; where it was `erased`, nothing of it is left here either.
    Gone {
        id: String,
        revision: u64,
        erased: bool,
    },
}

/// A peer's record.
#[derive(Clone, Debug)]
pub struct Copy {
    pub id: String,
    pub kind: String,
    pub key: Option<String>,
    pub revision: u64,
    /// Milliseconds since 1970, by its owner's clock.
    pub updated: i64,
    pub content: Value,
}

/// Why a copy is kept by those who keep logs, and not shown in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// No such kind is known here: its plugin is not installed.
    Kind,
    /// The content does not fit the kind as it is known here.
    Misfit,
    /// Another origin has a record of this id.
    Clash,
    /// Another record of the same origin has its key.
    Key,
}

impl Aside {
    /// The word of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Misfit => "misfit",
            Self::Clash => "clash",
            Self::Key => "key",
        }
    }
}

/// The maker of an origin's copies. No plugin has such a name.
fn maker(origin: &str) -> String {
    format!("peer:{origin}")
}

impl Directory {
    /// Writes what an origin's log says into a transaction, one change for each record at most. For each change, why it is not shown; nothing where it is.
    pub async fn mirror(
        &self,
        connection: &mut Connection,
        origin: &str,
        changes: Vec<Mirrored>,
    ) -> Result<Vec<Option<Aside>>, DirectoryError> {
        let author = Author {
            reader: Reader {
                maker: maker(origin),
                ..Reader::visitor()
            },
            edit_others: Kinds::None,
            times: Kinds::None,
            name: origin.to_owned(),
        };
        let act = Act {
            author: &author,
            origin: &self.settings.origin,
            at: self.clock.now_ms(),
        };
        let mut world = self.load_copies(connection, &changes, &author).await?;
        let mut fates = Vec::with_capacity(changes.len());
        let mut erased = Vec::new();
        for change in changes {
            match change {
                Mirrored::Put(copy) => fates.push(self.put_copy(&mut world, copy, origin, act)),
                Mirrored::Gone {
                    id,
                    revision,
                    erased: whole,
                } => {
                    drop_copy(&mut world, (&id, revision), origin, act);
                    if whole {
                        erased.push(id);
                    }
                    fates.push(None);
                }
            }
        }
        let moved = self.write_world(connection, &world, act).await?;
        let erased: Vec<&str> = erased.iter().map(String::as_str).collect();
        // An id may be another's as well: what that one's record was is not this origin's to erase.
        history::store::erase(connection, author.maker(), &erased).await?;
        if !moved.is_empty() {
            bump(connection, &moved).await?;
        }
        Ok(fates)
    }

    /// Ids and revisions of an origin's copies, at most `limit` of them.
    pub async fn copies_of(
        &self,
        connection: &mut Connection,
        origin: &str,
        limit: u32,
    ) -> Result<Vec<(String, u64)>, DirectoryError> {
        Ok(store::ids_of_maker(connection, &maker(origin), i64::from(limit)).await?)
    }

    /// Whole records by their ids, in any order, in a transaction.
    pub async fn all_of(
        &self,
        connection: &mut Connection,
        ids: &[&str],
    ) -> Result<Vec<Record>, DirectoryError> {
        Ok(store::records_by_ids(connection, ids, &self.settings.origin).await?)
    }

    async fn load_copies(
        &self,
        connection: &mut Connection,
        changes: &[Mirrored],
        author: &Author,
    ) -> Result<World, DirectoryError> {
        let mut world = World::default();
        let mut keys: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut ids = Vec::with_capacity(changes.len());
        for change in changes {
            match change {
                Mirrored::Put(copy) => {
                    ids.push(copy.id.as_str());
                    keys.entry(&copy.kind)
                        .or_default()
                        .extend(copy.key.as_deref().filter(|key| check_key(key).is_ok()));
                }
                Mirrored::Gone { id, .. } => ids.push(id),
            }
        }
        let own = &self.settings.origin;
        for record in store::records_by_ids(connection, &ids, own).await? {
            world.load(record, author);
        }
        for (id, revision) in history::store::tombstones(connection, &ids).await? {
            world.slots.entry(id).or_default().tombstone = Some(revision as u64);
        }
        for (kind, keys) in keys {
            let named = (author.maker(), kind);
            for record in store::records_by_keys(connection, named, &keys, own).await? {
                world.load(record, author);
            }
        }
        Ok(world)
    }

    fn put_copy(&self, world: &mut World, copy: Copy, origin: &str, act: Act<'_>) -> Option<Aside> {
        let now = world.slots.get(&copy.id).and_then(|slot| slot.now.clone());
        if now.as_ref().is_some_and(|now| now.origin != origin) {
            return Some(Aside::Clash);
        }
        let aside = |world: &mut World, why| {
            // What was shown before is not true any more.
            drop_copy(world, (&copy.id, copy.revision), origin, act);
            Some(why)
        };
        let Some(kind) = self.kinds.get(&copy.kind) else {
            return aside(world, Aside::Kind);
        };
        if now.as_ref().is_some_and(|now| now.kind != copy.kind) {
            return aside(world, Aside::Misfit);
        }
        // A key that no record of ours could have, and that not every database holds.
        if copy
            .key
            .as_deref()
            .is_some_and(|key| check_key(key).is_err())
        {
            return aside(world, Aside::Misfit);
        }
        let Ok(content) = kind.check_shared(copy.content.clone()) else {
            return aside(world, Aside::Misfit);
        };
        let key = copy.key.clone();
        if let Some(key) = &key {
            let name = (copy.kind.clone(), key.clone());
            let holder = world.keys.get(&name);
            if holder.is_some_and(|holder| *holder != copy.id) {
                return aside(world, Aside::Key);
            }
            world.keys.insert(name, copy.id.clone());
        }
        // A name is never changed where a record stands: the row would keep the old one.
        if now.as_ref().is_some_and(|now| now.key != key) {
            return aside(world, Aside::Misfit);
        }
        let record = Record {
            id: copy.id.clone(),
            key,
            kind: copy.kind.clone(),
            origin: origin.to_owned(),
            maker: act.author.maker().to_owned(),
            revision: copy.revision,
            state: State::Published,
            created: now.as_ref().map_or(copy.updated, |now| now.created),
            updated: copy.updated,
            content: content.text.clone(),
        };
        world.journal.push(Entry::of(&record, Op::Put, act.at));
        let slot = world.slots.entry(copy.id).or_default();
        slot.content = Some(content.value.clone());
        slot.ahead = Some(Arc::new(indexed(
            &kind,
            &content.value,
            &self.settings.zone,
        )));
        slot.now = Some(record);
        None
    }
}

/// Takes a copy out, where there is one of this origin.
fn drop_copy(world: &mut World, (id, revision): (&str, u64), origin: &str, act: Act<'_>) {
    let Some(slot) = world.slots.get_mut(id) else {
        return;
    };
    let Some(now) = slot.now.take_if(|now| now.origin == origin) else {
        return;
    };
    if let Some(key) = &now.key {
        world.keys.remove(&(now.kind.clone(), key.clone()));
    }
    let mut gone = now.clone();
    gone.revision = revision;
    world.journal.push(Entry::of(&gone, Op::Delete, act.at));
    slot.tombstone = Some(revision);
    slot.content = None;
    // Whoever follows our journal is told that it is gone by what it was: the last revision before this one.
    let mut before = now;
    before.revision = revision.saturating_sub(1);
    world.history.push(Superseded {
        record: before,
        at: act.at,
        by: act.author.name.clone(),
    });
}
