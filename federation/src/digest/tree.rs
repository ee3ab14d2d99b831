//! The hashes of all nodes: 4,369 of them, 140 KiB. What is in a bucket stays with whoever keeps the records.

use std::collections::BTreeMap;

use super::{BUCKETS, Item, LEVELS, Prefix, bucket, bucket_hash};
use crate::hash::Hash;

/// A tree of hashes over buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// From the root, 1 node, to the buckets, 4,096.
    levels: [Vec<Hash>; LEVELS + 1],
}

impl Tree {
    /// The tree over nothing.
    pub fn empty() -> Tree {
        Tree {
            levels: std::array::from_fn(|level| vec![Hash::ZERO; 16_usize.pow(level as u32)]),
        }
    }

    /// The tree over these records.
    pub fn of(items: impl IntoIterator<Item = Item>) -> Tree {
        let mut buckets: BTreeMap<u16, Vec<Item>> = BTreeMap::new();
        for item in items {
            buckets.entry(bucket(&item.id)).or_default().push(item);
        }
        let mut tree = Tree::empty();
        for (number, mut items) in buckets {
            tree.levels[LEVELS][usize::from(number)] = bucket_hash(&mut items);
        }
        tree.fill();
        tree
    }

    /// The tree over buckets whose hashes were kept, in their order. `None` unless there are 4,096.
    pub fn of_bucket_hashes(hashes: Vec<Hash>) -> Option<Tree> {
        let mut tree = Tree::empty();
        if hashes.len() != BUCKETS {
            return None;
        }
        tree.levels[LEVELS] = hashes;
        tree.fill();
        Some(tree)
    }

    /// The hashes of all buckets, in their order, to be kept.
    pub fn bucket_hashes(&self) -> &[Hash] {
        &self.levels[LEVELS]
    }

    /// What two sides compare first.
    pub fn root(&self) -> Hash {
        self.levels[0][0]
    }

    /// The hash of a node.
    pub fn hash(&self, prefix: Prefix) -> Hash {
        self.levels[prefix.level][usize::from(prefix.number)]
    }

    /// The hashes of the sixteen nodes below one; `None` of a bucket.
    pub fn children(&self, prefix: Prefix) -> Option<[Hash; 16]> {
        let below = self.levels.get(prefix.level + 1)?;
        let first = usize::from(prefix.number) * 16;
        below.get(first..first + 16)?.try_into().ok()
    }

    /// Says what is in a bucket now. Costs one hash a level.
    pub fn set(&mut self, number: u16, items: &mut [Item]) {
        let mut prefix = Prefix::of_bucket(number);
        self.levels[LEVELS][usize::from(prefix.number)] = bucket_hash(items);
        while let Some(parent) = prefix.parent() {
            prefix = parent;
            self.refresh(prefix);
        }
    }

    fn fill(&mut self) {
        for level in (0..LEVELS).rev() {
            for number in 0..self.levels[level].len() {
                let number = u16::try_from(number).expect("there are 4,096 buckets");
                self.refresh(Prefix { level, number });
            }
        }
    }

    fn refresh(&mut self, prefix: Prefix) {
        if let Some(children) = self.children(prefix) {
            self.levels[prefix.level][usize::from(prefix.number)] = node_hash(&children);
        }
    }
}

/// The hash of a node: of a byte 1 and its children's hashes; of zeros if nothing is below it.
pub fn node_hash(children: &[Hash; 16]) -> Hash {
    if children.iter().all(|child| *child == Hash::ZERO) {
        return Hash::ZERO;
    }
    let mut parts: Vec<&[u8]> = vec![&[1]];
    parts.extend(children.iter().map(|child| &child.bytes()[..]));
    Hash::of_parts(&parts)
}
