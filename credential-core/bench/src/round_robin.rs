//! Times several pieces of work against each other on a machine that is doing other things too.

use std::time::Instant;

/// A piece of work under its name.
pub(crate) struct Peer<'a> {
    pub(crate) name: &'a str,
    pub(crate) work: Box<dyn FnMut() + 'a>,
}

impl<'a> Peer<'a> {
    pub(crate) fn new<T>(name: &'a str, mut work: impl FnMut() -> T + 'a) -> Self {
        let work = Box::new(move || {
            std::hint::black_box(work());
        });
        Self { name, work }
    }
}

/// What came out for one peer.
pub(crate) struct Timing {
    /// Microseconds for one call.
    pub(crate) median: f64,
    /// Of the time that the first peer took in the same round.
    pub(crate) ratio: f64,
}

/// Runs each peer for a small batch, in turn, `rounds` times.
///
/// A neighbour that wakes up or a clock that changes its frequency hits all peers of a round alike,
/// so the median of the ratios within the rounds stays where it is when the times do not.
pub(crate) fn race(peers: &mut [Peer<'_>], rounds: usize, batch: u32) -> Vec<Timing> {
    let mut times = vec![Vec::with_capacity(rounds); peers.len()];
    for round in 0..rounds {
        // Each round begins with another peer: none always runs on caches that the same one left.
        for turn in 0..peers.len() {
            let at = (round + turn) % peers.len();
            times[at].push(time(&mut peers[at], batch));
        }
    }
    let base = times[0].clone();
    times
        .iter()
        .map(|times| Timing {
            median: median(times.iter().copied()),
            ratio: median(times.iter().zip(&base).map(|(own, base)| own / base)),
        })
        .collect()
}

fn time(peer: &mut Peer<'_>, batch: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..batch {
        (peer.work)();
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(batch)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
