//! What a terminal should have of an issuer, so that it sees what was left out of an update.

use core::time::Duration;

use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::MAX_VALIDITY;
use crate::time::UnixTime;

/// That an issuer publishes lists of one kind, and how new one must be to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Expectation {
    /// From when on the issuer publishes lists.
    pub since: UnixTime,
    /// When the newest list had been made that the authority knew as it made this trust list.
    pub least: UnixTime,
    /// How old a list may get and still count: whole seconds, from 1 to [`MAX_VALIDITY`].
    pub max_age: Duration,
}

impl Expectation {
    /// Whether lists are to be expected at `time`.
    pub fn applies(&self, time: UnixTime) -> bool {
        time >= self.since
    }

    /// Whether a list made at `made` is new enough at `time`.
    pub fn is_met_by(&self, made: UnixTime, time: UnixTime) -> bool {
        made >= self.least && time.since(made) <= self.max_age
    }

    pub(super) fn check(&self) -> Result<()> {
        self.since.max(self.least).check()?;
        if (SECOND..=MAX_VALIDITY).contains(&self.max_age) {
            Ok(())
        } else {
            Err(Error::ClaimsInvalid(Field::Validity))
        }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.array(3)
            .uint(self.since.as_secs())
            .uint(self.least.as_secs())
            .uint(self.max_age.as_secs());
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        if reader.array()? != 3 {
            return Err(Error::Malformed(CborFault::UnexpectedItem));
        }
        Ok(Self {
            since: UnixTime::from_secs(reader.uint()?),
            least: UnixTime::from_secs(reader.uint()?),
            max_age: Duration::from_secs(reader.uint()?),
        })
    }
}

const SECOND: Duration = Duration::from_secs(1);
