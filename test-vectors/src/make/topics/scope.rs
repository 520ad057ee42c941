//! Stage scope: standing, term of the key, categories, regions.

use test_vectors::CredentialVector;

use crate::draft::vector;
use crate::fixtures::{ENSHI, HUANGGANG, HUBEI, QINGDAO, WUCHANG, World, XIANNING};
use crate::person::{Person, wang};
use crate::times::{KEY_FROM, KEY_UNTIL, LAST_TIME, LIST_EXP, TWENTY_YEARS};

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = standing(world);
    all.extend(term(world));
    all.push({
        let last = wang().term(LAST_TIME - TWENTY_YEARS, LAST_TIME);
        refused(
            world,
            (
                "scope-exp-last-second",
                "exp is the last second of the year 9999, which a time may be; the key was not in force so late.",
            ),
            ("xianning", XIANNING),
            &last,
            "key-not-in-force",
        )
    });
    all.extend(categories(world));
    all.extend(regions(world));
    all
}

fn refused(
    world: &World,
    (id, comment): (&str, &str),
    (key, issuer): (&str, u32),
    person: &Person,
    code: &str,
) -> CredentialVector {
    vector(id, comment)
        .object(&world.issue_as(key, person))
        .refuse_known("scope", code, person, issuer)
}

fn accepted(
    world: &World,
    (id, comment): (&str, &str),
    (key, issuer): (&str, u32),
    person: &Person,
) -> CredentialVector {
    vector(id, comment)
        .object(&world.issue_as(key, person))
        .flags(&["edge"])
        .accept(person, issuer)
}

fn standing(world: &World) -> Vec<CredentialVector> {
    vec![
        refused(
            world,
            ("scope-issuer-suspended", "The issuer is suspended."),
            ("enshi", ENSHI),
            &wang(),
            "issuer-suspended",
        ),
        refused(
            world,
            (
                "scope-issuer-withdrawn",
                "The issuer was withdrawn; it stays listed, so that the reason can be told.",
            ),
            ("huanggang", HUANGGANG),
            &wang(),
            "issuer-withdrawn",
        ),
        refused(
            world,
            (
                "scope-key-withdrawn",
                "The key was withdrawn, another key of the same issuer is in order.",
            ),
            ("xianning-withdrawn", XIANNING),
            &wang(),
            "key-withdrawn",
        ),
    ]
}

/// Credentials of which each issue date stands at an end of the key's term.
fn term(world: &World) -> Vec<CredentialVector> {
    let xianning = ("xianning", XIANNING);
    let issued = |iat: u64| wang().term(iat, KEY_UNTIL + 94_608_000);
    // The clock must have passed the issue date, or it would be the fault; the list lasts that long.
    let late = |iat: u64| {
        vector(
            "scope-iat-last-second",
            "Issued in the last second of the key's term, and shown after it: codes outlive the key's term.",
        )
        .object(&world.issue(&issued(iat)))
        .at(LIST_EXP - 1)
        .flags(&["edge"])
        .accept(&issued(iat), XIANNING)
    };
    vec![
        accepted(
            world,
            (
                "scope-iat-first-second",
                "Issued in the first second of the key's term.",
            ),
            xianning,
            &issued(KEY_FROM),
        ),
        refused(
            world,
            (
                "scope-iat-before-key",
                "Issued a second before the key's term: backdated.",
            ),
            xianning,
            &issued(KEY_FROM - 1),
            "key-not-in-force",
        ),
        late(KEY_UNTIL - 1),
        vector(
            "scope-iat-at-until",
            "Issued at `until`, the first second that no longer belongs to the term.",
        )
        .object(&world.issue(&issued(KEY_UNTIL)))
        .at(LIST_EXP - 1)
        .flags(&["edge"])
        .refuse_known("scope", "key-not-in-force", &issued(KEY_UNTIL), XIANNING),
        refused(
            world,
            (
                "scope-iat-zero",
                "iat 0: a computer whose clock had stopped has issued it.",
            ),
            xianning,
            &wang().term(0, TWENTY_YEARS),
            "key-not-in-force",
        ),
    ]
}

fn categories(world: &World) -> Vec<CredentialVector> {
    let xianning = ("xianning", XIANNING);
    let refused = |id, comment, categories: u64| {
        refused(
            world,
            (id, comment),
            xianning,
            &wang().categories(categories),
            "category-out-of-scope",
        )
    };
    vec![
        refused(
            "scope-category",
            "Active duty, which this issuer may not attest.",
            1 << 1,
        ),
        refused(
            "scope-one-category-of-two",
            "Veteran, which it may attest, and active duty, which it may not: the whole code is refused.",
            1 | 1 << 1,
        ),
        refused(
            "scope-unknown-category",
            "Bit 21 has no name yet, and the issuer does not have it: unknown is not harmless.",
            1 | 1 << 21,
        ),
        refused("scope-highest-category", "Bit 31.", 1 << 31),
    ]
}

fn regions(world: &World) -> Vec<CredentialVector> {
    let home = |region: u64| wang().details(&[(1, region)]);
    let out = "region-out-of-scope";
    let xianning = ("xianning", XIANNING);
    vec![
        refused(
            world,
            (
                "scope-region-other-city",
                "A person of another city of the province.",
            ),
            xianning,
            &home(421_100),
            out,
        ),
        refused(
            world,
            (
                "scope-region-province",
                "The province that the city lies in: a part does not cover the whole.",
            ),
            xianning,
            &home(420_000),
            out,
        ),
        refused(
            world,
            (
                "scope-region-other-province",
                "The province's bureau for a city of another province.",
            ),
            ("hubei", HUBEI),
            &home(370_200),
            out,
        ),
        refused(
            world,
            (
                "scope-region-neighbouring-district",
                "A district covers itself only: 371301 is not 371302.",
            ),
            ("qingdao", QINGDAO),
            &home(371_301),
            out,
        ),
        refused(
            world,
            (
                "scope-region-of-issuer",
                "No home region is given, so the issuer's own counts, and it may not speak for that.",
            ),
            ("wuchang", WUCHANG),
            &wang(),
            out,
        ),
        accepted(
            world,
            (
                "scope-region-given",
                "The same issuer with the home region that it may speak for.",
            ),
            ("wuchang", WUCHANG),
            &home(420_106),
        ),
        accepted(
            world,
            (
                "scope-region-city-itself",
                "The issuer's own region, written out.",
            ),
            xianning,
            &home(421_200),
        ),
        accepted(
            world,
            (
                "scope-region-last-of-city",
                "421299, the last code that the city covers.",
            ),
            xianning,
            &home(421_299),
        ),
        refused(
            world,
            (
                "scope-region-after-city",
                "421300, the first that it does not cover.",
            ),
            xianning,
            &home(421_300),
            out,
        ),
        accepted(
            world,
            (
                "scope-region-last-of-province",
                "429999, the last code that the province covers.",
            ),
            ("hubei", HUBEI),
            &home(429_999),
        ),
    ]
}
