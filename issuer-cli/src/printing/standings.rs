//! Which codes of a manifest the register has revoked since they were issued.

use cli_support::Stop;
use credential_core::StatusIndex;
use messages::{Failure, text};

use crate::Call;
use crate::bureau::BureauFolder;
use crate::register::{Reason, Register};

/// The register, if it is here: cards may be printed elsewhere.
pub(crate) struct Standings(Option<Register>);

impl Standings {
    /// # Errors
    /// Those of opening the register.
    pub(crate) fn open(folder: &BureauFolder<'_>, call: &mut Call<'_, '_>) -> Result<Self, Stop> {
        if folder.register_file().exists() {
            return Ok(Self(Some(folder.register()?)));
        }
        call.console.say(&text!(
            "注意：这里没有台账，后来吊销的码也会印出来。";
            "Note: there is no register here. Codes that were revoked since are printed too."))?;
        Ok(Self(None))
    }

    /// Whether the code is revoked, and why.
    ///
    /// # Errors
    /// Those of reading the register.
    pub(crate) fn revoked(&self, index: StatusIndex) -> Result<Option<Option<Reason>>, Failure> {
        let Some(register) = &self.0 else {
            return Ok(None);
        };
        let entry = register.entry_at(index)?.filter(|entry| entry.is_revoked());
        Ok(entry.map(|entry| entry.standing.changed.map(|(reason, _)| reason)))
    }
}
