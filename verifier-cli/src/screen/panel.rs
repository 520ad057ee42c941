//! What the operator does at the counter: takes a benefit with a key, or several together, types price or days, sees
//! what to charge, confirms; takes a grant back; lets the holder rate it; gives one by hand; writes the journal to
//! a stick.
//!
//! Letters confirm and not the Enter key, because scanners send that: a code that is read again must grant
//! nothing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use credential_core::journal::{ManualReason, RatingLevel};
use credential_core::{Fen, HolderNumber};
use messages::{Lang, Text, benefit_words, text};

use crate::benefits::{JournalNews, Offer, PlaceState};
use crate::scan::{CounterAnswer, CounterWish, EventBenefits, answer_words};

mod key_use;
mod open;
mod step;
mod words;

pub(super) use key_use::KeyUse;
use open::{OpenPanel, PanelHolder};
use step::Step;
pub(super) use words::{PanelLine, Weight};

/// How long a grant can be taken back here; the journal has the same. A rating is asked for as long: the journal
/// would take one for ten minutes, and by then other people stand at the counter.
const UNDO: Duration = Duration::from_secs(60);

/// How long a message stays that belongs to no code.
const NOTICE: Duration = Duration::from_secs(30);

/// The keys for the holder to rate with.
const RATINGS: [(char, RatingLevel); 3] = [
    ('a', RatingLevel::Satisfied),
    ('b', RatingLevel::Fair),
    ('c', RatingLevel::Dissatisfied),
];

/// The counter on the screen.
#[derive(Default)]
pub(super) struct Panel {
    open: Option<OpenPanel>,
    /// The grant that can still be taken back and rated.
    last: Option<LastGrant>,
    /// Whether the operator is asked to take it back.
    is_undoing: bool,
    /// Where the journal can be written to, while the operator is asked.
    folders: Option<Vec<PathBuf>>,
    /// What is said without a code.
    notice: Option<(Text, Instant)>,
    /// Whether the terminal has a place, so that there is something to give and to export.
    place: PlaceState,
    /// The masked name of the holder whose code was shown last and not refused.
    holder: Option<String>,
}

/// A grant that is not long ago; of several that were given together the first stands for all.
struct LastGrant {
    record: u64,
    /// Who got it, and what.
    what: Text,
    /// What the holder had to pay; `None` where no price was typed.
    to_pay: Option<Fen>,
    at: Instant,
    /// Whether its holder may rate it still: once, and not when the next code was shown.
    is_rateable: bool,
}

impl Panel {
    /// Whether the terminal has a place.
    pub(super) fn set_place(&mut self, place: PlaceState) {
        self.place = place;
    }

    /// A code was shown, of this holder if it was not refused; whatever was begun for the one before has ended.
    /// Only taking a grant back goes on, and says whose it is.
    pub(super) fn shown(
        &mut self,
        event: u64,
        holder: Option<String>,
        benefits: Option<&EventBenefits>,
        now: Instant,
    ) {
        self.close();
        self.holder = holder;
        self.open = benefits.map(|benefits| {
            let offer = match benefits {
                EventBenefits::Offer(offer) => Some(offer.clone()),
                EventBenefits::OncePersonConfirmed => None,
            };
            OpenPanel::new(PanelHolder::Code { event }, offer, now)
        });
    }

    pub(super) fn close(&mut self) {
        self.open = None;
        self.holder = None;
        self.is_undoing = false;
        self.folders = None;
        self.notice = None;
        self.end_rating();
    }

    /// Whoever stands at the counter now is not the holder of the last grant.
    fn end_rating(&mut self) {
        if let Some(last) = &mut self.last {
            last.is_rateable = false;
        }
    }

    /// Whether somebody may still take a benefit, so that the verdict must stay.
    pub(super) fn stays(&self, now: Instant) -> bool {
        self.open.as_ref().is_some_and(|open| open.is_waiting(now))
    }

    /// Forgets what can no longer be taken back, and what nobody has gone on with; whether that has changed
    /// anything.
    pub(super) fn age(&mut self, now: Instant) -> bool {
        let is_over = |at: Instant, stays| now.saturating_duration_since(at) >= stays;
        let last = self
            .last
            .as_ref()
            .is_some_and(|last| is_over(last.at, UNDO));
        if last {
            self.last = None;
            self.is_undoing = false;
        }
        let notice = self
            .notice
            .as_ref()
            .is_some_and(|(_, at)| is_over(*at, NOTICE));
        if notice {
            self.notice = None;
        }
        // What is given by hand has no verdict whose time would end it.
        let manual = self
            .open
            .as_ref()
            .is_some_and(|open| open.is_manual() && !open.is_waiting(now));
        if manual {
            self.open = None;
        }
        last || notice || manual
    }

    /// Whether a number is being typed, so that quickly typed keys and Enter have a meaning.
    pub(super) fn is_entering(&self) -> bool {
        let step = self.open.as_ref().map(|open| &open.step);
        let is_asked = self.is_undoing || self.folders.is_some();
        !is_asked && step.is_some_and(Step::is_entering)
    }

    pub(super) fn key(&mut self, key: char, now: Instant) -> KeyUse {
        if let Some(folders) = &self.folders {
            let at = key.to_digit(10).and_then(|digit| digit.checked_sub(1));
            let folder = at.map(|at| at as usize).filter(|at| *at < folders.len());
            return match (folder, key) {
                (Some(folder), _) => {
                    self.folders = None;
                    KeyUse::Wish(CounterWish::Export { folder })
                }
                (None, 'x') => {
                    self.folders = None;
                    KeyUse::Mine
                }
                _ => KeyUse::NotMine,
            };
        }
        if let (true, Some(last)) = (self.is_undoing, &self.last) {
            return match key {
                'y' => {
                    self.is_undoing = false;
                    KeyUse::Wish(CounterWish::Undo {
                        record: last.record,
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
        // These mean nothing in the middle of something.
        let is_idle = self.open.as_ref().is_none_or(OpenPanel::is_idle);
        if is_idle && let Some(used) = self.idle_key(key) {
            return used;
        }
        if matches!(key, 'y' | 'h' | 'j')
            && self.open.is_none()
            && let Some((what, remedy)) = self.place.lacks()
        {
            let notice = text!("{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
                "{}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En));
            self.notice = Some((notice, now));
            return KeyUse::Mine;
        }
        let Some(open) = &mut self.open else {
            return KeyUse::NotMine;
        };
        if key == 'x' && open.closes_with_x() {
            self.open = None;
            return KeyUse::Mine;
        }
        let used = open.key(key);
        if used != KeyUse::NotMine {
            open.touched = now;
        }
        used
    }

    fn idle_key(&self, key: char) -> Option<KeyUse> {
        let rated = RATINGS.iter().find(|(of, _)| *of == key);
        if let (Some((_, level)), Some(last)) = (rated, self.rateable()) {
            return Some(KeyUse::Wish(CounterWish::Rate {
                record: last.record,
                level: *level,
            }));
        }
        match key {
            'h' if self.place == PlaceState::Held => {
                Some(KeyUse::Wish(CounterWish::ManualOffer { holder: None }))
            }
            'j' if self.place == PlaceState::Held => Some(KeyUse::Wish(CounterWish::ExportFolders)),
            _ => None,
        }
    }

    /// The grant that the holder may rate now.
    fn rateable(&self) -> Option<&LastGrant> {
        self.last.as_ref().filter(|last| last.is_rateable)
    }

    /// Something has happened to the journal.
    pub(super) fn journal(&mut self, news: &JournalNews, now: Instant) {
        self.notice = Some((news.words(), now));
    }

    /// What became of a wish, and what the holder gets now.
    pub(super) fn answer(&mut self, answer: &CounterAnswer, offer: Option<&Offer>, now: Instant) {
        match answer {
            CounterAnswer::Nothing => return,
            CounterAnswer::Granted(Ok(granted)) => {
                let title = benefit_words::title(&granted.title);
                let to_pay = granted.charge.map(|charge| charge.to_pay);
                self.granted(granted.record, &title, to_pay, now);
            }
            CounterAnswer::GrantedTogether(Ok(granted)) => {
                if let Some(first) = granted.each.first() {
                    let title = benefit_words::title(&first.title);
                    let others = granted.each.len() - 1;
                    let title = text!("{} 等 {} 项", title.in_lang(Lang::Zh), others + 1;
                        "{} and {others} more", title.in_lang(Lang::En));
                    self.granted(first.record, &title, Some(granted.charge.to_pay), now);
                }
            }
            CounterAnswer::Undone(Ok(())) => self.last = None,
            // Asked once, whatever became of it.
            CounterAnswer::Rated(_) => self.end_rating(),
            CounterAnswer::ManualOffer(Ok(offer)) => return self.manual_offer(offer, now),
            CounterAnswer::ExportFolders(folders) if folders.is_empty() => {
                let none = text!("没有找到 U 盘。请插好 U 盘，再按 j；或启动时写 --journal-to 文件夹。";
                    "There is no memory stick. Put one in and press j again, or start with --journal-to FOLDER.");
                self.notice = Some((none, now));
                return;
            }
            CounterAnswer::ExportFolders(folders) => {
                self.folders = Some(folders.clone());
                self.notice = None;
                return;
            }
            _ => {}
        }
        let news = answer_words(answer);
        if matches!(
            answer,
            CounterAnswer::ManualOffer(_) | CounterAnswer::ExportBegun(_)
        ) {
            self.notice = news.map(|news| (news, now));
            return;
        }
        if self.open.as_ref().is_some_and(OpenPanel::is_manual) {
            // It is given, and there is nobody whose list could follow; or it is not, and is begun again.
            self.open = None;
        }
        let Some(open) = &mut self.open else {
            self.notice = news.map(|news| (news, now));
            return;
        };
        if let Some(offer) = offer {
            open.offer = Some(offer.clone());
        }
        open.step = Step::FIRST;
        open.news = news;
        open.touched = now;
    }

    fn granted(&mut self, record: u64, title: &Text, to_pay: Option<Fen>, now: Instant) {
        let (zh, en) = (title.in_lang(Lang::Zh), title.in_lang(Lang::En));
        let manual = self.open.as_ref().and_then(|open| match open.holder {
            PanelHolder::Manual { holder, .. } => Some(holder),
            PanelHolder::Code { .. } => None,
        });
        let what = match (manual, &self.holder) {
            (Some(Some(number)), _) => {
                text!("给持有人 {number} 的 {zh}"; "{en} for holder {number}")
            }
            (Some(None), _) => text!("手工登记的 {zh}"; "{en} by hand"),
            (None, Some(name)) => text!("给 {name} 的 {zh}"; "{en} for {name}"),
            (None, None) => text!("给予的 {zh}"; "{en}"),
        };
        self.last = Some(LastGrant {
            record,
            what,
            to_pay,
            at: now,
            is_rateable: true,
        });
    }

    /// The first offer opens the panel; the one for a holder number goes on with it.
    fn manual_offer(&mut self, offer: &Offer, now: Instant) {
        match &mut self.open {
            Some(open) if open.is_manual() => {
                open.offer = Some(offer.clone());
                open.step = Step::FIRST;
                open.touched = now;
            }
            _ => {
                let holder = PanelHolder::Manual {
                    reason: ManualReason::CardUnreadable,
                    holder: None::<HolderNumber>,
                };
                let mut open = OpenPanel::new(holder, Some(offer.clone()), now);
                open.step = Step::Reason;
                self.close();
                self.open = Some(open);
            }
        }
    }
}

#[cfg(test)]
mod tests;
