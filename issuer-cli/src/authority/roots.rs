//! The root sets of an authority, the current one and all before it, each signed by the one before.

use credential_core::{Error, Pending, RootSet, RootSetClaims, TrustList, TrustListClaims};

/// Root sets that follow one another, the current one last.
pub(crate) struct RootChain {
    current: RootSet,
    current_bytes: Vec<u8>,
    /// The newest first.
    before: Vec<(RootSet, Vec<u8>)>,
}

impl RootChain {
    /// From the current root set, which is believed because of where it comes from.
    pub(crate) fn pin(bytes: Vec<u8>) -> Result<Self, Error> {
        Ok(Self {
            current: RootSet::pin(&bytes)?,
            current_bytes: bytes,
            before: Vec::new(),
        })
    }

    /// Adds the root set before the oldest one, which is believed because it signed that one.
    pub(crate) fn precede(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        let oldest = self
            .before
            .last()
            .map_or(&self.current_bytes, |(_, bytes)| bytes);
        let set = RootSet::pin(&bytes)?;
        set.succeed(oldest)?;
        self.before.push((set, bytes));
        Ok(())
    }

    pub(crate) fn current(&self) -> &RootSet {
        &self.current
    }

    /// What the root set said before the last change of roots, if that was kept.
    pub(crate) fn previous(&self) -> Option<&RootSetClaims> {
        self.before.first().map(|(set, _)| set.claims())
    }

    pub(crate) fn oldest_version(&self) -> u64 {
        self.before
            .last()
            .map_or(&self.current, |(set, _)| set)
            .claims()
            .version
    }

    /// Those before the current one, the newest first.
    pub(crate) fn before(&self) -> impl Iterator<Item = &[u8]> {
        self.before.iter().map(|(_, bytes)| bytes.as_slice())
    }

    /// Proves a list with the current roots, or with those under which it says that it was signed:
    /// after a change of roots the last list is still that of the roots before.
    pub(crate) fn prove(&self, list: &[u8]) -> Result<TrustList, Error> {
        TrustList::verify(list, &self.current).or_else(|error| {
            let named = Pending::<TrustListClaims>::from_bytes(list)?
                .claims()
                .root_version;
            self.before
                .iter()
                .find(|(set, _)| set.claims().version == named)
                .ok_or(error)
                .and_then(|(set, _)| TrustList::verify(list, set))
        })
    }
}
