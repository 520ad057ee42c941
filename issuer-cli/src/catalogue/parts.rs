//! Which merchant gives what: the parts of an edition before they are signed.

use credential_core::{CatalogueDraft, IssuerId, Listing, Membership, Title, Validity};

use crate::regions;

use super::benefit_row::BenefitRow;
use super::book::CatalogueBook;
use super::merchant_row::MerchantRow;

impl CatalogueBook {
    /// The benefits that this merchant gives, by number; none if it has left.
    pub(crate) fn given_by<'b>(
        &'b self,
        merchant: &'b MerchantRow,
    ) -> impl Iterator<Item = &'b BenefitRow> + 'b {
        let has_left = merchant.merchant.membership == Membership::LEFT;
        let all = self.benefits.iter().filter(move |_| !has_left);
        all.filter(move |benefit| benefit.givers.has(merchant, &self.trades))
    }

    /// The part of this merchant.
    pub(crate) fn part(
        &self,
        merchant: &MerchantRow,
        (issuer, edition, validity): (IssuerId, u32, Validity),
    ) -> CatalogueDraft {
        CatalogueDraft {
            issuer,
            edition,
            validity,
            merchant: merchant.merchant.clone(),
            benefits: self
                .given_by(merchant)
                .map(|row| row.benefit.clone())
                .collect(),
        }
    }

    /// What people look for this merchant by; `None` if the tables have nothing that can stand there.
    pub(crate) fn listing(&self, merchant: &MerchantRow) -> Option<Listing> {
        let named = merchant.trades.iter();
        let trades = named.filter_map(|trade| self.trades.get(*trade));
        let trades = trades.map(|row| Title {
            zh: row.name.clone(),
            en: (!row.name_en.is_empty()).then(|| row.name_en.clone()),
        });
        // A cell may have several lines; a listing has one.
        let words: Vec<&str> = merchant.contact.split_whitespace().collect();
        let mut listing = Listing {
            trades: trades.collect(),
            region: merchant.region,
            district: regions::name(merchant.region).map(str::to_owned),
            contact: (!words.is_empty()).then(|| words.join(" ")),
        };
        if listing.check().is_err() {
            listing.contact = None;
        }
        listing.check().is_ok().then_some(listing)
    }

    /// The benefits that no merchant of the table gives, although one should.
    pub(crate) fn given_by_nobody(&self) -> impl Iterator<Item = &BenefitRow> {
        let is_given = |benefit: &&BenefitRow| {
            self.merchants.iter().any(|merchant| {
                merchant.merchant.membership != Membership::LEFT
                    && benefit.givers.has(merchant, &self.trades)
            })
        };
        self.benefits
            .iter()
            .filter(move |benefit| !benefit.givers.is_bureau() && !is_given(benefit))
    }

    /// The benefits that the bureau gives itself.
    pub(crate) fn given_by_bureau(&self) -> impl Iterator<Item = &BenefitRow> {
        self.benefits
            .iter()
            .filter(|benefit| benefit.givers.is_bureau())
    }

    /// The benefits that are for everybody because the column of categories is empty.
    pub(crate) fn for_everybody_by_silence(&self) -> impl Iterator<Item = &BenefitRow> {
        self.benefits
            .iter()
            .filter(|row| row.is_for_everybody_by_silence())
    }

    /// The merchant with this number.
    pub(crate) fn merchant(&self, number: u32) -> Option<&MerchantRow> {
        let at = self
            .merchants
            .binary_search_by_key(&number, MerchantRow::number);
        at.ok().and_then(|at| self.merchants.get(at))
    }

    /// The benefit with this number.
    pub(crate) fn benefit(&self, number: u32) -> Option<&BenefitRow> {
        let at = self
            .benefits
            .binary_search_by_key(&number, BenefitRow::number);
        at.ok().and_then(|at| self.benefits.get(at))
    }

    /// Keeps the merchants of the edition before whom the tables no longer have: as merchants that have left.
    /// Terminals of theirs must learn it. Gives their numbers.
    pub(crate) fn keep_gone(&mut self, before: &Self) -> Vec<u32> {
        let gone: Vec<MerchantRow> = before
            .merchants
            .iter()
            .filter(|merchant| self.merchant(merchant.number()).is_none())
            .map(MerchantRow::left)
            .collect();
        let numbers = gone.iter().map(MerchantRow::number).collect();
        self.merchants.extend(gone);
        self.merchants.sort_by_key(MerchantRow::number);
        numbers
    }
}
