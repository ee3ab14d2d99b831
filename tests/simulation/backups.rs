//! Backups, and what must come back of what they do not have.

use std::collections::BTreeMap;
use std::path::PathBuf;

use maille::app::App;
use maille::database::sql;

use super::ledger::{Lost, Shown};
use super::load::name_of;
use super::world::{MEMBERS, NAMES, World};
use super::{acts, member, run};

/// The last word on a record in a log: its revision, and what it is called.
type Words = BTreeMap<String, (i64, Shown)>;

fn place(world: &World, number: usize) -> PathBuf {
    let home = &world.members[number].folder;
    home.with_extension("backup")
}

/// Copies an instance's folder.
pub async fn make(world: &World, number: usize) {
    let to = place(world, number);
    if to.exists() {
        std::fs::remove_dir_all(&to).unwrap();
    }
    member::copy(&world.members[number].folder, &to);
    world.note(&format!("{} is backed up", world.short(number)));
}

/// Puts the last backup of some instance in the place of what is there.
pub async fn restore(world: &World) {
    let backed_up: Vec<usize> = (0..MEMBERS)
        .filter(|number| place(world, *number).exists())
        .collect();
    if backed_up.is_empty() {
        return;
    }
    let number = world.chance(|chance| *chance.one(&backed_up));
    let from = place(world, number);
    let member = &world.members[number];
    // Once for each: what a second backup of the same instance lost came back, or was lost for good.
    if !world.ledgers.lock().unwrap()[number].lost.is_empty() {
        return;
    }
    member.stop().await;
    run::put_back(member, &from);
    world.note(&format!(
        "{} is restored from its backup",
        world.short(number)
    ));
    world.forget_seen(number);
    acts::start(world, number).await;
    expect(world, number).await;
}

/// Notes what must come back: all that a peer has pulled beyond the backup.
async fn expect(world: &World, number: usize) {
    let app = world.members[number].app().unwrap();
    let own = words(&app, "").await;
    let mut theirs: Words = BTreeMap::new();
    for other in (0..MEMBERS).filter(|other| *other != number) {
        let Some(app) = world.members[other].app() else {
            continue;
        };
        if !run::exchanges(world, other, number).await
            || !run::exchanges(world, number, other).await
        {
            continue;
        }
        for (id, word) in words(&app, NAMES[number]).await {
            let known = theirs.entry(id).or_insert_with(|| word.clone());
            if word.0 > known.0 {
                *known = word;
            }
        }
    }
    let ids: Vec<String> = {
        let ledgers = world.ledgers.lock().unwrap();
        ledgers[number].records.keys().cloned().collect()
    };
    for id in ids {
        let record = app.directory.get(&id).await.unwrap();
        let published = record
            .as_ref()
            .filter(|record| record.state == maille::directory::State::Published);
        let backup_says: Shown = published.map(|record| name_of(&record.content));
        let revision = own.get(&id).map_or(0, |(revision, _)| *revision);
        let beyond = theirs.get(&id).filter(|(theirs, _)| *theirs > revision);
        let mut ledgers = world.ledgers.lock().unwrap();
        let ledger = &mut ledgers[number];
        let known = ledger.records.get_mut(&id).unwrap();
        known.deleted = record.is_none();
        known.erased = known.erased && record.is_none();
        match beyond {
            Some((_, peers_say)) => {
                known.allowed = [peers_say.clone()].into();
                let peers_say = peers_say.clone();
                let label = known.label.clone();
                ledger.lost.insert(
                    id,
                    Lost {
                        peers_say: peers_say.clone(),
                        backup_says: backup_says.clone(),
                    },
                );
                drop(ledgers);
                world.note(&format!(
                    "  {label} is to be {peers_say:?}; the backup says {backup_says:?}"
                ));
            }
            None => known.allowed = [backup_says].into(),
        }
    }
    let mut ledgers = world.ledgers.lock().unwrap();
    ledgers[number].free_keys.clear();
    for ledger in ledgers
        .iter_mut()
        .enumerate()
        .filter(|(other, _)| *other != number)
    {
        ledger.1.holders_may_have_lost();
    }
}

/// The last words of a log that an instance holds.
async fn words(app: &App, log: &str) -> Words {
    let readers = app.directory.database().readers();
    let rows: Vec<(String, i64, Option<Vec<u8>>)> = sql::query_as(
        "select word.record_id, word.revision, content.content from log_record word
         left join log_content content on content.origin = word.origin and content.hash = word.hash
         where word.origin = $1",
    )
    .bind(log)
    .fetch_all(readers)
    .await
    .unwrap();
    rows.into_iter()
        .map(|(id, revision, content)| {
            let shown = content.map(|content| {
                let record: serde_json::Value = serde_json::from_slice(&content).unwrap();
                name_of(&record["content"].to_string())
            });
            (id, (revision, shown))
        })
        .collect()
}
