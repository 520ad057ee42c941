//! What is paid: one benefit, or one discount on another (折上折).

use alloc::vec::Vec;

use super::benefit::Benefit;
use super::money::Fen;

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
    let discounted = ordered
        .iter()
        .fold(price, |rest, benefit| benefit.kind.applied_to(rest));
    let floor = ordered.iter().filter_map(|benefit| benefit.floor).max();
    let floor = floor.unwrap_or_default().min(price);
    Ok(Charge {
        price,
        to_pay: discounted.max(floor),
    })
}
