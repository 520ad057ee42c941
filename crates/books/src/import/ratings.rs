//! How a holder found the service. The index has ratings without people, so they are read from the blocks that
//! were kept: for a person who asks what is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use credential_core::UnixTime;
use credential_core::journal::{ChainId, Entry, RatingLevel};

use crate::batch::Batch;
use crate::error::Result;
use crate::journals::JournalState;
use crate::open::Books;
use crate::read::RecordName;

/// How long behind a grant a rating is looked for: a terminal takes one for ten minutes.
const WITHIN: Duration = Duration::from_secs(3_600);

impl Books {
    /// The ratings of these grants, of those that have one.
    ///
    /// # Errors
    /// Those of the disk and the database; [`crate::BooksError::Damaged`].
    pub fn ratings_of(&self, grants: &[RecordName]) -> Result<BTreeMap<RecordName, RatingLevel>> {
        let mut by_chain: BTreeMap<ChainId, BTreeSet<u64>> = BTreeMap::new();
        for grant in grants {
            by_chain
                .entry(grant.chain)
                .or_default()
                .insert(grant.number);
        }
        let mut ratings = BTreeMap::new();
        for (chain, numbers) in by_chain {
            self.ratings_in(chain, &numbers, &mut ratings)?;
        }
        Ok(ratings)
    }

    fn ratings_in(
        &self,
        chain: ChainId,
        numbers: &BTreeSet<u64>,
        ratings: &mut BTreeMap<RecordName, RatingLevel>,
    ) -> Result<()> {
        let Some(state) = JournalState::find(&self.connection, &chain)? else {
            return Ok(());
        };
        let Some((key, _)) = self.facts.terminal(&chain.terminal) else {
            return Ok(());
        };
        let nothing_pending = Batch::new(&self.connection)?;
        let mut next = numbers.first().copied();
        // Until when a rating of what was met may come.
        let mut open_until = UnixTime::default();
        while let Some(number) = next.filter(|number| *number <= state.end.size) {
            let block = self.block_with(&nothing_pending, &state, key, number)?;
            let mut last = (number, UnixTime::default());
            for record in block.iter().flat_map(|block| &block.records) {
                last = (record.number.max(number), record.time);
                match &record.entry {
                    Entry::Rating(rating) if numbers.contains(&rating.of) => {
                        let number = rating.of;
                        // The first one counts.
                        let name = RecordName { chain, number };
                        ratings.entry(name).or_insert(rating.level);
                    }
                    Entry::Grant(_) | Entry::ManualGrant(_) if numbers.contains(&record.number) => {
                        open_until = open_until.max(record.time.plus(WITHIN));
                    }
                    _ => {}
                }
            }
            let behind = last.0.saturating_add(1);
            next = match last.1 < open_until {
                true => Some(behind),
                false => numbers.range(behind..).next().copied(),
            };
        }
        Ok(())
    }
}
