//! Faults that a test plants where all was well, to see that the simulation finds them.

use std::sync::Arc;

use maille::database::sql;

use super::run;
use super::world::{NAMES, World};

/// What is made wrong once all have come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    Nothing,
    /// A copy says something else than its owner.
    Copy,
    /// A copy is gone.
    Gone,
    /// A change that an owner took is not there.
    Promise,
    /// A word of a log has gone back.
    Word,
    /// A record that its owner never made.
    Stranger,
}

/// Makes it wrong at an instance that holds something.
pub async fn plant(world: &Arc<World>, planted: Planted) {
    let Some((holder, owner)) = holding(world).await else {
        panic!("nobody holds anything");
    };
    let statement = match planted {
        Planted::Nothing => return,
        Planted::Promise => {
            let mut ledgers = world.ledgers.lock().unwrap();
            ledgers[owner].took("none", "r0", "k", Some("promised".into()));
            return;
        }
        Planted::Copy => {
            "update record set content = replace(content, 'Saint-Essai', 'Autre-Essai') where origin = $1"
        }
        Planted::Gone => "delete from record where origin = $1",
        Planted::Word => "update log_record set revision = revision - 1 where origin = $1",
        Planted::Stranger => {
            "update record set content = '{\"name\": \"autre\"}' where origin = $1"
        }
    };
    let app = world.members[holder].app().unwrap();
    let mut write = app.directory.database().write().await.unwrap();
    let changed = sql::query(statement)
        .bind(NAMES[owner])
        .execute(&mut *write);
    assert!(changed.await.unwrap().rows_affected() > 0, "{planted:?}");
    write.commit().await.unwrap();
}

/// Two of whom one holds a copy of a record of the other that says where it is.
async fn holding(world: &World) -> Option<(usize, usize)> {
    for (holder, owner) in run::pairs(world).await {
        let app = world.members[holder].app()?;
        let query =
            "select count(*) from record where origin = $1 and content like '%Saint-Essai%'";
        let count = sql::query_scalar(query).bind(NAMES[owner]);
        let count: i64 = count
            .fetch_one(app.directory.database().readers())
            .await
            .unwrap();
        if count > 0 {
            return Some((holder, owner));
        }
    }
    None
}
