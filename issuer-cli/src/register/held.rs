//! What one person has, by kind: a card and a phone code stand side by side, and each has its own
//! succession.

use credential_core::{HolderKey, Status, UnixTime};

use super::entry::Entry;
use super::kind::CodeKind;
use super::reason::Reason;

/// The entries of one holder, the newest first.
#[derive(Clone, Debug)]
pub(super) struct Held(pub(super) Vec<Entry>);

impl Held {
    /// The newest entry of a kind, whatever became of it.
    pub(super) fn newest(&self, kind: CodeKind) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.kind() == kind)
    }

    /// The newest entry of a kind, unless it is revoked: the one that the person uses, or used until it
    /// ended.
    pub(super) fn current(&self, kind: CodeKind) -> Option<&Entry> {
        self.newest(kind).filter(|entry| !entry.is_revoked())
    }

    /// The entry that speaks for the person: the newest that is current, or else the newest of all. `None`
    /// for nobody.
    pub(super) fn base(&self) -> Option<&Entry> {
        let current = CodeKind::ALL
            .into_iter()
            .filter_map(|kind| self.current(kind));
        current
            .max_by_key(|entry| entry.serial)
            .or_else(|| self.0.first())
    }

    /// What some terminal may still accept of a kind.
    pub(super) fn living(&self, kind: CodeKind, at: UnixTime) -> impl Iterator<Item = &Entry> {
        let entries = self.0.iter();
        entries.filter(move |entry| entry.kind() == kind && entry.is_alive(at))
    }

    /// Whether a code went out that some terminal may still accept.
    pub(super) fn has_living_outside(&self, kind: CodeKind, at: UnixTime) -> bool {
        self.living(kind, at).any(|entry| entry.output.is_some())
    }

    /// The serial of the next entry.
    pub(super) fn next_serial(&self) -> u32 {
        self.0.first().map_or(1, |newest| newest.serial + 1)
    }

    /// Whether a code of the person with this key was revoked because the phone was lost or stolen.
    pub(super) fn was_lost(&self, key: &HolderKey) -> bool {
        self.0.iter().any(|entry| {
            let reason = entry.standing.changed.map(|(reason, _)| reason);
            entry.holder_key.as_ref() == Some(key)
                && entry.is_revoked()
                && matches!(reason, Some(Reason::Lost | Reason::Stolen))
        })
    }

    /// When the person's phone was last bound, or its code ended: what was made before is of an earlier
    /// phone. `None` if there never was one.
    pub(super) fn phone_changed(&self) -> Option<UnixTime> {
        let newest = self.newest(CodeKind::Phone)?;
        let same_key = |entry: &&Entry| entry.holder_key == newest.holder_key;
        let bound = self.0.iter().filter(same_key).map(|it| it.validity.from);
        let revoked = newest.standing.changed.filter(|_| newest.is_revoked());
        // Superseded by a code with the same key is no end of the key, and then it is not the newest.
        bound.min().max(revoked.map(|(_, at)| at))
    }

    /// Why the next code of a kind is suspended from the start: who is suspended stays so. A person who has
    /// a card in good standing is not suspended because a phone was that is replaced now.
    pub(super) fn suspension(&self, kind: CodeKind, key: Option<&HolderKey>) -> Option<Reason> {
        let same = self.newest(kind);
        let other = self.current(kind.other());
        let other_holds = other.is_some_and(|entry| entry.standing.status == Status::Valid);
        let before = match same.filter(|entry| !entry.is_revoked()) {
            Some(entry) if entry.holder_key.as_ref() != key && other_holds => None,
            Some(entry) => Some(entry),
            None => other,
        };
        before
            .filter(|entry| entry.standing.status == Status::Suspended)
            .and_then(|entry| entry.standing.changed)
            .map(|(reason, _)| reason)
    }
}
