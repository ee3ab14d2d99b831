//! Requests to peers: signed, bounded in bytes and time, and to addresses that were checked.

use std::time::Duration;

use maille_federation::client::{Answer, Call, Client, ClientError};
use maille_federation::json::PAGE_BYTES_MAX;
use maille_federation::peering::Address;
use maille_federation::signatures::{Scheme, Signer};

use super::error::{FederationError, NotMet, chain};
use super::identity::Identity;
use super::peers::Peer;
use super::{Federation, identity, moment};

/// Bytes of an answer of somebody with whom nothing was agreed.
const ASKED_BYTES_MAX: usize = 16 * 1024;

/// Which of our keys signs a request.
#[derive(Clone, Copy)]
enum By {
    Key,
    /// For thirty days after a rotation the one before it.
    Before,
}

impl Federation {
    /// Asks somebody with whom nothing was agreed who is there.
    pub(super) async fn ask_who(&self, address: &Address) -> Result<Vec<u8>, FederationError> {
        let path = "/.well-known/maille";
        let call = self.call(Some(Scheme::Rfc9421));
        let asked = async {
            let client = self.client(address, By::Key)?;
            client.get(path, None, ASKED_BYTES_MAX, call).await
        };
        let answer = asked.await.map_err(|error| {
            tracing::info!(%address, error = %chain(&error), "nobody was met at an address");
            let why = match error {
                ClientError::Unreachable(_) | ClientError::TimedOut(_) | ClientError::CutOff(_) => {
                    NotMet::Silent
                }
                ClientError::Loopback => NotMet::ThisMachine,
                _ => NotMet::NotMaille,
            };
            FederationError::NotMet {
                who: address.to_string(),
                why,
            }
        })?;
        Ok(answer.body)
    }

    /// Asks a peer, in the way of signing that it reads.
    pub(super) async fn get(&self, peer: &Peer, path: &str) -> Result<Answer, ClientError> {
        self.get_changed(peer, path, None, PAGE_BYTES_MAX).await
    }

    /// Asks a peer for what changed since the answer with this tag, in so many bytes.
    pub(super) async fn get_changed(
        &self,
        peer: &Peer,
        path: &str,
        tag: Option<&str>,
        bytes_max: usize,
    ) -> Result<Answer, ClientError> {
        let ask = async |by| {
            let client = self.client(&peer.address, by)?;
            let call = self.call(peer.scheme);
            client.get(path, tag, bytes_max, call).await
        };
        match ask(By::Before).await {
            Err(error) if self.may_know_the_new(&error) => ask(By::Key).await,
            answer => answer,
        }
    }

    /// Tells a peer something.
    pub(super) async fn post(
        &self,
        peer: &Peer,
        path: &str,
        body: &[u8],
    ) -> Result<Answer, ClientError> {
        let tell = async |by| {
            let client = self.client(&peer.address, by)?;
            client.post(path, body, self.call(peer.scheme)).await
        };
        let told = match tell(By::Before).await {
            Err(error) if self.may_know_the_new(&error) => tell(By::Key).await,
            answer => answer,
        };
        self.note_told(&peer.origin, &told);
        told
    }

    /// Whether a peer that does not know the key before a rotation may know the one after it: it pinned that one.
    fn may_know_the_new(&self, error: &ClientError) -> bool {
        let ClientError::Refused(refused) = error else {
            return false;
        };
        let rotated = |identity: &Identity| identity.request.0 != identity.key_id;
        refused.code.as_deref() == Some("key-unknown") && self.identity.as_ref().is_ok_and(rotated)
    }

    fn client<'a>(&'a self, address: &'a Address, by: By) -> Result<Client<'a>, ClientError> {
        let (Ok(identity), Some(http)) = (&self.identity, &self.http) else {
            return Err(ClientError::Target);
        };
        let (key_id, key) = match by {
            By::Key => (&identity.key_id, &identity.key),
            By::Before => (&identity.request.0, &identity.request.1),
        };
        let signer = Signer { key_id, key };
        http.client(signer, address, Duration::from_secs(self.patience_s))
    }

    fn call(&self, scheme: Option<Scheme>) -> Call {
        Call {
            at: moment(self.directory.clock().now_ms()),
            nonce: identity::random(),
            scheme,
        }
    }
}
