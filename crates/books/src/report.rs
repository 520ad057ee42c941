//! What the books say: reports, settlements, and the export of records.
//!
//! `figures` are the tables of a report, `suppression` says what of them may be shown. `statements` has the sums as
//! SQL (`uses.sql`, which Spark runs too), `people` the different people, `names` what everything is called;
//! `query` puts a report together, `merchant` that of one merchant; `settlement` is what a merchant is
//! paid back.

mod figures;
mod marked;
mod merchant;
mod names;
mod people;
mod query;
mod settlement;
mod span;
mod statements;
mod suppression;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use figures::{Apart, BenefitReport, Dimension, Figures, Row, Shown, Table};
pub use marked::{MarkedUses, SavedUses};
pub use merchant::MerchantReport;
pub use names::{Name, Names};
pub use settlement::{Settlement, SettlementDraft, SettlementLine};
pub use span::MonthSpan;
pub use suppression::{FEWEST_PEOPLE, SmallGroups};

use credential_core::UnixTime;
use rusqlite::Connection;

use crate::backup::SETTLEMENTS;
use crate::error::Result;
use crate::month::Month;
use crate::open::Books;

/// What the books say. They are open for nobody else meanwhile, so what is read belongs together: an import is in
/// all of it or in nothing.
impl Books {
    /// What was used in these months, by whom and where.
    ///
    /// # Errors
    /// [`crate::BooksError::AmountOverflow`], [`crate::BooksError::Damaged`]; those of the database.
    pub fn benefit_report(&self, span: MonthSpan, small: SmallGroups) -> Result<BenefitReport> {
        query::benefit_report(&self.connection, span, small)
    }

    /// What was used at each of these merchants.
    ///
    /// # Errors
    /// As [`Self::benefit_report`].
    pub fn merchant_reports(
        &self,
        merchants: &[u32],
        span: MonthSpan,
    ) -> Result<Vec<MerchantReport>> {
        merchant::merchant_reports(&self.connection, merchants, span)
    }

    /// What merchants, benefits and trades are called.
    ///
    /// # Errors
    /// Those of the database.
    pub fn names(&self) -> Result<Names> {
        Names::read(&self.connection)
    }

    /// The settlement of the merchant for the month, if one was made.
    ///
    /// # Errors
    /// Those of the database.
    pub fn settlement(&self, merchant: u32, month: Month) -> Result<Option<Settlement>> {
        settlement::made(&self.settlements()?, merchant, month)
    }

    /// What a settlement would say now. `share` gives the share of what was saved with a benefit in a month that is
    /// paid back, in thousandths; 0 for nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub fn settlement_draft(
        &self,
        merchant: u32,
        month: Month,
        share: &dyn Fn(Month, u32) -> u16,
    ) -> Result<SettlementDraft> {
        let settlements = self.settlements()?;
        let from = settlement::Sources {
            books: &self.connection,
            settlements: &settlements,
        };
        settlement::draft(from, self.head()?, (merchant, month), share)
    }

    /// What of a settlement needs a look before it is recorded.
    ///
    /// # Errors
    /// [`crate::BooksError::AmountOverflow`]; those of the database.
    pub fn marked_uses(&self, draft: &SettlementDraft) -> Result<MarkedUses> {
        marked::marked_uses(&self.connection, draft)
    }

    /// Records a settlement with its document, from when on neither changes any more. If one was made meanwhile,
    /// that one is given and nothing is changed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record_settlement(
        &self,
        draft: SettlementDraft,
        made: UnixTime,
        operator: &str,
        document: Vec<u8>,
    ) -> Result<Settlement> {
        let settlement = Settlement {
            draft,
            made,
            operator: operator.to_owned(),
            document,
        };
        settlement::record(&mut self.settlements()?, settlement)
    }

    fn settlements(&self) -> Result<Connection> {
        settlement::store::open(&self.folder.path().join(SETTLEMENTS))
    }
}
