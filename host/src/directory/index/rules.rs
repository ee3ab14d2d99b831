//! By which rules search rows are made, and the words that they hold.

use sha2::{Digest as _, Sha256};

use super::super::kind::Kind;
use super::super::spelling::Words;
use super::Indexed;

/// Moves when what is kept of a content is read by other rules than before; see [`version`].
const RULES: u32 = 2;

/// Names the rules by which search rows of a kind are made: ours, its schema and the words of its vocabularies.
pub(in super::super) fn version(kind: &Kind) -> String {
    let mut digest = Sha256::new();
    digest.update(RULES.to_be_bytes());
    digest.update(kind.schema().to_string());
    for vocabulary in kind.vocabularies() {
        for term in vocabulary.terms() {
            digest.update(term.searched());
        }
    }
    let digest = digest.finalize();
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The words of these records of one kind, each with the number of records that hold it. Only of the core kinds: the pages
/// that forgive typing errors search no others.
pub(in super::super) fn words<'a>(
    kind: &Kind,
    records: impl Iterator<Item = &'a Indexed>,
) -> Words {
    let mut words = Words::new();
    if kind.declared_by().is_some() {
        return words;
    }
    for (word, (written, count)) in records.flat_map(|record| &record.words) {
        let known = words
            .entry(word.clone())
            .or_insert_with(|| (written.clone(), 0));
        known.1 += count;
        if known.0.is_ascii() {
            known.0.clone_from(written);
        }
    }
    words
}
