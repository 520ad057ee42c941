//! The bureau's register: who holds which credential, what became of it, and who did what when.
//!
//! One SQLite file. People are recognised again by a keyed hash ([`PersonKey`]); no identity or
//! telephone number is ever in it. Its tables only grow: what is written is never changed, and each
//! transaction ends with a record in a hash-chained audit log that vouches for its rows.
//!
//! A person may have a card and a code for a phone ([`CodeKind`]) with one holder number; each has its own
//! succession, and what a row changes changes both.
//!
//! A credential is first *reserved* (holder number, status index and content are fixed and on the
//! disk), then signed and written to its file, then recorded as *issued*. A run that was killed in
//! between leaves reserved ones; [`Register::unfinished`] lists them, and as signatures are
//! deterministic, finishing them makes the same bytes.
//!
//! ```
//! use credential_core::{Category, CategorySet, CodeHash, DisplayName, UnixTime};
//! use issuer_cli::register::*;
//!
//! # fn main() -> Result<(), messages::Failure> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let (path, key_path) = (folder.path().join("register.db"), folder.path().join("person.key"));
//! let now = UnixTime::from_secs(1_800_000_000);
//! let wang = Actor::new("王芳")?;
//! PersonKey::generate()?.save(&key_path)?;
//! Register::create(&path, &PersonKey::load(&key_path)?, &wang, now)?;
//!
//! let mut register = Register::open(&path, PersonKey::load(&key_path)?)?;
//! let mut clerk = register.clerk(&wang)?;
//! let mut batch = clerk.batch(Action::Issue, now)?;
//! let veteran = CategorySet::EMPTY.with(Category::Veteran);
//! let name = DisplayName::masked("王建明").unwrap();
//! let enrolment = batch.enrol(
//!     &PersonId::new("990512198007102199")?,
//!     &Particulars::new(name, veteran),
//!     Expiry::Usual(UnixTime::from_secs(1_900_000_000)),
//! )?;
//! batch.commit()?;
//!
//! if let Enrolment::Reserved { entry, .. } = enrolment {
//!     let claims = entry.claims().unwrap();
//!     // Sign the claims, draw the code, write its file; then:
//!     let mut batch = clerk.batch(Action::Issue, now)?;
//!     let signed = SignedCode { hash: CodeHash::from_bytes([1; 12]), key: [2; 32] };
//!     batch.record_issued(&entry, "0001.png", &text_digest("81…"), &signed)?;
//!     batch.commit()?;
//!     # assert_eq!(claims.status_index, entry.status_index);
//! }
//! # Ok(())
//! # }
//! ```

mod adopt;
mod appraisal;
mod audit;
mod batch;
mod bind;
mod clerk;
mod complaints;
mod editions;
mod enrol;
mod entry;
mod failure;
mod held;
mod history;
mod holder_records;
mod indices;
mod issued;
mod kind;
mod membership;
mod merchant_event;
mod merchants;
mod numbers;
mod person;
mod places;
mod publication;
mod query;
mod random;
mod reason;
mod replace;
mod reserve;
mod schema;
mod standing;
mod store;
mod vouching;
mod witness;

pub use crate::particulars::{Details, Particulars, Unsaid};
pub use adopt::{Adoption, UnregisteredCredential};
pub use appraisal::{Appraisal, Foreseen, Hold};
pub use audit::{Action, Actor, AuditHead, AuditNote, AuditRecord, Change, hexadecimal};
pub use batch::Batch;
pub use bind::{Binding, KeyToBind};
pub use clerk::Clerk;
pub use complaints::{NewComplaint, RecordedComplaint};
pub use editions::PublishedEdition;
pub use enrol::{Cause, Enrolment, FirstCard, Renewal};
pub(crate) use entry::status_code;
pub use entry::{Entry, Expiry, Output, SignedCode, Standing, text_digest};
pub use history::StandingChange;
pub use holder_records::{HolderAct, HolderRecord};
pub use kind::CodeKind;
pub use membership::{HistoryConflict, MerchantHistory};
pub use merchant_event::{MAX_NOTE_CHARS, MerchantEvent, MerchantEventKind};
pub use merchants::RecordedMerchantEvent;
pub use numbers::NumberBound;
pub use person::{HeldKey, KeyCheck, PersonId, PersonKey};
pub(crate) use person::{exposed as person_key_exposed, invalid as person_key_invalid};
pub use places::RecordedPlace;
pub use publication::{Publication, list_digest};
pub use query::{ChangeCounts, Counts, Selection};
pub use reason::Reason;
pub use replace::{NewerRegister, Replacement};
pub use standing::{Changed, Target};
pub use store::Register;
pub use vouching::UsedKey;
pub use witness::NotedEnd;

#[cfg(test)]
mod tests;
