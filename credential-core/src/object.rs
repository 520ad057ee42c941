//! What kind of object some bytes are.

use crate::audit_head::AuditHeadClaims;
use crate::catalogue::{CatalogueHeadClaims, PartContent, PlaceClaims, PlaceRequestContent};
use crate::complaint::Content as ComplaintContent;
use crate::cose::{DeclaredKind, Payload, declared_kind, is_sign1};
use crate::enrolment::Content as EnrolmentContent;
use crate::status::StatusListClaims;
use crate::trust::{IssuerRequest, RootSetClaims, TrustListClaims};
use crate::update::Update;
use crate::vouch::VouchListClaims;

/// The kinds of objects that are carried as files or codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A credential, as [`ParsedCredential::from_bytes`](crate::ParsedCredential::from_bytes) reads it.
    Credential,
    /// What a phone shows, as [`ParsedPresentation::from_bytes`](crate::ParsedPresentation::from_bytes) reads it.
    Presentation,
    /// A root set, signed or not.
    RootSet,
    /// A trust list, signed or not.
    TrustList,
    /// A status list.
    StatusList,
    /// A vouch list.
    VouchList,
    /// An audit head.
    AuditHead,
    /// An enrolment of a phone's key.
    Enrolment,
    /// A holder's complaint.
    Complaint,
    /// An issuer's request to be listed.
    IssuerRequest,
    /// A part of a catalogue.
    CataloguePart,
    /// The head of a catalogue.
    CatalogueHead,
    /// A terminal's place.
    Place,
    /// A terminal's request for a place.
    PlaceRequest,
    /// An update file.
    Update,
}

impl ObjectKind {
    /// Recognises an object by its tag and by the type in its header (RFC 9596), or the claims there
    /// (RFC 9597); `None` if it is none of ours.
    ///
    /// Only the beginning is read and nothing is verified: the object may be damaged, unsigned or
    /// forged.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if Update::is_marked(bytes) {
            return Some(Self::Update);
        }
        let declared = declared_kind(bytes)?;
        let typ = match declared {
            DeclaredKind::Type(typ) => Some(typ),
            DeclaredKind::HolderSigned if is_sign1(bytes) => return Some(Self::Presentation),
            DeclaredKind::HolderSigned => return None,
            DeclaredKind::Untyped => None,
        };
        let kinds = if is_sign1(bytes) {
            [
                (None, Self::Credential),
                (StatusListClaims::TYPE, Self::StatusList),
                (VouchListClaims::TYPE, Self::VouchList),
                (AuditHeadClaims::TYPE, Self::AuditHead),
                (EnrolmentContent::TYPE, Self::Enrolment),
                (ComplaintContent::TYPE, Self::Complaint),
                (PartContent::TYPE, Self::CataloguePart),
                (CatalogueHeadClaims::TYPE, Self::CatalogueHead),
                (PlaceClaims::TYPE, Self::Place),
                (PlaceRequestContent::TYPE, Self::PlaceRequest),
            ]
            .as_slice()
        } else {
            &[
                (RootSetClaims::TYPE, Self::RootSet),
                (TrustListClaims::TYPE, Self::TrustList),
                (IssuerRequest::TYPE, Self::IssuerRequest),
            ]
        };
        kinds
            .iter()
            .find(|(of_kind, _)| *of_kind == typ)
            .map(|(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit_head::AuditHead;
    use crate::enrolment::{Enrolment, EnrolmentClaims};
    use crate::fixtures::{
        SPAN, bound_to, bureau_key, claims, hex, issuer, list_claims, phone_key, region,
        root_claims, root_key, sign_all,
    };
    use crate::keys::Signer;
    use crate::presentation::Presentation;
    use crate::status::{StatusArray, StatusList};
    use crate::trust::IssuerId;
    use crate::vouch::{CodeHashSet, VouchList};
    use alloc::vec;

    #[test]
    fn each_object_is_recognised_and_nothing_else_is() {
        let root = root_key();
        let status_list = StatusListClaims {
            issuer: IssuerId(1),
            validity: SPAN,
            ttl: None,
            statuses: StatusArray::all_valid(4).unwrap(),
        };
        let request = IssuerRequest {
            id: IssuerId(1),
            name: crate::fixtures::name("咸宁市退役军人事务局"),
            region: region(421_200),
            key: bureau_key().public_key().clone(),
            issued: SPAN.from,
        };
        let vouch_list = VouchListClaims {
            issuer: IssuerId(1),
            key: [0; 32],
            issued: SPAN.from,
            hashes: CodeHashSet::new([]).unwrap(),
        };
        let audit_head = AuditHeadClaims {
            issuer: IssuerId(1),
            issued: SPAN.from,
            entries: 1,
            last_hash: [0; 32],
        };
        let enrolment = EnrolmentClaims {
            issued: SPAN.from,
            issuer: None,
            label: None,
        };
        let list = list_claims(vec![issuer(1, &bureau_key())]);
        let credential = crate::issue(&claims(), &bureau_key()).unwrap();
        let bound = bound_to(phone_key().public_key(), |_| ());
        let shown = Presentation::issue(&bound, SPAN.from, None, &phone_key()).unwrap();
        let catalogue_part = crate::catalogue::sample_part(&bureau_key());
        let catalogue_head = crate::catalogue::sample_head(&bureau_key());
        let place = crate::catalogue::sample_place(&bureau_key());
        let place_request = crate::catalogue::sample_place_request(&bureau_key());
        for (bytes, kind) in [
            (credential.as_bytes().to_vec(), ObjectKind::Credential),
            (shown.as_bytes().to_vec(), ObjectKind::Presentation),
            (
                sign_all(root_claims(1, 1, &[&root]), &[&root]),
                ObjectKind::RootSet,
            ),
            (
                sign_all(root_claims(1, 1, &[&root]), &[]),
                ObjectKind::RootSet,
            ),
            (sign_all(list, &[&root]), ObjectKind::TrustList),
            (
                StatusList::issue(&status_list, &bureau_key()).unwrap(),
                ObjectKind::StatusList,
            ),
            (
                VouchList::issue(&vouch_list, &bureau_key()).unwrap(),
                ObjectKind::VouchList,
            ),
            (
                AuditHead::sign(&audit_head, &bureau_key()).unwrap(),
                ObjectKind::AuditHead,
            ),
            (
                request.sign(&bureau_key()).unwrap(),
                ObjectKind::IssuerRequest,
            ),
            (
                Enrolment::sign(&enrolment, &bureau_key())
                    .unwrap()
                    .as_bytes()
                    .to_vec(),
                ObjectKind::Enrolment,
            ),
            (catalogue_part, ObjectKind::CataloguePart),
            (catalogue_head, ObjectKind::CatalogueHead),
            (place, ObjectKind::Place),
            (place_request, ObjectKind::PlaceRequest),
            (Update::default().encode(), ObjectKind::Update),
        ] {
            assert_eq!(ObjectKind::of(&bytes), Some(kind));
            // A damaged one is still of its kind, if its header is there.
            let cut = &bytes[..bytes.len() - 1];
            assert_eq!(ObjectKind::of(cut), Some(kind));
            assert_eq!(ObjectKind::of(&bytes[..2]), None);
        }
        for listing in [
            "",
            "d1 84 43 a10126",
            "d2 83 40",
            "d2 84 44 a1 10 61 78",
            "d8 62 84 41 a0",
            "a0",
            // The claims of a proof in the header of a COSE_Sign.
            "d8 62 84 48 a1 0f a1 06 1a 65000000",
        ] {
            assert_eq!(ObjectKind::of(&hex(listing)), None, "{listing}");
        }
    }
}
