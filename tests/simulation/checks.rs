//! What must hold: always, after each start, and once all have come to rest.

use std::collections::{BTreeMap, BTreeSet};

use maille::app::App;
use maille::database::sql;
use maille::directory::State;
use maille_federation::digest::{Item, Tree};
use maille_federation::hash::Hash;
use maille_federation::origin::RecordId;

use super::agreement::log;
use super::load::name_of;
use super::run::pairs;
use super::template;
use super::world::{MEMBERS, NAMES, VILLAIN, World};

/// What one instance holds fits together: the root of each log is that of its words, and copies are shown as the words say.
pub async fn one(world: &World, number: usize) {
    let Some(app) = world.members[number].app() else {
        return;
    };
    let readers = app.directory.database().readers();
    let names: Vec<String> = sql::query_scalar("select origin from log order by origin")
        .fetch_all(readers)
        .await
        .unwrap();
    for name in names {
        log_fits(world, &app, number, &name).await;
    }
    nobody_elses(world, &app, number).await;
}

async fn log_fits(world: &World, app: &App, number: usize, name: &str) {
    let at = format!("{}'s log of `{name}`", world.short(number));
    let readers = app.directory.database().readers();
    let words: Vec<(String, i64, Option<Vec<u8>>, String)> = sql::query_as(
        "select record_id, revision, hash, aside from log_record where origin = $1 order by record_id",
    )
    .bind(name)
    .fetch_all(readers)
    .await
    .unwrap();
    let owner = if name.is_empty() { NAMES[number] } else { name };
    let items: Vec<Item> = words
        .iter()
        .filter_map(|(id, revision, hash, _)| {
            let hash = Hash::from_bytes(hash.as_deref()?.try_into().ok()?);
            let id = RecordId::new(owner.parse().unwrap(), id.parse().ok()?)?;
            let revision = *revision as u64;
            Some(Item { id, revision, hash })
        })
        .collect();
    let (_, _, root, living) = log(app, name).await.unwrap();
    if living != items.len() as i64 || root != Tree::of(items).root().bytes() {
        world.violated(&format!("{at}: its root is not that of its words"));
    }
    for (id, revision, hash, _) in &words {
        let now = (*revision, hash.is_some());
        let before = world.see(number, (name, id), now);
        if let Some((before, lived)) = before
            && (now.0 < before || (now.0 == before && now.1 && !lived && !name.is_empty()))
        {
            world.violated(&format!(
                "{at}: {id} went from revision {before} to {now:?}"
            ));
        }
    }
    if !name.is_empty() {
        copies_fit(world, app, (number, name), &words).await;
    }
}

async fn copies_fit(
    world: &World,
    app: &App,
    (number, name): (usize, &str),
    words: &[(String, i64, Option<Vec<u8>>, String)],
) {
    let at = format!("{}'s copies of {name}", world.short(number));
    let rows: Vec<(String, i64)> =
        sql::query_as("select id, revision from record where origin = $1")
            .bind(name)
            .fetch_all(app.directory.database().readers())
            .await
            .unwrap();
    let copies: BTreeMap<String, i64> = rows.into_iter().collect();
    let mut told = BTreeSet::new();
    for (id, revision, hash, aside) in words {
        let shown = hash.is_some() && aside.is_empty();
        if shown && copies.get(id) != Some(revision) && content_is_here(app, name, hash).await {
            let copy = copies.get(id);
            world.violated(&format!(
                "{at}: {id} is at {revision} in the log and {copy:?} in the directory"
            ));
        }
        if shown || aside == "stale" || hash.is_some() {
            told.insert(id.as_str());
        }
    }
    for id in copies.keys().filter(|id| !told.contains(id.as_str())) {
        world.violated(&format!(
            "{at}: {id} is shown, and its owner's log says nothing of it"
        ));
    }
}

/// A content that is not here yet is fetched later: until then the older copy stands.
async fn content_is_here(app: &App, name: &str, hash: &Option<Vec<u8>>) -> bool {
    let count: i64 =
        sql::query_scalar("select count(*) from log_content where origin = $1 and hash = $2")
            .bind(name)
            .bind(hash.clone())
            .fetch_one(app.directory.database().readers())
            .await
            .unwrap();
    count > 0
}

/// No record stands in an owner's name that this owner never made.
async fn nobody_elses(world: &World, app: &App, number: usize) {
    let rows: Vec<(String, String, String)> =
        sql::query_as("select id, origin, content from record")
            .fetch_all(app.directory.database().readers())
            .await
            .unwrap();
    let ledgers = world.ledgers.lock().unwrap();
    let villain = world.villain.lock().unwrap();
    for (id, origin, content) in rows {
        let owner = match origin.as_str() {
            "" => Some(number),
            name => world.number_of(name),
        };
        let name = name_of(&content);
        let made = match owner {
            Some(VILLAIN) => villain.ids.contains(&id),
            Some(owner) => ledgers[owner]
                .records
                .get(&id)
                .is_some_and(|known| known.ever.contains(&name)),
            None => false,
        };
        if !made {
            let at = world.short(number);
            world.violated(&format!(
                "{at} holds `{name}` of {origin}, who never said so"
            ));
        }
    }
}

/// Everything, once all have come to rest.
pub async fn all(world: &World) -> Result<(), String> {
    for number in 0..MEMBERS {
        one(world, number).await;
        kept(world, number).await;
    }
    for (holder, owner) in pairs(world).await {
        copied(world, holder, owner).await;
    }
    victims(world).await;
    match world.fault() {
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

/// What an owner took is there.
async fn kept(world: &World, number: usize) {
    let app = world.members[number].app().unwrap();
    let records = world.ledgers.lock().unwrap()[number].records.clone();
    for (id, known) in records {
        let record = app.directory.get(&id).await.unwrap();
        let shown = record
            .filter(|record| record.state == State::Published)
            .map(|record| name_of(&record.content));
        if !known.allowed.contains(&shown) {
            let (at, label) = (world.short(number), &known.label);
            world.violated(&format!(
                "{at} lost {label}: it is {shown:?} and should be {:?}",
                known.allowed
            ));
        }
    }
}

/// What an owner shares stands with its peer, word for word, and nothing else does.
async fn copied(world: &World, holder: usize, owner: usize) {
    let (ours, theirs) = (
        world.members[holder].app().unwrap(),
        world.members[owner].app().unwrap(),
    );
    let shared = rows(&theirs, "").await;
    let copies = rows(&ours, NAMES[owner]).await;
    let kind = theirs.directory.kinds().get("place").unwrap();
    let at = format!("{} of {}", world.short(holder), world.short(owner));
    for (id, content) in &shared {
        let wanted: serde_json::Value = serde_json::from_str(&kind.peers(content)).unwrap();
        let copy: Option<serde_json::Value> = copies
            .get(id)
            .map(|copy| serde_json::from_str(copy).unwrap());
        if copy.as_ref() != Some(&wanted) {
            world.violated(&format!(
                "{at}: {} is copied as {:?}",
                name_of(content),
                copy.map(|copy| copy["name"].clone())
            ));
        }
    }
    for (id, content) in copies.iter().filter(|(id, _)| !shared.contains_key(*id)) {
        world.violated(&format!(
            "{at}: {} ({id}) is copied and gone there",
            name_of(content)
        ));
    }
    erased(world, &ours, (holder, owner)).await;
}

async fn rows(app: &App, origin: &str) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> =
        sql::query_as("select id, content from record where origin = $1 and state = 'published'")
            .bind(origin)
            .fetch_all(app.directory.database().readers())
            .await
            .unwrap();
    rows.into_iter().collect()
}

/// Nothing is left of what an owner erased.
async fn erased(world: &World, app: &App, (holder, owner): (usize, usize)) {
    let records = world.ledgers.lock().unwrap()[owner].records.clone();
    for (id, known) in records
        .iter()
        .filter(|(_, known)| known.erased && known.allowed.len() == 1)
    {
        let left: i64 = sql::query_scalar(
            "select (select count(*) from log_content where origin = $1 and record_id = $2)
             + (select count(*) from record_history where record_id = $2 and content is not null)",
        )
        .bind(NAMES[owner])
        .bind(id.as_str())
        .fetch_one(app.directory.database().readers())
        .await
        .unwrap();
        if left > 0 {
            let names = (world.short(holder), world.short(owner));
            world.violated(&format!(
                "{} keeps something of {} that {} erased",
                names.0, known.label, names.1
            ));
        }
    }
}

/// Who read what a villain's log proves wrong has stopped and says why.
async fn victims(world: &World) {
    let sin = world.villain.lock().unwrap().sin;
    let Some(sin) = sin.filter(|sin| sin.is_proved()) else {
        return;
    };
    for victim in template::VICTIMS {
        let app = world.members[victim].app().unwrap();
        let peer = app.federation.peer(NAMES[VILLAIN]).await.unwrap();
        if peer.stopped.is_empty() {
            world.violated(&format!(
                "{} reads on after {sin:?}: {} {}",
                world.short(victim),
                peer.failures,
                peer.fault
            ));
        }
    }
}
