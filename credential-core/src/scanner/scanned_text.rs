//! A text that was typed, with what happened to it.

use alloc::borrow::Cow;
use alloc::string::String;

use super::find::is_read;
use crate::presentation::ParsedCode;
use crate::text::TextForm;

/// A text as it is to be judged.
#[derive(Clone, Debug)]
pub struct ScannedText<'t> {
    /// The text, repaired where it could be.
    pub text: Cow<'t, str>,
    /// What happened to it on its way. If the text was [repaired](Self::is_repaired), this was
    /// undone; otherwise it is the likely reason if the text is not read or its signature does not fit.
    pub fault: Option<ScanFault>,
    /// Whether it was changed, and can be read since.
    pub is_repaired: bool,
    /// The text parsed, where that was done on the way: it need not be done again.
    pub(super) parsed: Option<ParsedCode>,
}

/// What was parsed follows from the text.
impl PartialEq for ScannedText<'_> {
    fn eq(&self, other: &Self) -> bool {
        let key = |scanned: &Self| (scanned.fault, scanned.is_repaired);
        self.text == other.text && key(self) == key(other)
    }
}

impl Eq for ScannedText<'_> {}

/// What seems to have happened to a text on its way from the code to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScanFault {
    /// Characters of it are missing, doubled or wrong.
    Incomplete,
    /// An input method made words of it.
    InputMethod,
    /// Scanner and computer are set to different keyboard layouts, or the shift key was stuck.
    KeyboardLayout,
    /// Something was put around it: an identifier, quotes, an address, control characters.
    Surrounded,
    /// Characters arrived as key sequences or as numbers typed with the Alt key.
    KeySequences,
    /// It holds more than one code, so it is not known which of them is meant.
    SeveralCodes,
}

impl ScanFault {
    /// The stable name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::InputMethod => "input-method",
            Self::KeyboardLayout => "keyboard-layout",
            Self::Surrounded => "surrounded",
            Self::KeySequences => "key-sequences",
            Self::SeveralCodes => "several-codes",
        }
    }
}

impl<'t> ScannedText<'t> {
    pub(super) fn unchanged(text: &'t str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            fault: None,
            is_repaired: false,
            parsed: None,
        }
    }

    /// The code that this text is.
    pub(super) fn of_code(text: &'t str, parsed: ParsedCode) -> Self {
        Self {
            parsed: Some(parsed),
            ..Self::unchanged(text)
        }
    }

    /// A text in which something was mended.
    pub(super) fn repaired(text: String, fault: ScanFault) -> Self {
        Self {
            text: Cow::Owned(text),
            fault: Some(fault),
            is_repaired: true,
            parsed: None,
        }
    }

    pub(crate) fn parsed(&self) -> Option<&ParsedCode> {
        self.parsed.as_ref()
    }

    pub(super) fn into_owned(self) -> ScannedText<'static> {
        ScannedText {
            text: Cow::Owned(self.text.into_owned()),
            fault: self.fault,
            is_repaired: self.is_repaired,
            parsed: self.parsed,
        }
    }

    /// The same, taken out of a line with other things in it.
    pub(super) fn out_of_line(self) -> Self {
        Self {
            fault: self.fault.or(Some(ScanFault::Surrounded)),
            is_repaired: true,
            ..self
        }
    }

    /// Whether it is a code.
    pub(super) fn is_whole(&self) -> bool {
        self.is_repaired || is_read(&self.text)
    }

    /// Whether it is a code, or has the mark of one.
    pub(super) fn is_whole_or_marked(&self) -> bool {
        self.is_whole() || TextForm::of(&self.text).is_some()
    }

    /// The same, or a part of one.
    pub(super) fn is_of_ours(&self) -> bool {
        self.fault.is_some() || self.is_whole_or_marked()
    }
}
