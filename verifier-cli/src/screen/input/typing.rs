//! Distinguishes a scanner from a person by how fast they type.

use std::time::{Duration, Instant};

use credential_core::ParsedCode;

use crate::input::{KEPT, decoded};

/// The Backspace key among the keys of [`Typed`].
pub(in super::super) const BACKSPACE: char = '\u{8}';

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Typed {
    /// A scanner's code.
    Code(String),
    /// One key, pressed by a person.
    Key(char),
    /// Several, pressed quickly, or Enter behind them, which is a line feed, or [`BACKSPACE`]; ASCII.
    Keys(String),
}

impl Default for Typed {
    fn default() -> Self {
        Self::Keys(String::new())
    }
}

impl Typed {
    /// The same keys with Enter behind them.
    pub(in super::super) fn entered(self) -> Self {
        self.followed_by('\n')
    }

    fn followed_by(self, last: char) -> Self {
        match self {
            Self::Key(key) => Self::Keys(format!("{key}{last}")),
            Self::Keys(mut keys) => {
                keys.push(last);
                Self::Keys(keys)
            }
            code => code,
        }
    }
}

/// Scanners type a character every 1 to 20 ms; wireless ones are sometimes slower. Fast typists need 60.
const SCANNER_GAP: Duration = Duration::from_millis(45);

/// No code on goods or of a payment is shorter.
const SHORTEST: usize = 8;

/// Input of this length comes from a scanner, at any speed.
const SURELY_SCANNED: usize = 60;

/// After a person's key, and after a code that is whole.
const PAUSE: Duration = Duration::from_millis(150);

/// The longest pause of a wireless scanner in the middle of a code.
const HICCUP: Duration = Duration::from_millis(700);

/// What has been typed since the last line end or pause.
#[derive(Debug, Default)]
pub(in super::super) struct Typing {
    bytes: Vec<u8>,
    count: usize,
    times: Option<(Instant, Instant)>,
}

impl Typing {
    /// Takes a byte; returns what was typed before it, if a pause has ended that.
    pub(in super::super) fn byte(&mut self, now: Instant, byte: u8) -> Option<Typed> {
        let before = self.pause(now);
        if self.bytes.len() < KEPT {
            self.bytes.push(byte);
        }
        self.count += 1;
        let first = self.times.map_or(now, |(first, _)| first);
        self.times = Some((first, now));
        before
    }

    /// Enter, the tabulator or the end of a paste: whatever was typed has ended.
    pub(in super::super) fn end(&mut self) -> Option<Typed> {
        let typed = if self.is_scanned() {
            Some(Typed::Code(self.text()))
        } else {
            self.keys()
        };
        *self = Self::default();
        typed
    }

    /// The Backspace key, with what a person has typed before it. Within what a scanner types it means nothing.
    pub(in super::super) fn backspace(&mut self) -> Option<Typed> {
        if self.is_scanned() {
            return None;
        }
        let typed = self.keys().unwrap_or_default();
        *self = Self::default();
        Some(typed.followed_by(BACKSPACE))
    }

    /// Returns what was typed, if a pause has ended it.
    pub(in super::super) fn pause(&mut self, now: Instant) -> Option<Typed> {
        let (_, last) = self.times?;
        let waited = now.saturating_duration_since(last);
        if waited < PAUSE {
            return None;
        }
        let has_ended = waited >= HICCUP
            || if self.is_scanned() {
                ParsedCode::from_text(&self.text()).is_ok()
            } else {
                // More may be a slow scanner's code that goes on.
                self.count < SHORTEST
            };
        if has_ended { self.end() } else { None }
    }

    fn keys(&self) -> Option<Typed> {
        match *self.bytes.as_slice() {
            [key] if key.is_ascii() => Some(Typed::Key(char::from(key))),
            [] => None,
            _ => {
                let keys = std::str::from_utf8(&self.bytes).ok()?;
                keys.is_ascii().then(|| Typed::Keys(keys.to_owned()))
            }
        }
    }

    fn is_scanned(&self) -> bool {
        let Some((first, last)) = self.times else {
            return false;
        };
        let same = self
            .bytes
            .windows(2)
            .all(|pair| pair.first() == pair.last());
        let gaps = u32::try_from(self.count - 1).unwrap_or(u32::MAX);
        let fast = last.saturating_duration_since(first) <= SCANNER_GAP * gaps;
        // A key that is held down repeats as fast as a scanner types.
        !same && (self.count >= SURELY_SCANNED || (self.count >= SHORTEST && fast))
    }

    fn text(&self) -> String {
        decoded(self.bytes.clone())
    }
}
