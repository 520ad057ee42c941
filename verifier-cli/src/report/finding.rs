//! A code with its verdict, or why there is none.

use code_reader::CodePart;
use credential_core::{
    Claims, Decision, Error, Issuer, ScanFault, Stage, TextForm, UnixTime, Verdict,
};
use messages::Failure;

use crate::input::Place;

/// One code, or one picture or stream that gave none.
pub(crate) struct Finding {
    /// Where it came from.
    pub(crate) place: Place,
    /// The verdict, or why there is none.
    pub(crate) outcome: CodeOutcome,
}

/// The verdict, or why there is none.
pub(crate) enum CodeOutcome {
    /// There was a code, and it was judged.
    Judged(Judged),
    /// There was no code to judge: what is wrong and what to do, without the name of the place.
    Unread(Failure),
}

/// A code with its verdict.
pub(crate) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) form: Option<TextForm>,
    pub(super) at: UnixTime,
    pub(super) scan: Option<ScanNote>,
    /// Which part of a text a camera or picture shows, of how many.
    pub(super) part: Option<CodePart>,
    /// How many more codes the picture shows that are not ours.
    pub(crate) other_codes: usize,
}

/// What is known of a text that was typed, by a scanner or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScanNote {
    pub(crate) fault: Option<ScanFault>,
    pub(crate) is_repaired: bool,
    /// The text before was the very same: so it was not misread.
    pub(crate) is_repeated: bool,
}

/// Why a code that was refused was probably not read rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misreading {
    /// The text itself is wrong.
    Text(ScanFault),
    /// It is one of several parts, and the others are not there.
    Part(CodePart),
    /// No issuer is known for it: a wrong character, or lists that are too old.
    Issuer,
    /// The signature does not fit: a wrong character, or a forgery.
    Signature,
}

impl Finding {
    pub(crate) fn new(place: Place, judged: Result<Judged, Failure>) -> Self {
        Self {
            place,
            outcome: judged.map_or_else(CodeOutcome::Unread, CodeOutcome::Judged),
        }
    }
}

impl Judged {
    pub(crate) fn new(text: &str, verdict: Verdict, at: UnixTime) -> Self {
        Self {
            form: TextForm::of(text),
            verdict,
            at,
            scan: None,
            part: None,
            other_codes: 0,
        }
    }

    /// The same of a text that was typed.
    pub(crate) fn scanned(self, note: ScanNote) -> Self {
        Self {
            scan: Some(note),
            ..self
        }
    }

    /// The same of a code in a picture.
    pub(crate) fn seen(self, part: Option<CodePart>) -> Self {
        Self { part, ..self }
    }

    /// The very same text came before: it was not misread.
    pub(crate) fn set_repeated(&mut self) {
        if let Some(note) = &mut self.scan {
            note.is_repeated = true;
        }
    }

    /// Whether the scanner has probably misread the code, so that nothing is said of the code itself.
    ///
    /// The check digits find every wrong digit and every swap, but one dropped digit in a hundred passes
    /// them; the result is then not a valid object. Base45 has no check digits: until the same text has come
    /// twice, a wrong character cannot be distinguished from a forgery. What a camera has read is right: a QR
    /// code corrects its errors.
    pub(crate) fn misreading(&self) -> Option<Misreading> {
        let error = self.error().filter(|_| self.content().is_none())?;
        if let Some(part) = self.part {
            return Some(Misreading::Part(part));
        }
        let fault = self.scan.and_then(|scan| scan.fault);
        let text = Some(Misreading::Text(fault.unwrap_or(ScanFault::Incomplete)));
        if matches!(error, Error::Unreadable(_)) {
            return text;
        }
        let scan = self.scan?;
        let is_unchecked = self.form == Some(TextForm::Base45) && !scan.is_repeated;
        match error.stage() {
            Stage::Text | Stage::Object if fault.is_some() || is_unchecked => text,
            Stage::Issuer if is_unchecked => Some(Misreading::Issuer),
            Stage::Signature if is_unchecked => Some(Misreading::Signature),
            _ => None,
        }
    }

    /// Whether the text was read although scanner and computer have different keyboard layouts.
    pub(super) fn is_layout_repaired(&self) -> bool {
        self.scan
            .is_some_and(|scan| scan.is_repaired && scan.fault == Some(ScanFault::KeyboardLayout))
    }

    /// Whether there was nothing but blanks.
    pub(crate) fn is_empty_text(&self) -> bool {
        self.error() == Some(Error::Empty)
    }

    /// Whether it is a code of another kind: a web address, a payment code.
    pub(crate) fn is_foreign(&self) -> bool {
        self.part.is_none()
            && matches!(
                self.error(),
                Some(Error::Empty | Error::NotOurs | Error::TooLong { .. })
            )
    }

    /// The time as of which it was judged.
    pub(crate) fn at(&self) -> UnixTime {
        self.at
    }

    /// The verdict itself.
    pub(crate) fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether it was not refused, and revocation was not checked.
    pub(super) fn is_revocation_unchecked(&self) -> bool {
        self.verdict.decision() != Decision::Refuse
            && self
                .verdict
                .basis()
                .is_none_or(|basis| !basis.revocation_checked)
    }

    pub(super) fn error(&self) -> Option<Error> {
        match &self.verdict {
            Verdict::Refuse(refusal) => Some(refusal.error()),
            _ => None,
        }
    }

    /// What the code says, if its signature verified. Of a refused code it is not valid.
    pub(crate) fn content(&self) -> Option<(&Claims, &Issuer)> {
        self.verdict.authentic_claims()
    }
}
