//! A record with all that its page needs, and that page.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::Fields;
use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{Kind, Record, State};
use crate::editing::{Fault, Input, Merged, Typed, collect, inputs, origins, texts};
use crate::federation::{Holding, Peer};
use crate::suggestions::Suggestions;
use crate::web::directory::holders;
use crate::web::error::WebError;
use crate::web::person::Person;
use crate::web::render::{RECORDS, RecordDone, RecordFormPage, WhoHolds, record_form_page};

/// A record as it stands, and the form for it.
pub struct Opened {
    pub record: Record,
    pub kind: Arc<Kind>,
    pub content: Value,
    pub inputs: Vec<Input>,
}

/// What differs from one answer to the other.
#[derive(Default)]
pub struct Shown {
    pub texts: Typed,
    pub faults: Vec<Fault>,
    /// What somebody else changed, who and when.
    pub merged: Option<(Merged, Option<(String, i64)>)>,
    pub homeless: Vec<(String, String)>,
    /// The suggestion on whose account it is corrected.
    pub reference: Option<String>,
    pub accepts: bool,
    pub done: Option<RecordDone>,
}

impl Opened {
    pub async fn new(app: &App, record: Record) -> Result<Self, WebError> {
        let kind = super::kind(app, &record.kind)?;
        let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
        Ok(Self {
            inputs: inputs(&kind, &content),
            record,
            kind,
            content,
        })
    }

    /// What was typed; a field that was not sent shows what stands there.
    pub fn typed(&self, fields: &Fields) -> Typed {
        let mut typed = texts(&self.content, &self.inputs);
        typed.extend(collect(&self.inputs, fields));
        typed
    }

    pub async fn page(&self, app: &App, person: &Person, shown: Shown) -> Result<String, WebError> {
        let id = &self.record.id;
        let (origins, said) = origins(&app.directory.provenance(id).await?);
        let suggestion = match shown.reference.filter(|_| may_moderate(person)) {
            Some(reference) => {
                let database = app.directory.database().clone();
                let of = Suggestions::new(database, app.clock.clone());
                of.get(&reference).await?
            }
            None => None,
        };
        let is_own = self.record.origin == app.directory.settings().origin;
        let holder = holders::of(app, &self.record).await?;
        let page = RecordFormPage {
            kind: &self.kind,
            record: Some(&self.record),
            inputs: &self.inputs,
            texts: &shown.texts,
            faults: &shown.faults,
            merged: shown
                .merged
                .as_ref()
                .map(|(merged, who)| (merged, who.clone())),
            homeless: shown.homeless,
            origins: &origins,
            said: &said,
            suggestion: suggestion.as_ref().filter(|one| one.said.record_id == *id),
            accepts: shown.accepts,
            state: State::Published,
            held: match is_own {
                true => told(app, &self.record).await?,
                false => WhoHolds {
                    holder: holder.as_ref(),
                    ..WhoHolds::default()
                },
            },
            public: (self.record.state == State::Published).then(|| app.plugins.href(&self.record)),
            may_edit: is_own && person.signed.has(Capability::EditRecords),
            done: shown.done,
        };
        let desk = person.desk_at(app, &format!("{RECORDS}/{id}"));
        Ok(record_form_page(&desk, &page))
    }
}

/// Which neighbours were told of one of our records as it stands.
async fn told(app: &App, record: &Record) -> Result<WhoHolds<'static>, WebError> {
    let mut peers = app.federation.peers().await?;
    peers.retain(|peer| peer.relation.exchanges());
    if peers.is_empty() {
        return Ok(WhoHolds::default());
    }
    let holdings = app.federation.holdings(&record.id, &peers).await?;
    let mut revisions: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (peer, holding) in peers.iter().zip(&holdings) {
        if let Holding::Revision(revision) = holding {
            revisions
                .entry(*revision)
                .or_default()
                .push(peer.name.clone());
        }
    }
    let revisions: Vec<(u64, Vec<String>)> = revisions.into_iter().rev().collect();
    let Some((entry, last)) = app.federation.announced(&record.id).await? else {
        return Ok(WhoHolds {
            kept_here: revisions.is_empty(),
            revisions,
            ..WhoHolds::default()
        });
    };
    // Of who holds the last word, nothing more is to be said. The first entry has the number 1: who was told of none has none.
    let rest = peers.into_iter().zip(holdings);
    let rest = rest.filter(|(_, holding)| *holding != Holding::Revision(last));
    let (told, untold): (Vec<Peer>, Vec<Peer>) = rest
        .map(|(peer, _)| peer)
        .partition(|peer| peer.hinted >= entry.max(1));
    let names = |peers: Vec<Peer>| peers.into_iter().map(|peer| peer.name).collect();
    Ok(WhoHolds {
        revisions,
        told: names(told),
        untold: names(untold),
        ..WhoHolds::default()
    })
}

fn may_moderate(person: &Person) -> bool {
    person.signed.has(Capability::Moderate)
}
