//! Erasing: first the list beside the backups, then the live tables, so that a kill between the two erases too much later and never
//! too little.

use super::list::{self, Entry};
use super::{Found, PersonError, Wanted, store};
use crate::app::App;
use crate::directory::{Author, DirectoryError, Kinds, Reader, Session};
use crate::federation::FederationError;

/// How much went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Of what was found.
    pub things: u64,
    /// Records of these, whose copies at neighbours are asked to go too.
    pub records: u64,
}

/// Erases what was found and is named by its reference, in the name of `by`.
pub async fn erase(
    app: &App,
    wanted: &Wanted,
    (found, chosen): (&[Found], &[String]),
    by: &str,
) -> Result<Erased, PersonError> {
    let references: Vec<String> = found
        .iter()
        .map(|one| one.reference.clone())
        .filter(|reference| chosen.contains(reference))
        .collect();
    if references.is_empty() {
        return Ok(Erased::default());
    }
    for id in references
        .iter()
        .filter_map(|one| one.strip_prefix("account:"))
    {
        last_administrator(app, id).await?;
    }
    let address = wanted.address();
    // The number of a report may be another's in an older backup, and a plugin's key may name somebody: neither is on the list.
    let is_listed = |one: &&String| !one.starts_with("report:") && !one.starts_with("storage:");
    let listed = references.iter().filter(is_listed);
    let entry = Entry::new(
        app.clock.now_ms(),
        listed.cloned().collect(),
        address.as_deref(),
    );
    list::write(app, &entry)?;
    let mut erased = Erased::default();
    for reference in &references {
        count(&mut erased, reference, one(app, reference, by).await?);
    }
    Ok(erased)
}

/// Erases again what a restored backup brought back.
pub async fn erase_listed(app: &App, entries: &[Entry], by: &str) -> Result<Erased, PersonError> {
    let mut erased = Erased::default();
    if entries.is_empty() {
        return Ok(erased);
    }
    for reference in entries.iter().flat_map(|entry| &entry.references) {
        count(&mut erased, reference, one(app, reference, by).await?);
    }
    let mut write = app.directory.database().write().await?;
    let addresses = store::addresses(&mut write).await?;
    drop(write);
    for (reference, address) in addresses {
        // What the person did after it was erased stays: an address that comes again is somebody who came again. A backup that is
        // older than the erasure knows nothing of that.
        if entries.iter().any(|entry| entry.is_of(&address)) {
            count(&mut erased, &reference, one(app, &reference, by).await?);
        }
    }
    Ok(erased)
}

fn count(erased: &mut Erased, reference: &str, gone: bool) {
    if gone {
        erased.things += 1;
        erased.records += u64::from(reference.starts_with("record:"));
    }
}

/// Erases one thing; whether it was there.
async fn one(app: &App, reference: &str, by: &str) -> Result<bool, PersonError> {
    let Some((what, id)) = reference.split_once(':') else {
        return Ok(false);
    };
    match what {
        "record" => return record(app, id, by).await,
        "storage" => return storage(app, id).await,
        _ => {}
    }
    let mut write = app.directory.database().write().await?;
    let gone = match what {
        "account" => match store::account(&mut write, id).await? {
            Some((name, _)) => {
                store::erase_account(&mut write, (id, &name)).await?;
                1
            }
            None => 0,
        },
        "contributor" => store::erase_contributor(&mut write, id).await?,
        "suggestion" => store::erase_suggestion(&mut write, id).await?,
        "letter" => store::erase_letter(&mut write, id).await?,
        "report" => store::erase_report(&mut write, id.parse().unwrap_or(0)).await?,
        "history" => match id.split_once('/') {
            Some((record, revision)) => {
                let revision = revision.parse().unwrap_or(0);
                store::erase_revision(&mut write, (record, revision)).await?
            }
            None => 0,
        },
        // Another instance's record is its owner's.
        _ => 0,
    };
    write.commit().await?;
    if what == "account" {
        app.audit.erase(id).await?;
    }
    Ok(gone > 0)
}

/// As if the plugin had taken it out itself.
async fn storage(app: &App, id: &str) -> Result<bool, PersonError> {
    let Some((plugin, key)) = id.split_once('/') else {
        return Ok(false);
    };
    let author = Author::plugin(Reader::plugin(plugin, Kinds::None));
    let mut session = Session::new(&app.directory, author);
    let deleted = async {
        let was = session.storage_get(key).await?.is_some();
        session.storage_delete(key)?;
        session.commit().await?;
        Ok::<_, DirectoryError>(was)
    };
    let was = deleted.await.map_err(FederationError::from)?;
    let mut write = app.directory.database().write().await?;
    let was_before = store::forget_before(&mut write, (plugin, key)).await?;
    write.commit().await?;
    Ok(was || was_before)
}

/// Of a record of ours nothing is left, here and, as they promise, at neighbours.
async fn record(app: &App, id: &str, by: &str) -> Result<bool, PersonError> {
    let gone = match app.federation.erase(id, by).await {
        Ok(()) => true,
        Err(FederationError::Directory(DirectoryError::NotFound(_))) => false,
        Err(error) => return Err(error.into()),
    };
    let mut write = app.directory.database().write().await?;
    store::erase_traces(&mut write, id).await?;
    write.commit().await?;
    Ok(gone)
}

async fn last_administrator(app: &App, id: &str) -> Result<(), PersonError> {
    let mut write = app.directory.database().write().await?;
    let role = store::account(&mut write, id).await?.map(|(_, role)| role);
    let others = store::other_administrators(&mut write, id).await?;
    match role.as_deref() == Some("administrator") && others == 0 {
        true => Err(PersonError::LastAdministrator),
        false => Ok(()),
    }
}
