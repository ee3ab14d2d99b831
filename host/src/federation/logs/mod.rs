//! Logs in the database: how far each goes, its lines, their contents, and the tree over what lives. Our own and the copies
//! of peers' are kept in one way, so that a copy can be served on.

mod left;
pub(super) mod store;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use maille_federation::digest::{BUCKETS, Item, Tree, bucket, bucket_hash};
use maille_federation::hash::Hash;
use maille_federation::keys::Keyring;
pub(super) use maille_federation::log::LogError;
use maille_federation::log::{Contents, Entry, Head, Op, Subject};
use maille_federation::message::{MessageError, Signed, Unverified};
use maille_federation::origin::Origin;

pub use self::left::left;
use super::error::FederationError;
use super::serve::packed::contents_went;
use crate::database::Connection;
use crate::database::sql::Executor;

/// How far a log goes, and what it comes to.
#[derive(Debug, Clone)]
pub struct Kept {
    pub epoch: u64,
    /// The last entry, 0 before the first.
    pub seq: u64,
    pub chain: Hash,
    pub root: Hash,
    /// How many records live.
    pub living: u64,
    /// The owner's signed words for this place.
    pub checkpoint: Vec<u8>,
    pub keys: Keyring,
    /// Of our own: the last line of the journal that was looked at.
    pub journal: i64,
    /// Of our own: by which rules records were chosen.
    pub rules: String,
}

/// An entry and its bytes.
#[derive(Debug, Clone)]
pub struct Line {
    pub entry: Entry,
    pub bytes: Vec<u8>,
}

/// The last word on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its id, without its origin.
    pub record: String,
    pub revision: u64,
    /// Of the signed record; nothing once it is withdrawn.
    pub hash: Option<Hash>,
    /// Of our own: hash of what was said, without salt and proof.
    pub said: Option<Hash>,
    /// Why a copy is kept and not shown; empty where it is shown.
    pub aside: String,
}

/// A log inside a transaction.
pub struct Ledger {
    /// Its name in the database.
    pub name: String,
    pub origin: Origin,
    pub kept: Kept,
    pub tree: Tree,
    lines: Vec<Line>,
    words: BTreeMap<String, Word>,
    contents: Vec<(String, Hash, Vec<u8>)>,
    erased: BTreeSet<String>,
    superseded: Vec<Hash>,
    known: HashMap<String, Word>,
}

impl Kept {
    /// Where the next entry is appended.
    pub fn head(&self, origin: &Origin) -> Head {
        Head {
            origin: origin.clone(),
            epoch: self.epoch,
            seq: self.seq,
            chain: self.chain,
        }
    }

    /// Where a reader will stand once what follows is written; what lives then is not known before.
    pub fn after(&self, contents: &Contents) -> Self {
        Self {
            epoch: contents.head.epoch,
            seq: contents.head.seq,
            chain: contents.head.chain,
            checkpoint: contents
                .seal
                .as_ref()
                .map_or_else(|| self.checkpoint.clone(), |seal| seal.bytes().to_vec()),
            keys: contents.keys.clone(),
            ..self.clone()
        }
    }
}

/// How far a log goes; nothing where there is none.
pub async fn kept(executor: impl Executor<'_>, log: &str) -> Result<Option<Kept>, FederationError> {
    Ok(store::kept(executor, log).await?)
}

/// The tree over what lives in a log.
pub async fn tree(connection: &mut Connection, log: &str) -> Result<Tree, FederationError> {
    let mut hashes = vec![Hash::ZERO; BUCKETS];
    for (number, hash) in store::buckets(connection, log).await? {
        if let Some(place) = hashes.get_mut(usize::from(number)) {
            *place = hash;
        }
    }
    Ok(Tree::of_bucket_hashes(hashes).unwrap_or_else(Tree::empty))
}

/// What lives in a bucket.
pub async fn bucket_items(
    connection: &mut Connection,
    (log, origin): (&str, &Origin),
    number: u16,
) -> Result<Vec<Item>, FederationError> {
    let mut found = store::items(connection, log, origin, &[i64::from(number)]).await?;
    Ok(found.remove(&number).unwrap_or_default())
}

/// Brings the tree up to what lives in these buckets.
async fn refresh(
    connection: &mut Connection,
    (log, origin): (&str, &Origin),
    tree: &mut Tree,
    numbers: &BTreeSet<u16>,
) -> Result<(), FederationError> {
    let asked: Vec<i64> = numbers.iter().map(|number| i64::from(*number)).collect();
    let mut items = store::items(connection, log, origin, &asked).await?;
    let mut hashes = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut held = items.remove(number).unwrap_or_default();
        hashes.push((*number, bucket_hash(&mut held)));
        tree.set(*number, &mut held);
    }
    Ok(store::keep_buckets(connection, log, &hashes).await?)
}

/// Makes the whole tree anew from what lives, and says what the log comes to then.
pub async fn rebuild(
    connection: &mut Connection,
    log: (&str, &Origin),
) -> Result<Option<Kept>, FederationError> {
    let Some(mut kept) = kept(&mut *connection, log.0).await? else {
        return Ok(None);
    };
    let mut tree = Tree::empty();
    let numbers = (0..BUCKETS).filter_map(|number| u16::try_from(number).ok());
    refresh(connection, log, &mut tree, &numbers.collect()).await?;
    store::forget_empty_buckets(connection, log.0).await?;
    kept.root = tree.root();
    kept.living = store::counts(&mut *connection, log.0).await?.0 as u64;
    store::keep(connection, log.0, &kept).await?;
    Ok(Some(kept))
}

/// Puts other last words in the place of those that stand in a log, and says what it comes to then.
pub async fn correct(
    connection: &mut Connection,
    (log, origin): (&str, &Origin),
    words: &[Word],
) -> Result<Option<Kept>, FederationError> {
    let Some(mut kept) = kept(&mut *connection, log).await? else {
        return Ok(None);
    };
    let mut placed = Vec::with_capacity(words.len());
    for word in words {
        let id = store::record_id(origin, &word.record);
        placed.push((word, id.map_or(0, |id| bucket(&id))));
    }
    store::keep_words(connection, log, &placed).await?;
    let numbers = placed.iter().map(|(_, bucket)| *bucket).collect();
    let mut tree = tree(connection, log).await?;
    refresh(connection, (log, origin), &mut tree, &numbers).await?;
    kept.root = tree.root();
    kept.living = store::counts(&mut *connection, log).await?.0 as u64;
    store::keep(connection, log, &kept).await?;
    Ok(Some(kept))
}

impl Ledger {
    /// Opens a log to write to it. `records` are the ids that will be spoken of.
    pub async fn open(
        connection: &mut Connection,
        (name, origin): (&str, &Origin),
        kept: Kept,
        records: &[&str],
    ) -> Result<Self, FederationError> {
        Ok(Self {
            tree: tree(connection, name).await?,
            known: store::words(connection, name, records).await?,
            name: name.to_owned(),
            origin: origin.clone(),
            kept,
            lines: Vec::new(),
            words: BTreeMap::new(),
            contents: Vec::new(),
            erased: BTreeSet::new(),
            superseded: Vec::new(),
        })
    }

    /// Where the next entry is appended.
    pub fn head(&self) -> Head {
        self.kept.head(&self.origin)
    }

    /// Looks up the last words on more records.
    pub async fn look_up(
        &mut self,
        connection: &mut Connection,
        records: &[&str],
    ) -> Result<(), FederationError> {
        let found = store::words(connection, &self.name, records).await?;
        for (id, word) in found {
            self.known.entry(id).or_insert(word);
        }
        Ok(())
    }

    /// Whether lines were taken that are not written yet.
    pub fn has_news(&self) -> bool {
        !self.lines.is_empty()
    }

    /// The last word on a record, this transaction's included.
    pub fn word(&self, record: &str) -> Option<&Word> {
        self.words.get(record).or_else(|| self.known.get(record))
    }

    /// Takes a line that follows from the last one, with the word that it says of a record.
    pub fn take(&mut self, line: Line, said: Option<Hash>, aside: &str) {
        let Subject::Record(id) = &line.entry.id else {
            self.kept.seq = line.entry.seq;
            self.kept.chain = Hash::of(&line.bytes);
            self.lines.push(line);
            return;
        };
        let record = id.uuid().to_string();
        let before = self.word(&record).and_then(|word| word.hash);
        self.superseded.extend(before);
        match (before.is_some(), line.entry.hash.is_some()) {
            (false, true) => self.kept.living += 1,
            (true, false) => self.kept.living = self.kept.living.saturating_sub(1),
            _ => {}
        }
        if line.entry.op == Op::Erase {
            self.erased.insert(record.clone());
            self.contents.retain(|(of, _, _)| *of != record);
        }
        let word = Word {
            record: record.clone(),
            revision: line.entry.revision,
            hash: line.entry.hash,
            said,
            aside: aside.to_owned(),
        };
        self.words.insert(record, word);
        self.kept.seq = line.entry.seq;
        self.kept.chain = Hash::of(&line.bytes);
        self.lines.push(line);
    }

    /// Takes the signed bytes of a content; `record` is empty for a key statement.
    pub fn take_content(&mut self, record: &str, hash: Hash, bytes: Vec<u8>) {
        self.contents.push((record.to_owned(), hash, bytes));
    }

    /// Writes what was taken and brings the tree up to it: afterwards the root is that of the last line.
    pub async fn flush(
        &mut self,
        connection: &mut Connection,
        at: i64,
    ) -> Result<(), FederationError> {
        let name = self.name.as_str();
        let lines = std::mem::take(&mut self.lines);
        store::append(connection, (name, self.kept.epoch), &lines).await?;
        let erased: Vec<&str> = self.erased.iter().map(String::as_str).collect();
        store::erase_contents(connection, name, &erased).await?;
        if !erased.is_empty() {
            contents_went(connection).await?;
        }
        store::keep_contents(connection, name, &self.contents).await?;
        store::supersede(connection, name, &self.superseded, at).await?;
        self.contents.clear();
        self.erased.clear();
        self.superseded.clear();
        let words = std::mem::take(&mut self.words);
        let mut placed = Vec::with_capacity(words.len());
        for word in words.values() {
            let id = store::record_id(&self.origin, &word.record);
            placed.push((word, id.map_or(0, |id| bucket(&id))));
        }
        store::keep_words(connection, name, &placed).await?;
        let touched = placed.iter().map(|(_, bucket)| *bucket).collect();
        let log = (name, &self.origin);
        refresh(connection, log, &mut self.tree, &touched).await?;
        self.known.extend(words);
        self.kept.root = self.tree.root();
        Ok(())
    }

    /// Keeps the owner's words behind the last line.
    pub async fn seal(
        &mut self,
        connection: &mut Connection,
        seal: &[u8],
    ) -> Result<(), FederationError> {
        let place = (self.kept.epoch, self.kept.seq);
        Ok(store::keep_seal(connection, &self.name, place, seal).await?)
    }

    /// Keeps how far it goes.
    pub async fn close(self, connection: &mut Connection) -> Result<(), FederationError> {
        Ok(store::keep(connection, &self.name, &self.kept).await?)
    }
}

/// A signed document that was verified when it was kept.
pub fn read_kept<T: maille_federation::message::Message>(
    bytes: &[u8],
    keys: &Keyring,
) -> Result<Signed<T>, MessageError> {
    Unverified::<T>::read(bytes)?.verify(&|id| keys.ever(id))
}
