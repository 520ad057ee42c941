//! The names of organisations.

use alloc::string::String;

use crate::claims::check_name;
use crate::error::Result;
use crate::limits::MAX_ISSUER_NAME_BYTES;

/// Name of a bureau or an authority, in Chinese and perhaps in English.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrgName {
    /// The name in Chinese.
    pub zh: String,
    /// The name in English, where there is one.
    pub en: Option<String>,
}

impl OrgName {
    pub(super) fn check(&self) -> Result<()> {
        check_name(&self.zh, MAX_ISSUER_NAME_BYTES)?;
        self.en
            .as_deref()
            .map_or(Ok(()), |en| check_name(en, MAX_ISSUER_NAME_BYTES))
    }
}
