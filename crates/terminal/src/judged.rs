//! A code with its verdict, and what is known of how it was read.

use credential_core::{
    Caution, Claims, Decision, Error, Issuer, ScanFault, Stage, TextForm, UnixTime, Verdict,
};
use messages::Failure;

/// Which of several codes one is, where a long text was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePart {
    /// Counted from 0.
    pub index: u8,
    /// How many there are.
    pub count: u8,
}

/// A code with its verdict.
#[derive(Debug)]
pub struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) form: Option<TextForm>,
    pub(crate) at: UnixTime,
    pub(crate) scan: Option<ScanNote>,
    /// Which part of a text a camera or picture shows, of how many.
    pub(crate) part: Option<CodePart>,
    /// How many more codes the picture shows that are not ours.
    pub other_codes: usize,
    /// It was refused because its proof may have been shown before this program has started.
    pub predates_start: bool,
    /// How many more of ours came with it: in the same line, or in view at the same time.
    pub other_ours: usize,
}

/// What is known of a text that was typed, by a scanner or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanNote {
    /// What scanner and keyboard did to it.
    pub fault: Option<ScanFault>,
    /// Whether that was undone.
    pub is_repaired: bool,
    /// The text before was the very same: so it was not misread.
    pub is_repeated: bool,
}

/// Why a code that was refused was probably not read rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misreading {
    /// The text itself is wrong.
    Text(ScanFault),
    /// It is one of several parts, and the others are not there.
    Part(CodePart),
    /// No issuer is known for it: a wrong character, or lists that are too old.
    Issuer,
    /// The signature does not fit: a wrong character, or a forgery.
    Signature,
}

impl Judged {
    /// The verdict on a text, at a time.
    pub fn new(text: &str, verdict: Verdict, at: UnixTime) -> Self {
        Self {
            form: TextForm::of(text),
            verdict,
            at,
            scan: None,
            part: None,
            other_codes: 0,
            predates_start: false,
            other_ours: 0,
        }
    }

    /// The same of a text that was typed.
    pub fn scanned(self, note: ScanNote) -> Self {
        Self {
            scan: Some(note),
            ..self
        }
    }

    /// The same after looking at what the terminal remembers.
    pub fn admitted(self, admit: impl FnOnce(Verdict) -> Verdict) -> Self {
        Self {
            verdict: admit(self.verdict),
            ..self
        }
    }

    /// The same of a code in a picture.
    pub fn seen(self, part: Option<CodePart>) -> Self {
        Self { part, ..self }
    }

    /// Whether the scanner has probably misread the code, so that nothing is said of the code itself.
    ///
    /// The check digits find every wrong digit and every swap, but one dropped digit in a hundred passes
    /// them; the result is then not a valid object. Base45 has no check digits: until the same text has come
    /// twice, a wrong character cannot be distinguished from a forgery. A text that has come twice alike was
    /// not misread by chance, and what a camera has read is right: a QR code corrects its errors.
    pub fn misreading(&self) -> Option<Misreading> {
        let error = self.error().filter(|_| self.content().is_none())?;
        if let Some(part) = self.part {
            return Some(Misreading::Part(part));
        }
        let scan = self.scan?;
        let fault = scan.fault.unwrap_or(ScanFault::Incomplete);
        let text = Some(Misreading::Text(fault));
        // These happen at every reading.
        if matches!(
            fault,
            ScanFault::InputMethod | ScanFault::KeyboardLayout | ScanFault::SeveralCodes
        ) && error.stage() <= Stage::Object
        {
            return text;
        }
        if scan.is_repeated {
            return None;
        }
        if matches!(error, Error::Unreadable(_)) {
            return text;
        }
        let is_unchecked = self.form == Some(TextForm::Base45) && !scan.is_repeated;
        match error.stage() {
            Stage::Text | Stage::Object if scan.fault.is_some() || is_unchecked => text,
            Stage::Issuer if is_unchecked => Some(Misreading::Issuer),
            Stage::Signature if is_unchecked => Some(Misreading::Signature),
            _ => None,
        }
    }

    /// Whether the text was read although scanner and computer have different keyboard layouts.
    pub fn is_layout_repaired(&self) -> bool {
        self.scan
            .is_some_and(|scan| scan.is_repaired && scan.fault == Some(ScanFault::KeyboardLayout))
    }

    /// Whether the code itself has a fault: its text cannot be read, and that was no misreading.
    pub fn is_faulty(&self) -> bool {
        let is_ours = self.form.is_some() || self.scan.is_some_and(|scan| scan.fault.is_some());
        let is_repeated = self.scan.is_some_and(|scan| scan.is_repeated);
        let of_text = |error| match error {
            Error::Unreadable(_) => true,
            Error::Malformed(_) => is_repeated,
            Error::NotOurs => is_repeated && is_ours,
            _ => false,
        };
        self.error().is_some_and(of_text) && self.misreading().is_none()
    }

    /// Whether it is one of several parts of a code.
    pub fn is_part(&self) -> bool {
        self.part.is_some()
    }

    /// The more there is to do about it, the higher.
    pub fn gravity(&self) -> u8 {
        match &self.verdict {
            Verdict::Accept(_) => 0,
            Verdict::Check(_, cautions)
                if matches!(cautions.first(), Caution::Bearer | Caution::RepeatUnchecked) =>
            {
                1
            }
            Verdict::Check(..) => 2,
            Verdict::Refuse(_) => 3,
        }
    }

    /// Whether there was nothing but blanks.
    pub fn is_empty_text(&self) -> bool {
        self.error() == Some(Error::Empty)
    }

    /// Whether it is a code of another kind: a web address, a payment code.
    pub fn is_foreign(&self) -> bool {
        self.part.is_none()
            && self
                .scan
                .is_none_or(|scan| scan.fault.is_none() || scan.is_repaired)
            && matches!(
                self.error(),
                Some(Error::Empty | Error::NotOurs | Error::TooLong { .. })
            )
    }

    /// The time as of which it was judged.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// The verdict itself.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether it came with a proof of the holder's phone that was never shown here before.
    pub fn is_admitted(&self) -> bool {
        match &self.verdict {
            Verdict::Accept(credential) => credential.proof().is_some(),
            Verdict::Check(credential, cautions) => {
                let is_known = cautions.iter().all(|one| one != Caution::RepeatUnchecked);
                is_known && credential.proof().is_some()
            }
            Verdict::Refuse(_) => false,
        }
    }

    /// Whether it was not refused, and revocation was not checked.
    pub fn is_revocation_unchecked(&self) -> bool {
        self.verdict.decision() != Decision::Refuse
            && self
                .verdict
                .basis()
                .is_none_or(|basis| !basis.revocation_checked)
    }

    /// Why it was refused, if it was.
    pub fn error(&self) -> Option<Error> {
        match &self.verdict {
            Verdict::Refuse(refusal) => Some(refusal.error()),
            _ => None,
        }
    }

    /// What the code says, if its signature verified. Of a refused code it is not valid.
    pub fn content(&self) -> Option<(&Claims, &Issuer)> {
        self.verdict.authentic_claims()
    }
}

/// Notes with each code of a line how many more of ours the line has.
pub fn count_ours(judged: &mut [Result<Judged, Failure>]) {
    let is_ours = |judged: &&mut Judged| !judged.is_foreign();
    let count = judged.iter_mut().flatten().filter(is_ours).count();
    for judged in judged.iter_mut().flatten().filter(is_ours) {
        judged.other_ours = count - 1;
    }
}
