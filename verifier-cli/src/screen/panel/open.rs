//! The benefits of one holder, and the keys that lead to a grant.

use std::time::{Duration, Instant};

use credential_core::HolderNumber;
use credential_core::journal::ManualReason;
use messages::{Text, text};

use super::key_use::KeyUse;
use super::step::{Picked, Step};
use crate::benefits::{self, ManualWish, Offer, OfferedBenefit};
use crate::scan::{CounterWish, MOST_TOGETHER};

/// How long a list waits for its operator.
pub(super) const STAYS: Duration = Duration::from_secs(60);

/// So many benefits have a key at a time.
pub(super) const PAGE: usize = 9;

/// The reasons for a manual grant, by their keys from 1.
pub(super) const REASONS: [ManualReason; 3] = [
    ManualReason::CardUnreadable,
    ManualReason::ScannerBroken,
    ManualReason::NoPower,
];

/// Who gets the benefits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PanelHolder {
    /// The holder of the code with this number.
    Code { event: u64 },
    /// Somebody whose code cannot be read.
    Manual {
        reason: ManualReason,
        holder: Option<HolderNumber>,
    },
}

/// The benefits of somebody.
pub(super) struct OpenPanel {
    pub(super) holder: PanelHolder,
    /// `None` until a person has confirmed the holder.
    pub(super) offer: Option<Offer>,
    pub(super) step: Step,
    /// What was granted or undone, or why it was not.
    pub(super) news: Option<Text>,
    pub(super) touched: Instant,
}

impl OpenPanel {
    pub(super) fn new(holder: PanelHolder, offer: Option<Offer>, now: Instant) -> Self {
        Self {
            holder,
            offer,
            step: Step::FIRST,
            news: None,
            touched: now,
        }
    }

    pub(super) fn is_manual(&self) -> bool {
        matches!(self.holder, PanelHolder::Manual { .. })
    }

    /// Whether it still waits for its operator.
    pub(super) fn is_waiting(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.touched) < STAYS
    }

    /// Whether nothing was begun.
    pub(super) fn is_idle(&self) -> bool {
        !self.is_manual() && matches!(self.step, Step::Choosing { .. })
    }

    /// Whether `x` ends it: what is given by hand has no code to go back to.
    pub(super) fn closes_with_x(&self) -> bool {
        let is_first = matches!(
            self.step,
            Step::Reason | Step::Holder { .. } | Step::Choosing { .. }
        );
        self.is_manual() && is_first
    }

    /// The benefits that have a key, in their order.
    pub(super) fn available(&self) -> Vec<&OfferedBenefit> {
        self.offer.iter().flat_map(Offer::available).collect()
    }

    /// Whether there are at least two that can be given together.
    pub(super) fn can_combine(&self) -> bool {
        let is_code = matches!(self.holder, PanelHolder::Code { .. });
        let mut orders: Vec<u8> = self
            .available()
            .iter()
            .filter_map(|one| one.order())
            .collect();
        orders.sort_unstable();
        orders.dedup();
        is_code && orders.len() > 1
    }

    pub(super) fn key(&mut self, key: char) -> KeyUse {
        if let (None, PanelHolder::Code { event }) = (&self.offer, self.holder) {
            return match key {
                'y' => KeyUse::Wish(CounterWish::Confirm { event }),
                _ => KeyUse::NotMine,
            };
        }
        let digit = key.to_digit(10).and_then(|digit| digit.checked_sub(1));
        let digit = digit.map(|digit| digit as usize);
        let step = match (&self.step, key) {
            (Step::Reason, _) => return self.take_reason(digit),
            (Step::Holder { .. }, 'n') => return self.take_holder(None),
            (Step::Holder { typed }, '\n') => {
                if typed.is_empty() {
                    return KeyUse::NotMine;
                }
                return match typed.parse() {
                    Ok(number) => self.take_holder(Some(HolderNumber(number))),
                    Err(_) => self.type_again(text!("请输入卡上的持有人编号；没有编号的按 n";
                        "type the holder number of the card; n if there is none")),
                };
            }
            (Step::Choosing { page }, 'n') => Some(Step::Choosing {
                page: self.next_page(*page),
            }),
            (Step::Choosing { .. }, 'd') if self.can_combine() => Some(Step::Combining {
                page: 0,
                chosen: Vec::new(),
            }),
            (Step::Choosing { page }, _) => digit.and_then(|digit| self.take(page * PAGE + digit)),
            (Step::Combining { .. }, 'x') => Some(Step::FIRST),
            (Step::Combining { page, chosen }, 'n') => Some(Step::Combining {
                page: self.next_page(*page),
                chosen: chosen.clone(),
            }),
            (Step::Combining { chosen, .. }, 'y') if chosen.len() > 1 => Some(Step::Price {
                picked: Picked::Together(chosen.clone()),
                typed: String::new(),
            }),
            (Step::Combining { page, chosen }, _) => digit
                .and_then(|digit| self.toggled(chosen, page * PAGE + digit))
                .map(|chosen| Step::Combining {
                    page: *page,
                    chosen,
                }),
            (Step::Days { at, typed }, '\n') if !typed.is_empty() => match benefits::days(typed) {
                Ok(days) => self.after_days(*at, days),
                Err(why) => return self.type_again(why),
            },
            (Step::Price { picked, typed }, '\n') if !typed.is_empty() => {
                match benefits::price(typed) {
                    Ok(price) => Some(Step::Confirming {
                        picked: picked.clone(),
                        price: Some(price),
                    }),
                    Err(why) => return self.type_again(why),
                }
            }
            (Step::Confirming { .. }, 'x') => Some(Step::FIRST),
            (Step::Confirming { .. }, 'y') => {
                return self.wish().map_or(KeyUse::NotMine, KeyUse::Wish);
            }
            (step, 'x') if step.is_entering() => Some(Step::FIRST),
            (step, _) => step.typed_key(key),
        };
        let Some(step) = step else {
            return KeyUse::NotMine;
        };
        self.step = step;
        self.news = None;
        KeyUse::Mine
    }

    fn next_page(&self, page: usize) -> usize {
        (page + 1) % self.available().len().div_ceil(PAGE).max(1)
    }

    fn take_reason(&mut self, digit: Option<usize>) -> KeyUse {
        let chosen = digit.and_then(|digit| REASONS.get(digit));
        let (Some(chosen), PanelHolder::Manual { reason, .. }) = (chosen, &mut self.holder) else {
            return KeyUse::NotMine;
        };
        *reason = *chosen;
        self.step = Step::Holder {
            typed: String::new(),
        };
        KeyUse::Mine
    }

    /// The list of this holder is asked for, with what is left of the quotas.
    fn take_holder(&mut self, number: Option<HolderNumber>) -> KeyUse {
        if let PanelHolder::Manual { holder, .. } = &mut self.holder {
            *holder = number;
        }
        self.news = None;
        KeyUse::Wish(CounterWish::ManualOffer { holder: number })
    }

    /// One more, or one less. Of two with the same order the newer one stays: they exclude each other.
    fn toggled(&self, chosen: &[usize], at: usize) -> Option<Vec<usize>> {
        let available = self.available();
        let order = available.get(at)?.order()?;
        let same = |other: &usize| available.get(*other).and_then(|one| one.order()) == Some(order);
        let mut all: Vec<usize> = chosen
            .iter()
            .copied()
            .filter(|other| !same(other))
            .collect();
        if !chosen.contains(&at) {
            all.push(at);
        }
        // As they apply.
        all.sort_by_key(|at| available.get(*at).and_then(|one| one.order()));
        Some(all)
    }

    fn take(&self, at: usize) -> Option<Step> {
        let available = self.available();
        let benefit = available.get(at)?;
        if benefit.needs_days() {
            let typed = String::new();
            return Some(Step::Days { at, typed });
        }
        self.after_days(at, 1)
    }

    fn after_days(&self, at: usize, units: u32) -> Option<Step> {
        let available = self.available();
        let needs_price = available.get(at)?.needs_price();
        let picked = Picked::One { at, units };
        Some(if needs_price {
            let typed = String::new();
            Step::Price { picked, typed }
        } else {
            let price = None;
            Step::Confirming { picked, price }
        })
    }

    /// What is to be confirmed, as a wish.
    fn wish(&self) -> Option<CounterWish> {
        let Step::Confirming { picked, price } = &self.step else {
            return None;
        };
        let available = self.available();
        let number = |at: &usize| available.get(*at).map(|one| one.number);
        Some(match (picked, self.holder) {
            (Picked::One { at, units }, PanelHolder::Code { event }) => CounterWish::Grant {
                event,
                benefit: number(at)?,
                units: *units,
                price: *price,
            },
            (Picked::One { at, units }, PanelHolder::Manual { reason, holder }) => {
                CounterWish::GrantManually(ManualWish {
                    reason,
                    holder,
                    benefit: number(at)?,
                    units: *units,
                    price: *price,
                })
            }
            (Picked::Together(chosen), PanelHolder::Code { event }) => {
                let mut benefits = [None; MOST_TOGETHER];
                for (place, at) in benefits.iter_mut().zip(chosen) {
                    *place = Some(number(at)?);
                }
                CounterWish::GrantTogether {
                    event,
                    benefits,
                    price: (*price)?,
                }
            }
            (Picked::Together(_), PanelHolder::Manual { .. }) => return None,
        })
    }

    /// What was typed is none: says why, and begins the field anew.
    fn type_again(&mut self, why: Text) -> KeyUse {
        self.step = self.step.with_typed(String::new());
        self.news = Some(why);
        KeyUse::Mine
    }
}
