//! Time and randomness, given from outside, so that tests need no sleep and know the numbers.

use std::io;
use std::time::Duration;
#[cfg(not(target_os = "linux"))]
use std::time::Instant;

#[cfg(target_os = "linux")]
use rustix::time::{ClockId, clock_gettime};

/// What the desk takes from the machine.
pub trait Surroundings: Send + Sync {
    /// How long it has been running, on a clock that nobody sets. Time for which the machine slept counts: a lid that is
    /// closed is an empty chair.
    fn elapsed(&self) -> Duration;

    /// Fills the bytes with randomness that nobody can guess.
    ///
    /// # Errors
    /// If the system has none.
    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The clock and the randomness of the system.
#[derive(Debug)]
pub struct SystemSurroundings {
    #[cfg(target_os = "linux")]
    begun: Duration,
    // Windows counts sleep here; macOS does not.
    #[cfg(not(target_os = "linux"))]
    begun: Instant,
}

impl SystemSurroundings {
    /// A clock that begins now.
    #[must_use]
    pub fn new() -> Self {
        #[cfg(target_os = "linux")]
        let begun = since_boot();
        #[cfg(not(target_os = "linux"))]
        let begun = Instant::now();
        Self { begun }
    }
}

/// The clock that goes on while the machine sleeps.
#[cfg(target_os = "linux")]
fn since_boot() -> Duration {
    let now = clock_gettime(ClockId::Boottime);
    let (seconds, nanoseconds) = (u64::try_from(now.tv_sec), u32::try_from(now.tv_nsec));
    Duration::new(seconds.unwrap_or(0), nanoseconds.unwrap_or(0))
}

impl Default for SystemSurroundings {
    fn default() -> Self {
        Self::new()
    }
}

impl Surroundings for SystemSurroundings {
    fn elapsed(&self) -> Duration {
        #[cfg(target_os = "linux")]
        return since_boot().saturating_sub(self.begun);
        #[cfg(not(target_os = "linux"))]
        return self.begun.elapsed();
    }

    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::other)
    }
}
