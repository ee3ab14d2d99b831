//! A coordinator's list stands for many comparisons of six words: an administrator pins its key first, then approves those on
//! the list with one decision. Who is not on it any more is not ended by that: a person does so.

mod store;

use maille_federation::actor::{Description, Limits, PROTOCOL};
use maille_federation::message::Unverified;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::{Relation, Roster, RosterEntry};

use super::error::{FederationError, chain};
use super::peers::{Introduced, Peer};
use super::{Federation, identity, moment};

/// A coordinator's list that was verified.
#[derive(Debug, Clone)]
pub struct Listed {
    pub coordinator: Origin,
    /// All on it but ourselves.
    pub instances: Vec<ListedInstance>,
    serial: u64,
}

/// An instance on it.
#[derive(Debug, Clone)]
pub struct ListedInstance {
    pub entry: RosterEntry,
    /// The six words that its administrator would read out.
    pub words: String,
    /// How we stand to it now.
    pub relation: Relation,
    /// It is known here by another key than the list has: it is left out.
    pub other_key: bool,
}

impl ListedInstance {
    fn new(entry: RosterEntry, known: Option<&Peer>) -> Self {
        let relation = known.map_or(Relation::None, |peer| peer.relation);
        let pinned = known.filter(|_| relation != Relation::Ended);
        let same = |peer: &Peer| (peer.key, peer.recovery) == (entry.key, entry.recovery);
        Self {
            words: identity::words(&entry.origin, &entry.key, entry.recovery.as_ref()),
            relation,
            other_key: pinned.is_some_and(|peer| !same(peer)),
            entry,
        }
    }

    /// Whether the list would change something.
    pub fn is_new(&self) -> bool {
        let open = matches!(
            self.relation,
            Relation::None | Relation::Ended | Relation::RequestedByThem
        );
        open && !self.other_key
    }
}

impl Federation {
    /// Believes the lists of an instance from now on, whose words a person compared.
    pub async fn trust_coordinator(&self, met: &Introduced) -> Result<(), FederationError> {
        let said = &met.description;
        let mut write = self.directory.database().write().await?;
        store::pin(&mut write, said.origin.as_str(), &said.key).await?;
        Ok(write.commit().await?)
    }

    /// Reads a coordinator's list: by the key that was pinned, and not older than one that was used.
    pub async fn read_roster(&self, bytes: &[u8]) -> Result<Listed, FederationError> {
        let own = &self.identity()?.origin;
        let read = Unverified::<Roster>::read(bytes)?;
        let coordinator = read.claimed().coordinator.clone();
        let readers = self.directory.database().readers();
        let pinned = store::coordinator(readers, coordinator.as_str()).await?;
        let (key, serial) = pinned.ok_or_else(|| {
            FederationError::Refused(format!(
                "nobody here trusts {coordinator} as a coordinator: `maille peer coordinator` pins its key"
            ))
        })?;
        let id = KeyId::of(&coordinator, &key);
        let roster = read.verify(&|by| (*by == id).then_some(key))?;
        let roster = roster.into_message();
        if roster.serial < serial {
            return Err(FederationError::Refused(format!(
                "this is list {} of {coordinator}, and list {serial} was used already",
                roster.serial
            )));
        }
        let known = self.peers().await?;
        let others = roster.instances.into_iter();
        let others = others.filter(|entry| entry.origin != *own);
        let instances = others.map(|entry| {
            let peer = known.iter().find(|peer| peer.origin == entry.origin);
            ListedInstance::new(entry, peer)
        });
        Ok(Listed {
            coordinator,
            instances: instances.collect(),
            serial: roster.serial,
        })
    }

    /// Asks or approves all on a list that are new here; how many, and for whom it could not be done, and why.
    pub async fn approve_listed(
        &self,
        listed: &Listed,
    ) -> Result<(u64, Vec<(Origin, String)>), FederationError> {
        let (mut done, mut failed) = (0, Vec::new());
        for instance in listed.instances.iter().filter(|one| one.is_new()) {
            match self.request(&self.introduced(instance)).await {
                Ok(_) => done += 1,
                Err(FederationError::Database(error)) => return Err(error.into()),
                Err(error) => failed.push((instance.entry.origin.clone(), chain(&error))),
            }
        }
        let mut write = self.directory.database().write().await?;
        store::used(&mut write, listed.coordinator.as_str(), listed.serial).await?;
        write.commit().await?;
        Ok((done, failed))
    }

    /// What the list says of an instance, in the place of what it would say itself; what people call it, it tells later.
    fn introduced(&self, instance: &ListedInstance) -> Introduced {
        let entry = &instance.entry;
        Introduced {
            description: Description {
                origin: entry.origin.clone(),
                address: entry.address.clone(),
                name: entry.origin.to_string(),
                protocols: vec![PROTOCOL],
                key: entry.key,
                recovery: entry.recovery,
                epoch: 0,
                seq: 0,
                shares: Vec::new(),
                limits: Limits::OURS,
                at: moment(self.directory.clock().now_ms()),
            },
            words: instance.words.clone(),
        }
    }
}
