//! How long a search may take, without a clock: the same picture gives the same answer on every
//! machine.

/// What is left of the work that a search may do, in samples of the picture. Ten million of them take
/// some 50 ms.
pub(crate) struct WorkBudget(u64);

impl WorkBudget {
    pub(crate) const fn new(samples: u64) -> Self {
        Self(samples)
    }

    /// Takes the work for something out of what is left, or nothing if it is not enough.
    pub(crate) fn spend(&mut self, samples: usize) -> Option<()> {
        self.0 = self.0.checked_sub(samples as u64)?;
        Some(())
    }
}
