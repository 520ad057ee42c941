//! The defences of the desk by name, so that tests can take one away.

/// What is defended. Tests take one away to see that their attack would succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defence {
    /// The name under which the desk is asked: against names that are turned to the loopback address.
    Host,
    /// Where a request comes from: against other pages, also of other ports.
    Origin,
    /// The value in each form.
    Csrf,
    /// That a form counts once.
    Once,
    /// That a start address counts once. It is built in: only tests look whether it holds.
    #[cfg(test)]
    AddressOnce,
    /// The cookie.
    Cookie,
    /// Whose connection it is.
    Peer,
    /// How large what is sent may be.
    Size,
    /// How many parts it may have.
    Parts,
    /// That names of files are never paths.
    Names,
    /// That pages are not framed.
    Framing,
    /// That the desk locks itself.
    IdleLock,
}
