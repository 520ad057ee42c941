//! What a record needs to be looked at for, by itself.

use credential_core::Status;

use super::places::Stood;
use super::walk::Walk;
use crate::event::{Event, EventKind};
use crate::mark::MarkKind;

impl Walk<'_> {
    /// What the terminal could not know at that time, and what contradicts the catalogue or the register.
    pub(super) fn judge(&mut self, event: &Event, stood: &Stood, holder: Option<u32>) {
        let time = self.time(event);
        let retired = self.journals.retired_since(event.journal);
        let is_own = event.has_holder && event.issuer == self.facts.issuer;
        let status = match is_own && event.kind == EventKind::Grant {
            true => self.facts.status(event.status_index, time),
            false => Status::Valid,
        };
        let rule = self.facts.rule(event.edition, event.benefit);
        let (merchant, branch) = (stood.merchant, stood.branch);
        let is_given = match rule {
            Some(rule) => rule.is_given_at(merchant, branch),
            None => self.facts.is_given_in_any(event.benefit, merchant, branch),
        };
        let floors = self.facts.floors(event.edition);
        let fits = rule.is_none_or(|rule| rule.fits(event.price, floors));
        let found = [
            (MarkKind::ClockAhead, event.is_ahead),
            (MarkKind::BeforePlace, stood.is_before_place),
            (
                MarkKind::TerminalRetired,
                retired.is_some_and(|since| since <= time),
            ),
            (
                MarkKind::NotMember,
                !self.facts.is_member(stood.merchant, time),
            ),
            (MarkKind::Revoked, status == Status::Revoked),
            (
                MarkKind::Suspended,
                matches!(status, Status::Suspended | Status::Reserved),
            ),
            (MarkKind::EditionUnknown, rule.is_none()),
            (MarkKind::NotItsBenefit, !is_given),
            (MarkKind::PriceMismatch, !fits),
            (MarkKind::PlaceMismatch, stood.is_elsewhere),
            (
                MarkKind::HolderUnknown,
                is_own
                    && !self
                        .facts
                        .has_holder_before(event.holder, self.month_ends()),
            ),
            (MarkKind::TimeBackwards, event.is_backwards),
        ];
        for (kind, is_found) in found {
            if is_found {
                let mark = self.mark(kind, event, stood, holder);
                self.sums.marks.push(mark);
            }
        }
    }
}
