//! What a merchant or a benefit is called.

use alloc::string::String;

use crate::cbor::Writer;
use crate::claims::check_name;
use crate::error::Result;
use crate::limits::MAX_TITLE_BYTES;

/// The name of a merchant or a benefit, in Chinese and perhaps in English. At most [`MAX_TITLE_BYTES`] each,
/// of the characters that names have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Title {
    /// In Chinese.
    pub zh: String,
    /// In English, where it has one.
    pub en: Option<String>,
}

impl Title {
    pub(super) fn check(&self) -> Result<()> {
        check_name(&self.zh, MAX_TITLE_BYTES)?;
        let en = self.en.as_deref();
        en.map_or(Ok(()), |en| check_name(en, MAX_TITLE_BYTES))
    }

    /// How many entries of a map it takes.
    pub(super) fn entries(&self) -> usize {
        1 + usize::from(self.en.is_some())
    }

    /// Under 2 and 3.
    pub(super) fn write(&self, out: &mut Writer) {
        out.int(ZH).text(&self.zh);
        if let Some(en) = &self.en {
            out.int(EN).text(en);
        }
    }
}

/// The keys of a title in the maps of a catalogue.
pub(super) const ZH: i64 = 2;
pub(super) const EN: i64 = 3;
