//! What the villain says to others of its own accord, rightly signed.

use http::Method;
use maille::federation::Action;
use maille_federation::moment::Moment;
use maille_federation::origin::RecordId;
use maille_federation::receipt::{Erased, Receipt};
use maille_federation::signatures::{Outgoing, Scheme, Signer};

use super::member::home;
use super::network::{Letter, Reply};
use super::run;
use super::world::{NAMES, VILLAIN, World};
use crate::support::adversary::false_log::record_id;

impl World {
    pub fn villain_answers(&self, letter: &Letter) -> Reply {
        let mut villain = self.villain.lock().unwrap();
        self.chance(|chance| villain.answer(letter, chance))
    }

    /// Asks an instance, and is accepted by somebody who was taken in.
    pub async fn villain_befriends(&self, victim: usize) {
        let asked = {
            let villain = self.villain.lock().unwrap();
            let address = home(NAMES[VILLAIN]).parse().unwrap();
            villain.stranger.asks(NAMES[victim], &address, 1)
        };
        self.villain_posts(victim, "/federation/peering", &asked)
            .await;
        let app = self.members[victim].app().unwrap();
        let accepted = app.federation.decide(NAMES[VILLAIN], Action::Accept);
        accepted.await.unwrap();
        run::tick(self, victim).await;
    }

    /// Says something to an instance, rightly signed.
    async fn villain_posts(&self, to: usize, path: &str, body: &[u8]) {
        let nonce: [u8; 16] = self.chance(|chance| {
            let drawn = chance.below(u64::MAX).to_le_bytes();
            std::array::from_fn(|place| drawn[place % 8])
        });
        let headers = {
            let villain = self.villain.lock().unwrap();
            let signer = Signer {
                key_id: &villain.stranger.key_id,
                key: &villain.stranger.key,
            };
            let outgoing = Outgoing {
                method: &Method::POST,
                scheme: "https",
                authority: NAMES[to],
                target: path,
                content_type: Some("application/json"),
                body,
            };
            let now = Moment::from_unix(self.now() / 1000);
            signer.sign(Scheme::Rfc9421, &outgoing, now, nonce).unwrap()
        };
        let letter = Letter {
            from: VILLAIN,
            to,
            method: Method::POST,
            path: path.to_owned(),
            headers,
            body: body.to_vec(),
        };
        self.deliver(&letter).await;
    }

    /// Says what is not so to an instance: of its own log, or of an erasure that nobody asked for.
    pub async fn villain_lies_to(&self, victim: usize, about: Option<&str>) {
        let (path, body) = {
            let villain = self.villain.lock().unwrap();
            match about {
                None => {
                    let far = |said: &mut maille_federation::log::Checkpoint| said.seq += 1 << 40;
                    let hint = villain.log.checkpoint_but(&villain.stranger, far);
                    ("/federation/hint", hint.bytes().to_vec())
                }
                Some(uuid) => {
                    let mut id = record_id(&villain.stranger, uuid);
                    if let Some(theirs) = RecordId::new(NAMES[victim].parse().unwrap(), id.uuid()) {
                        id = theirs;
                    }
                    let receipt = villain.stranger.says(Receipt {
                        from: villain.stranger.origin.clone(),
                        id,
                        entry: maille_federation::keys::Position { epoch: 1, seq: 1 },
                        at: Moment::from_unix(self.now() / 1000),
                        erased: vec![Erased::Records],
                    });
                    ("/federation/receipts", receipt.bytes().to_vec())
                }
            }
        };
        self.villain_posts(victim, path, &body).await;
    }
}
