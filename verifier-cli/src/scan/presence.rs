//! Which codes are in view. A code that stays counts once; one that was taken away and is shown again
//! counts again.

use std::time::{Duration, Instant};

use code_reader::FoundCode;
use credential_core::{HolderNumber, StatusIndex};

use super::InView;

/// A code that was not seen for this long was taken away. Shorter gaps are blur, glare and fingers.
pub(crate) const TAKEN_AWAY: Duration = Duration::from_secs(3);

/// A code that was away for this long, while another one was reported, is a person who comes again.
const CAME_AGAIN: Duration = Duration::from_millis(700);

/// A foreign code is not reported again before it has been away for this long: it may hang on a wall.
const FOREIGN_FORGOTTEN: Duration = Duration::from_secs(60);

/// A foreign code is reported only after this long: one of ours may be beside it, and be read a moment later.
const FOREIGN_PATIENCE: Duration = Duration::from_millis(700);

/// After so long without one of ours, another code in the picture is no longer beside it.
const OURS_GONE: Duration = Duration::from_secs(1);

/// Two of ours of which neither was away for longer than this are shown together.
const TOGETHER: Duration = Duration::from_secs(1);

/// After so long without frames, it is not known what was shown meanwhile.
const FRAMES_MISSED: Duration = Duration::from_secs(30);

/// How many codes are remembered at a time, and how many texts of one.
const MAX_CODES: usize = 128;
const MAX_TEXTS: usize = 8;

/// What makes two texts the same code: a phone shows another text every few seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CodeIdentity {
    /// This credential with this outcome.
    Credential {
        issuer: u32,
        holder: HolderNumber,
        status_index: StatusIndex,
        code: &'static str,
    },
    /// A code of ours of which nothing is known for certain.
    Unproven,
    /// One of several parts of a code of ours.
    Part,
    /// A code of another kind.
    Foreign,
}

/// The codes that are there.
#[derive(Default)]
pub(crate) struct Presence {
    codes: Vec<PresentCode>,
    last_frame: Option<Instant>,
    last_ours: Option<Instant>,
    /// The code that was reported last, by its number, and when.
    last_reported: Option<(u64, Instant)>,
    added: u64,
}

struct PresentCode {
    number: u64,
    texts: Vec<String>,
    identity: CodeIdentity,
    first_seen: Instant,
    last_seen: Instant,
    /// When it was shown: again, if it had been taken away.
    here_since: Instant,
    /// The first frame without it, after the last with it.
    absent_since: Option<Instant>,
    reported: bool,
    /// It was shown together with others of ours, and is answered again once it is alone.
    in_company: bool,
}

/// The codes of a frame that are new.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewCodes {
    /// The codes that are to be reported now.
    pub(crate) texts: Vec<String>,
    /// How many foreign codes the frame shows.
    pub(crate) foreign: usize,
    /// What the frame shows beside what is reported.
    pub(crate) in_view: InView,
}

impl Presence {
    /// Whether a code is known to be there.
    pub(crate) fn knows(&self, text: &str) -> bool {
        self.codes.iter().any(|code| code.has(text))
    }

    /// Takes in what a frame shows. `identify` is asked about texts that are not known.
    pub(crate) fn frame(
        &mut self,
        taken: Instant,
        found: &[FoundCode],
        mut identify: impl FnMut(&str) -> CodeIdentity,
    ) -> NewCodes {
        self.forget(taken);
        let last_reported = self.last_reported;
        for FoundCode { text, .. } in found {
            match self.codes.iter_mut().find(|code| code.has(text)) {
                Some(code) => code.see(taken, last_reported),
                None => self.add(text, identify(text), taken),
            }
        }
        for code in &mut self.codes {
            let here = code.last_seen == taken;
            code.absent_since = (!here).then_some(code.absent_since.unwrap_or(taken));
        }
        let here = || self.codes.iter().filter(|code| code.last_seen == taken);
        let foreign = here().filter(|code| !code.is_ours()).count();
        let ours_is_here = foreign < here().count();
        if ours_is_here {
            self.last_ours = Some(taken);
        }
        let since = |then: Instant| taken.saturating_duration_since(then);
        // Ours may be blurred for a moment. But whoever comes next with a code of another kind is answered.
        let ours_may_be_here = self.last_ours.is_some_and(|last| since(last) < OURS_GONE);
        let ours_together = self.note_company(taken);
        let mut texts = Vec::new();
        for code in &mut self.codes {
            let ours = code.is_ours();
            if code.last_seen == taken && code.in_company && ours_together == 0 {
                code.in_company = false;
                code.reported = false;
            }
            if code.last_seen != taken || code.reported {
                continue;
            }
            // In the same picture as one of ours, another one is counted and never reported.
            if !ours && ours_is_here {
                code.reported = true;
                continue;
            }
            if !ours && (ours_may_be_here || since(code.first_seen) < FOREIGN_PATIENCE) {
                continue;
            }
            code.reported = true;
            self.last_reported = Some((code.number, taken));
            texts.extend(code.texts.last().cloned());
        }
        let here = || self.codes.iter().filter(|code| code.last_seen == taken);
        let is_last = |code: &&PresentCode| self.is_last(code.number);
        let in_view = InView {
            last_reported: here().any(|code| is_last(&code)),
            other_since: here()
                .filter(|code| !is_last(code))
                .map(|code| code.here_since)
                .max(),
            ours_together,
        };
        NewCodes {
            texts,
            foreign,
            in_view,
        }
    }

    /// How many of ours are shown together: two that were in one frame, or that took turns. The order in
    /// which they were read does not matter.
    fn note_company(&mut self, taken: Instant) -> usize {
        let spans: Vec<_> = self
            .codes
            .iter()
            .filter(|code| code.may_have_company(taken))
            .map(|code| (code.number, code.here_since, code.last_seen))
            .collect();
        let mut count = 0;
        for code in self
            .codes
            .iter_mut()
            .filter(|code| code.may_have_company(taken))
        {
            let is_together = spans.iter().any(|(number, since, last)| {
                *number != code.number && *since <= code.last_seen && code.here_since <= *last
            });
            code.in_company |= is_together;
            count += usize::from(is_together);
        }
        count
    }

    fn is_last(&self, number: u64) -> bool {
        self.last_reported.is_some_and(|(last, _)| last == number)
    }

    /// Another text of what is there already, or something new.
    fn add(&mut self, text: &str, identity: CodeIdentity, taken: Instant) {
        let same = |code: &&mut PresentCode| {
            code.identity == identity && matches!(identity, CodeIdentity::Credential { .. })
        };
        if let Some(code) = self.codes.iter_mut().find(same) {
            if code.texts.len() == MAX_TEXTS {
                code.texts.remove(0);
            }
            code.texts.push(text.to_owned());
            code.see(taken, self.last_reported);
            return;
        }
        if self.codes.len() == MAX_CODES {
            let by_age = |(_, code): &(usize, &PresentCode)| code.last_seen;
            let oldest = self.codes.iter().enumerate().min_by_key(by_age);
            if let Some((at, _)) = oldest {
                self.codes.swap_remove(at);
            }
        }
        self.added += 1;
        self.codes.push(PresentCode {
            number: self.added,
            texts: vec![text.to_owned()],
            identity,
            first_seen: taken,
            last_seen: taken,
            here_since: taken,
            absent_since: None,
            reported: false,
            in_company: false,
        });
    }

    fn forget(&mut self, taken: Instant) {
        let missed = self
            .last_frame
            .replace(taken)
            .is_some_and(|last| taken.saturating_duration_since(last) > FRAMES_MISSED);
        self.codes.retain(|code| {
            let patience = if code.reported && !code.is_ours() {
                FOREIGN_FORGOTTEN
            } else {
                TAKEN_AWAY
            };
            let away = code
                .absent_since
                .is_some_and(|since| taken.saturating_duration_since(since) >= patience);
            !missed && !away
        });
    }
}

impl PresentCode {
    fn has(&self, text: &str) -> bool {
        self.texts.iter().any(|known| known == text)
    }

    /// It is in the frame of this time. If another one was reported since the frame that had it last,
    /// it is reported again: what is shown is then about somebody else.
    fn see(&mut self, taken: Instant, last_reported: Option<(u64, Instant)>) {
        let away = taken.saturating_duration_since(self.last_seen);
        let replaced =
            last_reported.is_some_and(|(number, at)| number != self.number && at > self.last_seen);
        let came_again = replaced && away >= CAME_AGAIN;
        if came_again || away >= TAKEN_AWAY {
            self.here_since = taken;
        }
        self.reported &= !came_again;
        self.last_seen = taken;
    }

    fn is_ours(&self) -> bool {
        self.identity != CodeIdentity::Foreign
    }

    /// Whether it is a whole code of ours that was here just now.
    fn may_have_company(&self, taken: Instant) -> bool {
        let is_whole = !matches!(self.identity, CodeIdentity::Foreign | CodeIdentity::Part);
        is_whole && taken.saturating_duration_since(self.last_seen) < TOGETHER
    }
}

#[cfg(test)]
mod tests;
