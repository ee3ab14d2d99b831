//! The instances, their virtual time, and what is known of the whole. One thing happens at a time: a seed decides all.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use maille::clock::Clock;

use super::chance::Chance;
use super::events::{Agenda, Event};
use super::ledger::Ledger;
use super::member::{Member, copy};
use super::network::{Letter, Weather, Wire};
use super::trace::Trace;
use super::villain::Villain;

/// 2026-11-21T10:15:30Z.
pub const START_MS: i64 = 1_795_256_130_000;
/// The honest ones.
pub const MEMBERS: usize = 10;
/// Who means harm stands behind them.
pub const VILLAIN: usize = MEMBERS;

/// The names of all, the one who means harm last.
pub const NAMES: [&str; MEMBERS + 1] = [
    "aisne.example",
    "berry.example",
    "creuse.example",
    "drome.example",
    "eure.example",
    "forez.example",
    "gard.example",
    "herault.example",
    "isere.example",
    "jura.example",
    "vilain.example",
];

pub struct World {
    pub members: Vec<Member>,
    pub villain: Mutex<Villain>,
    /// What each was told to keep.
    pub ledgers: Mutex<Vec<Ledger>>,
    inside: Mutex<Inside>,
    _folder: tempfile::TempDir,
}

pub struct Inside {
    pub now: i64,
    chance: Chance,
    agenda: Agenda,
    trace: Trace,
    pub weather: Weather,
    /// Lines that are cut, and until when.
    pub cuts: BTreeMap<(usize, usize), i64>,
    /// Requests on each line.
    pub counts: BTreeMap<(usize, usize), u64>,
    /// Requests in vain on each line that is cut, in each hour.
    pub in_vain_asked: BTreeMap<(usize, usize, i64), u64>,
    /// The number of each instance's next look, and when it is.
    plans: Vec<(u64, i64)>,
    /// How often each instance looked in vain since it last found something to do.
    in_vain: Vec<u32>,
    /// How many more requests an instance makes before it dies.
    pub doomed: BTreeMap<usize, u64>,
    /// Something already happens between two questions.
    meanwhile: bool,
    /// What must never be, and was.
    faults: Vec<String>,
    /// The last word on each record that was seen at each instance: its revision, and whether it lived.
    seen: BTreeMap<(usize, String, String), (i64, bool)>,
}

impl World {
    /// Instances over copies of the data folders that are in `template`, each below its name.
    pub async fn open(seed: u64, template: &Path) -> Arc<Self> {
        let folder = super::template::folder();
        let mut members = Vec::new();
        for (number, name) in NAMES[..MEMBERS].iter().enumerate() {
            let home = folder.path().join(name);
            copy(&template.join(name), &home);
            let wire = Arc::new(Wire::new(number));
            members.push(Member::new(
                number,
                name,
                home,
                Clock::fixed(START_MS),
                wire,
            ));
        }
        let world = Arc::new(Self {
            members,
            villain: Mutex::new(Villain::new()),
            ledgers: Mutex::new((0..MEMBERS).map(|_| Ledger::default()).collect()),
            inside: Mutex::new(Inside {
                now: START_MS,
                chance: Chance::of(seed),
                agenda: Agenda::default(),
                trace: Trace::default(),
                weather: Weather::default(),
                cuts: BTreeMap::new(),
                counts: BTreeMap::new(),
                in_vain_asked: BTreeMap::new(),
                plans: vec![(0, i64::MAX); MEMBERS],
                in_vain: vec![0; MEMBERS],
                doomed: BTreeMap::new(),
                meanwhile: false,
                faults: Vec::new(),
                seen: BTreeMap::new(),
            }),
            _folder: folder,
        });
        for member in &world.members {
            member.wire.plug_in(Arc::downgrade(&world));
            member.start().await;
        }
        world
    }

    pub fn inside<T>(&self, look: impl FnOnce(&mut Inside) -> T) -> T {
        look(&mut self.inside.lock().unwrap())
    }

    pub fn chance<T>(&self, draw: impl FnOnce(&mut Chance) -> T) -> T {
        self.inside(|inside| draw(&mut inside.chance))
    }

    /// Milliseconds since 1970, on a clock that nobody has set wrong.
    pub fn now(&self) -> i64 {
        self.inside(|inside| inside.now)
    }

    /// Lets time pass for all.
    pub fn pass(&self, ms: i64) {
        self.inside(|inside| inside.now += ms);
        for member in &self.members {
            member.clock.advance_ms(ms);
        }
    }

    pub fn note(&self, words: &str) {
        self.inside(|inside| inside.trace.note(inside.now, words));
    }

    pub fn trace<T>(&self, look: impl FnOnce(&Trace) -> T) -> T {
        self.inside(|inside| look(&inside.trace))
    }

    /// Something was that must never be.
    pub fn violated(&self, what: &str) {
        self.note(&format!("VIOLATED: {what}"));
        self.inside(|inside| inside.faults.push(what.to_owned()));
    }

    /// The first thing that was and must never be.
    pub fn fault(&self) -> Option<String> {
        self.inside(|inside| inside.faults.first().cloned())
    }

    /// Notes the last word on a record at an instance, and says which one was seen before.
    pub fn see(&self, at: usize, record: (&str, &str), word: (i64, bool)) -> Option<(i64, bool)> {
        let place = (at, record.0.to_owned(), record.1.to_owned());
        self.inside(|inside| inside.seen.insert(place, word))
    }

    /// An instance knows less than before: it was restored, or parted with a peer.
    pub fn forget_seen(&self, at: usize) {
        self.inside(|inside| inside.seen.retain(|(member, _, _), _| *member != at));
    }

    pub fn weather(&self) -> Weather {
        self.inside(|inside| inside.weather)
    }

    pub fn set_weather(&self, weather: Weather) {
        self.inside(|inside| inside.weather = weather);
    }

    pub fn number_of(&self, name: &str) -> Option<usize> {
        NAMES.iter().position(|known| *known == name)
    }

    /// A name's first letters.
    pub fn short(&self, number: usize) -> &'static str {
        NAMES[number].trim_end_matches(".example")
    }

    pub fn is_up(&self, number: usize) -> bool {
        self.members
            .get(number)
            .is_none_or(|member| member.app().is_some())
    }

    pub fn later(&self, delay: i64, event: Event) {
        self.inside(|inside| inside.agenda.plan(inside.now + delay, event));
    }

    /// The next event up to a moment; time passes until then.
    pub fn next_event(&self, until: i64) -> Option<Event> {
        let (at, event) = self.inside(|inside| inside.agenda.next(until))?;
        let wait = at - self.now();
        if wait > 0 {
            self.pass(wait);
        }
        Some(event)
    }

    /// An instance looks what is to be done, after so long or before.
    pub fn wake(&self, member: usize, delay: i64) {
        self.inside(|inside| {
            let at = inside.now + delay.max(1);
            let (plan, planned) = &mut inside.plans[member];
            if at >= *planned {
                return;
            }
            (*plan, *planned) = (*plan + 1, at);
            let plan = *plan;
            inside.agenda.plan(at, Event::Tick { member, plan });
        });
    }

    /// How long an instance that has something to tell waits for its next look: longer while it looks in vain.
    pub fn pause(&self, member: usize, in_vain: bool) -> i64 {
        self.inside(|inside| {
            let looks = &mut inside.in_vain[member];
            *looks = if in_vain { (*looks + 1).min(8) } else { 0 };
            5_000 << *looks
        })
    }

    /// Whether a look is the one that was planned last; none is planned then.
    pub fn begins(&self, member: usize, plan: u64) -> bool {
        self.inside(|inside| {
            let planned = &mut inside.plans[member];
            let begins = planned.0 == plan;
            if begins {
                planned.1 = i64::MAX;
            }
            begins
        })
    }

    /// An instance dies at one of its next requests.
    pub fn doom(&self, member: usize, requests: u64) {
        self.inside(|inside| inside.doomed.insert(member, requests));
    }

    /// Dies, if that is what was drawn: before the request is answered, or after.
    pub async fn may_die(&self, from: usize, letter: &Letter) {
        let dies = self.inside(|inside| {
            let left = inside.doomed.get_mut(&from)?;
            *left = left.saturating_sub(1);
            (*left == 0).then(|| inside.doomed.remove(&from))
        });
        let (Some(_), Some(member)) = (dies, self.members.get(from)) else {
            return;
        };
        let path = super::trace::plain(&letter.path);
        self.note(&format!(
            "{} dies while it asks for {path}",
            self.short(from)
        ));
        member.dies.notify_one();
        std::future::pending::<()>().await;
    }

    /// Whether something may happen now between two questions: never while something else does.
    pub fn enter_meanwhile(&self) -> bool {
        self.inside(|inside| !std::mem::replace(&mut inside.meanwhile, true))
    }

    pub fn leave_meanwhile(&self) {
        self.inside(|inside| inside.meanwhile = false);
    }
}
