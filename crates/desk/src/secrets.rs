//! Passphrases: held for as long as somebody works, in memory that is wiped.
//!
//! The memory is wiped when it is let go, and the program keeps it out of core dumps. It is not locked
//! against swapping: the system's call for that needs `unsafe` code.

use std::collections::VecDeque;
use std::io;

use cli_support::SecretPrompt;
use zeroize::Zeroizing;

/// A text that nobody may read later.
pub(crate) type Secret = Zeroizing<String>;

/// Answers the questions of a command from what the clerk has typed.
///
/// Each answer is given once: a command that asks again says that it was wrong, and to try the same
/// again would only take time, or lock a token.
#[derive(Default)]
pub(crate) struct Answers {
    passphrase: Option<Secret>,
    identity: Option<Secret>,
    openly: VecDeque<String>,
    passphrase_wanted: bool,
}

impl Answers {
    /// With the passphrase that is held, if one is.
    pub(crate) fn new(passphrase: Option<Secret>) -> Self {
        Self {
            passphrase,
            ..Self::default()
        }
    }

    /// With the identity number of the person who is meant.
    #[must_use]
    pub(crate) fn with_identity(mut self, identity: Option<Secret>) -> Self {
        self.identity = identity;
        self
    }

    /// Whether the command asked for a passphrase that is not held, or was wrong.
    pub(crate) const fn passphrase_wanted(&self) -> bool {
        self.passphrase_wanted
    }
}

impl SecretPrompt for Answers {
    fn ask(&mut self, _: &str) -> io::Result<Zeroizing<String>> {
        self.passphrase.take().ok_or_else(|| {
            self.passphrase_wanted = true;
            io::ErrorKind::UnexpectedEof.into()
        })
    }

    fn ask_openly(&mut self, _: &str) -> io::Result<String> {
        self.openly
            .pop_front()
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn ask_identity(&mut self, _: &str) -> io::Result<Zeroizing<String>> {
        self.identity
            .take()
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}
