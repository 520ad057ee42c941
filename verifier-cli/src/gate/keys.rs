//! From the numbers of keys (those of Linux, which USB keyboards and scanners have in common) to text.
//!
//! Scanners type as a US keyboard does unless they are told otherwise. No layout of the computer comes between.

/// Which keys are held.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keys {
    left_shift: bool,
    right_shift: bool,
    /// Ctrl, Alt or the logo: what is pressed with it is a command and no text.
    others: u8,
}

const ENTER: u16 = 28;
const KEYPAD_ENTER: u16 = 96;
const TAB: u16 = 15;
const LEFT_SHIFT: u16 = 42;
const RIGHT_SHIFT: u16 = 54;
/// Ctrl, Alt and logo, left and right.
const OTHERS: [u16; 6] = [29, 97, 56, 100, 125, 126];

/// Runs of keys: the number of the first, what they type, and what they type with shift.
const RUNS: [(u16, &[u8], &[u8]); 6] = [
    (2, b"1234567890-=", b"!@#$%^&*()_+"),
    (16, b"qwertyuiop[]", b"QWERTYUIOP{}"),
    (30, b"asdfghjkl;'`", b"ASDFGHJKL:\"~"),
    (43, b"\\zxcvbnm,./", b"|ZXCVBNM<>?"),
    // The keypad, with Num Lock.
    (71, b"789-456+1230.", b"789-456+1230."),
    (86, b"\\", b"|"),
];

/// Keys that stand alone and know no shift.
const SINGLE: [(u16, u8); 3] = [(57, b' '), (55, b'*'), (98, b'/')];

impl Keys {
    /// Takes in that a key went down (1), up (0) or repeats (2), and says what it types.
    pub(crate) fn event(&mut self, key: u16, value: i32) -> Option<u8> {
        let is_down = value != 0;
        match key {
            LEFT_SHIFT => self.left_shift = is_down,
            RIGHT_SHIFT => self.right_shift = is_down,
            _ => {
                if let Some(at) = OTHERS.iter().position(|other| *other == key) {
                    let bit = 1 << at;
                    self.others = if is_down {
                        self.others | bit
                    } else {
                        self.others & !bit
                    };
                } else if value == 1 && self.others == 0 {
                    // A key that repeats is one that the scanner did not let go in time: it was meant once.
                    return self.text(key);
                }
            }
        }
        None
    }

    fn text(self, key: u16) -> Option<u8> {
        if matches!(key, ENTER | KEYPAD_ENTER | TAB) {
            return Some(b'\r');
        }
        if let Some((_, byte)) = SINGLE.iter().find(|(number, _)| *number == key) {
            return Some(*byte);
        }
        RUNS.iter().find_map(|(first, plain, shifted)| {
            let at = usize::from(key.checked_sub(*first)?);
            let typed = if self.left_shift || self.right_shift {
                shifted
            } else {
                plain
            };
            typed.get(at).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a scanner types a text.
    fn events(text: &str) -> Vec<(u16, i32)> {
        let mut events = Vec::new();
        for byte in text.bytes() {
            let single = SINGLE.iter().find(|(_, typed)| *typed == byte);
            let run = |shifted: bool| {
                RUNS.iter().find_map(|(first, plain, with)| {
                    let typed = if shifted { with } else { plain };
                    let at = typed.iter().position(|typed| *typed == byte)?;
                    Some(first + at as u16)
                })
            };
            let plain = match (byte, single) {
                (b'\r', _) => Some(ENTER),
                (_, Some((key, _))) => Some(*key),
                _ => run(false),
            };
            match plain {
                Some(key) => events.extend([(key, 1), (key, 0)]),
                None => {
                    let key = run(true).unwrap();
                    events.extend([(LEFT_SHIFT, 1), (key, 1), (key, 0), (LEFT_SHIFT, 0)]);
                }
            }
        }
        events
    }

    fn typed(events: &[(u16, i32)]) -> String {
        let mut keys = Keys::default();
        let bytes = events
            .iter()
            .filter_map(|(key, value)| keys.event(*key, *value));
        String::from_utf8(bytes.collect()).unwrap()
    }

    #[test]
    fn every_character_of_a_code_is_typed_and_read() {
        let all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:abcxyz?=&#\r";
        assert_eq!(typed(&events(all)), all);
        // By the number of each key, so that the table itself is looked at.
        let keys = [
            (9, '8'),
            (2, '1'),
            (38, 'l'),
            (48, 'b'),
            (39, ';'),
            (44, 'z'),
            (53, '/'),
            (12, '-'),
        ];
        for (key, character) in keys {
            assert_eq!(typed(&[(key, 1)]), character.to_string(), "{key}");
        }
        assert_eq!(typed(&[(42, 1), (39, 1), (5, 1), (42, 0), (39, 1)]), ":$;");
        let keypad = [71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83].map(|key| (key, 1));
        assert_eq!(typed(&keypad), "789-456+1230.");
    }

    #[test]
    fn both_shifts_count_each_for_itself() {
        let (left, right) = (LEFT_SHIFT, RIGHT_SHIFT);
        assert_eq!(
            typed(&[(left, 1), (right, 1), (left, 0), (2, 1), (right, 0), (2, 1)]),
            "!1"
        );
    }

    #[test]
    fn repeats_commands_and_unknown_keys_type_nothing() {
        assert_eq!(typed(&[(2, 1), (2, 2), (2, 2), (2, 0)]), "1");
        for other in OTHERS {
            assert_eq!(
                typed(&[(other, 1), (46, 1), (46, 0), (other, 0), (46, 1)]),
                "c"
            );
        }
        assert_eq!(
            typed(&[(0, 1), (1, 1), (58, 1), (113, 1), (240, 1), (u16::MAX, 1)]),
            ""
        );
    }
}
