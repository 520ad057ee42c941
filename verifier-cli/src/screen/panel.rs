//! What the operator does at the counter: takes a benefit with a key, types price or days, sees what to charge,
//! confirms; and takes a grant back.
//!
//! Letters confirm and not the Enter key, because scanners send that: a code that is read again must grant
//! nothing.

use std::time::{Duration, Instant};

use credential_core::Fen;
use messages::{Failure, Lang, Text, benefit_words, text};

use crate::benefits::{self, Counter, Granted, LONGEST, Offer, OfferedBenefit};
use crate::scan::{CounterAnswer, CounterWish, EventBenefits};

mod words;

pub(super) use words::Weight;

/// How long a list waits for its operator.
const STAYS: Duration = Duration::from_secs(60);

/// How long a grant can be taken back here; the journal has the same.
const UNDO: Duration = Duration::from_secs(60);

/// So many benefits have a key at a time.
const PAGE: usize = 9;

/// The counter on the screen.
#[derive(Default)]
pub(super) struct Panel {
    open: Option<OpenPanel>,
    /// The grant that can still be taken back.
    last: Option<(Granted, Instant)>,
    /// Whether the operator is asked to take it back.
    is_undoing: bool,
}

/// The benefits of the holder whose code was shown last.
struct OpenPanel {
    event: u64,
    /// `None` until a person has confirmed the holder.
    offer: Option<Offer>,
    step: Step,
    /// What was granted or undone, or why it was not.
    news: Option<Text>,
    touched: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Choosing {
        page: usize,
    },
    Days {
        at: usize,
        typed: String,
    },
    Price {
        at: usize,
        units: u32,
        typed: String,
    },
    Confirming {
        at: usize,
        units: u32,
        price: Option<Fen>,
    },
}

const FIRST: Step = Step::Choosing { page: 0 };

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyUse {
    /// It means nothing here.
    NotMine,
    Mine,
    Wish(CounterWish),
}

impl Panel {
    /// A code was shown; whatever was begun for the one before has ended.
    pub(super) fn shown(&mut self, event: u64, benefits: Option<&EventBenefits>, now: Instant) {
        self.is_undoing = false;
        self.open = benefits.map(|benefits| OpenPanel {
            event,
            offer: match benefits {
                EventBenefits::Offer(offer) => Some(offer.clone()),
                EventBenefits::OncePersonConfirmed => None,
            },
            step: FIRST,
            news: None,
            touched: now,
        });
    }

    pub(super) fn close(&mut self) {
        self.open = None;
        self.is_undoing = false;
    }

    /// Whether somebody may still take a benefit, so that the verdict must stay.
    pub(super) fn stays(&self, now: Instant) -> bool {
        let is_new = |open: &OpenPanel| now.saturating_duration_since(open.touched) < STAYS;
        self.open.as_ref().is_some_and(is_new)
    }

    /// Forgets what can no longer be taken back; whether that has changed anything.
    pub(super) fn age(&mut self, now: Instant) -> bool {
        let is_over = |at: &Instant| now.saturating_duration_since(*at) >= UNDO;
        let over = self.last.as_ref().is_some_and(|(_, at)| is_over(at));
        if over {
            self.last = None;
            self.is_undoing = false;
        }
        over
    }

    /// Whether a number is being typed, so that quickly typed keys and Enter have a meaning.
    pub(super) fn is_entering(&self) -> bool {
        let step = self.open.as_ref().map(|open| &open.step);
        !self.is_undoing && matches!(step, Some(Step::Days { .. } | Step::Price { .. }))
    }

    pub(super) fn key(&mut self, key: char, now: Instant) -> KeyUse {
        if let (true, Some((granted, _))) = (self.is_undoing, &self.last) {
            return match key {
                'y' => {
                    self.is_undoing = false;
                    KeyUse::Wish(CounterWish::Undo {
                        record: granted.record,
                    })
                }
                'x' => {
                    self.is_undoing = false;
                    KeyUse::Mine
                }
                _ => KeyUse::NotMine,
            };
        }
        if key == 'u' && self.last.is_some() {
            self.is_undoing = true;
            return KeyUse::Mine;
        }
        let Some(open) = &mut self.open else {
            return KeyUse::NotMine;
        };
        let used = open.key(key);
        if used != KeyUse::NotMine {
            open.touched = now;
        }
        used
    }

    /// What became of a wish, and what the holder gets now.
    pub(super) fn answer(&mut self, answer: &CounterAnswer, offer: Option<&Offer>, now: Instant) {
        let news = match answer {
            CounterAnswer::Offer => None,
            CounterAnswer::Granted(Ok(granted)) => {
                self.last = Some((granted.clone(), now));
                Some(words::granted(granted))
            }
            CounterAnswer::Undone(Ok(())) => {
                self.last = None;
                Some(text!("√ 已撤回，优待次数已恢复"; "✔ Undone: the quota has come back"))
            }
            CounterAnswer::Granted(Err(failure)) | CounterAnswer::Undone(Err(failure)) => {
                Some(not_done(failure))
            }
        };
        let Some(open) = &mut self.open else {
            return;
        };
        if let Some(offer) = offer {
            open.offer = Some(offer.clone());
        }
        open.step = FIRST;
        open.news = news;
        open.touched = now;
    }
}

fn not_done(failure: &Failure) -> Text {
    let (what, remedy) = (&failure.what, &failure.remedy);
    text!("× {}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
        "✘ {}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En))
}

impl OpenPanel {
    /// The benefits that have a key, in their order.
    fn available(&self) -> Vec<&OfferedBenefit> {
        self.offer.iter().flat_map(Offer::available).collect()
    }

    fn key(&mut self, key: char) -> KeyUse {
        if self.offer.is_none() {
            let event = self.event;
            return match key {
                'y' => KeyUse::Wish(CounterWish::Confirm { event }),
                _ => KeyUse::NotMine,
            };
        }
        let step = match (&self.step, key) {
            (Step::Choosing { page }, '1'..='9') => {
                let digit = key.to_digit(10).map_or(0, |digit| digit as usize);
                self.take(page * PAGE + digit - 1)
            }
            (Step::Choosing { page }, 'n') => {
                let pages = self.available().len().div_ceil(PAGE).max(1);
                Some(Step::Choosing {
                    page: (page + 1) % pages,
                })
            }
            (Step::Choosing { .. }, _) => None,
            (Step::Days { typed, .. } | Step::Price { typed, .. }, 'x') if typed.is_empty() => {
                Some(FIRST)
            }
            (Step::Days { at, .. }, 'x') => Some(Step::Days {
                at: *at,
                typed: String::new(),
            }),
            (Step::Price { at, units, .. }, 'x') => Some(Step::Price {
                at: *at,
                units: *units,
                typed: String::new(),
            }),
            (Step::Days { at, typed }, '0'..='9') => Some(Step::Days {
                at: *at,
                typed: with(typed, key),
            }),
            (Step::Price { at, units, typed }, '0'..='9' | '.') => Some(Step::Price {
                at: *at,
                units: *units,
                typed: with(typed, key),
            }),
            (Step::Days { typed, .. } | Step::Price { typed, .. }, '\n') if typed.is_empty() => {
                None
            }
            (Step::Days { at, typed }, '\n') => match benefits::days(typed) {
                Ok(days) => self.after_days(*at, days),
                Err(why) => return self.say(why),
            },
            (Step::Price { at, units, typed }, '\n') => match benefits::price(typed) {
                Ok(price) => Some(Step::Confirming {
                    at: *at,
                    units: *units,
                    price: Some(price),
                }),
                Err(why) => return self.say(why),
            },
            (Step::Confirming { .. }, 'x') => Some(FIRST),
            (Step::Confirming { at, units, price }, 'y') => {
                let benefit = self.available().get(*at).map(|benefit| benefit.number);
                return benefit.map_or(KeyUse::NotMine, |benefit| {
                    KeyUse::Wish(CounterWish::Grant {
                        event: self.event,
                        benefit,
                        units: *units,
                        price: *price,
                    })
                });
            }
            _ => None,
        };
        let Some(step) = step else {
            return KeyUse::NotMine;
        };
        self.step = step;
        self.news = None;
        KeyUse::Mine
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
        let benefit = available.get(at)?;
        Some(if benefit.needs_price() {
            let typed = String::new();
            Step::Price { at, units, typed }
        } else {
            let price = None;
            Step::Confirming { at, units, price }
        })
    }

    fn say(&mut self, what: Text) -> KeyUse {
        self.news = Some(what);
        KeyUse::Mine
    }
}

fn with(typed: &str, key: char) -> String {
    let mut typed = typed.to_owned();
    if typed.len() < LONGEST {
        typed.push(key);
    }
    typed
}

#[cfg(test)]
mod tests;
