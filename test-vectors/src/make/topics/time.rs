//! Stage time: ends of validity and clocks.

use test_vectors::{CredentialVector, Policy};

use crate::draft::{gate, shop, vector};
use crate::fixtures::{World, XIANNING};
use crate::person::{Person, wang};
use crate::times::{CREDENTIAL_EXP, CREDENTIAL_IAT, LIST_EXP, LIST_IAT, NOW};

const DAY: u64 = 86_400;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = ends(world);
    all.extend(clocks(world));
    all.extend(stale_lists(world));
    all
}

fn ends(world: &World) -> Vec<CredentialVector> {
    let until = |exp: u64| wang().term(CREDENTIAL_IAT, exp);
    let expired = |id: &str, comment: &str, person: &Person, now: u64| {
        vector(id, comment)
            .object(&world.issue(person))
            .at(now)
            .refuse_known("time", "expired", person, XIANNING)
    };
    // Issued before the list was made, so that the list's iat is the latest of the three times.
    let early = |exp: u64| wang().term(LIST_IAT - 10 * DAY, exp);
    vec![
        expired(
            "time-exp-now",
            "exp is now: no longer valid from this second on (RFC 8392 §3.1.4).",
            &until(NOW),
            NOW,
        ),
        vector("time-exp-next-second", "exp is a second from now.")
            .object(&world.issue(&until(NOW + 1)))
            .flags(&["edge"])
            .accept(&until(NOW + 1), XIANNING),
        expired(
            "time-exp-yesterday",
            "Expired a day ago.",
            &until(NOW - DAY),
            NOW,
        ),
        expired(
            "time-exp-before-list",
            "The clock is set back a year to before exp; the trust list was signed after it, so that the code has expired all the same.",
            &early(LIST_IAT - DAY),
            LIST_IAT - 365 * DAY,
        ),
        expired(
            "time-exp-at-list",
            "exp is the second in which the trust list was signed, and the clock is behind.",
            &early(LIST_IAT),
            LIST_IAT - 365 * DAY,
        ),
        vector(
            "time-list-exp-now",
            "The trust list ends now; the code is valid for years.",
        )
        .object(&world.issue(&wang()))
        .at(LIST_EXP)
        .refuse_known("time", "trust-list-expired", &wang(), XIANNING),
        vector("time-list-exp-next-second", "The trust list's last second.")
            .object(&world.issue(&wang()))
            .at(LIST_EXP - 1)
            .flags(&["edge"])
            .accept(&wang(), XIANNING),
        vector(
            "time-clock-at-end",
            "The clock shows the last second that CBOR can write: nothing may overflow.",
        )
        .object(&world.issue(&wang()))
        .at(u64::MAX)
        .flags(&["edge"])
        .refuse_known("time", "trust-list-expired", &wang(), XIANNING),
    ]
}

/// The clock against the newest time that somebody signed.
fn clocks(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let early = wang().term(LIST_IAT - 10 * DAY, CREDENTIAL_EXP);
    let wrong = |id: &str, comment: &str, person: &Person, now: u64| {
        vector(id, comment)
            .object(&world.issue(person))
            .at(now)
            .check(&["clock-wrong"], person, XIANNING)
    };
    let right = |id: &str, comment: &str, person: &Person, now: u64| {
        vector(id, comment)
            .object(&world.issue(person))
            .at(now)
            .flags(&["edge"])
            .accept(person, XIANNING)
    };
    let leeway = |clock_leeway: u64| Policy {
        clock_leeway,
        ..gate()
    };
    vec![
        vector(
            "time-clock-behind-credential",
            "The code was issued 601 seconds from now, more than clocks may differ, and the clock agrees with the trust list: the issuer's clock was fast.",
        )
        .object(&world.issue(&person))
        .at(CREDENTIAL_IAT - 601)
        .check(&["credential-dated-ahead"], &person, XIANNING),
        right(
            "time-clock-within-leeway",
            "Issued 600 seconds from now: as much as clocks may differ.",
            &person,
            CREDENTIAL_IAT - 600,
        ),
        wrong(
            "time-clock-behind-list",
            "The trust list was signed 601 seconds from now.",
            &early,
            LIST_IAT - 601,
        ),
        right(
            "time-clock-list-within-leeway",
            "The trust list was signed 600 seconds from now.",
            &early,
            LIST_IAT - 600,
        ),
        wrong(
            "time-clock-zero",
            "The clock starts at 0, as after a dead battery.",
            &person,
            0,
        ),
        vector(
            "time-clock-no-leeway",
            "A place that allows no difference: one second is too much.",
        )
        .object(&world.issue(&person))
        .at(CREDENTIAL_IAT - 1)
        .policy(leeway(0))
        .check(&["credential-dated-ahead"], &person, XIANNING),
        vector(
            "time-clock-great-leeway",
            "A leeway so great that clock and leeway together must not overflow.",
        )
        .object(&world.issue(&person))
        .at(LIST_IAT)
        .policy(leeway(u64::MAX))
        .flags(&["edge"])
        .accept(&person, XIANNING),
    ]
}

fn stale_lists(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let after = |days: u64, bearer: &str| Policy {
        trust_list_check_after: Some(days * DAY),
        bearer: bearer.into(),
        ..gate()
    };
    let shown = |id: &str, comment: &str, now: u64| {
        vector(id, comment).object(&world.issue(&person)).at(now)
    };
    vec![
        shown(
            "time-list-180-days",
            "The trust list is 180 days old to the second, as old as the shop allows.",
            LIST_IAT + 180 * DAY,
        )
        .policy(after(180, "accept"))
        .flags(&["edge"])
        .accept(&person, XIANNING),
        shown(
            "time-list-stale",
            "A second more.",
            LIST_IAT + 180 * DAY + 1,
        )
        .policy(after(180, "accept"))
        .check(&["trust-list-stale"], &person, XIANNING),
        shown(
            "time-list-stale-no-limit",
            "The same at a gate, which has no limit but the list's end.",
            LIST_IAT + 180 * DAY + 1,
        )
        .accept(&person, XIANNING),
        shown(
            "time-list-stale-and-bearer",
            "Two cautions in a shop; the first names the reason.",
            LIST_IAT + 200 * DAY,
        )
        .policy(shop())
        .check(&["trust-list-stale", "bearer"], &person, XIANNING),
        shown(
            "time-clock-wrong-and-bearer",
            "A clock that agrees with the trust list and is behind the code, and a bearer code.",
            LIST_IAT,
        )
        .policy(shop())
        .check(&["credential-dated-ahead", "bearer"], &person, XIANNING),
        shown(
            "time-three-cautions",
            "The clock is behind the code, whose issue date shows that the list is old.",
            LIST_IAT - DAY,
        )
        .policy(after(1, "check"))
        .check(
            &["clock-wrong", "trust-list-stale", "bearer"],
            &person,
            XIANNING,
        ),
    ]
}
