//! Text from outside on its way to a screen: nothing in it may move the cursor, change the title of
//! the window or turn the direction of writing.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The text with every character that is not seen, or that commands a terminal, written as `\u{1b}`.
pub fn escape_untrusted(text: &str) -> Cow<'_, str> {
    if !has_hidden(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// A message on its way to a screen, whatever went into it: all is escaped but the ends of its lines.
///
/// The last gate, behind which nothing can do harm. What goes into a message is escaped before, with
/// [`escape_untrusted`], so that it cannot begin a line of its own either.
pub fn for_screen(message: &str) -> Cow<'_, str> {
    let commands = |character| is_hidden(character) && !matches!(character, '\n' | '\t');
    if !message.contains(commands) {
        return Cow::Borrowed(message);
    }
    let mut out = String::with_capacity(message.len() + 16);
    for character in message.chars() {
        if commands(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// A text from a file, which can be compared and written again, and is only ever shown escaped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// A text of which nothing is known.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&escape_untrusted(&self.0))
    }
}

/// A path as it is shown; bytes that are no text become `U+FFFD`.
pub fn escape_untrusted_path(path: &Path) -> String {
    escape_untrusted(&path.to_string_lossy()).into_owned()
}

/// Control characters (Unicode category Cc, with the C1 set that 8-bit terminals obey), line and
/// paragraph separators, and what is invisible or changes the direction of writing.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Most texts are plain ASCII, of which whole words are looked at together.
fn has_hidden(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~');
    !text.bytes().all(is_plain) && text.contains(is_hidden)
}

/// Writes a value as JSON in which no string has a hidden character as such: each is written as
/// `\u001b` and the like, which every parser turns back, but no terminal obeys.
///
/// # Errors
/// If `writer` fails, or the value has no form in JSON.
pub fn write_json(writer: impl io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(writer, EscapingFormatter);
    Ok(value.serialize(&mut serializer)?)
}

struct EscapingFormatter;

impl serde_json::ser::Formatter for EscapingFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if !has_hidden(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut out = String::with_capacity(fragment.len() + 16);
        for character in fragment.chars() {
            if is_hidden(character) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string does not fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            } else {
                out.push(character);
            }
        }
        writer.write_all(out.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}[2J\u{9b}31m\u{7}\r\n\u{202e}gnp\u{e0041}王";

    #[test]
    fn no_escape_sequence_reaches_a_screen() {
        let shown = escape_untrusted(HOSTILE);
        assert!(!shown.contains(is_hidden), "{shown}");
        assert!(shown.starts_with("a\\u{1b}[2J\\u{9b}31m") && shown.ends_with('王'));
        assert_eq!(escape_untrusted("王*明 ok"), "王*明 ok");
    }

    #[test]
    fn a_message_keeps_its_lines_and_loses_its_commands() {
        let shown = for_screen("one\n\ttwo\u{1b}]0;title\u{7}\u{202e}\r");
        assert_eq!(shown, "one\n\ttwo\\u{1b}]0;title\\u{7}\\u{202e}\\u{d}");
        assert_eq!(Untrusted::new("a\nb\u{1b}").to_string(), "a\\u{a}b\\u{1b}");
    }

    #[test]
    fn json_keeps_the_value_and_hides_the_command() {
        let mut out = Vec::new();
        write_json(&mut out, &HOSTILE).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert!(!json.contains(is_hidden), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), HOSTILE);
    }
}
