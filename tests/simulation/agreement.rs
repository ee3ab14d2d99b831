//! What a look at the databases tells of the exchange: who is due, and whether all agree.

use maille::app::App;
use maille::database::sql;

use maille::federation::Trouble;

use super::run::pairs;
use super::template::VICTIMS;
use super::world::{NAMES, VILLAIN, World};

/// A log as a database has it: epoch, place, root, how many live.
pub type Log = (i64, i64, Vec<u8>, i64);

/// When a peer is due next, and whether one was not told yet of all that is new here.
pub async fn next_due(app: &App) -> (Option<i64>, bool) {
    let readers = app.directory.database().readers();
    let next: (Option<i64>, i64) = sql::query_as(
        "select min(case when to_say <> '' or (relation = 'approved' and stopped = '') then due end),
         coalesce(sum(relation = 'approved' and hinted < (select seq from log where origin = '')), 0) from peer",
    )
    .fetch_one(readers)
    .await
    .unwrap();
    (next.0, next.1 > 0)
}

/// Whether an owner does not know yet that something of it was erased here.
pub async fn has_receipts(app: &App) -> bool {
    let readers = app.directory.database().readers();
    let count: i64 = sql::query_scalar("select count(*) from erased_copy where told = 0")
        .fetch_one(readers)
        .await
        .unwrap();
    count > 0
}

/// How far a log goes, and what it comes to.
pub async fn log(app: &App, name: &str) -> Option<Log> {
    let readers = app.directory.database().readers();
    let query = sql::query_as("select epoch, seq, root, living from log where origin = $1");
    query.bind(name).fetch_optional(readers).await.unwrap()
}

/// Why not all agree yet; nothing where they do. `since` is when nothing outside failed any more.
pub async fn disagreement(world: &World, since: i64) -> Option<String> {
    for (holder, owner) in pairs(world).await {
        let (Some(ours), Some(theirs)) = (world.members[holder].app(), world.members[owner].app())
        else {
            return Some(format!(
                "{} or {} is down",
                world.short(holder),
                world.short(owner)
            ));
        };
        let names = (world.short(holder), world.short(owner));
        let peer = ours.federation.peer(NAMES[owner]).await.unwrap();
        let copied = log(&ours, NAMES[owner]).await;
        let said = log(&theirs, "").await;
        let why = match (peer.stopped.is_empty(), copied == said) {
            (false, _) => format!("stopped: {}", peer.stopped),
            (true, false) => {
                let short =
                    |log: Option<Log>| log.map(|(epoch, seq, _, living)| (epoch, seq, living));
                format!(
                    "has {:?} of {:?}; {} {}",
                    short(copied),
                    short(said),
                    peer.failures,
                    peer.fault
                )
            }
            _ if peer.agreed.is_none_or(|agreed| agreed < since) => {
                format!("did not ask; {} {}", peer.failures, peer.fault)
            }
            _ if peer.to_say.is_some() => format!("has not said {:?}", peer.to_say),
            _ => continue,
        };
        return Some(format!("{} of {}: {why}", names.0, names.1));
    }
    for member in &world.members {
        let app = member.app()?;
        let readers = app.directory.database().readers();
        let looked: Option<i64> = sql::query_scalar("select journal from log where origin = ''")
            .fetch_optional(readers)
            .await
            .unwrap();
        if looked != Some(app.directory.last_seq().await.unwrap()) {
            return Some(format!(
                "{} has not published all",
                world.short(member.number)
            ));
        }
    }
    unreached(world).await
}

/// Who has not come to the villain again since lines to it were cut for the last time.
async fn unreached(world: &World) -> Option<String> {
    for victim in VICTIMS {
        let app = world.members[victim].app()?;
        let peer = app.federation.peer(NAMES[VILLAIN]).await.unwrap();
        if let Some((Trouble::Unreachable, fault)) = peer.trouble() {
            let names = (world.short(victim), world.short(VILLAIN));
            return Some(format!("{} has not reached {}: {fault}", names.0, names.1));
        }
    }
    None
}
