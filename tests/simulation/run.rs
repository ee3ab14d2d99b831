//! A seed from its beginning to its end: what happens, the mending of everything outside, the time that the host has to come to
//! rest, and the checks.

use std::sync::Arc;

use maille::app::App;
use maille::federation::Relation;

use super::events::Event;
use super::world::{MEMBERS, NAMES, World};
use super::{acts, agreement, checks, member, planted, relations, template};

/// How long everything may take to agree once nothing outside fails any more: the longest wait for a peer that failed, twice.
const QUIET_MS: i64 = 14 * 3_600_000;
/// How long is looked at whether quiet instances stay quiet: each asks once.
const IDLE_MS: i64 = 5 * 3_600_000;
/// What an instance asks another at most in that time: four times what is new, once or twice what it knows of third parties and whom it lists.
const ASKED_WHEN_IDLE: u64 = 8;
/// Between two looks whether all agree.
const LOOK_MS: i64 = 600_000;
/// The host's own pause between two looks for what is to be done.
const TICK_MS: i64 = 500;

/// Runs what a world was made for.
pub async fn run(world: &Arc<World>, plan: &acts::Plan) -> Result<(), String> {
    world.set_weather(plan.weather);
    for number in 0..MEMBERS {
        world.wake(number, 1 + number as i64 * 37);
    }
    world.later(1_000, Event::Act);
    let mut left = plan.acts;
    while left > 0 {
        let Some(event) = world.next_event(i64::MAX) else {
            return Err("nothing more happens".into());
        };
        if matches!(event, Event::Act) {
            left -= 1;
            acts::act(world, plan).await;
            let wait = world.chance(|chance| match chance.per_mille(300) {
                true => chance.between(50, 20_000),
                false => chance.between(60_000, 3_000_000),
            });
            world.later(wait, Event::Act);
            continue;
        }
        happen(world, event).await;
    }
    heal(world, plan).await;
    until_quiet(world, world.now(), QUIET_MS).await?;
    planted::plant(world, plan.planted).await;
    checks::all(world).await?;
    idle(world).await?;
    checks::all(world).await
}

async fn happen(world: &Arc<World>, event: Event) {
    match event {
        Event::Tick { member, plan } => {
            if world.begins(member, plan) {
                tick(world, member).await;
            }
        }
        Event::Letter(letter) => {
            if !world.is_cut(letter.from, letter.to) && world.is_up(letter.to) {
                world.note("a request arrives that was sent before:");
                world.deliver(&letter).await;
            }
        }
        Event::Start(number) => acts::start(world, number).await,
        Event::Act => {}
    }
}

/// Nothing outside fails any more.
async fn heal(world: &Arc<World>, plan: &acts::Plan) {
    world.note("everything outside holds again");
    world.mend();
    world.set_weather(plan.weather_after);
    for member in &world.members {
        let wrong = member.clock.now_ms() - world.now();
        member.clock.advance_ms(-wrong);
        acts::start(world, member.number).await;
    }
    relations::make_up(world).await;
    for number in 0..MEMBERS {
        world.wake(number, 1 + number as i64 * 11);
    }
}

/// One look of an instance at what is to be done, as its job has it; or its death in the middle of it.
pub async fn tick(world: &World, number: usize) {
    let member = &world.members[number];
    let Some(app) = member.app() else {
        return;
    };
    let died = tokio::select! {
        biased;
        () = member.dies.notified() => true,
        () = work(world, &app, number) => false,
    };
    drop(app);
    if died {
        member.stop().await;
        let wait = world.chance(|chance| chance.between(1_000, 3_600_000));
        world.later(wait, Event::Start(number));
    }
}

async fn work(world: &World, app: &App, number: usize) {
    if !publish(world, app, number).await {
        world.wake(number, 31_000);
    }
    let due = app.federation.due().await;
    let due = due.unwrap();
    let looked = due.is_empty();
    for peer in due {
        // What went before may have changed how they stand to each other, and how soon it is asked.
        if let Err(error) = app.federation.exchange(&peer).await {
            world.violated(&format!(
                "{}: an exchange failed: {}",
                world.short(number),
                crate::support::instance::chain(&error)
            ));
        }
    }
    plan_next(world, app, number, looked).await;
}

/// Says what is new; false where it may not yet.
pub async fn publish(world: &World, app: &App, number: usize) -> bool {
    if !app.federation.may_publish().await.unwrap() {
        return false;
    }
    loop {
        let published = app.federation.publish().await;
        match published {
            Ok(published) if published.looked == 0 => return true,
            Ok(published) if published.said > 0 => {
                world.note(&format!(
                    "{} publishes {}",
                    world.short(number),
                    published.said
                ));
            }
            Ok(_) => {}
            Err(error) => {
                let why = crate::support::instance::chain(&error);
                world.violated(&format!("{} cannot publish: {why}", world.short(number)));
                return true;
            }
        }
    }
}

/// The host looks twice a second; looks that would find nothing are left out. `in_vain`: this one found nothing.
async fn plan_next(world: &World, app: &App, number: usize, in_vain: bool) {
    if !in_vain && !app.federation.due().await.unwrap().is_empty() {
        world.wake(number, TICK_MS);
        return;
    }
    let now = app.clock.now_ms();
    let (next, unheard) = agreement::next_due(app).await;
    if let Some(next) = next {
        world.wake(number, (next - now).max(TICK_MS));
    }
    let tells = unheard || agreement::has_receipts(app).await;
    // What is told again after a pause: how long it lasts is the host's own matter.
    let pause = world.pause(number, tells && in_vain);
    if tells {
        world.wake(number, pause);
    }
}

/// Lets time pass until all honest peers hold the same, and found so since a moment.
pub async fn until_quiet(world: &Arc<World>, since: i64, at_most: i64) -> Result<(), String> {
    let end = world.now() + at_most;
    let mut look = world.now() + 60_000;
    loop {
        if world.now() >= look {
            look = world.now() + LOOK_MS;
            if agreement::disagreement(world, since).await.is_none() {
                return Ok(());
            }
        }
        match world.next_event(end) {
            Some(event) => happen(world, event).await,
            None => break,
        }
    }
    match agreement::disagreement(world, since).await {
        None => Ok(()),
        Some(why) => Err(format!(
            "not quiet after {} hours: {why}",
            at_most / 3_600_000
        )),
    }
}

/// Quiet instances ask each other once and no more.
async fn idle(world: &Arc<World>) -> Result<(), String> {
    world.counts();
    let end = world.now() + IDLE_MS;
    while let Some(event) = world.next_event(end) {
        happen(world, event).await;
    }
    for ((from, to), count) in world.counts() {
        if to < MEMBERS && count > ASKED_WHEN_IDLE {
            let names = (world.short(from), world.short(to));
            return Err(format!(
                "{} asked {} {count} times while nothing happened",
                names.0, names.1
            ));
        }
    }
    Ok(())
}

/// Pairs of honest instances that exchange, each in both directions.
pub async fn pairs(world: &World) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (one, other) in template::PAIRS {
        for (holder, owner) in [(one, other), (other, one)] {
            if exchanges(world, holder, owner).await {
                pairs.push((holder, owner));
            }
        }
    }
    pairs
}

/// Whether an instance takes it that it exchanges with another.
pub async fn exchanges(world: &World, holder: usize, owner: usize) -> bool {
    let Some(app) = world.members[holder].app() else {
        return false;
    };
    let peer = app.federation.peer(NAMES[owner]).await;
    peer.is_ok_and(|peer| peer.relation == Relation::Approved)
}

/// Puts an instance's folder back as it was in a backup.
pub fn put_back(member: &member::Member, backup: &std::path::Path) {
    std::fs::remove_dir_all(&member.folder).unwrap();
    member::copy(backup, &member.folder);
}
