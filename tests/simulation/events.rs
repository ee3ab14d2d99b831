//! What is still to come, in the order of virtual time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::network::Letter;

pub enum Event {
    /// An instance looks what is to be done. One that was called off by a later plan has another number.
    Tick { member: usize, plan: u64 },
    /// A request arrives that was sent long ago.
    Letter(Box<Letter>),
    /// An instance comes back.
    Start(usize),
    /// Something happens.
    Act,
}

/// Events by time; those of one time in the order in which they were planned.
#[derive(Default)]
pub struct Agenda {
    heap: BinaryHeap<Reverse<(i64, u64)>>,
    events: std::collections::BTreeMap<u64, Event>,
    next: u64,
}

impl Agenda {
    pub fn plan(&mut self, at: i64, event: Event) {
        self.heap.push(Reverse((at, self.next)));
        self.events.insert(self.next, event);
        self.next += 1;
    }

    /// The next event up to a moment.
    pub fn next(&mut self, until: i64) -> Option<(i64, Event)> {
        let Reverse((at, number)) = *self.heap.peek()?;
        if at > until {
            return None;
        }
        self.heap.pop();
        Some((at, self.events.remove(&number)?))
    }
}
