//! The threads that guests run on, apart from the server's own. A call begins in the quick lane; one that goes on computing
//! moves to the long lane, whose threads yield to all others, so that a guest that loops delays neither visitors nor the
//! other guests. It knows nothing of what a call does.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// Most pages are done long before; one that loops is not left with the others much longer.
const QUICK_TICKS: u64 = 10;
/// Below the server's own threads, yet with a good share beside a busy one.
const QUICK_NICE: i32 = 10;
/// The kernel's lowest: whatever else wakes runs at once. Quick guests there made a sixth fewer pages.
const LONG_NICE: i32 = 19;

/// Two runtimes.
pub struct Lanes {
    quick: Option<Runtime>,
    long: Option<Runtime>,
}

/// How long a call has been computing, told by its ticks and seen by the lane.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    long: Arc<AtomicBool>,
}

/// A task whose caller went away is stopped.
pub struct AbortOnDrop<T>(pub JoinHandle<T>);

impl Pace {
    /// Told at each tick that a guest computed; `ticks` is their number so far.
    pub fn ticked(&self, ticks: u64) {
        if ticks == QUICK_TICKS {
            self.long.store(true, Ordering::Relaxed);
        }
    }

    fn is_long(&self) -> bool {
        self.long.load(Ordering::Relaxed)
    }
}

impl Lanes {
    /// Starts so many threads in each lane, or one for each core where it is 0.
    pub fn start(threads: usize) -> std::io::Result<Self> {
        let threads = if threads == 0 {
            std::thread::available_parallelism().map_or(2, usize::from)
        } else {
            threads
        };
        Ok(Self {
            quick: Some(runtime(threads, "maille-guest", QUICK_NICE)?),
            long: Some(runtime(threads, "maille-guest-long", LONG_NICE)?),
        })
    }

    /// Runs a call in the quick lane, and goes on with it in the long one when its pace says so. A panic of the call is the
    /// task's own.
    pub fn spawn<F>(&self, pace: Pace, call: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let long = lane(self.long.as_ref()).handle().clone();
        lane(self.quick.as_ref()).spawn(async move {
            let mut call = Box::pin(call);
            if let Some(output) = while_quick(&mut call, &pace).await {
                return output;
            }
            let mut moved = AbortOnDrop(long.spawn(call));
            match (&mut moved.0).await {
                Ok(output) => output,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // The lane is shutting down, and this one with it.
                    Err(_) => std::future::pending().await,
                },
            }
        })
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        for runtime in [self.quick.take(), self.long.take()].into_iter().flatten() {
            runtime.shutdown_background();
        }
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn lane(runtime: Option<&Runtime>) -> &Runtime {
    runtime.expect("a lane lives as long as its plugins")
}

/// The output of a call, or none as soon as it stops between two ticks and is no longer quick.
async fn while_quick<F: Future>(call: &mut Pin<Box<F>>, pace: &Pace) -> Option<F::Output> {
    std::future::poll_fn(|context| match call.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if pace.is_long() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await
}

fn runtime(threads: usize, name: &'static str, nice: i32) -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name(name)
        .enable_all()
        .on_thread_start(move || {
            // On Linux a priority is a thread's own. Where the system refuses, guests are only less polite.
            if let Err(error) =
                rustix::process::setpriority_process(Some(rustix::thread::gettid()), nice)
            {
                tracing::warn!(%error, "guests run at the server's own priority");
            }
        })
        .build()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn thread_name() -> String {
        std::thread::current().name().unwrap_or_default().to_owned()
    }

    async fn computing(pace: Pace, ticks: u64) -> String {
        for tick in 1..=ticks {
            pace.ticked(tick);
            tokio::task::yield_now().await;
        }
        // What a call waits for follows it.
        tokio::time::sleep(Duration::from_millis(1)).await;
        thread_name()
    }

    async fn lane_of(ticks: u64) -> String {
        let lanes = Lanes::start(1).unwrap();
        let pace = Pace::default();
        let task = lanes.spawn(pace.clone(), computing(pace, ticks));
        let name = task.await.unwrap();
        // Dropped outside a runtime's own thread, as in the server.
        drop(lanes);
        name
    }

    #[tokio::test]
    async fn a_call_moves_when_it_goes_on_computing() {
        assert_eq!(lane_of(QUICK_TICKS - 1).await, "maille-guest");
        assert_eq!(lane_of(QUICK_TICKS).await, "maille-guest-long");
    }

    #[tokio::test]
    async fn a_panic_in_the_long_lane_is_the_tasks_own() {
        let lanes = Lanes::start(1).unwrap();
        let pace = Pace::default();
        let seen = pace.clone();
        let task = lanes.spawn(pace, async move {
            computing(seen, QUICK_TICKS).await;
            panic!("on purpose");
        });
        assert!(task.await.unwrap_err().is_panic());
    }

    #[tokio::test]
    async fn a_call_that_nobody_waits_for_ends_in_either_lane() {
        struct Ended(Option<tokio::sync::oneshot::Sender<()>>);
        impl Drop for Ended {
            fn drop(&mut self) {
                let _ = self.0.take().unwrap().send(());
            }
        }
        for ticks in [1, QUICK_TICKS] {
            let lanes = Lanes::start(1).unwrap();
            let (sender, ended) = tokio::sync::oneshot::channel();
            let (begun, beginning) = tokio::sync::oneshot::channel();
            let pace = Pace::default();
            let seen = pace.clone();
            let task = AbortOnDrop(lanes.spawn(pace, async move {
                let _ended = Ended(Some(sender));
                computing(seen, ticks).await;
                begun.send(()).unwrap();
                std::future::pending::<()>().await;
            }));
            beginning.await.unwrap();
            drop(task);
            ended.await.unwrap();
        }
    }
}
