//! What happens to the instances: people change records, lines are cut, machines die, go wrong and are restored.

use std::sync::Arc;

use super::network::Weather;
use super::planted::Planted;
use super::relations::stand;
use super::villain::SINS;
use super::world::{MEMBERS, NAMES, VILLAIN, World};
use super::{backups, load, run, template};

/// What a seed does.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub acts: u32,
    pub weather: Weather,
    /// While everything comes to rest.
    pub weather_after: Weather,
    pub restores: bool,
    pub parts: bool,
    pub bulk: bool,
    /// What is made wrong in the end, to see that it is found.
    pub planted: Planted,
}

/// Seeds up to this one take their time: what comes of three acts upon each other needs many. Those behind it are many and short.
const LONG: u64 = 40;
const ACTS: u32 = 36;
const ACTS_FEW: u32 = 12;

impl Plan {
    /// What is done in this seed.
    pub fn of(seed: u64) -> Self {
        let rough = 1 + seed % 3;
        Self {
            acts: if seed <= LONG { ACTS } else { ACTS_FEW },
            weather: Weather {
                lost: 15 * rough,
                answer_lost: 15 * rough,
                late: 12 * rough,
                twice: 12 * rough,
                repeated: 12 * rough,
                meanwhile: 30 * rough,
                slow: 30,
                garbled: 0,
            },
            weather_after: Weather::default(),
            // What was lost comes back from those who still hold it: nobody parts with them meanwhile.
            restores: seed.is_multiple_of(2),
            parts: !seed.is_multiple_of(2),
            bulk: seed % 20 == 7,
            planted: Planted::Nothing,
        }
    }
}

/// One thing happens.
pub async fn act(world: &Arc<World>, plan: &Plan) {
    let number = world.chance(|chance| chance.below(MEMBERS as u64)) as usize;
    let drawn = world.chance(|chance| chance.below(100));
    match drawn {
        0..46 => load::change(world, number).await,
        46..50 if plan.bulk => load::many(world, number).await,
        46..50 => load::several(world, number).await,
        50..58 => cut(world, number),
        58..63 => restart(world, number).await,
        63..68 => {
            let requests = world.chance(|chance| 1 + chance.below(12));
            world.note(&format!("{} will die soon", world.short(number)));
            world.doom(number, requests);
        }
        68..72 => down(world, number).await,
        72..77 => skew(world, number),
        77..81 if plan.restores => backups::make(world, number).await,
        81..85 if plan.restores => backups::restore(world).await,
        77..85 if plan.parts => stand(world, number).await,
        85..88 => rotate(world, number).await,
        88..92 => housekeeping(world, number).await,
        92..96 => lie(world).await,
        _ => sin(world),
    }
}

/// Something happens between two questions of somebody else.
impl World {
    pub async fn meanwhile(&self, number: usize) {
        if number >= MEMBERS || !self.enter_meanwhile() {
            return;
        }
        self.note("  meanwhile:");
        // It asks others itself only now and then: that takes the longest.
        Box::pin(async {
            load::change(self, number).await;
            if let Some(app) = self.members[number].app() {
                run::publish(self, &app, number).await;
            }
        })
        .await;
        self.leave_meanwhile();
    }
}

/// Lines hold nothing for a while: one, or all of an instance.
fn cut(world: &World, number: usize) {
    let (ms, whole, other) = world.chance(|chance| {
        let ms = match chance.per_mille(700) {
            true => chance.between(60_000, 7_200_000),
            false => chance.between(3_600_000, 2 * 86_400_000),
        };
        let other = chance.below(MEMBERS as u64) as usize;
        (ms, chance.per_mille(500), other)
    });
    let others: Vec<usize> = match whole {
        true => (0..=VILLAIN).collect(),
        false => vec![other],
    };
    for other in others.iter().filter(|other| **other != number) {
        world.cut(number, *other, ms);
        world.cut(*other, number, ms);
    }
    let name = if whole {
        "everybody"
    } else {
        world.short(other)
    };
    world.note(&format!(
        "{} is cut off from {name} for {} min",
        world.short(number),
        ms / 60_000
    ));
}

/// Comes back, if it is down.
pub async fn start(world: &World, number: usize) {
    let member = &world.members[number];
    if member.app().is_some() {
        return;
    }
    member.start().await;
    world.note(&format!("{} starts", world.short(number)));
    super::checks::one(world, number).await;
    world.wake(number, 10);
}

async fn restart(world: &World, number: usize) {
    world.note(&format!("{} is stopped", world.short(number)));
    world.members[number].stop().await;
    start(world, number).await;
}

async fn down(world: &World, number: usize) {
    let ms = world.chance(|chance| chance.between(60_000, 30_000_000));
    world.note(&format!(
        "{} is down for {} min",
        world.short(number),
        ms / 60_000
    ));
    world.members[number].stop().await;
    world.later(ms, super::events::Event::Start(number));
}

/// Somebody sets a clock wrong, or right.
fn skew(world: &World, number: usize) {
    let clock = &world.members[number].clock;
    let wrong = clock.now_ms() - world.now();
    let wanted = world.chance(|chance| match chance.below(4) {
        0 => 0,
        1 => chance.between(-2_400_000, 2_400_000),
        2 => chance.between(-9_000_000, 9_000_000),
        _ => chance.between(-200_000, 200_000),
    });
    clock.advance_ms(wanted - wrong);
    world.note(&format!(
        "the clock of {} is {} s off",
        world.short(number),
        wanted / 1000
    ));
}

async fn rotate(world: &World, number: usize) {
    let member = &world.members[number];
    let Some(app) = member.app() else {
        return;
    };
    // Whoever was restored and does not know it yet would say so in a log that others have gone on from.
    if !app.federation.may_publish().await.unwrap() {
        return;
    }
    let rotated = app.federation.rotate_key().await;
    drop(app);
    world.note(&format!(
        "{} changes its key: {}",
        world.short(number),
        rotated.is_ok()
    ));
    member.date_keys();
    restart(world, number).await;
}

async fn housekeeping(world: &World, number: usize) {
    let Some(app) = world.members[number].app() else {
        return;
    };
    let age = world.chance(|chance| chance.between(0, 86_400_000));
    let gone = app.federation.compact(app.clock.now_ms() - age).await;
    world.note(&format!(
        "{} drops {} superseded contents",
        world.short(number),
        gone.unwrap()
    ));
    app.federation.end_outlived_key().await.unwrap();
}

fn sin(world: &World) {
    let (sin, uuid) = world.chance(|chance| {
        let sin = *chance.one(&SINS);
        (sin, chance.uuid(super::world::START_MS + 1))
    });
    let foreign = {
        let ledgers = world.ledgers.lock().unwrap();
        let first = ledgers[1].records.keys().next().cloned();
        first.and_then(|id| {
            let owner = NAMES[1].parse().unwrap();
            maille_federation::origin::RecordId::new(owner, id.parse().ok()?)
        })
    };
    let mut villain = world.villain.lock().unwrap();
    if villain.sin.is_none() {
        world.note(&format!("the villain sins: {sin:?}"));
        villain.begin(sin, &uuid, foreign);
    }
}

async fn lie(world: &World) {
    let victim = world.chance(|chance| *chance.one(&template::VICTIMS));
    if !world.is_up(victim) {
        return;
    }
    let honest = world.chance(|chance| chance.per_mille(500).then(|| chance.uuid(world_start())));
    if let Some(uuid) = honest {
        world.villain.lock().unwrap().write(&uuid);
    }
    let about = {
        let ledgers = world.ledgers.lock().unwrap();
        ledgers[victim].records.keys().next().cloned()
    };
    let about = world.chance(|chance| about.filter(|_| chance.per_mille(500)));
    world.villain_lies_to(victim, about.as_deref()).await;
}

fn world_start() -> i64 {
    super::world::START_MS + 2
}
