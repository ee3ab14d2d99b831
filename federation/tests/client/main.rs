//! The small client against real servers on this machine, some of which mean no good.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod answers;
mod hostile;
mod schemes;
mod server;
