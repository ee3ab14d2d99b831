//! People put, change, withdraw, publish again, delete and erase records, and what was taken is noted.

use maille::app::App;
use maille::directory::{Author, Batch, Change, State};
use serde_json::json;

use super::ledger::Shown;
use super::world::World;

/// Entries of a closed page and some more.
const MANY: usize = 520;

fn author() -> Author {
    Author::host("somebody")
}

/// One change at an instance, if it is up.
pub async fn change(world: &World, number: usize) {
    let Some(app) = world.members[number].app() else {
        return;
    };
    let living = world.ledgers.lock().unwrap()[number].living();
    let drawn = world.chance(|chance| chance.below(100));
    if living.len() < 2 || drawn < 30 {
        put_new(world, &app, number).await;
    } else {
        let id = world.chance(|chance| chance.one(&living).clone());
        match drawn {
            30..66 => put_again(world, &app, number, &id).await,
            66..78 => state(world, &app, number, &id).await,
            78..92 => delete(world, &app, number, &id).await,
            _ => erase(world, &app, number, &id).await,
        }
    }
    world.wake(number, 200);
}

/// A few at once.
pub async fn several(world: &World, number: usize) {
    let count = world.chance(|chance| 2 + chance.below(8));
    for _ in 0..count {
        change(world, number).await;
    }
}

/// More than a page, as an import does.
pub async fn many(world: &World, number: usize) {
    let Some(app) = world.members[number].app() else {
        return;
    };
    let mut batch = Batch::default();
    let mut taken = Vec::new();
    for _ in 0..MANY {
        let (id, label, key, title) = next(world, &app, number, false);
        let content = json!({"name": title}).to_string();
        batch.changes.push(Change::Put {
            id: id.clone(),
            key: key.clone(),
            content: app.directory.check("place", &content).unwrap(),
            expected: None,
        });
        taken.push((id, label, key, title));
    }
    app.directory.commit(batch, &author()).await.unwrap();
    let mut ledgers = world.ledgers.lock().unwrap();
    for (id, label, key, title) in taken {
        ledgers[number].took(&id, &label, &key, Some(title));
    }
    drop(ledgers);
    world.note(&format!("{} puts {MANY} records", world.short(number)));
    world.wake(number, 200);
}

fn next(world: &World, app: &App, number: usize, again: bool) -> (String, String, String, String) {
    let id = world.chance(|chance| chance.uuid(app.clock.now_ms()));
    let mut ledgers = world.ledgers.lock().unwrap();
    let ledger = &mut ledgers[number];
    let (label, key) = ledger.next_name(again);
    let title = ledger.next_title(world.short(number), &label);
    (id, label, key, title)
}

async fn put_new(world: &World, app: &App, number: usize) {
    let again = world.chance(|chance| chance.per_mille(500));
    let (id, label, key, title) = next(world, app, number, again);
    put(world, app, number, (&id, &label, &key, title)).await;
}

async fn put_again(world: &World, app: &App, number: usize, id: &str) {
    let (label, key, title) = {
        let mut ledgers = world.ledgers.lock().unwrap();
        let ledger = &mut ledgers[number];
        let known = ledger.records[id].clone();
        let title = ledger.next_title(world.short(number), &known.label);
        (known.label, known.key, title)
    };
    // A restored backup may not have it yet, or never had it: then it is a new one under the same id.
    put(world, app, number, (id, &label, &key, title)).await;
}

async fn put(world: &World, app: &App, number: usize, what: (&str, &str, &str, String)) {
    let (id, label, key, title) = what;
    let content = json!({
        "name": title,
        "address": {"postal_code": "23000", "municipality": "Saint-Essai"},
    });
    let content = app.directory.check("place", &content.to_string()).unwrap();
    let put = Change::Put {
        id: id.to_owned(),
        key: key.to_owned(),
        content,
        expected: None,
    };
    let Some(taken) = commit(world, app, number, put).await else {
        return;
    };
    let withdrawn = app.directory.get(&taken).await.unwrap();
    let shown = withdrawn.is_some_and(|record| record.state == State::Published);
    took(
        world,
        number,
        (&taken, label, key),
        shown.then_some(title.clone()),
    );
    let mut ledgers = world.ledgers.lock().unwrap();
    let known = ledgers[number].records.get_mut(&taken).unwrap();
    known.ever.insert(title.clone());
    drop(ledgers);
    world.note(&format!("{} puts {label} as {title}", world.short(number)));
}

async fn state(world: &World, app: &App, number: usize, id: &str) {
    let Some(record) = app.directory.get(id).await.unwrap() else {
        return;
    };
    let withdraws = record.state == State::Published;
    let change = Change::SetState {
        id: id.to_owned(),
        expected: record.revision,
        state: if withdraws {
            State::Withdrawn
        } else {
            State::Published
        },
    };
    let Some(taken) = commit(world, app, number, change).await else {
        return;
    };
    let name = name_of(&record.content);
    let shown = (!withdraws).then_some(name);
    let (label, key) = names(world, number, &taken);
    took(world, number, (&taken, &label, &key), shown);
    let did = if withdraws { "withdraws" } else { "publishes" };
    world.note(&format!("{} {did} {label}", world.short(number)));
}

async fn delete(world: &World, app: &App, number: usize, id: &str) {
    let Some(record) = app.directory.get(id).await.unwrap() else {
        return;
    };
    let change = Change::Delete {
        id: id.to_owned(),
        expected: record.revision,
    };
    if commit(world, app, number, change).await.is_none() {
        return;
    }
    let (label, key) = names(world, number, id);
    took(world, number, (id, &label, &key), None);
    let mut ledgers = world.ledgers.lock().unwrap();
    ledgers[number].free_keys.push(key);
    ledgers[number].records.get_mut(id).unwrap().deleted = true;
    drop(ledgers);
    world.note(&format!("{} deletes {label}", world.short(number)));
}

async fn erase(world: &World, app: &App, number: usize, id: &str) {
    if app.directory.get(id).await.unwrap().is_none() {
        return;
    }
    let (label, key) = names(world, number, id);
    if let Err(error) = app.federation.erase(id, "somebody").await {
        world.violated(&format!("{} cannot erase: {error}", world.short(number)));
        return;
    }
    took(world, number, (id, &label, &key), None);
    let mut ledgers = world.ledgers.lock().unwrap();
    let known = ledgers[number].records.get_mut(id).unwrap();
    (known.deleted, known.erased) = (true, true);
    drop(ledgers);
    world.note(&format!("{} erases {label}", world.short(number)));
}

/// The id of the record that was changed; nothing where the change was refused, which nobody was promised.
async fn commit(world: &World, app: &App, number: usize, change: Change) -> Option<String> {
    let batch = Batch {
        changes: vec![change],
        ..Batch::default()
    };
    match app.directory.commit(batch, &author()).await {
        Ok(committed) => committed.outcomes.first().map(|outcome| outcome.id.clone()),
        Err(error) => {
            world.note(&format!(
                "{} refuses a change: {error}",
                world.short(number)
            ));
            None
        }
    }
}

fn took(world: &World, number: usize, (id, label, key): (&str, &str, &str), shown: Shown) {
    world.ledgers.lock().unwrap()[number].took(id, label, key, shown);
}

fn names(world: &World, number: usize, id: &str) -> (String, String) {
    let ledgers = world.ledgers.lock().unwrap();
    let known = ledgers[number].records.get(id);
    known.map_or_else(Default::default, |known| {
        (known.label.clone(), known.key.clone())
    })
}

/// What a record calls itself.
pub fn name_of(content: &str) -> String {
    let content: serde_json::Value = serde_json::from_str(content).unwrap();
    content["name"].as_str().unwrap_or_default().to_owned()
}
