//! Giving a benefit without a code that can be read: a manual grant, with its reason.
//!
//! Nobody can verify whom it is given to, so it is a record of its own kind, has a bound for each day, and is
//! reported apart.

use credential_core::journal::{ManualGrant, ManualReason};
use credential_core::limits::MAX_MANUAL_GRANTS_PER_DAY;
use credential_core::{
    BenefitNumber, DayNumber, Fen, HolderId, HolderNumber, Holdings, Moment, UnixTime, charge,
};
use messages::{Failure, benefit_words, failure};

use super::counter::{Counter, branch, catalogue, no_catalogue, no_longer, place};
use super::grant::{Granted, no_price, not_granted, price_of, refuse_above};
use super::ledger::JournalLedger;
use super::offer::{NoOffer, Offer, OfferedBenefit};

/// What an operator gives without a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManualWish {
    /// Why there is no code.
    pub reason: ManualReason,
    /// As it is printed on the card of a holder of this bureau, if somebody has typed it.
    pub holder: Option<HolderNumber>,
    /// Which benefit.
    pub benefit: BenefitNumber,
    /// Uses, rides or days of hire.
    pub units: u32,
    /// The price, where the benefit is about one.
    pub price: Option<Fen>,
}

impl Counter {
    /// What can be given without a code here and now, to the holder with this number or to somebody.
    pub fn manual_offer(
        &mut self,
        holdings: &Holdings,
        holder: Option<HolderNumber>,
        now: UnixTime,
    ) -> Result<Offer, Failure> {
        self.refuse_rehearsal()?;
        let place = place(holdings).ok_or_else(no_catalogue)?;
        let here = catalogue(holdings, place).ok_or_else(no_catalogue)?;
        let issuer = place.claims().issuer;
        let state = holdings.catalogue_state(issuer, now);
        let holder = holder.map(|number| HolderId { issuer, number });
        let journal = self.journal(place, now)?;
        let time = journal.time(now);
        refuse_too_many(journal.manual_grants_on(DayNumber::of(time)))?;
        let ledger = JournalLedger::new(journal, issuer);
        let all = here.evaluate_without_code(holder, Moment::at(time), &ledger);
        let mut offer = Offer::of_part(&here, state);
        offer.benefits = match all {
            Ok(all) => Ok(all.iter().map(OfferedBenefit::without_code).collect()),
            Err(reason) => Err(NoOffer::Place(reason)),
        };
        Ok(offer)
    }

    /// Gives a benefit without a code, with the reason.
    ///
    /// # Errors
    /// Why it is not given; as [`Counter::grant`].
    pub fn grant_manually(
        &mut self,
        holdings: &Holdings,
        wish: ManualWish,
        now: UnixTime,
    ) -> Result<Granted, Failure> {
        self.refuse_rehearsal()?;
        let place = place(holdings).ok_or_else(no_catalogue)?;
        let here = catalogue(holdings, place).ok_or_else(no_catalogue)?;
        let issuer = place.claims().issuer;
        let holder = wish.holder.map(|number| HolderId { issuer, number });
        let journal = self.journal(place, now)?;
        let time = journal.time(now);
        refuse_too_many(journal.manual_grants_on(DayNumber::of(time)))?;
        let ledger = JournalLedger::new(journal, issuer);
        let all = here
            .evaluate_without_code(holder, Moment::at(time), &ledger)
            .map_err(|reason| {
                let (what, remedy) = benefit_words::no_benefits(reason);
                Failure::new(reason.code(), what, remedy)
            })?;
        let mut all = all.into_iter();
        let standing = all.find(|one| one.entry().number() == wish.benefit);
        let standing = standing.ok_or_else(no_longer)?;
        let (benefit, left) = standing.available().map_err(not_granted)?;
        refuse_above(benefit, &left, wish.units)?;
        if benefit.kind.needs_price() && wish.price.is_none() {
            return Err(no_price());
        }
        let charged = wish.price.map(|price| charge(&[benefit], price));
        let charged = charged.and_then(Result::ok);
        let grant = ManualGrant {
            reason: wish.reason,
            holder,
            benefit: benefit.number.0,
            edition: here.part().edition().into(),
            branch: branch(place),
            units: wish.units,
            price: charged.map(price_of),
        };
        let recorded = self.write(place, now, |journal| journal.grant_manually(grant, now))?;
        Ok(Granted {
            record: recorded.number,
            time: recorded.time,
            benefit: benefit.number,
            title: benefit.title.clone(),
            units: wish.units,
            charge: charged,
            manual: Some(wish.reason),
        })
    }
}

fn refuse_too_many(given: u32) -> Result<(), Failure> {
    if given < MAX_MANUAL_GRANTS_PER_DAY {
        return Ok(());
    }
    Err(failure!("manual-too-many";
        "今天手工登记已有 {given} 笔，到了上限";
        "{given} manual grants today: that is the most of a day";
        "请修好扫码枪，或请持有人到发码单位换卡。撤回登记错的会腾出名额。";
        "Have the scanner mended, or the card replaced by the bureau. Undoing a wrong one makes room."))
}
