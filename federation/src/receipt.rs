//! A receipt: a mirror says that it erased a record, and where. It is a promise of its signer, not a proof.

use serde::{Deserialize, Serialize};

use crate::keys::Position;
use crate::message::Message;
use crate::moment::Moment;
use crate::origin::{Origin, RecordId};

/// Where a record was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Erased {
    Caches,
    Index,
    Media,
    Pages,
    Records,
}

/// The body of `POST /federation/receipts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The mirror.
    pub from: Origin,
    pub id: RecordId,
    /// Of the entry that asked for it; the owner counts only what it asked for.
    pub entry: Position,
    pub at: Moment,
    /// In the order of their letters.
    pub erased: Vec<Erased>,
}

impl Message for Receipt {
    const TYPE: &'static str = "Receipt";
    const BYTES_MAX: usize = 2048;

    fn signer(&self) -> &Origin {
        &self.from
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.from == *self.id.origin() {
            return Err("an owner sends itself no receipt");
        }
        let once = self.erased.windows(2).all(|pair| pair[0] < pair[1]);
        match once && self.erased.contains(&Erased::Records) {
            true => Ok(()),
            false => Err("a receipt names where, each place once, the records among them"),
        }
    }
}

impl Receipt {
    /// Whether nothing of the record is left with the mirror.
    pub fn is_whole(&self) -> bool {
        self.erased.len() == 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{PublicKey, SecretKey};
    use crate::message::{MessageError, Signed, Unverified};
    use crate::origin::KeyId;

    fn sign(from: &str, erased: Vec<Erased>) -> Result<Signed<Receipt>, MessageError> {
        let key = SecretKey::from_seed(&[1; 32]);
        let id = "https://creuse.example/records/019aab00-0000-7000-8000-000000000001";
        let receipt = Receipt {
            from: from.parse().unwrap(),
            id: id.parse().unwrap(),
            entry: Position { epoch: 1, seq: 7 },
            at: Moment::from_unix(0),
            erased,
        };
        let key_id = KeyId::of(&receipt.from, &key.public());
        Signed::make(receipt, &key_id, &key, Moment::from_unix(0))
    }

    #[test]
    fn a_receipt_is_its_sender_s_and_names_where() {
        use Erased::{Caches, Index, Media, Pages, Records};
        let all = vec![Caches, Index, Media, Pages, Records];
        let signed = sign("gironde.example", all).unwrap();
        assert!(signed.message().is_whole());
        assert!(
            !sign("gironde.example", vec![Records])
                .unwrap()
                .message()
                .is_whole()
        );
        assert!(sign("gironde.example", vec![Index]).is_err());
        assert!(sign("gironde.example", vec![Records, Index]).is_err());
        assert!(sign("creuse.example", vec![Records]).is_err());

        let text = String::from_utf8(signed.bytes().to_vec()).unwrap();
        let forged = text.replace("\"from\":\"gironde", "\"from\":\"landes");
        let any_key =
            |_: &KeyId| -> Option<PublicKey> { Some(SecretKey::from_seed(&[1; 32]).public()) };
        let read = Unverified::<Receipt>::read(forged.as_bytes()).unwrap();
        assert_eq!(read.verify(&any_key).unwrap_err().code(), "signer");
    }
}
