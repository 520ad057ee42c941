//! Where new numbers come from: none that was ever given, also by a register that is lost.

use rusqlite::Connection;

use super::failure::{self, RegisterFault};
use super::indices::{self, Indices};
use super::random::Rng;
use messages::Failure;

/// Up to where numbers may have been given of which the register does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberBound {
    /// Holder numbers up to and with this one.
    pub holder: u32,
    /// Status indices below this one.
    pub index: u32,
}

/// From how many holder numbers a register draws: eight for each status index that there can be. A
/// register that takes the place of a lost one draws from the next range.
const HOLDER_RANGE: u32 = 1 << 27;

impl NumberBound {
    /// What is beyond both bounds is beyond this one.
    pub fn max(self, other: Self) -> Self {
        Self {
            holder: self.holder.max(other.holder),
            index: self.index.max(other.index),
        }
    }

    /// The last holder number that is drawn beyond this bound.
    fn last_holder(self) -> u32 {
        self.holder.saturating_add(HOLDER_RANGE)
    }

    /// The bound of everything that a register has given which draws beyond this one.
    pub(super) fn of_given(self, connection: &Connection) -> Result<Self, RegisterFault> {
        let next: u32 = connection
            .prepare_cached("SELECT coalesce(max(status_index) + 1, 0) FROM credentials")?
            .query_row((), |row| row.get(0))?;
        Ok(Self {
            holder: self.last_holder(),
            index: self.index.max(next),
        })
    }

    /// The bound of everything that a later state of this register has given, which drew beyond
    /// `begun` and is known to have given numbers up to this bound: it may have grown to twice the
    /// size since. Half of the indices that are left stay free in any case.
    pub(super) fn with_margin(
        self,
        connection: &Connection,
        begun: Self,
    ) -> rusqlite::Result<Self> {
        let codes: u32 =
            connection.query_row("SELECT count(*) FROM credentials", (), |row| row.get(0))?;
        let grown = self.index.saturating_sub(begun.index);
        let margin = grown.max(indices::space(codes).saturating_mul(2));
        let left = indices::LARGEST.saturating_sub(self.index);
        let index = self.index + margin.min(left / 2);
        Ok(Self { index, ..self })
    }

    /// Whether there are numbers beyond the bound.
    pub(super) fn leaves_numbers(self) -> bool {
        self.index < indices::LARGEST && self.last_holder() - self.holder == HOLDER_RANGE
    }
}

/// Numbers that can still be given.
pub(super) struct Supply {
    indices: Indices,
    bound: NumberBound,
}

impl Supply {
    /// All numbers beyond the bound that the register does not have.
    pub(super) fn read(connection: &Connection, bound: NumberBound) -> Result<Self, RegisterFault> {
        let mut indices = Indices::from(bound.index);
        let mut statement = connection.prepare("SELECT status_index FROM credentials")?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            indices.take(row.get(0)?);
        }
        Ok(Self { indices, bound })
    }

    pub(super) fn take_index(&mut self, index: u32) {
        self.indices.take(index);
    }

    pub(super) fn draw_index(&mut self, rng: &mut Rng) -> Result<u32, Failure> {
        self.indices.draw(rng)
    }

    /// A number that no lost register can have given. Whether a holder has it already, the database
    /// says.
    pub(super) fn draw_holder(&self, rng: &mut Rng) -> Result<u32, Failure> {
        let range = self.bound.last_holder() - self.bound.holder;
        let drawn = rng.next_u32()?.checked_rem(range);
        drawn.map_or_else(
            || Err(failure::full("持有人编号", "holder numbers")),
            |drawn| Ok(self.bound.holder + 1 + drawn),
        )
    }
}
