//! Who may use the desk: whoever had the start address, until nobody has worked for a while.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use messages::Lang;
use subtle::ConstantTimeEq;
use tokio::sync::watch;

use crate::secrets::Secret;
use crate::sent::Sent;

/// 256 bits.
pub(crate) type Token = [u8; 32];

/// After so long without work the desk is locked, and passphrases are forgotten.
pub(crate) const MAX_IDLE: Duration = Duration::from_secs(15 * 60);

/// Wrong passphrases at the lock screen, after which only a new start address helps.
const MAX_WRONG: u8 = 5;

/// What a cookie is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not the clerk's browser.
    Stranger,
    /// The clerk's browser, but nobody has worked for a while.
    Locked,
    /// The clerk at work.
    Open,
}

/// The one session of a desk. Several windows of one browser share it.
pub(crate) struct Session {
    /// What the start address has in it, while nobody has used it.
    entry: Option<Token>,
    cookie: Option<Token>,
    csrf: Token,
    active: Duration,
    locked: bool,
    /// Another one after each lock and each entrance: what began before has no right to go on.
    generation: watch::Sender<u64>,
    wrong: u8,
    passphrase: Option<Secret>,
    /// Forms that were sent.
    pub(crate) sent: Sent,
    /// Folders that were given to jobs, which may not be there yet.
    pub(crate) folders: HashSet<PathBuf>,
    pub(crate) lang: Lang,
}

impl Session {
    pub(crate) fn new(entry: Token, csrf: Token, lang: Lang) -> Self {
        Self {
            entry: Some(entry),
            cookie: None,
            csrf,
            active: Duration::ZERO,
            locked: false,
            generation: watch::Sender::new(0),
            wrong: 0,
            passphrase: None,
            sent: Sent::default(),
            folders: HashSet::new(),
            lang,
        }
    }

    /// Takes the token of a start address, which counts once, and opens the session with a new cookie.
    pub(crate) fn enter(&mut self, token: &str, cookie: Token, now: Duration) -> bool {
        let fits = self.entry.as_ref().is_some_and(|entry| is(token, entry));
        if fits {
            self.entry = None;
            self.cookie = Some(cookie);
            self.generation.send_modify(|generation| *generation += 1);
            self.open(now);
        }
        fits
    }

    /// Lets a start address count again.
    #[cfg(test)]
    pub(crate) fn accept_again(&mut self, entry: Token) {
        self.entry = Some(entry);
    }

    /// What the cookie of a request is worth now.
    pub(crate) fn standing(&self, cookie: Option<&str>) -> Standing {
        let known = match (cookie, &self.cookie) {
            (Some(given), Some(cookie)) => is(given, cookie),
            _ => false,
        };
        match (known, self.locked) {
            (false, _) => Standing::Stranger,
            (true, true) => Standing::Locked,
            (true, false) => Standing::Open,
        }
    }

    /// Notes that somebody works.
    pub(crate) fn note_work(&mut self, now: Duration) {
        self.active = now;
    }

    /// Whether nobody has worked for so long that the desk must be locked.
    pub(crate) fn is_overdue(&self, now: Duration) -> bool {
        !self.locked && self.cookie.is_some() && now.saturating_sub(self.active) >= MAX_IDLE
    }

    /// Locks the desk and forgets passphrases. `entry` is in the next start address.
    pub(crate) fn lock(&mut self, entry: Token) {
        self.locked = true;
        self.passphrase = None;
        self.generation.send_modify(|generation| *generation += 1);
        self.entry = Some(entry);
    }

    /// Opens it again, after the passphrase was found to be right or a new start address was used.
    fn open(&mut self, now: Duration) {
        self.locked = false;
        self.wrong = 0;
        self.active = now;
    }

    /// How often the desk was locked or entered.
    pub(crate) fn generation(&self) -> u64 {
        *self.generation.borrow()
    }

    /// Tells when the generation changes.
    pub(crate) fn generations(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }

    /// Whether the desk is open and was not locked since.
    pub(crate) fn is_open_since(&self, generation: u64) -> bool {
        !self.locked && self.generation() == generation
    }

    /// Whether another passphrase may be tried at the lock screen. It counts as wrong until it was found to
    /// be right: several may be tried at the same time.
    pub(crate) fn begin_try(&mut self) -> bool {
        let may = self.wrong < MAX_WRONG;
        if may {
            self.wrong += 1;
        }
        may
    }

    /// A passphrase could not be tried, and does not count.
    pub(crate) fn not_tried(&mut self) {
        self.wrong = self.wrong.saturating_sub(1);
    }

    /// Opens the desk with the right passphrase, unless it was locked again or entered since it was typed.
    pub(crate) fn unlock(&mut self, generation: u64, passphrase: Secret, now: Duration) -> bool {
        let counts = self.generation() == generation;
        if counts {
            self.open(now);
            self.passphrase = Some(passphrase);
        }
        counts
    }

    /// What each form must have in it.
    pub(crate) fn csrf(&self) -> String {
        hex(&self.csrf)
    }

    /// Whether a form has it.
    pub(crate) fn is_csrf(&self, given: &str) -> bool {
        is(given, &self.csrf)
    }

    /// The passphrase that is held.
    pub(crate) fn passphrase(&self) -> Option<Secret> {
        self.passphrase.clone()
    }

    /// Holds a passphrase, or forgets it.
    pub(crate) fn hold(&mut self, passphrase: Option<Secret>) {
        self.passphrase = passphrase;
    }

    /// Holds a passphrase, unless the desk was locked since it was typed.
    pub(crate) fn hold_since(&mut self, generation: u64, passphrase: Secret) -> bool {
        let counts = self.is_open_since(generation);
        if counts {
            self.passphrase = Some(passphrase);
        }
        counts
    }
}

/// Compared in constant time.
fn is(given: &str, token: &Token) -> bool {
    given.as_bytes().ct_eq(hex(token).as_bytes()).into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::new([1; 32], [2; 32], Lang::Zh)
    }

    #[test]
    fn a_start_address_counts_once() {
        let mut session = session();
        assert!(!session.enter(&hex(&[9; 32]), [3; 32], Duration::ZERO));
        assert!(session.enter(&hex(&[1; 32]), [3; 32], Duration::ZERO));
        assert!(!session.enter(&hex(&[1; 32]), [4; 32], Duration::ZERO));
        assert_eq!(session.standing(Some(&hex(&[3; 32]))), Standing::Open);
        assert_eq!(session.standing(Some(&hex(&[4; 32]))), Standing::Stranger);
        assert_eq!(session.standing(None), Standing::Stranger);
    }

    #[test]
    fn passphrases_are_forgotten_when_nobody_has_worked_for_a_while() {
        let mut session = session();
        session.enter(&hex(&[1; 32]), [3; 32], Duration::ZERO);
        session.hold(Some(Secret::new("口令".to_owned())));
        let almost = MAX_IDLE - Duration::from_secs(1);
        assert!(!session.is_overdue(almost));
        assert!(session.is_overdue(MAX_IDLE));
        session.note_work(almost);
        assert!(!session.is_overdue(MAX_IDLE));
        session.lock([5; 32]);
        assert!(session.passphrase().is_none());
        assert_eq!(session.standing(Some(&hex(&[3; 32]))), Standing::Locked);
    }
}
