//! Walking down two trees, one of which is a peer's: questions out, answers in, no connection of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tree::node_hash;
use super::{Item, Prefix, Tree, bucket, bucket_hash};
use crate::hash::Hash;
use crate::json::{self, JsonError, PAGE_BYTES_MAX};
use crate::origin::{Origin, RecordId};

/// What a peer answers about a node: its children, or what is in the bucket. It is not signed: each answer must have the
/// hash that the one above it named, up to the root of a signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub prefix: Prefix,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<Hash>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Item>>,
}

/// Why an answer does not lead on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    #[error("the answer cannot be read")]
    Json(#[from] JsonError),
    #[error("the answer is about another node than was asked for")]
    Other,
    #[error("the answer has sixteen children, or the items of its bucket in order")]
    Form,
    #[error(
        "the answer is not what the root promised: the peer moved on meanwhile, or tells another tale; begin again"
    )]
    Moved,
}

/// What differs in one bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What the peer has in another revision or we have not: to be fetched by its hash.
    pub fetch: Vec<Item>,
    /// What we have and the peer has not: to be deleted, once the root was compared again.
    pub surplus: Vec<RecordId>,
}

impl Answer {
    /// What a node's children are; `None` of a bucket.
    pub fn of_node(tree: &Tree, prefix: Prefix) -> Option<Answer> {
        let children = tree.children(prefix)?;
        Some(Answer {
            prefix,
            children: Some(children.to_vec()),
            items: None,
        })
    }

    /// What is in a bucket.
    pub fn of_bucket(number: u16, mut items: Vec<Item>) -> Answer {
        bucket_hash(&mut items);
        Answer {
            prefix: Prefix::of_bucket(number),
            children: None,
            items: Some(items),
        }
    }

    /// Reads an answer of at most 8 MiB.
    pub fn read(bytes: &[u8]) -> Result<Answer, DigestError> {
        Ok(json::read_as(bytes, PAGE_BYTES_MAX)?)
    }

    /// The answer's bytes.
    pub fn bytes(&self) -> Result<Vec<u8>, DigestError> {
        Ok(json::canonical(self)?)
    }
}

/// A walk down the tree of an origin as a peer has it, beside our own.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    origin: &'a Origin,
    ours: &'a Tree,
    /// Nodes that differ, with the peer's hash; the next question is the last.
    waiting: Vec<(Prefix, Hash)>,
}

impl<'a> Walk<'a> {
    /// Begins where the peer's root, from its checkpoint, is not ours.
    pub fn new(origin: &'a Origin, ours: &'a Tree, their_root: Hash) -> Walk<'a> {
        let mut walk = Walk {
            origin,
            ours,
            waiting: Vec::new(),
        };
        walk.compare(Prefix::ROOT, their_root);
        walk
    }

    /// What to ask next; nothing once all that differs was found.
    pub fn question(&self) -> Option<Prefix> {
        self.waiting.last().map(|(prefix, _)| *prefix)
    }

    /// How many nodes are known to differ and were not asked about.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes the answer to the question. Of a bucket it gives what differs from `ours`, our items of that bucket.
    pub fn answer(
        &mut self,
        answer: Answer,
        ours: &dyn Fn(u16) -> Vec<Item>,
    ) -> Result<Option<Difference>, DigestError> {
        let (prefix, expected) = *self.waiting.last().ok_or(DigestError::Other)?;
        if answer.prefix != prefix {
            return Err(DigestError::Other);
        }
        match (answer.children, answer.items, prefix.bucket()) {
            (Some(children), None, None) => {
                let children: [Hash; 16] = children.try_into().map_err(|_| DigestError::Form)?;
                if node_hash(&children) != expected {
                    return Err(DigestError::Moved);
                }
                self.waiting.pop();
                let below = (0..).filter_map(|digit| prefix.child(digit)).zip(children);
                below
                    .take(16)
                    .for_each(|(child, hash)| self.compare(child, hash));
                Ok(None)
            }
            (None, Some(items), Some(number)) => {
                let theirs = self.bucket(number, items, expected)?;
                self.waiting.pop();
                Ok(Some(difference(theirs, ours(number))))
            }
            _ => Err(DigestError::Form),
        }
    }

    fn compare(&mut self, prefix: Prefix, theirs: Hash) {
        if self.ours.hash(prefix) != theirs {
            self.waiting.push((prefix, theirs));
        }
    }

    /// The items of a bucket, if they are its own and what was promised.
    fn bucket(
        &self,
        number: u16,
        mut items: Vec<Item>,
        expected: Hash,
    ) -> Result<Vec<Item>, DigestError> {
        let belongs = |item: &Item| bucket(&item.id) == number && item.id.origin() == self.origin;
        let sent = items.clone();
        let hash = bucket_hash(&mut items);
        let once = items.windows(2).all(|pair| pair[0].id != pair[1].id);
        if !items.iter().all(belongs) || sent != items || !once {
            return Err(DigestError::Form);
        }
        match hash == expected {
            true => Ok(items),
            false => Err(DigestError::Moved),
        }
    }
}

fn difference(theirs: Vec<Item>, ours: Vec<Item>) -> Difference {
    let mut ours: BTreeMap<RecordId, Item> = ours
        .into_iter()
        .map(|item| (item.id.clone(), item))
        .collect();
    let fetch = theirs
        .into_iter()
        .filter(|item| ours.remove(&item.id).as_ref() != Some(item))
        .collect();
    let surplus = ours.into_keys().collect();
    Difference { fetch, surplus }
}
