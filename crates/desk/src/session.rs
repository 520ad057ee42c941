//! Who may use the desk: whoever had the start address, until nobody has worked for a while.

use std::time::Duration;

use messages::Lang;
use subtle::ConstantTimeEq;

use crate::secrets::Secret;

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
    wrong: u8,
    passphrase: Option<Secret>,
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
            wrong: 0,
            passphrase: None,
            lang,
        }
    }

    /// Takes the token of a start address, which counts once, and opens the session with a new cookie.
    pub(crate) fn enter(&mut self, token: &str, cookie: Token, now: Duration) -> bool {
        let fits = self.entry.as_ref().is_some_and(|entry| is(token, entry));
        if fits {
            self.entry = None;
            self.cookie = Some(cookie);
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
        self.entry = Some(entry);
    }

    /// Opens it again, after the passphrase was found to be right or a new start address was used.
    pub(crate) fn open(&mut self, now: Duration) {
        self.locked = false;
        self.wrong = 0;
        self.active = now;
    }

    /// Counts a wrong passphrase at the lock screen.
    pub(crate) fn note_wrong(&mut self) {
        self.wrong = self.wrong.saturating_add(1);
    }

    /// Whether another passphrase may be tried at the lock screen.
    pub(crate) const fn may_try(&self) -> bool {
        self.wrong < MAX_WRONG
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
