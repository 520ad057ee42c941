//! Work on all processors, with the results in the order of the jobs.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

/// Jobs that one worker takes at a time: enough that taking them costs nothing.
const PARCEL: usize = 64;

/// A worker for each processor. One thread hands jobs in and takes results out, and so decides how many
/// are under way.
///
/// After a drop, the workers end with the parcels that they are working on.
pub(crate) struct Workers<J, R> {
    jobs: Sender<Parcel<Vec<J>>>,
    stopped: Arc<AtomicBool>,
    results: Receiver<Parcel<ParcelResult<R>>>,
    /// Results that came before those of earlier jobs.
    early: BTreeMap<u64, ParcelResult<R>>,
    handed_in: u64,
    taken_out: u64,
}

struct Parcel<T> {
    number: u64,
    content: T,
}

/// The results of a parcel, or what its worker panicked with.
type ParcelResult<R> = Result<Vec<R>, Box<dyn Any + Send>>;

impl<J: Send, R: Send> Workers<J, R> {
    /// Starts the workers in `scope`.
    pub(crate) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        work: impl Fn(J) -> R + Send + Sync + Clone + 'scope,
    ) -> Self
    where
        J: 'scope,
        R: 'scope,
    {
        let (jobs, queue) = channel::<Parcel<Vec<J>>>();
        let queue = Arc::new(Mutex::new(queue));
        let (done, results) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let threads = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            let (queue, done, work) = (Arc::clone(&queue), done.clone(), work.clone());
            let stopped = Arc::clone(&stopped);
            scope.spawn(move || {
                while let Some(Parcel { number, content }) = next(&queue) {
                    if stopped.load(Ordering::Relaxed) {
                        break;
                    }
                    let content = catch_unwind(AssertUnwindSafe(|| {
                        content.into_iter().map(&work).collect()
                    }));
                    if done.send(Parcel { number, content }).is_err() {
                        break;
                    }
                }
            });
        }
        Self {
            jobs,
            stopped,
            results,
            early: BTreeMap::new(),
            handed_in: 0,
            taken_out: 0,
        }
    }

    /// Hands jobs in, and says in how many parcels their results will come.
    pub(crate) fn hand_in(&mut self, jobs: Vec<J>) -> usize {
        let mut jobs = jobs.into_iter();
        let before = self.handed_in;
        loop {
            let content: Vec<J> = jobs.by_ref().take(PARCEL).collect();
            if content.is_empty() {
                break;
            }
            let number = self.handed_in;
            // Fails only if all workers have panicked; `take_out` reports that.
            if self.jobs.send(Parcel { number, content }).is_err() {
                break;
            }
            self.handed_in += 1;
        }
        (self.handed_in - before) as usize
    }

    /// Waits for the next parcel of results, in the order of the jobs; `None` if all were taken out.
    pub(crate) fn take_out(&mut self) -> Option<Vec<R>> {
        if self.taken_out == self.handed_in {
            return None;
        }
        let outcome = loop {
            if let Some(outcome) = self.early.remove(&self.taken_out) {
                break outcome;
            }
            let parcel = self.results.recv().ok()?;
            self.early.insert(parcel.number, parcel.content);
        };
        self.taken_out += 1;
        Some(outcome.unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl<J, R> Drop for Workers<J, R> {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// The next parcel; `None` after the end.
fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    // Nothing panics while it holds the lock, so that a poisoned one is as good.
    let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    queue.recv().ok()
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let doubled = thread::scope(|scope| {
            let mut workers = Workers::start(scope, |job: u32| 2 * job);
            assert_eq!(workers.hand_in(Vec::new()), 0);
            assert_eq!(
                workers.hand_in((0..1000).collect()),
                1000_usize.div_ceil(PARCEL)
            );
            workers.hand_in(vec![1000]);
            let mut doubled = Vec::new();
            while let Some(parcel) = workers.take_out() {
                doubled.extend(parcel);
            }
            doubled
        });
        assert_eq!(doubled, (0..=1000).map(|job| 2 * job).collect::<Vec<_>>());
    }

    #[test]
    fn jobs_that_were_not_begun_are_left_after_a_drop() {
        let done = &AtomicUsize::new(0);
        thread::scope(|scope| {
            let mut workers = Workers::start(scope, |_: u32| {
                thread::sleep(std::time::Duration::from_micros(100));
                done.fetch_add(1, Ordering::Relaxed)
            });
            workers.hand_in((0..100_000).collect());
            workers.take_out();
        });
        assert!(done.load(Ordering::Relaxed) < 10_000, "{done:?}");
    }

    #[test]
    fn a_panic_of_a_worker_is_passed_on() {
        let panicked = catch_unwind(|| {
            thread::scope(|scope| {
                let mut workers = Workers::start(scope, |job: u32| assert_ne!(job, 100));
                workers.hand_in((0..1000).collect());
                while workers.take_out().is_some() {}
            });
        });
        assert!(panicked.is_err());
    }
}
