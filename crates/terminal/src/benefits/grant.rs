//! Giving benefits on a code: one, or several that apply one after the other (折上折).
//!
//! What is granted is in the journal, on the disk, before this returns that it was granted.

use credential_core::journal::{Grant, Judged, ManualReason, Price, ShownCode, UndoReason};
use credential_core::{
    Benefit, BenefitNumber, Charge, ChargeFault, ChargeStep, EligibleHolder, Fen, Holdings, Moment,
    Place, PlaceCatalogue, QuotaUnit, QuotasLeft, Title, Unavailable, UnixTime, charge,
    charge_steps,
};
use messages::{Failure, Lang, benefit_words, failure};

use super::counter::{Counter, branch, catalogue, no_catalogue, no_longer, place};
use super::ledger::JournalLedger;
use super::offer::{OfferedBenefit, is_in_days};

/// What an operator, or a gate, gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantWish {
    /// Which benefit.
    pub benefit: BenefitNumber,
    /// Uses, rides or days of hire.
    pub units: u32,
    /// The price, where the benefit is about one.
    pub price: Option<Fen>,
    /// On which verdict.
    pub judged: Judged,
}

/// A benefit that was given: the record is on the disk.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The number of the record.
    pub record: u64,
    /// The time of the record.
    pub time: UnixTime,
    /// Which benefit.
    pub benefit: BenefitNumber,
    /// What it is called.
    pub title: Title,
    /// Uses, rides or days of hire.
    pub units: u32,
    /// What this benefit does: of several, to what the ones before it have left.
    pub charge: Option<Charge>,
    /// Why it was given without a code, if it was.
    pub manual: Option<ManualReason>,
}

/// Several benefits that were given together: a record each, in the order in which they apply.
#[derive(Clone, Debug)]
pub struct GrantedTogether {
    /// At least one.
    pub each: Vec<Granted>,
    /// What all of them do.
    pub charge: Charge,
}

impl Counter {
    /// Grants a benefit, after looking once more whether this holder has it here and now.
    ///
    /// # Errors
    /// Why it is not granted; there is then no record of it, or one that is cut off before anything else is
    /// granted.
    pub fn grant(
        &mut self,
        holdings: &Holdings,
        holder: EligibleHolder<'_>,
        wish: GrantWish,
        now: UnixTime,
    ) -> Result<Granted, Failure> {
        let given = self.look(holdings, holder, &[wish.benefit], now)?;
        let &(benefit, left) = given.benefits.first().ok_or_else(no_longer)?;
        refuse_above(benefit, &left, wish.units)?;
        if benefit.kind.needs_price() && wish.price.is_none() {
            return Err(no_price());
        }
        let charged = wish.price.map(|price| charge(&[benefit], price));
        // One benefit alone always has a charge.
        let charged = charged.and_then(Result::ok);
        self.record(&given, holder, benefit, (wish.units, charged), wish.judged)
    }

    /// Grants several benefits that have an order, each applied to what the one before has left. All of them
    /// or none: if one cannot be recorded, those before it are taken back.
    ///
    /// # Errors
    /// As [`Counter::grant`], and why they cannot be taken together.
    pub fn grant_together(
        &mut self,
        holdings: &Holdings,
        holder: EligibleHolder<'_>,
        (benefits, price): (&[BenefitNumber], Fen),
        judged: Judged,
        now: UnixTime,
    ) -> Result<GrantedTogether, Failure> {
        let given = self.look(holdings, holder, benefits, now)?;
        let all: Vec<&Benefit> = given.benefits.iter().map(|(benefit, _)| *benefit).collect();
        if all.iter().any(|benefit| is_in_days(benefit)) {
            return Err(alone());
        }
        let steps = charge_steps(&all, price).map_err(not_together)?;
        let mut each: Vec<Granted> = Vec::new();
        for ChargeStep { benefit, charge } in steps {
            let known = all.iter().find(|known| known.number == benefit);
            let benefit = known.ok_or_else(no_longer)?;
            match self.record(&given, holder, benefit, (1, Some(charge)), judged) {
                Ok(granted) => each.push(granted),
                Err(failure) => {
                    return Err(self.take_back(holdings, &each, failure, now));
                }
            }
        }
        let last = each.last().and_then(|last| last.charge);
        let charge = Charge {
            price,
            to_pay: last.map_or(price, |last| last.to_pay),
        };
        Ok(GrantedTogether { each, charge })
    }

    /// Takes back what of several was recorded before one of them could not be.
    fn take_back(
        &mut self,
        holdings: &Holdings,
        each: &[Granted],
        failure: Failure,
        now: UnixTime,
    ) -> Failure {
        for granted in each.iter().rev() {
            let record = granted.record;
            if let Err(again) = self.undo(holdings, record, UndoReason::Mistake, now) {
                return failure!("together-incomplete";
                    "几项优待只记录了一部分，第 {record} 条没有撤回成（{}）", again.what.in_lang(Lang::Zh);
                    "only some of the benefits were recorded, and record {record} could not be undone ({})", again.what.in_lang(Lang::En);
                    "请按已记录的收费，并告知发码单位撤回第 {record} 条。";
                    "Charge as recorded, and have the bureau undo record {record}.");
            }
        }
        failure
    }

    /// What is given here and now to this holder of some benefits.
    fn look<'h>(
        &mut self,
        holdings: &'h Holdings,
        holder: EligibleHolder<'_>,
        benefits: &[BenefitNumber],
        now: UnixTime,
    ) -> Result<Given<'h>, Failure> {
        self.refuse_rehearsal()?;
        let place = place(holdings).ok_or_else(no_catalogue)?;
        let here = catalogue(holdings, place).ok_or_else(no_catalogue)?;
        let issuer = place.claims().issuer;
        let journal = self.journal(place, now)?;
        let moment = Moment::at(journal.time(now));
        let ledger = JournalLedger::new(journal, issuer);
        let available = |number: &BenefitNumber| {
            let standing = here
                .evaluate_one(*number, holder, moment, &ledger)
                .map_err(|reason| {
                    let (what, remedy) = benefit_words::no_benefits(reason);
                    Failure::new(reason.code(), what, remedy)
                })?
                .ok_or_else(no_longer)?;
            standing.available().map_err(not_granted)
        };
        let benefits = benefits.iter().map(available).collect::<Result<_, _>>()?;
        Ok(Given {
            place,
            here,
            benefits,
            now,
        })
    }

    fn record(
        &mut self,
        given: &Given<'_>,
        holder: EligibleHolder<'_>,
        benefit: &Benefit,
        (units, charge): (u32, Option<Charge>),
        judged: Judged,
    ) -> Result<Granted, Failure> {
        let credential = holder.credential();
        let grant = Grant {
            holder: credential.holder_id(),
            status_index: credential.claims().status_index,
            benefit: benefit.number.0,
            edition: given.here.part().edition().into(),
            branch: branch(given.place),
            units,
            price: charge.map(price_of),
            code: match credential.proof() {
                Some(_) => ShownCode::Phone,
                None => ShownCode::Card,
            },
            judged,
        };
        let now = given.now;
        let recorded = self.write(given.place, now, |journal| journal.grant(grant, now))?;
        Ok(Granted {
            record: recorded.number,
            time: recorded.time,
            benefit: benefit.number,
            title: benefit.title.clone(),
            units,
            charge,
            manual: None,
        })
    }

    /// What is to be paid with one benefit.
    pub fn charge(benefit: &OfferedBenefit, price: Fen) -> Option<Charge> {
        charge(&[benefit.benefit.as_ref()?], price).ok()
    }

    /// What is to be paid with several, step by step.
    pub fn charge_steps(benefits: &[&OfferedBenefit], price: Fen) -> Option<Vec<ChargeStep>> {
        let benefits = benefits.iter().map(|offered| offered.benefit.as_ref());
        charge_steps(&benefits.collect::<Option<Vec<_>>>()?, price).ok()
    }
}

/// What is given at a place, at a moment.
struct Given<'h> {
    place: &'h Place,
    here: PlaceCatalogue<'h>,
    benefits: Vec<(&'h Benefit, QuotasLeft<'h>)>,
    now: UnixTime,
}

/// A charge as a record has it.
pub(super) fn price_of(charge: Charge) -> Price {
    Price {
        full: charge.price.get(),
        charged: charge.to_pay.get(),
    }
}

/// Refuses more units than are left, and several of what is not hired by the day: a price is that of one.
pub(super) fn refuse_above(
    benefit: &Benefit,
    left: &QuotasLeft<'_>,
    units: u32,
) -> Result<(), Failure> {
    if units != 1 && !is_in_days(benefit) {
        return Err(
            failure!("units-not-one"; "没有给予：只有按天数给的优待才能写数量"; "not granted: only what is given by days has a number of units";
                "请一次一次给。"; "Give it once for each use."),
        );
    }
    // A hire of some days is one use.
    let counts = |unit| unit != QuotaUnit::Use || !is_in_days(benefit);
    let counted = left.iter().filter(|left| counts(left.quota.unit));
    match counted.map(|left| left.left).min() {
        Some(most) if units > most => Err(failure!("quota-used";
            "只剩 {most}，不能给 {units}"; "only {most} left, not {units}";
            "请减少数量。"; "Take fewer.")),
        _ => Ok(()),
    }
}

pub(super) fn no_price() -> Failure {
    failure!("price-missing"; "没有价格"; "there is no price"; "请输入价格。"; "Type the price.")
}

pub(super) fn not_granted(reason: Unavailable) -> Failure {
    let why = benefit_words::unavailable(reason);
    failure!(reason.code(); "没有给予：{}", why.in_lang(Lang::Zh);
        "not granted: {}", why.in_lang(Lang::En);
        "请另选一项。"; "Take another benefit.")
}

fn alone() -> Failure {
    failure!("stands-alone"; "按天数给的优待只能单独给"; "what is given by days is given alone";
        "请一项一项给。"; "Give them one by one.")
}

fn not_together(fault: ChargeFault) -> Failure {
    let code = fault.code();
    match fault {
        ChargeFault::StandsAlone => {
            failure!(code; "其中有一项不能与别的一起用"; "one of them is not combined with others";
                "请单独给。"; "Give it alone.")
        }
        ChargeFault::SameOrder => {
            failure!(code; "其中有两项互相排斥，只能选一项"; "two of them exclude each other";
                "请只选其中一项。"; "Take one of the two.")
        }
        _ => {
            failure!(code; "没有选优待"; "no benefit was chosen"; "请先选。"; "Choose some first.")
        }
    }
}
