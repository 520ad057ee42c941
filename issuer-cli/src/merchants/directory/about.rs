//! Whose directory it is, and of when.

use credential_core::CivilDay;
use messages::{Lang, Text};

/// Whose directory it is, and of when.
pub(crate) struct About {
    pub(crate) lang: Lang,
    pub(crate) bureau: Text,
    pub(crate) today: CivilDay,
}
