//! Parses the bytes of a console: characters, line ends, answers of the console.

use std::time::{Duration, Instant};

use credential_core::scanner::key_of_sequence;

/// What some bytes mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Input {
    /// A byte of a character, in whatever encoding.
    Byte(u8),
    /// Enter or the tabulator, with which scanners end a code; the end of a paste.
    End,
    /// The Backspace key, which consoles send as 8 or as 127. No scanner sends it.
    Backspace,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-L: the screen was disturbed.
    Redraw,
    /// Where the cursor is, counted from 1 (ECMA-48 CPR): the console has processed everything before.
    Cursor { column: u16 },
    /// Any other sequence, such as the kind of console (DA).
    Other,
}

/// Escape is a key, and not the start of a sequence, if nothing follows for this long.
const LONE_ESCAPE: Duration = Duration::from_millis(60);

/// A byte 3 so soon after a character is the ETX of a scanner, and not Ctrl-C.
const SAME_SCAN: Duration = Duration::from_millis(300);

/// In bytes. Longer input is not a sequence.
const MAX_SEQUENCE: usize = 64;

/// Takes bytes in pieces of any size.
#[derive(Debug, Default)]
pub(in super::super) struct Bytes {
    sequence: Vec<u8>,
    last: Option<Instant>,
    last_key: Option<Instant>,
}

impl Bytes {
    /// Parses bytes that came at one time.
    pub(in super::super) fn take(
        &mut self,
        now: Instant,
        bytes: &[u8],
        mut give: impl FnMut(Input),
    ) {
        let waited = self.last.map(|last| now.saturating_duration_since(last));
        if waited.is_some_and(|waited| waited > LONE_ESCAPE) {
            // Otherwise the first digit of the next code would count as its second half.
            self.sequence.clear();
        }
        self.last = Some(now);
        for &byte in bytes {
            self.byte(now, byte, &mut give);
        }
    }

    fn byte(&mut self, now: Instant, byte: u8, give: &mut impl FnMut(Input)) {
        const ESCAPE: u8 = 0x1b;
        if byte == ESCAPE {
            self.sequence = vec![byte];
            return;
        }
        if !self.sequence.is_empty() {
            self.sequence.push(byte);
            let whole = match *self.sequence.as_slice() {
                // CSI: up to a byte from @ on; SS3: one byte more; anything else with Alt held down.
                [_, b'['] | [_, b'O'] => false,
                [_, b'[', ..] => {
                    (0x40..=0x7e).contains(&byte) || self.sequence.len() > MAX_SEQUENCE
                }
                _ => true,
            };
            if whole {
                let sequence = std::mem::take(&mut self.sequence);
                let text = std::str::from_utf8(&sequence).unwrap_or_default();
                match key_of_sequence(text) {
                    Some(key) => {
                        let mut utf8 = [0; 4];
                        for byte in key.encode_utf8(&mut utf8).bytes() {
                            self.key(now, byte, give);
                        }
                    }
                    None => give(input_of(text)),
                }
            }
            return;
        }
        self.key(now, byte, give);
    }

    fn key(&mut self, now: Instant, byte: u8, give: &mut impl FnMut(Input)) {
        let is_scanning = self
            .last_key
            .is_some_and(|last| now.saturating_duration_since(last) < SAME_SCAN);
        let input = match byte {
            // A scanner may end a code with ETX or EOT; one of these alone is Ctrl-C or Ctrl-D.
            3 if is_scanning => Input::End,
            3 => Input::Interrupt,
            b'\r' | b'\n' | b'\t' | 4 => Input::End,
            12 => Input::Redraw,
            // GS and RS may stand between two codes.
            29 | 30 => Input::End,
            8 | 127 => Input::Backspace,
            0..=31 => return,
            _ => Input::Byte(byte),
        };
        if matches!(input, Input::Byte(_) | Input::End) {
            self.last_key = Some(now);
        }
        give(input);
    }
}

/// What a sequence means that is not a character.
fn input_of(text: &str) -> Input {
    if let Some(place) = text
        .strip_prefix("\x1b[")
        .and_then(|rest| rest.strip_suffix('R'))
    {
        let column = place
            .split_once(';')
            .and_then(|(_, column)| column.parse().ok());
        return column.map_or(Input::Other, |column| Input::Cursor { column });
    }
    match text {
        // The end of a bracketed paste.
        "\x1b[201~" => Input::End,
        // Ctrl-C in kitty's and xterm's encodings.
        "\x1b[99;5u" | "\x1b[27;5;99~" => Input::Interrupt,
        _ => Input::Other,
    }
}
