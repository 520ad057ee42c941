//! Names, and the characters that no name has.

use alloc::string::String;
use core::fmt;

use crate::error::{Error, Field, Result};
use crate::limits::MAX_NAME_BYTES;

/// The name that a terminal shows, as a rule masked: 王*明.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DisplayName(String);

impl DisplayName {
    /// A name as it is to be shown.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Name`] if it is empty, longer than
    /// [`MAX_NAME_BYTES`], begins or ends with a blank, or has a
    /// character that no name has: a control character, an invisible one, one that changes the
    /// direction of writing (a screen could then show something else than was signed), one of private
    /// use, white space other than single blanks.
    pub fn new(name: &str) -> Result<Self> {
        check_name(name, MAX_NAME_BYTES)?;
        Ok(Self(String::from(name)))
    }

    /// The masked form of a full name: the first and the last character with one `*` between them;
    /// of a name of two characters the first and `*`. The length of the name is not shown.
    ///
    /// # Errors
    /// As [`DisplayName::new`].
    pub fn masked(full: &str) -> Result<Self> {
        check_name(full, MAX_NAME_BYTES)?;
        let mut characters = full.chars();
        let mut masked = String::with_capacity(9);
        masked.extend(characters.next());
        masked.push('*');
        masked.extend(
            characters
                .next_back()
                .filter(|_| characters.next().is_some()),
        );
        Ok(Self(masked))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Refuses characters that no name of a person, a bureau or an authority has.
pub(crate) fn check_name(name: &str, max_bytes: usize) -> Result<()> {
    let bad = name.is_empty()
        || name.len() > max_bytes
        || name.starts_with(char::is_whitespace)
        || name.ends_with(char::is_whitespace)
        || name.contains("  ")
        || name.contains(is_refused);
    if bad {
        Err(Error::ClaimsInvalid(Field::Name))
    } else {
        Ok(())
    }
}

/// Whether a character shows nothing, changes how others are shown, is none, or is a different one on
/// every computer (docs/format.md, Names).
fn is_refused(character: char) -> bool {
    let code = u32::from(character);
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        // Planes 4 to 16: nothing, tags, variation selectors, private use.
        || code >= 0x4_0000
        // The last two of each plane, and a block of the first.
        || code & 0xfffe == 0xfffe
        || matches!(code,
            0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164
            | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
            | 0x13430..=0x1343f | 0x16fe4 | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a)
}
