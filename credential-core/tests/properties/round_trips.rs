//! What is issued is what is read.

use std::sync::Arc;
use std::time::Duration;

use credential_core::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::samples::*;

fn name_text() -> impl Strategy<Value = String> {
    "[\\p{Han}\\p{Latin}][\\p{Han}\\p{Latin}·* -]{0,20}[\\p{Han}\\p{Latin}]"
        .prop_filter("no longer than the limit, with single blanks", |name| {
            name.len() <= limits::MAX_NAME_BYTES && !name.contains("  ")
        })
}

fn region() -> impl Strategy<Value = Region> {
    (100_000..1_000_000u32).prop_map(|code| Region::new(code).unwrap())
}

/// Any set with a category that this version knows: others are not simply accepted.
fn categories() -> impl Strategy<Value = CategorySet> {
    (any::<u32>(), 0..Category::ALL.len())
        .prop_map(|(bits, known)| CategorySet::from_bits(bits).with(Category::ALL[known]))
}

/// Any span that is in force now, of at most 20 years.
fn validity() -> impl Strategy<Value = Validity> {
    let longest = limits::MAX_VALIDITY.as_secs();
    let now = NOW.as_secs();
    (now - longest + 1..=now)
        .prop_flat_map(move |from| (Just(from), now + 1..=from + longest))
        .prop_map(|(from, until)| {
            Validity::new(UnixTime::from_secs(from), UnixTime::from_secs(until))
        })
}

/// Up to as many as there may be, with names of which so many fit into a code.
fn dependants() -> impl Strategy<Value = Vec<Dependant>> {
    let name = name_text().prop_filter("eight fit into a code", |name| name.len() <= 60);
    let one =
        (any::<u32>(), name).prop_map(|(relation, name)| dependant(Relation(relation), &name));
    vec(one, 0..=limits::MAX_DEPENDANTS)
}

fn life_stage() -> impl Strategy<Value = Option<LifeStage>> {
    option::of(proptest::sample::select(LifeStage::ALL.to_vec()))
}

fn any_claims() -> impl Strategy<Value = Claims> {
    (
        name_text(),
        categories(),
        (any::<u32>(), 0..=limits::MAX_STATUS_INDEX),
        validity(),
        option::of(any::<[u8; 32]>()),
        (
            option::of(region()),
            option::of(1..=10u8),
            option::of(1..=9u8),
        ),
        dependants(),
        life_stage(),
    )
        .prop_map(
            |(name, categories, (holder, index), validity, phone, details, dependants, stage)| {
                let mut claims = Claims::new(
                    DisplayName::new(&name).unwrap(),
                    categories,
                    HolderNumber(holder),
                    StatusIndex(index),
                    validity,
                )
                .unwrap();
                claims.holder_key = phone
                    .and_then(|seed| SigningKey::from_seed(&seed).public_key().try_into().ok());
                (
                    claims.home_region,
                    claims.disability_grade,
                    claims.honour_class,
                ) = details;
                claims.dependants = dependants;
                claims.life_stage = stage;
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
        vec(issuer_key(), 1..3),
        option::of((name_text(), option::of(name_text()))),
        (option::of(expectation()), option::of(expectation())),
    )
        .prop_map(
            |(en, region, categories, regions, standing, keys, code, expectations)| Issuer {
                id: IssuerId(0),
                name: OrgName {
                    en,
                    ..crate::samples::name()
                },
                region,
                categories: CategorySet::from_bits(categories),
                regions,
                standing: [Standing::Active, Standing::Suspended, Standing::Withdrawn][standing],
                keys,
                code_name: code.map(|(zh, en)| OrgName { zh, en }),
                status_expectation: expectations.0,
                catalogue_expectation: expectations.1,
            },
        )
}

fn issuer_key() -> impl Strategy<Value = IssuerKey> {
    (
        any::<[u8; 32]>(),
        0..limits::MAX_TIME,
        0..3usize,
        option::of(seconds()),
    )
        .prop_map(|(seed, from, standing, longest)| IssuerKey {
            key: SigningKey::from_seed(&seed).public_key().clone(),
            in_force: Validity::new(
                UnixTime::from_secs(from),
                UnixTime::from_secs(limits::MAX_TIME),
            ),
            standing: [Standing::Active, Standing::Compromised, Standing::Withdrawn][standing],
            longest_validity: longest,
        })
}

fn expectation() -> impl Strategy<Value = Expectation> {
    (0..=limits::MAX_TIME, 0..=limits::MAX_TIME, seconds()).prop_map(|(since, least, max_age)| {
        Expectation {
            since: UnixTime::from_secs(since),
            least: UnixTime::from_secs(least),
            max_age,
        }
    })
}

/// Up to the longest validity.
fn seconds() -> impl Strategy<Value = Duration> {
    (1..=limits::MAX_VALIDITY.as_secs()).prop_map(Duration::from_secs)
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
        let linked = format!("https://example.org/v/{}", credential.to_text(TextForm::Digits));
        prop_assert_eq!(TextForm::of(&linked), Some(TextForm::Digits));
        let verdict = Verifier::without_revocation_check(&trust, lenient()).verify_text(&linked, NOW);
        let read = verdict.accepted().map(VerifiedCredential::claims);
        prop_assert_eq!(read, Some(&claims), "{}", verdict.reason());
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
