//! What is paid: one benefit, or one discount on another (折上折).

use alloc::vec::Vec;

use super::benefit::Benefit;
use super::money::Fen;
use super::numbers::BenefitNumber;

/// What is paid with some benefits, and what they save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The price without them.
    pub price: Fen,
    /// What is paid; never above the price.
    pub to_pay: Fen,
}

impl Charge {
    /// What the benefits save.
    #[must_use]
    pub fn saved(&self) -> Fen {
        self.price.minus(self.to_pay)
    }
}

/// Why some benefits cannot be taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChargeFault {
    /// There is none.
    NoBenefit,
    /// One of several has no order: it stands alone.
    StandsAlone,
    /// Two have the same order: they exclude each other.
    SameOrder,
}

impl ChargeFault {
    /// The stable code in JSON and vectors.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoBenefit => "no-benefit",
            Self::StandsAlone => "stands-alone",
            Self::SameOrder => "same-order",
        }
    }
}

/// What is paid for something of this price with these benefits, given in any order.
///
/// They apply by ascending order, each to what the one before has left, each rounded down to the fen. The
/// result is not below the highest of their floors, nor above the price.
///
/// # Errors
/// [`ChargeFault`] if they cannot be taken together.
pub fn charge(benefits: &[&Benefit], price: Fen) -> Result<Charge, ChargeFault> {
    let steps = charge_steps(benefits, price)?;
    let last = steps.last().ok_or(ChargeFault::NoBenefit)?;
    Ok(Charge {
        price,
        to_pay: last.charge.to_pay,
    })
}

/// What one of several benefits does: the price that the ones before it have left, and what it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChargeStep {
    /// Which benefit.
    pub benefit: BenefitNumber,
    /// What it does. The price of the first step is the whole one; what the last leaves is paid.
    pub charge: Charge,
}

/// As [`charge`], step by step in the order in which they apply. No step goes below the highest floor, so what
/// the steps save comes to just what all of them save together.
///
/// # Errors
/// As [`charge`].
pub fn charge_steps(benefits: &[&Benefit], price: Fen) -> Result<Vec<ChargeStep>, ChargeFault> {
    let mut ordered = Vec::from(benefits);
    ordered.sort_by_key(|benefit| benefit.order);
    if ordered.is_empty() {
        return Err(ChargeFault::NoBenefit);
    }
    if ordered.len() > 1 {
        if ordered.iter().any(|benefit| benefit.order.is_none()) {
            return Err(ChargeFault::StandsAlone);
        }
        if !ordered.is_sorted_by(|one, next| one.order < next.order) {
            return Err(ChargeFault::SameOrder);
        }
    }
    let floor = ordered.iter().filter_map(|benefit| benefit.floor).max();
    let floor = floor.unwrap_or_default().min(price);
    // The floor is for the result alone: a later benefit applies to what the one before has really left.
    let mut rest = price;
    let mut shown = price;
    let steps = ordered.iter().map(|benefit| {
        rest = benefit.kind.applied_to(rest);
        let before = shown;
        shown = rest.max(floor);
        ChargeStep {
            benefit: benefit.number,
            charge: Charge {
                price: before,
                to_pay: shown,
            },
        }
    });
    Ok(steps.collect())
}
