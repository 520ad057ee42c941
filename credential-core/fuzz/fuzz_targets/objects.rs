//! What stands behind a signature: the payload is anything, and is truly signed as each kind of
//! object. Without that, no input would get past the signature.
#![no_main]

use std::sync::{Arc, LazyLock};

use credential_core::{
    AuditHead, CatalogueHead, CataloguePart, Category, Holdings, Issuer, IssuerId, IssuerKey, IssuerRequest, OrgName,
    ParsedCredential, Pending, Place, PlaceRequest, Policy, ProvedComplaint, ProvedKey, Region, RootSet, RootSetClaims, Signer,
    SigningKey, Standing, StatusList, TrustList, TrustListClaims, UnixTime, Update, Validity,
    Verifier, VouchList,
};
use libfuzzer_sys::fuzz_target;

/// When the vectors were made: their payloads are the corpus.
const NOW: UnixTime = UnixTime::from_secs(1_802_000_000);
const ISSUER: IssuerId = IssuerId(42_120_001);

struct Held {
    root: SigningKey,
    bureau: SigningKey,
    roots: RootSet,
    list: TrustList,
    holdings: Holdings,
}

static HELD: LazyLock<Held> = LazyLock::new(|| {
    let (root, bureau) = (
        SigningKey::from_seed(&[1; 32]),
        SigningKey::from_seed(&[2; 32]),
    );
    let name = OrgName {
        zh: "局".into(),
        en: None,
    };
    let span = Validity::new(UnixTime::from_secs(1_700_000_000), UnixTime::from_secs(1_900_000_000));
    let region = Region::new(421_200).expect("a region");
    let set = signed(
        RootSetClaims {
            version: 1,
            issued: span.from,
            name: name.clone(),
            threshold: 1,
            keys: vec![root.public_key().clone()],
        },
        &root,
    );
    let list = signed(
        TrustListClaims {
            version: 1,
            root_version: 1,
            validity: span,
            issuers: vec![Arc::new(Issuer {
                id: ISSUER,
                name,
                region,
                categories: Category::ALL.into_iter().collect(),
                regions: vec![region],
                standing: Standing::Active,
                keys: vec![IssuerKey {
                    key: bureau.public_key().clone(),
                    in_force: span,
                    standing: Standing::Active,
                    longest_validity: None,
                }],
                code_name: None,
                status_expectation: None,
                catalogue_expectation: None,
            })],
        },
        &root,
    );
    let mut holdings = Holdings::provision(&set).expect("a root set");
    let mut update = Update::default();
    update.trust_list = Some(list.clone());
    holdings.apply(&update, NOW);
    let roots = RootSet::pin(&set).expect("a root set");
    Held {
        list: TrustList::verify(&list, &roots).expect("a trust list"),
        root,
        bureau,
        roots,
        holdings,
    }
});

fn signed<T: credential_core::RootSigned>(claims: T, key: &SigningKey) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).expect("claims in order");
    pending.sign(key).expect("a signature");
    pending.to_bytes().expect("bytes")
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, payload)) = data.split_first() else {
        return;
    };
    let held = &*HELD;
    let vendor = |what: &str| format!("application/vnd.laobingma.{what}+cose");
    match kind % 14 {
        0 => {
            let bytes = sign1(None, payload, &held.bureau);
            let _ = Verifier::new(&held.holdings, Policy::shop()).verify_bytes(&bytes, NOW);
            let _ = ParsedCredential::from_bytes(payload);
        }
        1 => {
            let bytes = sign(&vendor("trust-list"), payload, &held.root);
            let _ = TrustList::verify(&bytes, &held.roots);
            let _ = Pending::<TrustListClaims>::from_bytes(&bytes);
            apply(|update| update.trust_list = Some(bytes));
        }
        2 => {
            let bytes = sign(&vendor("root-set"), payload, &held.root);
            let _ = RootSet::pin(&bytes);
            let _ = held.roots.succeed(&bytes);
            let _ = Pending::<RootSetClaims>::from_bytes(&bytes);
        }
        3 => {
            let bytes = sign1(Some("application/statuslist+cwt"), payload, &held.bureau);
            let _ = StatusList::verify(&bytes, &held.list);
            apply(|update| update.status_lists = vec![bytes]);
        }
        4 => {
            let bytes = sign1(Some(&vendor("vouch-list")), payload, &held.bureau);
            let _ = VouchList::verify(&bytes, &held.list);
        }
        5 => {
            let bytes = sign1(Some(&vendor("audit-head")), payload, &held.bureau);
            let _ = AuditHead::verify_own(&bytes, ISSUER, held.bureau.public_key());
        }
        6 => {
            let _ = IssuerRequest::verify(&sign(&vendor("issuer-request"), payload, &held.bureau));
        }
        8 => {
            let _ = ProvedKey::from_bytes(&sign1(Some(&vendor("enrolment")), payload, &held.bureau));
        }
        9 => {
            let bytes = sign1(Some(&vendor("catalogue")), payload, &held.bureau);
            let subject = CataloguePart::unverified_subject(&bytes);
            if let Ok(part) = CataloguePart::verify(&bytes, &held.list) {
                assert_eq!(subject, Some((part.issuer(), part.merchant().number)));
            }
        }
        10 => {
            let bytes = sign1(Some(&vendor("catalogue-head")), payload, &held.bureau);
            let _ = CatalogueHead::verify(&bytes, &held.list);
        }
        11 => {
            let bytes = sign1(Some(&vendor("place")), payload, &held.bureau);
            let _ = Place::verify(&bytes, &held.list);
        }
        12 => {
            let _ = PlaceRequest::verify(&sign1(Some(&vendor("place-request")), payload, &held.bureau));
        }
        13 => {
            let _ = ProvedComplaint::from_bytes(payload);
        }
        _ => {
            if let Ok(update) = Update::parse(payload) {
                held.holdings.clone().apply(&update, NOW);
            }
        }
    }
});

fn apply(fill: impl FnOnce(&mut Update)) {
    let mut update = Update::default();
    fill(&mut update);
    let bytes = update.encode();
    let update = Update::parse(&bytes).expect("what was encoded");
    HELD.holdings.clone().apply(&update, NOW);
}

fn bstr(content: &[u8]) -> Vec<u8> {
    let length = content.len() as u32;
    let head = match length {
        0..24 => vec![0x40 + length as u8],
        24..0x100 => vec![0x58, length as u8],
        _ => [&[0x5a][..], &length.to_be_bytes()].concat(),
    };
    // The shortest form, or else it is refused for that.
    let head = match length {
        0x100..0x1_0000 => [&[0x59][..], &(length as u16).to_be_bytes()].concat(),
        _ => head,
    };
    [&head, content].concat()
}

fn signer_header(key: &SigningKey, typ: Option<&str>) -> Vec<u8> {
    let mut header = match typ {
        Some(_) => b"\xa3\x01\x27\x04\x44".to_vec(),
        None => b"\xa2\x01\x27\x04\x44".to_vec(),
    };
    header.extend(key.public_key().id().to_bytes());
    if let Some(typ) = typ {
        header.extend([0x10, 0x78, typ.len() as u8]);
        header.extend(typ.as_bytes());
    }
    header
}

fn sign1(typ: Option<&str>, payload: &[u8], key: &SigningKey) -> Vec<u8> {
    let (header, payload) = (bstr(&signer_header(key, typ)), bstr(payload));
    let message = [b"\x84\x6aSignature1", &header[..], b"\x40", &payload].concat();
    let Ok(signature) = key.sign(&message);
    [b"\xd2\x84", &header[..], b"\xa0", &payload, &bstr(&signature)].concat()
}

fn sign(typ: &str, payload: &[u8], key: &SigningKey) -> Vec<u8> {
    let body = bstr(&[&[0xa1, 0x10, 0x78, typ.len() as u8], typ.as_bytes()].concat());
    let (header, payload) = (bstr(&signer_header(key, None)), bstr(payload));
    let message = [b"\x85\x69Signature", &body[..], &header, b"\x40", &payload].concat();
    let Ok(signature) = key.sign(&message);
    [
        b"\xd8\x62\x84",
        &body[..],
        b"\xa0",
        &payload,
        b"\x81\x83",
        &header,
        b"\xa0",
        &bstr(&signature),
    ]
    .concat()
}
