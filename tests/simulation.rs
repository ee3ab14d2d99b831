//! Ten instances and one that means harm, in virtual time, over a network that loses, repeats, delays and cuts: the host's own
//! code and databases. A seed decides all that happens; `MAILLE_SEED=17 cargo test -p maille --test instance
//! simulation::all_agree -- --nocapture` runs one again and prints what happened.

mod acts;
mod agreement;
mod backups;
mod chance;
mod checks;
mod events;
mod ledger;
mod lies;
mod lines;
mod load;
mod member;
mod network;
mod planted;
mod relations;
mod run;
mod template;
mod trace;
mod villain;
mod world;

use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use acts::Plan;
use planted::Planted;
use world::World;

/// Seeds of a usual run; `MAILLE_SEEDS` names another number.
const SEEDS: u64 = 20;
/// Lines of what happened that a failure shows; all of them are in the run of one seed.
const SHOWN: usize = 120;
/// Nothing that is simulated takes so long: whoever waits so long waits for ever.
const HANGS: Duration = Duration::from_secs(240);

/// What became of a seed: every line of what happened, and what went wrong.
struct Outcome {
    lines: Vec<String>,
    wrong: Option<String>,
}

fn simulate(seed: u64, plan: &Plan) -> Outcome {
    let template = template::template();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let world = runtime.block_on(World::open(seed, &template));
    let ran = std::panic::catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async { tokio::time::timeout(HANGS, run::run(&world, plan)).await })
    }));
    let wrong = match ran {
        Ok(Ok(Ok(()))) => None,
        Ok(Ok(Err(why))) => Some(why),
        Ok(Err(_)) => Some("it hangs".to_owned()),
        Err(_) => Some("it panics".to_owned()),
    };
    Outcome {
        lines: world.trace(|trace| trace.lines().to_vec()),
        wrong,
    }
}

fn told(seed: u64, outcome: &Outcome) -> String {
    let wrong = outcome.wrong.as_deref().unwrap_or_default();
    let from = outcome.lines.len().saturating_sub(SHOWN);
    format!(
        "seed {seed}: {wrong}\nagain, with all lines: MAILLE_SEED={seed} cargo test -p maille --test instance \
         simulation::all_agree -- --nocapture\n{}",
        outcome.lines[from..].join("\n")
    )
}

fn number(name: &str) -> Option<u64> {
    #[expect(
        clippy::disallowed_methods,
        reason = "which seeds are run is no matter of an instance"
    )]
    let value = std::env::var(name);
    value.ok()?.parse().ok()
}

#[test]
fn all_agree_in_the_end_whatever_the_network_and_one_villain_do() {
    let alone = number("MAILLE_SEED");
    let seeds = alone.unwrap_or_else(|| number("MAILLE_SEEDS").unwrap_or(SEEDS));
    let next = AtomicU64::new(alone.unwrap_or(1));
    let failed: Mutex<Vec<String>> = Mutex::default();
    template::template();
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get());
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed > seeds {
                        return;
                    }
                    let outcome = simulate(seed, &Plan::of(seed));
                    if alone.is_some() {
                        println!("{}", outcome.lines.join("\n"));
                    }
                    if outcome.wrong.is_some() {
                        failed.lock().unwrap().push(told(seed, &outcome));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "{} failed:\n{}",
        failed.len(),
        failed.join("\n\n")
    );
}

#[test]
fn one_seed_does_the_same_each_time() {
    let seed = 7;
    let plan = Plan::of(seed);
    let (first, second) = (simulate(seed, &plan), simulate(seed, &plan));
    let differs = first.lines.iter().zip(&second.lines).find(|(a, b)| a != b);
    assert_eq!(differs, None);
    assert_eq!(first.lines.len(), second.lines.len());
    assert!(first.lines.len() > 100);
}

#[test]
fn what_is_wrong_in_the_end_is_found() {
    for (planted, found) in [
        (Planted::Nothing, None),
        (Planted::Copy, Some("is copied as")),
        (Planted::Gone, Some("in the directory")),
        (Planted::Promise, Some("lost r0")),
        (Planted::Word, Some("its root is not that of its words")),
        (Planted::Stranger, Some("who never said so")),
    ] {
        let outcome = simulate(
            3,
            &Plan {
                acts: 4,
                planted,
                ..Plan::of(3)
            },
        );
        let wrong = outcome.wrong;
        let as_told = match (&wrong, found) {
            (Some(wrong), Some(found)) => wrong.contains(found),
            (wrong, found) => wrong.is_none() && found.is_none(),
        };
        assert!(as_told, "{planted:?}: {wrong:?}");
    }
}

#[test]
fn a_network_that_changes_a_byte_stops_its_readers_and_nothing_false_is_held() {
    let mut plan = Plan::of(3);
    plan.weather.garbled = 100;
    let outcome = simulate(3, &plan);
    let wrong = outcome.wrong.unwrap_or_default();
    assert!(wrong.contains("stopped: "), "{wrong}");
    let violated = outcome
        .lines
        .iter()
        .find(|line| line.contains("who never said so"));
    assert_eq!(violated, None);
}
