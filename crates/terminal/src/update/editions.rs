//! The editions of a catalogue that an update was about: whoever has brought it knows it by these numbers.

use credential_core::{
    CatalogueHead, CataloguePart, Error, Holdings, IssuerId, PartOutcome, UnixTime, Update,
    UpdatePart,
};

/// The editions of a part or head of a catalogue, as far as they are known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Editions {
    /// That is held now.
    pub held: Option<u32>,
    /// That was brought and refused for its age.
    offered: Option<u32>,
}

/// An edition that was brought: whose, which, and when it was made.
struct Brought {
    issuer: IssuerId,
    edition: u32,
    made: UnixTime,
}

impl Editions {
    /// Of a part of this update, after it was applied to what is held.
    pub fn of(outcome: &PartOutcome, update: &Update, held: &Holdings) -> Self {
        let older = match outcome.result {
            Err(Error::RolledBack { offered, .. }) => Some(UnixTime::from_secs(offered)),
            _ => None,
        };
        match outcome.part {
            UpdatePart::CataloguePart { subject } => {
                let issuer = subject.map(|(issuer, _)| issuer);
                let brought = older.and_then(|made| own_part(update, held, made));
                Self::known(issuer, brought, |issuer| {
                    let here = held.place_catalogue(issuer)?;
                    Some(here.part().edition())
                })
            }
            UpdatePart::CatalogueHead { issuer } => {
                let brought = older.and_then(|made| own_head(update, held, made));
                Self::known(issuer, brought, |issuer| {
                    Some(held.catalogue_head(issuer)?.claims().edition)
                })
            }
            _ => Self::default(),
        }
    }

    /// The issuer is not told of what was refused; then it is that of what was brought.
    fn known(
        issuer: Option<IssuerId>,
        brought: Option<Brought>,
        held: impl Fn(IssuerId) -> Option<u32>,
    ) -> Self {
        let issuer = issuer.or(brought.as_ref().map(|brought| brought.issuer));
        Self {
            held: issuer.and_then(held),
            offered: brought.map(|brought| brought.edition),
        }
    }

    /// Both, where they tell the two apart: after a change of keys an older one may have the same number.
    pub(super) fn both(self) -> Option<(u32, u32)> {
        let both = self.held.zip(self.offered);
        both.filter(|(held, offered)| held != offered)
    }
}

/// The part of this terminal's merchant that was made then.
fn own_part(update: &Update, held: &Holdings, made: UnixTime) -> Option<Brought> {
    let trust = held.trust()?;
    let is_own = |bytes: &&Vec<u8>| {
        let subject = CataloguePart::unverified_subject(bytes);
        subject.is_some_and(|(issuer, merchant)| {
            let place = held.place(issuer);
            place.is_some_and(|place| place.claims().merchant == merchant)
        })
    };
    let parts = update.catalogue_parts.iter().filter(is_own);
    let mut brought = parts.filter_map(|bytes| {
        let part = CataloguePart::verify(bytes, trust).ok()?;
        Some(Brought {
            issuer: part.issuer(),
            edition: part.edition(),
            made: part.validity().from,
        })
    });
    brought.find(|brought| brought.made == made)
}

fn own_head(update: &Update, held: &Holdings, made: UnixTime) -> Option<Brought> {
    let trust = held.trust()?;
    let mut brought = update.catalogue_heads.iter().filter_map(|bytes| {
        let head = CatalogueHead::verify(bytes, trust).ok()?;
        let claims = head.claims();
        Some(Brought {
            issuer: claims.issuer,
            edition: claims.edition,
            made: claims.issued,
        })
    });
    brought.find(|brought| brought.made == made && held.place(brought.issuer).is_some())
}
