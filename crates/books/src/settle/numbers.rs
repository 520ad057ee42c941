//! Numbers of eight bytes, one after the other.

/// What is left to read.
pub(super) struct Words<'a>(&'a [[u8; 8]]);

impl<'a> Words<'a> {
    pub(super) const fn new(words: &'a [[u8; 8]]) -> Self {
        Self(words)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next number; `None` behind the last one.
    pub(super) fn next(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(u64::from_be_bytes(*first))
    }

    /// The next number, if it has 32 bits.
    pub(super) fn small(&mut self) -> Option<u32> {
        self.next().and_then(|word| u32::try_from(word).ok())
    }
}
