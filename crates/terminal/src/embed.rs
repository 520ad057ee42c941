//! A whole terminal for a program that embeds one: a binding for another language, a page in a browser.

mod counter;
mod shown;

use std::path::Path;
use std::sync::Arc;

use credential_core::limits::MAX_UPDATE_BYTES;
use credential_core::{
    Challenge, ChallengeRule, Holdings, IssuerId, LineCodes, Policy, PreparedKeys, Signer as _,
    UnixTime, Verdict, Verifier, scanner,
};
use messages::untrusted::escape_untrusted;
use messages::{Failure, Lang, failure, words};
use terminal_store::{Disk, Store};
use zeroize::Zeroizing;

use crate::benefits::{Counter, Granting, ReceiptsOfUpdate, TerminalKey, sign_place_request};
use crate::clock_state::ClockKind;
use crate::file_kind::FileKind;
use crate::judged::{CodePart, Judged, ScanNote, count_ours};
use crate::proof_memory::{BeforeStart, ProofMemory};
use crate::repeats::{LineReading, Repeats};
use crate::status::{StatusRecord, TerminalIdentity, View, record};
use crate::store_words;
use crate::update::{UpdateContent, UpdateReport};
use shown::ShownCode;

pub use shown::{GrantedRecord, ShownNumber};

/// A longer line is no code: it is cut before it is looked at.
const MOST_LINE_BYTES: usize = 64 * 1024;

/// A terminal: its store, its rules, and what it remembers. It has no clock, no camera and no screen.
///
/// ```
/// use std::path::Path;
/// use std::sync::Arc;
///
/// use credential_core::UnixTime;
/// use terminal::Terminal;
/// use terminal_store::MemoryDisk;
///
/// # fn main() -> Result<(), messages::Failure> {
/// let disk = Arc::new(MemoryDisk::new());
/// let opened = Terminal::open(disk, Path::new("store"));
/// assert_eq!(opened.err().map(|failure| failure.code), Some("store-missing"));
/// # Ok(())
/// # }
/// ```
pub struct Terminal {
    store: Store,
    policy: Policy,
    /// What phones sign with, the present one first.
    challenges: Vec<Challenge>,
    /// Of the issuers whose codes come often.
    prepared: PreparedKeys,
    repeats: Repeats,
    proofs: Option<ProofMemory>,
    counter: Counter,
    shown: Option<ShownCode>,
    shown_count: u64,
    /// The records of the benefits that were given together last.
    together: Vec<u64>,
}

/// The codes of a line.
#[derive(Debug)]
pub struct LineVerdicts {
    /// Each in its order.
    pub codes: Vec<Judged>,
    /// Whether there may be more, which were not looked at.
    pub is_complete: bool,
}

/// A request for a place, to be brought to the bureau.
#[derive(Clone, Debug)]
pub struct SignedPlaceRequest {
    /// The file.
    pub file: Vec<u8>,
    /// The thumbprint of the terminal's key, to be compared over the telephone.
    pub thumbprint: String,
}

impl Terminal {
    /// Makes the store of a new terminal, with the root set from the authority's own hand.
    ///
    /// # Errors
    /// As [`Store::provision`], in words.
    pub fn provision(disk: Arc<dyn Disk>, folder: &Path, root_set: &[u8]) -> Result<Self, Failure> {
        let kind = FileKind::of(root_set);
        if kind != FileKind::RootSet && kind != FileKind::Unknown {
            return Err(failure!("file-kind-wrong";
                "这个文件是{}，不是根密钥集", kind.zh();
                "the file is {}, not a root set", kind.en();
                FileKind::RootSet.get_it_again()));
        }
        let store = Store::provision_on(disk, folder, root_set);
        store
            .map(Self::of_store)
            .map_err(store_words::provision_failure)
    }

    /// Opens the store of a terminal.
    ///
    /// # Errors
    /// As [`Store::open`], in words.
    pub fn open(disk: Arc<dyn Disk>, folder: &Path) -> Result<Self, Failure> {
        let store = Store::open_on(disk, folder);
        store.map(Self::of_store).map_err(store_words::failure)
    }

    fn of_store(store: Store) -> Self {
        Self {
            counter: Counter::new(&store, Granting::Recorded),
            store,
            policy: Policy::shop(),
            challenges: Vec::new(),
            prepared: PreparedKeys::new(),
            repeats: Repeats::default(),
            proofs: None,
            shown: None,
            shown_count: 0,
            together: Vec::new(),
        }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What it holds.
    pub fn holdings(&self) -> &Holdings {
        self.store.holdings()
    }

    /// Judges by these rules from now on; a shop's in the beginning. What was asked for with
    /// [`Terminal::expect`] stays asked for.
    pub fn set_policy(&mut self, policy: Policy) {
        let challenge = self.policy.challenge;
        self.policy = policy;
        if !self.challenges.is_empty() {
            self.policy.challenge = challenge;
        }
    }

    /// The rules of the place.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Takes only proofs over this challenge and the one before it from now on: random bytes that the terminal
    /// shows, new ones for each passage or at least twice within [`Policy::proof_window`].
    ///
    /// # Errors
    /// `usage` if they are too few or too many.
    pub fn expect(&mut self, challenge: &[u8]) -> Result<(), Failure> {
        let challenge = Challenge::new(challenge).map_err(|error| {
            failure!("usage"; "挑战的长度不对"; "the challenge has a wrong length";
                "请用 16 个随机字节。"; "Use 16 random bytes.")
            .with_detail(error)
        })?;
        if self.challenges.first() != Some(&challenge) {
            self.challenges.insert(0, challenge);
            self.challenges.truncate(2);
        }
        self.policy.challenge = ChallengeRule::Required;
        Ok(())
    }

    /// Remembers proofs from now on, so that each works once: [`Terminal::admit`]. In memory only; what may have
    /// been shown before `now` is refused or left to a person.
    pub fn remember_proofs(&mut self, before: BeforeStart, now: UnixTime) {
        let memory = ProofMemory::new(&self.policy, now, ClockKind::Going, before);
        self.proofs = Some(memory);
    }

    /// The clock was set: see [`ProofMemory::clock_was_set`].
    pub fn clock_was_set(&mut self, now: UnixTime) {
        if let Some(proofs) = &mut self.proofs {
            proofs.clock_was_set(now);
        }
    }

    /// Reads the store again if another program has changed it; whether it has. What cannot be read now was read
    /// before, and still holds.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn reload(&mut self) -> Result<bool, Failure> {
        self.store.reload_if_changed().map_err(store_words::failure)
    }

    /// Goes on with what another window or program has kept; `replace` puts it on the disk
    /// ([`terminal_store::MemoryDisk::replace`]). Rules and used proofs stay. So does the code that is shown, unless
    /// other lists count now; whether they do.
    ///
    /// # Errors
    /// Why it cannot be read. What was read before still holds.
    pub fn go_on_with(&mut self, replace: impl FnOnce()) -> Result<bool, Failure> {
        self.counter.close();
        replace();
        let is_other = self.reload()?;
        if is_other {
            self.shown = None;
        }
        Ok(is_other)
    }

    /// Judges the text of a code, as a camera has read it. A proof of a phone is not taken as new yet: what says so
    /// is [`Terminal::admit`].
    pub fn verify(&self, text: &str, now: UnixTime) -> Judged {
        let text = bounded(text);
        self.judged(text, now, |verifier| verifier.verify_text(text, now))
    }

    /// As [`Terminal::verify`], of one of several parts of a code that a camera has read.
    pub fn verify_part(&self, text: &str, part: Option<CodePart>, now: UnixTime) -> Judged {
        self.verify(text, now).seen(part)
    }

    /// Judges a line that a scanner or a person has typed, after what scanner, keyboard and input method did to it
    /// was undone. A line may have several codes.
    pub fn verify_scanned(&mut self, line: &str, now: UnixTime) -> LineVerdicts {
        let whole = bounded(line);
        let reading = self.repeats.add(whole);
        let LineCodes { codes, is_complete } = scanner::split(whole);
        let judged = codes.iter().map(|scanned| {
            let note = ScanNote {
                fault: scanned.fault,
                is_repaired: scanned.is_repaired,
                is_repeated: reading == LineReading::Again,
            };
            let judged = self.judged(&scanned.text, now, |verifier| {
                verifier.verify_cleaned(scanned, now)
            });
            Ok(judged.scanned(note))
        });
        let mut judged: Vec<Result<Judged, Failure>> = judged.collect();
        count_ours(&mut judged);
        LineVerdicts {
            codes: judged.into_iter().flatten().collect(),
            is_complete: is_complete && whole.len() == line.len(),
        }
    }

    /// The verdict after looking at the proofs that are remembered; the proof is used from now on. Without
    /// [`Terminal::remember_proofs`] a proof stays one that may have been shown before.
    pub fn admit(&mut self, judged: Judged) -> Judged {
        match &mut self.proofs {
            // Where several codes came together nobody knows whose they are, and so no proof is used.
            Some(proofs) if judged.other_ours == 0 => proofs.admit_code(judged),
            _ => judged,
        }
    }

    fn judged(
        &self,
        text: &str,
        now: UnixTime,
        verify: impl FnOnce(&Verifier<'_>) -> Verdict,
    ) -> Judged {
        let verifier = Verifier::new(self.store.holdings(), self.policy.clone())
            .expecting(&self.challenges)
            .with_prepared_keys(&self.prepared);
        Judged::new(text, verify(&verifier), now)
    }

    /// Applies an update file, or a single list; `input` is its name. What is reported as taken is on the disk.
    ///
    /// # Errors
    /// If it is no update, or nothing can be written. A part that is refused is no error.
    pub fn update(
        &mut self,
        file: &[u8],
        input: &str,
        now: UnixTime,
    ) -> Result<UpdateReport, Failure> {
        let name = escape_untrusted(input);
        if file.len() > MAX_UPDATE_BYTES {
            return Err(messages::file_words::too_large(
                Path::new(input),
                MAX_UPDATE_BYTES as u64,
            ));
        }
        let update = UpdateContent::read(file.to_vec(), &name)?.into_update();
        let outcomes = self.store.apply(&update, now);
        let outcomes = outcomes.map_err(store_words::failure)?;
        // Receipts are applied by whoever can open the journal.
        self.counter.close();
        let receipts = ReceiptsOfUpdate::apply(&self.store, &update.receipts);
        let held = self.store.holdings();
        Ok(UpdateReport::new(input, &update, outcomes, held, receipts))
    }

    /// What it holds, how old that is and what expires next: as `verifier status --json`.
    pub fn status(&self, identity: &TerminalIdentity, lang: Lang, now: UnixTime) -> StatusRecord {
        let view = View::new(self.store.holdings(), now);
        record(&view, &self.store, identity, lang)
    }

    /// The request for a place, by the terminal's key. Where there is none yet it is made of `seed`, which must be
    /// random bytes of the system; they are asked for only then.
    ///
    /// # Errors
    /// If the key cannot be read or written, or the label is none.
    pub fn place_request(
        &mut self,
        seed: impl FnOnce() -> Result<Zeroizing<[u8; 32]>, Failure>,
        label: Option<String>,
        issuer: Option<IssuerId>,
        now: UnixTime,
    ) -> Result<SignedPlaceRequest, Failure> {
        let terminal = TerminalKey::read_or_make(&mut self.store, seed)?;
        Ok(SignedPlaceRequest {
            file: sign_place_request(&terminal, label, issuer, now)?,
            thumbprint: words::thumbprint(terminal.key.public_key()),
        })
    }
}

/// The beginning of a text, as much of it as is looked at.
fn bounded(text: &str) -> &str {
    let mut end = text.len().min(MOST_LINE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
