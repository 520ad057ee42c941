//! Time and randomness, given from outside, so that tests need no sleep and know the numbers.

use std::io;
use std::time::{Duration, Instant};

/// What the desk takes from the machine.
pub trait Surroundings: Send + Sync {
    /// How long it has been running, on a clock that nobody sets.
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
    begun: Instant,
}

impl SystemSurroundings {
    /// A clock that begins now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            begun: Instant::now(),
        }
    }
}

impl Default for SystemSurroundings {
    fn default() -> Self {
        Self::new()
    }
}

impl Surroundings for SystemSurroundings {
    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::other)
    }
}
