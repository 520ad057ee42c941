//! Who may be given a benefit: a holder whose code was accepted, or checked by a person.

use super::number_set::LifeStages;
use crate::category::CategorySet;
use crate::claims::{LifeStage, Region};
use crate::verify::{HolderId, Verdict, VerifiedCredential};

/// A holder that benefits may be given to. Only a verdict makes one:
///
/// ```compile_fail,E0451
/// # use credential_core::VerifiedCredential;
/// # fn forge(credential: &VerifiedCredential) {
/// let forged = credential_core::EligibleHolder { credential };
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EligibleHolder<'v> {
    credential: &'v VerifiedCredential,
}

/// Says that a person has looked, as the cautions of the verdict ask. At a place without staff nobody can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonConfirmed;

impl<'v> EligibleHolder<'v> {
    /// The holder of a code that was accepted; `None` for every other verdict.
    pub fn accepted(verdict: &'v Verdict) -> Option<Self> {
        verdict.accepted().map(|credential| Self { credential })
    }

    /// The holder of a code that was accepted, or of one that was to be checked and that a person has
    /// confirmed; `None` for one that was refused.
    pub fn confirmed(verdict: &'v Verdict, _: PersonConfirmed) -> Option<Self> {
        match verdict {
            Verdict::Accept(credential) | Verdict::Check(credential, _) => {
                Some(Self { credential })
            }
            Verdict::Refuse(_) => None,
        }
    }

    /// The credential.
    pub fn credential(self) -> &'v VerifiedCredential {
        self.credential
    }

    /// What the conditions of benefits look at.
    pub fn traits(self) -> HolderTraits {
        let claims = self.credential.claims();
        HolderTraits {
            holder: self.credential.holder_id(),
            categories: claims.categories,
            disability_grade: claims.disability_grade,
            honour_class: claims.honour_class,
            life_stage: claims.life_stage,
            home_region: self.credential.home_region(),
        }
    }
}

/// What the conditions of benefits look at. Whoever fills it in can try what such a holder would get
/// ([`CataloguePart::trial`](super::CataloguePart::trial)), and can grant nothing with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolderTraits {
    /// Whose quotas they are.
    pub holder: HolderId,
    /// The categories.
    pub categories: CategorySet,
    /// 1 (gravest) to 10, if there is one.
    pub disability_grade: Option<u8>,
    /// 1 to 9, if there is one.
    pub honour_class: Option<u8>,
    /// Where in a soldier's life the holder is, if that is known.
    pub life_stage: Option<LifeStage>,
    /// The region that the holder belongs to: that of the credential, or of its issuer.
    pub home_region: Region,
}

impl HolderTraits {
    pub(super) fn is_at(&self, stages: LifeStages) -> bool {
        self.life_stage.is_some_and(|stage| stages.has(stage))
    }
}
