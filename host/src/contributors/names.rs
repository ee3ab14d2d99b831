//! Names by which plugins know contributors, and short-lived proofs: both derived from a key of this instance.

use ring::hmac;

/// A page that comes back with something to mend asks for no code again within this time.
const PROOF_MS: i64 = 60 * 60 * 1000;

/// The instance's key for contributors.
#[derive(Clone)]
pub(super) struct Key(hmac::Key);

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(…)")
    }
}

impl Key {
    pub(super) fn new(words: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, words.as_bytes()))
    }

    fn sign(&self, parts: &[&str]) -> hmac::Tag {
        hmac::sign(&self.0, joined(parts).as_bytes())
    }

    /// The name by which this plugin alone knows the contributor: 128 bits that lead back to nobody.
    pub(super) fn name(&self, plugin: &str, contributor: &str) -> String {
        hexadecimal(&self.sign(&["name", plugin, contributor]).as_ref()[..16])
    }

    /// The same for an account: no contributor has such a name.
    pub(super) fn account(&self, plugin: &str, account: &str) -> String {
        hexadecimal(&self.sign(&["account", plugin, account]).as_ref()[..16])
    }

    /// What shows for an hour that this contributor's code held for this plugin.
    pub(super) fn proof(&self, plugin: &str, contributor: &str, now_ms: i64) -> String {
        let until = (now_ms + PROOF_MS).to_string();
        let tag = self.sign(&["proof", plugin, contributor, &until]);
        format!("{contributor}.{until}.{}", hexadecimal(tag.as_ref()))
    }

    /// The contributor whom a proof speaks of.
    pub(super) fn proven(&self, plugin: &str, proof: &str, now_ms: i64) -> Option<String> {
        let [contributor, until, tag] = proof.splitn(3, '.').collect::<Vec<_>>().try_into().ok()?;
        let tag = bytes(tag)?;
        let words = joined(&["proof", plugin, contributor, until]);
        hmac::verify(&self.0, words.as_bytes(), &tag).ok()?;
        let until: i64 = until.parse().ok()?;
        (now_ms < until).then(|| contributor.to_owned())
    }
}

/// None of the parts holds a NUL: ids of plugins, ids of ours and numbers.
fn joined(parts: &[&str]) -> String {
    parts.join("\0")
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let pairs = (0..32).map(|index| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok());
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plugin_knows_another_name_and_each_instance_too() {
        let (key, other) = (Key::new("one"), Key::new("other"));
        let name = key.name("communs", "x");
        assert_eq!(name, key.name("communs", "x"));
        assert_eq!(name.len(), 32);
        assert_ne!(name, key.name("agenda", "x"));
        assert_ne!(name, key.name("communs", "y"));
        assert_ne!(name, other.name("communs", "x"));
    }

    #[test]
    fn a_proof_holds_for_an_hour_one_plugin_and_one_contributor() {
        let key = Key::new("one");
        let proof = key.proof("communs", "x", 0);
        assert_eq!(key.proven("communs", &proof, 1).as_deref(), Some("x"));
        assert_eq!(key.proven("communs", &proof, PROOF_MS), None);
        assert_eq!(key.proven("agenda", &proof, 1), None);
        assert_eq!(key.proven("communs", &proof.replace('x', "y"), 1), None);
        let later = proof.replace("3600000", "7200000");
        assert_eq!(key.proven("communs", &later, 1), None);
        for proof in ["", ".", "..", "x.1.é", &format!("x.1.{}", "é".repeat(32))] {
            assert_eq!(key.proven("communs", proof, 0), None);
        }
    }
}
