//! Random numbers from the operating system, drawn a page at a time.

use messages::Failure;
use zeroize::Zeroizing;

use crate::random;

/// A supply of random numbers.
pub(super) struct Rng {
    buffer: Box<[u8; 4096]>,
    used: usize,
}

impl Rng {
    pub(super) fn new() -> Self {
        Self {
            buffer: Box::new([0; 4096]),
            used: 4096,
        }
    }

    /// The next number, each of the 2^32 as likely as any other.
    pub(super) fn next_u32(&mut self) -> Result<u32, Failure> {
        loop {
            if let Some(bytes) = self.buffer[self.used..].first_chunk() {
                self.used += 4;
                return Ok(u32::from_le_bytes(*bytes));
            }
            random::fill(&mut *self.buffer)?;
            self.used = 0;
        }
    }
}

/// Random bytes for a secret.
pub(super) fn secret() -> Result<Zeroizing<[u8; 32]>, Failure> {
    let mut bytes = Zeroizing::new([0; 32]);
    random::fill(&mut *bytes)?;
    Ok(bytes)
}
