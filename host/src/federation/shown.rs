//! What pages tell of the exchange with peers beyond a peer's own row: how much of it is here, how far it was told of what is
//! new, and what kind of trouble there is. Nothing here changes anything.

mod store;

use maille_federation::origin::Origin;

use super::Federation;
use super::error::{FederationError, NotMet};
use super::forks;
use super::logs::store::OWN;
use super::peers::Peer;

/// How much of a peer's log is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// The last entry that was read; none before the first.
    pub seq: Option<u64>,
    /// Records that live, those kept aside among them.
    pub records: u64,
    /// Why some of them are kept and not shown, and how many, the most frequent first.
    pub aside: Vec<(String, u64)>,
}

/// How far the copy of a peer's log is behind that log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Entries that it says it has and that are not here yet.
    pub entries: u64,
    /// The last entry that it says it has.
    pub last: u64,
}

/// What is wrong with an exchange, as far as it asks for another mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No name, connection or certificate leads there.
    Unreachable,
    /// It answers too slowly, or breaks off.
    Slow,
    /// It refuses what we ask.
    Refused,
    /// It says less than it said before: a backup was restored there.
    Behind,
    /// Its log contradicts itself: nothing more is taken from it.
    Broken,
    /// It sends more than is held of one peer: nothing more is taken from it.
    Full,
    /// It told two histories, and signed both: nothing more is taken from it.
    Forked,
    /// What it sends broke its reader again and again: nothing more is taken from it.
    Parked,
    /// Anything else.
    Other,
}

/// The beginnings of what [`super::PullError`] and the client say, which are kept as they were said.
const TROUBLES: [(&str, Trouble); 9] = [
    ("the peer cannot be reached", Trouble::Unreachable),
    ("the peer took longer", Trouble::Slow),
    ("the answer broke off", Trouble::Slow),
    ("the peer refuses", Trouble::Refused),
    ("the peer sends elsewhere", Trouble::Unreachable),
    ("it has gone back", Trouble::Behind),
    ("it began anew behind", Trouble::Behind),
    ("its log does not hold together", Trouble::Broken),
    ("an address of this machine", Trouble::Unreachable),
];

impl Trouble {
    /// What somebody said went wrong.
    pub fn of(fault: &str) -> Self {
        let found = TROUBLES.iter().find(|(begins, _)| fault.contains(begins));
        found.map_or(Self::Other, |(_, trouble)| *trouble)
    }
}

impl NotMet {
    /// What an error comes to for who typed the address.
    pub fn of(error: &FederationError) -> Self {
        match error {
            FederationError::Message(_) => Self::NotMaille,
            FederationError::NotMet { why, .. } => *why,
            _ => Self::Other,
        }
    }
}

impl Peer {
    /// What is wrong with the exchange, and the words in which that was noted.
    pub fn trouble(&self) -> Option<(Trouble, &str)> {
        if !self.stopped.is_empty() {
            let trouble = match self.stopped.split(':').next() {
                Some("fork") => Trouble::Forked,
                Some("full") => Trouble::Full,
                Some("parked") => Trouble::Parked,
                _ => Trouble::Broken,
            };
            return Some((trouble, &self.stopped));
        }
        (!self.fault.is_empty()).then(|| (Trouble::of(&self.fault), self.fault.as_str()))
    }
}

impl Federation {
    /// How much of a peer's log is here.
    pub async fn held(&self, origin: &Origin) -> Result<Held, FederationError> {
        let readers = self.directory.database().readers();
        let counted = store::held(readers, origin.as_str()).await?;
        let mut held = Held {
            seq: store::seq(readers, origin.as_str()).await?,
            ..Held::default()
        };
        for (aside, count) in counted {
            held.records += count;
            if !aside.is_empty() {
                held.aside.push((aside, count));
            }
        }
        Ok(held)
    }

    /// How far the copy of a peer's log is behind, by the last words of its owner that arrived here; none where nothing was said
    /// of the epoch that is read here.
    pub async fn lag(&self, peer: &Peer) -> Result<Option<Lag>, FederationError> {
        let readers = self.directory.database().readers();
        let origin = peer.origin.as_str();
        let Some(place) = store::place(readers, origin).await? else {
            return Ok(None);
        };
        let hinted = forks::store::place(readers, (origin, origin)).await?;
        let last = [peer.head, hinted].into_iter().flatten();
        let last = last.filter(|(epoch, _)| *epoch == place.0);
        Ok(last.map(|(_, seq)| seq).max().map(|last| Lag {
            entries: last.saturating_sub(place.1),
            last: last.max(place.1),
        }))
    }

    /// The last entry of our own log; 0 before the first.
    pub async fn own_seq(&self) -> Result<u64, FederationError> {
        let readers = self.directory.database().readers();
        Ok(store::seq(readers, OWN).await?.unwrap_or(0))
    }

    /// How many instances wait for a decision here.
    pub async fn waiting(&self) -> Result<u64, FederationError> {
        Ok(store::waiting(self.directory.database().readers()).await?)
    }

    /// The entry of our own log that last spoke of one of our records: a peer that was told of it or a later one knows. None
    /// where nothing was said of it yet, or it was said to be gone. With the revision of which it spoke.
    pub async fn announced(&self, record: &str) -> Result<Option<(u64, u64)>, FederationError> {
        Ok(store::announced(self.directory.database().readers(), record).await?)
    }
}

#[cfg(test)]
mod tests {
    use maille_federation::client::{ClientError, Refused};

    use super::super::pull::PullError;
    use super::*;

    #[test]
    fn what_pulls_say_is_known_again() {
        let refused = ClientError::Refused(Box::new(Refused {
            status: 403,
            code: Some("not-approved".into()),
            wait_s: None,
            date: None,
            checkpoint: None,
        }));
        let said = [
            (PullError::Asked(refused), Trouble::Refused),
            (
                PullError::Asked(ClientError::Redirect(302)),
                Trouble::Unreachable,
            ),
            (
                PullError::Asked(ClientError::Loopback),
                Trouble::Unreachable,
            ),
            (PullError::Behind { theirs: 1, ours: 2 }, Trouble::Behind),
            (PullError::Unheard { left: 1, ours: 2 }, Trouble::Behind),
            (PullError::Stopped("fork".into()), Trouble::Broken),
            (PullError::Asked(ClientError::Form("x")), Trouble::Other),
        ];
        for (error, trouble) in said {
            assert_eq!(Trouble::of(&error.to_string()), trouble, "{error}");
        }
    }
}
