//! What is issued is what is read.

use std::sync::Arc;

use credential_core::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::samples::*;

fn name_text() -> impl Strategy<Value = String> {
    "[\\p{Han}\\p{Latin}][\\p{Han}\\p{Latin}·* -]{0,20}[\\p{Han}\\p{Latin}]"
        .prop_filter("no longer than the limit", |name| {
            name.len() <= limits::MAX_NAME_BYTES
        })
}

fn region() -> impl Strategy<Value = Region> {
    (100_000..1_000_000u32).prop_map(|code| Region::new(code).unwrap())
}

fn any_claims() -> impl Strategy<Value = Claims> {
    let times = (0..=NOW.as_secs(), NOW.as_secs() + 1..);
    (
        name_text(),
        1..=u32::MAX,
        any::<(u32, u32)>(),
        times,
        option::of(any::<[u8; 32]>()),
        option::of(region()),
        option::of(1..=10u8),
        option::of(1..=9u8),
    )
        .prop_map(
            |(name, categories, (holder, index), (from, until), phone, home, grade, class)| {
                let validity = Validity::new(UnixTime::from_secs(from), UnixTime::from_secs(until));
                let mut claims = Claims::new(
                    DisplayName::new(&name).unwrap(),
                    CategorySet::from_bits(categories),
                    HolderNumber(holder),
                    StatusIndex(index),
                    validity,
                )
                .unwrap();
                claims.holder_key =
                    phone.map(|seed| SigningKey::from_seed(&seed).public_key().into());
                claims.home_region = home;
                claims.disability_grade = grade;
                claims.honour_class = class;
                claims
            },
        )
}

fn issuer() -> impl Strategy<Value = Issuer> {
    (
        option::of(name_text()),
        region(),
        1..=u32::MAX,
        vec(region(), 1..4),
        0..3usize,
        vec((any::<[u8; 32]>(), 0..u64::MAX, any::<bool>()), 1..3),
    )
        .prop_map(|(en, region, categories, regions, standing, keys)| Issuer {
            id: IssuerId(0),
            name: OrgName {
                en,
                ..crate::samples::name()
            },
            region,
            categories: CategorySet::from_bits(categories),
            regions,
            standing: [Standing::Active, Standing::Suspended, Standing::Withdrawn][standing],
            keys: keys
                .into_iter()
                .map(|(seed, from, active)| IssuerKey {
                    key: SigningKey::from_seed(&seed).public_key().clone(),
                    in_force: Validity::new(
                        UnixTime::from_secs(from),
                        UnixTime::from_secs(u64::MAX),
                    ),
                    standing: if active {
                        Standing::Active
                    } else {
                        Standing::Withdrawn
                    },
                    longest_validity: None,
                })
                .collect(),
            code_name: None,
            status_expectation: None,
            catalogue_expectation: None,
        })
}

proptest! {
    #[test]
    fn claims_come_back_as_they_were_issued(claims in any_claims()) {
        let trust = trust();
        let credential = issue(&claims, &bureau_key()).unwrap();
        for form in [TextForm::Digits, TextForm::Base45] {
            let text = credential.to_text(form);
            prop_assert_eq!(TextForm::of(&text), Some(form));
            let verdict = Verifier::without_revocation_check(&trust, lenient()).verify_text(&text, NOW);
            let read = verdict.accepted().map(VerifiedCredential::claims);
            prop_assert_eq!(read, Some(&claims), "{}", verdict.reason());
        }
    }

    #[test]
    fn digits_are_those_of_a_bignum_library(claims in any_claims()) {
        let credential = issue(&claims, &bureau_key()).unwrap();
        prop_assert_eq!(credential.to_text(TextForm::Digits), digits(credential.as_bytes()));
    }

    #[test]
    fn masking_keeps_the_ends_and_nothing_else(name in name_text()) {
        let masked = DisplayName::masked(&name).unwrap();
        let count = name.chars().count();
        prop_assert_eq!(masked.as_str().chars().count(), count.clamp(2, 3));
        prop_assert_eq!(masked.as_str().chars().next(), name.chars().next());
        prop_assert_eq!(masked.as_str().chars().nth(1), Some('*'));
        if count > 2 {
            prop_assert_eq!(masked.as_str().chars().last(), name.chars().last());
        }
    }

    #[test]
    fn trust_lists_come_back_as_they_were_signed(
        mut issuers in vec(issuer(), 0..5),
        version in 1..=u64::MAX,
    ) {
        for (id, issuer) in (0..).zip(&mut issuers) {
            issuer.id = IssuerId(id);
        }
        let issuers = issuers.into_iter().map(Arc::new).collect();
        let claims = TrustListClaims { version, root_version: 1, validity: SPAN, issuers };
        let list = TrustList::verify(&signed(claims.clone()), &roots()).unwrap();
        prop_assert_eq!(list.claims(), &claims);
        for issuer in &claims.issuers {
            for key in &issuer.keys {
                prop_assert!(list.keys(key.key.id()).any(|found| found == (issuer, key)));
            }
        }
    }
}
