//! Where new numbers come from: none that was ever given, also by books that are lost.

use rusqlite::Connection;

use super::audit;
use super::clerk::Batch;
use super::failure::Fault;
use super::indices::Indices;

/// Numbers that can still be given.
pub(super) struct Supply {
    indices: Indices,
    beyond: Beyond,
}

/// Up to where numbers may have been given of which the register does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Holder numbers up to and with this one.
    pub holder: u32,
    /// Status indices below this one.
    pub index: u32,
}

const MARK: &str = "numbers beyond holder=";
const INDEX: &str = " index=";

impl Supply {
    fn read(connection: &Connection) -> Result<Self, Fault> {
        let beyond = beyond(connection)?;
        let mut indices = Indices::new();
        indices.take_below(beyond.index);
        let mut statement = connection.prepare("SELECT status_index FROM credentials")?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            indices.take(row.get(0)?);
        }
        Ok(Self { indices, beyond })
    }
}

/// What the trail says of it.
fn beyond(connection: &Connection) -> Result<Beyond, Fault> {
    let mut most = Beyond::default();
    let mut statement = connection
        .prepare("SELECT * FROM audit WHERE action IN ('create', 'recover') ORDER BY number")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let details = audit::read(row)?.details;
        for note in details.split("; ") {
            if let Some(beyond) = parse(note) {
                most.holder = most.holder.max(beyond.holder);
                most.index = most.index.max(beyond.index);
            }
        }
    }
    Ok(most)
}

fn parse(note: &str) -> Option<Beyond> {
    let (holder, index) = note.strip_prefix(MARK)?.split_once(INDEX)?;
    Some(Beyond {
        holder: holder.parse().ok()?,
        index: index.parse().ok()?,
    })
}

impl Batch<'_> {
    /// From now on no number is given that could have been given by books which are lost.
    pub fn give_numbers_beyond(&mut self, beyond: Beyond) {
        self.note(&format!("{MARK}{}{INDEX}{}", beyond.holder, beyond.index));
        *self.supply = None;
    }

    pub(super) fn draw_index(&mut self) -> Result<u32, Fault> {
        let supply = supply(self.supply, &self.transaction)?;
        Ok(supply.indices.draw(self.rng)?)
    }

    /// A number that lost books cannot have given. Whether a holder has it already, the database tells.
    pub(super) fn draw_holder_number(&mut self) -> Result<u32, Fault> {
        let given = supply(self.supply, &self.transaction)?.beyond.holder;
        loop {
            let number = self.rng.next_u32()?;
            if number > given {
                return Ok(number);
            }
        }
    }
}

/// Read once in a run: the bitmap of a city's indices takes a tenth of a second.
fn supply<'s>(
    held: &'s mut Option<Supply>,
    connection: &Connection,
) -> Result<&'s mut Supply, Fault> {
    Ok(match held {
        Some(supply) => supply,
        empty => empty.insert(Supply::read(connection)?),
    })
}
