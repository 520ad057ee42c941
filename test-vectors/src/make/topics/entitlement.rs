//! Stage entitlement, and the rules of scope that the list `rules` has: standing, longest validity,
//! compromised keys.

use test_vectors::{CredentialVector, Policy, ServedFrom};

use crate::draft::{Draft, gate, shop, vector};
use crate::fixtures::{
    HUBEI, LONGEST, OF_LATER_ENTRY, OF_LATER_STANDING, SUIZHOU, World, XIANNING,
};
use crate::person::{Person, wang};
use crate::times::{CREDENTIAL_IAT, KEY_FROM};

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = categories(world);
    all.extend(rules(world));
    all.extend(regions(world));
    all
}

fn serving(served: u32, policy: Policy) -> Policy {
    Policy {
        served: Some(served),
        ..policy
    }
}

fn categories(world: &World) -> Vec<CredentialVector> {
    let of = |categories: u64| wang().categories(categories);
    let shown = |id: &str, comment: &str, categories: u64, policy: Policy| {
        vector(id, comment)
            .object(&world.issue(&of(categories)))
            .policy(policy)
    };
    let later = 1 << 20;
    let unserved = |id: &str, comment: &str, categories: u64, served: u32| {
        shown(id, comment, categories, serving(served, gate())).refuse_known(
            "entitlement",
            "not-entitled",
            &of(categories),
            XIANNING,
        )
    };
    let served = |id: &str, comment: &str, categories: u64, served: u32| {
        shown(id, comment, categories, serving(served, gate()))
            .flags(&["edge"])
            .accept(&of(categories), XIANNING)
    };
    let unknown = ["category-unknown", "bearer"];
    vec![
        shown(
            "valid-unknown-category",
            "Bit 20 has no name yet and the issuer may attest it: at a gate nobody can say what it is worth.",
            later,
            gate(),
        )
        .flags(&["edge"])
        .refuse_known("entitlement", "category-unknown", &of(later), XIANNING),
        shown(
            "entitlement-unknown-in-shop",
            "The same in a shop, where somebody looks.",
            later,
            shop(),
        )
        .check(&unknown, &of(later), XIANNING),
        shown(
            "entitlement-unknown-beside-known",
            "A category without a name beside one that has one.",
            later | 1,
            gate(),
        )
        .flags(&["edge"])
        .accept(&of(later | 1), XIANNING),
        shown(
            "entitlement-unknown-where-served",
            "A place that names what it serves, and a code of which it knows nothing: somebody looks.",
            later,
            serving(1, shop()),
        )
        .check(&unknown, &of(later), XIANNING),
        shown(
            "entitlement-unknown-served",
            "A place that serves bit 20 without knowing what it is.",
            later,
            serving(1 << 20, gate()),
        )
        .flags(&["edge"])
        .refuse_known("entitlement", "category-unknown", &of(later), XIANNING),
        unserved(
            "entitlement-not-served",
            "A disabled soldier where only veterans are served: the code is in order.",
            1 << 5,
            1,
        ),
        unserved(
            "entitlement-not-served-with-unknown",
            "A known category that is not served, beside one without a name.",
            1 << 5 | later,
            1,
        ),
        unserved("entitlement-nobody-served", "A place that serves nobody.", 1, 0),
        served("entitlement-served", "A veteran where veterans are served.", 1, 1),
        served(
            "entitlement-one-of-two",
            "One of the two categories is served.",
            1 | 1 << 5,
            1 << 5 | 1 << 7,
        ),
        served(
            "entitlement-served-by-unknown",
            "A known category that is not served, beside one without a name that is.",
            1 << 5 | later,
            1 << 20,
        ),
        {
            let bound = of(1 << 5).bound_to(world.holder.x);
            vector(
                "order-holder-before-entitlement",
                "The proof is missing, and the place serves others.",
            )
            .object(&world.issue(&bound))
            .policy(serving(1, gate()))
            .flags(&["two-faults"])
            .refuse_known("holder", "proof-missing", &bound, XIANNING)
        },
    ]
}

/// Veterans of one city are served, and survivors from wherever they are; others are recognised.
fn regions(world: &World) -> Vec<CredentialVector> {
    let policy = |served: Option<u32>| Policy {
        served,
        served_from: vec![
            ServedFrom {
                categories: 1,
                regions: vec![420_500, 421_200],
            },
            ServedFrom {
                categories: 0b10,
                regions: vec![420_000],
            },
        ],
        ..gate()
    };
    let survivors = || policy(Some(0b100));
    let shown = |id: &str, comment: &str, person: &Person, policy: Policy| {
        vector(id, comment)
            .object(&world.issue_as("hubei", person))
            .policy(policy)
    };
    let of = |categories: u64, region: u64| wang().categories(categories).details(&[(1, region)]);
    let at_home = of(1, 421_281);
    let elsewhere = of(1, 420_100);
    let whole_province = of(1, 420_000);
    let survivor = of(0b100, 420_100);
    let both = of(0b11, 420_100);
    let refused = |id: &str, comment: &str, person: &Person, policy: Policy| {
        shown(id, comment, person, policy).refuse_known(
            "entitlement",
            "not-entitled",
            person,
            HUBEI,
        )
    };
    vec![
        shown(
            "served-from-region",
            "A veteran of a county in a city whose veterans are served.",
            &at_home,
            survivors(),
        )
        .accept(&at_home, HUBEI),
        refused(
            "served-from-other-region",
            "A veteran of another city: recognised, and not served.",
            &elsewhere,
            survivors(),
        ),
        refused(
            "served-from-region-above",
            "The home region is the province, which no region of the policy covers.",
            &whole_province,
            survivors(),
        ),
        shown(
            "served-everywhere",
            "A category that is served wherever the holder belongs to.",
            &survivor,
            survivors(),
        )
        .accept(&survivor, HUBEI),
        refused(
            "served-from-regions-alone",
            "The same where only the regions count.",
            &survivor,
            policy(None),
        ),
        shown(
            "served-from-second-rule",
            "The second rule holds for one of two categories.",
            &both,
            policy(None),
        )
        .accept(&both, HUBEI),
    ]
}

fn rules(world: &World) -> Vec<CredentialVector> {
    let by = |id: &str, comment: &str, key: &str, person: &Person| -> Draft {
        vector(id, comment)
            .object(&world.issue_as(key, person))
            .trusting("rules")
    };
    let until = |validity: u64| wang().term(CREDENTIAL_IAT, CREDENTIAL_IAT + validity);
    let too_long = until(LONGEST + 1);
    let early = wang().term(KEY_FROM - 1, KEY_FROM + LONGEST);
    let leaked = "suizhou-compromised";
    let elsewhere = wang().categories(1 << 30);
    vec![
        by(
            "scope-issuer-of-later-standing",
            "The standing of the issuer is 5, which this version does not know: suspended.",
            "xiaogan",
            &wang(),
        )
        .refuse_known("scope", "issuer-suspended", &wang(), OF_LATER_STANDING),
        by(
            "scope-issuer-with-later-entry",
            "The issuer has an entry that must be understood: suspended.",
            "huangshigang",
            &wang(),
        )
        .refuse_known("scope", "issuer-suspended", &wang(), OF_LATER_ENTRY),
        by(
            "scope-key-of-later-standing",
            "The standing of the key is 4, which this version does not know: it is no key.",
            "suizhou-standing",
            &wang(),
        )
        .refuse("issuer", "issuer-unknown", None),
        by(
            "scope-longest-validity",
            "As long a validity as the key may give.",
            "suizhou",
            &until(LONGEST),
        )
        .flags(&["edge"])
        .accept(&until(LONGEST), SUIZHOU),
        by(
            "scope-validity-too-long",
            "One second more than the key may give: whoever has it after its term dates codes back.",
            "suizhou",
            &too_long,
        )
        .refuse_known("scope", "validity-out-of-scope", &too_long, SUIZHOU),
        by(
            "scope-key-with-later-details",
            "By a key with details that must be understood: for this version it is no key.",
            "suizhou-later",
            &wang(),
        )
        .refuse("issuer", "issuer-unknown", None),
        by(
            "scope-key-compromised-at-gate",
            "By a compromised key, and no vouch list is held.",
            leaked,
            &wang(),
        )
        .refuse_known("scope", "key-compromised", &wang(), SUIZHOU),
        by(
            "scope-key-compromised-in-shop",
            "The same in a shop: somebody looks.",
            leaked,
            &wang(),
        )
        .policy(shop())
        .check(&["key-compromised", "bearer"], &wang(), SUIZHOU),
        by(
            "scope-all-cautions",
            "A compromised key, an old list and an unknown category, in the order of the format.",
            leaked,
            &wang().categories(1 << 20),
        )
        .policy(Policy {
            trust_list_check_after: Some(1),
            ..shop()
        })
        .at(CREDENTIAL_IAT - 601)
        .check(
            &[
                "credential-dated-ahead",
                "key-compromised",
                "trust-list-stale",
                "category-unknown",
                "bearer",
            ],
            &wang().categories(1 << 20),
            SUIZHOU,
        ),
        by(
            "order-term-before-validity",
            "An issue date before the key's term, and a validity of a second too many.",
            "suizhou",
            &wang().term(KEY_FROM - 1, KEY_FROM + LONGEST + 1),
        )
        .flags(&["two-faults"])
        .refuse_known(
            "scope",
            "key-not-in-force",
            &wang().term(KEY_FROM - 1, KEY_FROM + LONGEST + 1),
            SUIZHOU,
        ),
        by(
            "order-term-before-compromised",
            "By a compromised key, with an issue date before its term.",
            leaked,
            &early,
        )
        .flags(&["two-faults"])
        .refuse_known("scope", "key-not-in-force", &early, SUIZHOU),
        by(
            "order-compromised-before-category",
            "By a compromised key, with a category that the issuer does not have.",
            leaked,
            &elsewhere,
        )
        .flags(&["two-faults"])
        .refuse_known("scope", "key-compromised", &elsewhere, SUIZHOU),
        by(
            "order-validity-before-category",
            "A validity that is too long, and a category that the issuer does not have.",
            "suizhou",
            &too_long.clone().categories(1 << 30),
        )
        .flags(&["two-faults"])
        .refuse_known(
            "scope",
            "validity-out-of-scope",
            &too_long.clone().categories(1 << 30),
            SUIZHOU,
        ),
    ]
}
