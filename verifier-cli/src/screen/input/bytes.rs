//! Parses the bytes of a console: characters, line ends, answers of the console.

use std::time::{Duration, Instant};

/// What some bytes mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Input {
    /// A byte of a character, in whatever encoding.
    Byte(u8),
    /// Enter or the tabulator, with which scanners end a code; the end of a paste.
    End,
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

/// In bytes. Longer input is not a sequence.
const MAX_SEQUENCE: usize = 64;

/// Takes bytes in pieces of any size.
#[derive(Debug, Default)]
pub(in super::super) struct Bytes {
    sequence: Vec<u8>,
    last: Option<Instant>,
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
            if let Some(input) = self.byte(byte) {
                give(input);
            }
        }
    }

    fn byte(&mut self, byte: u8) -> Option<Input> {
        const ESCAPE: u8 = 0x1b;
        if byte == ESCAPE {
            self.sequence = vec![byte];
            return None;
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
            return whole.then(|| sequence(&std::mem::take(&mut self.sequence)));
        }
        match byte {
            b'\r' | b'\n' | b'\t' => Some(Input::End),
            3 => Some(Input::Interrupt),
            12 => Some(Input::Redraw),
            0..=31 | 127 => None,
            _ => Some(Input::Byte(byte)),
        }
    }
}

fn sequence(bytes: &[u8]) -> Input {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
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
        _ => Input::Other,
    }
}
