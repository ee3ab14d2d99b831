//! Administrators suspend, end and begin again what two instances exchange.

use std::sync::Arc;

use maille::app::App;
use maille::federation::{Action, Relation};

use super::run::{self, pairs};
use super::template;
use super::world::{NAMES, World};

/// An administrator changes how two instances stand to each other.
pub async fn stand(world: &World, number: usize) {
    let partners: Vec<usize> = partners(number);
    let other = world.chance(|chance| *chance.one(&partners));
    let Some(app) = world.members[number].app() else {
        return;
    };
    let Ok(peer) = app.federation.peer(NAMES[other]).await else {
        return;
    };
    let ends = world.chance(|chance| chance.per_mille(300));
    let action = match peer.relation {
        Relation::Approved if ends => Action::End,
        Relation::Approved => Action::Suspend,
        Relation::SuspendedByUs | Relation::SuspendedByBoth => Action::Accept,
        Relation::RequestedByThem => Action::Accept,
        Relation::Ended => return template::befriend(world, number, other).await,
        _ => return,
    };
    let names = (world.short(number), world.short(other));
    world.note(&format!("{}: {action:?} {}", names.0, names.1));
    if let Err(error) = app.federation.decide(NAMES[other], action).await {
        world.violated(&format!("{} cannot decide: {error}", names.0));
    }
    world.wake(number, 10);
}

fn partners(number: usize) -> Vec<usize> {
    let both = template::PAIRS
        .iter()
        .flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
    both.filter(|(a, _)| *a == number).map(|(_, b)| b).collect()
}

/// Those who parted come together again, as far as their administrators can.
pub async fn make_up(world: &Arc<World>) {
    for _ in 0..6 {
        for (one, other) in apart(world).await {
            make_up_with(world, one, other).await;
            run::tick(world, one).await;
            run::tick(world, other).await;
        }
    }
    for (one, other) in apart(world).await {
        // What waits for its time is said once a line that was cut is tried again.
        let there = world.members[other].app().unwrap();
        let there = there.federation.peer(NAMES[one]).await;
        if there.is_ok_and(|peer| peer.to_say.is_some()) {
            continue;
        }
        let app = world.members[one].app().unwrap();
        let stands = app.federation.peer(NAMES[other]).await;
        let stands = stands.map(|peer| (peer.relation, peer.to_say, peer.fault));
        let names = (world.short(one), world.short(other));
        let how = format!(
            "{} and {} parted and cannot come together again: {stands:?}",
            names.0, names.1
        );
        world.violated(&how);
    }
}

/// Pairs that do not exchange, in each direction.
async fn apart(world: &World) -> Vec<(usize, usize)> {
    let together = pairs(world).await;
    let both = template::PAIRS.iter();
    let both = both.flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
    both.filter(|pair| !together.contains(pair)).collect()
}

async fn make_up_with(world: &World, one: usize, other: usize) {
    let app: Arc<App> = world.members[one].app().unwrap();
    let Ok(peer) = app.federation.peer(NAMES[other]).await else {
        return template::befriend(world, one, other).await;
    };
    match peer.relation {
        Relation::SuspendedByUs | Relation::SuspendedByBoth | Relation::RequestedByThem => {
            let accepted = app.federation.decide(NAMES[other], Action::Accept).await;
            if let Err(error) = accepted {
                world.violated(&format!("{} cannot accept: {error}", world.short(one)));
            }
        }
        Relation::Ended => template::befriend(world, one, other).await,
        _ => {}
    }
}
