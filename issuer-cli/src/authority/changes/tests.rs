//! Whatever a list changes is in the words, in both languages.

use std::time::Duration;

use credential_core::{Category, IssuerKey, OrgName, Signer, SigningKey, UnixTime, Validity};

use super::*;

const DAY: u64 = 86_400;
/// Midnight of 2027-11-22 in Beijing.
const MIDNIGHT: u64 = 1_826_812_800;

fn name(zh: &str, en: Option<&str>) -> OrgName {
    OrgName {
        zh: zh.to_owned(),
        en: en.map(str::to_owned),
    }
}

fn key(seed: u8) -> IssuerKey {
    let signer = SigningKey::from_seed(&[seed; 32]);
    IssuerKey {
        key: signer.public_key().clone(),
        in_force: Validity::new(
            UnixTime::from_secs(MIDNIGHT),
            UnixTime::from_secs(MIDNIGHT + 365 * DAY),
        ),
        standing: Standing::Active,
        longest_validity: None,
    }
}

fn issuer(id: u32, seed: u8) -> Issuer {
    Issuer {
        id: IssuerId(id),
        name: name("杭州市局", None),
        code_name: None,
        region: Region::new(330_100).unwrap(),
        categories: Category::ALL.into_iter().collect(),
        regions: vec![Region::new(330_100).unwrap()],
        standing: Standing::Active,
        keys: vec![key(seed)],
        status_expectation: None,
        catalogue_expectation: None,
    }
}

fn expectation() -> Expectation {
    Expectation {
        since: UnixTime::from_secs(MIDNIGHT),
        least: UnixTime::from_secs(MIDNIGHT + 3661),
        max_age: Duration::from_secs(7 * DAY),
    }
}

/// The words of all changes in both languages, and the stable names.
fn between(last: &[Issuer], next: &[Issuer]) -> (String, String, Vec<&'static str>) {
    let arcs = |list: &[Issuer]| list.iter().cloned().map(Arc::new).collect::<Vec<_>>();
    let (last, next) = (arcs(last), arcs(next));
    let found = changes(&last, &next);
    let all = |lang| {
        let words = found.iter().map(|change| change.in_words());
        words
            .map(|text| format!("{}\n", text.in_lang(lang)))
            .collect::<String>()
    };
    let points = found.iter().flat_map(|change| &change.points);
    (all(Zh), all(En), points.map(|point| point.name).collect())
}

/// The same for one issuer that is edited.
fn edited(
    before: impl FnOnce(&mut Issuer),
    after: impl FnOnce(&mut Issuer),
) -> (String, String, Vec<&'static str>) {
    let (mut last, mut next) = (issuer(33_010_001, 1), issuer(33_010_001, 1));
    before(&mut last);
    after(&mut next);
    between(&[last], &[next])
}

fn has(text: &str, part: &str) {
    assert!(text.contains(part), "{part} in {text}");
}

fn has_not(text: &str, part: &str) {
    assert!(!text.contains(part), "{part} in {text}");
}

#[test]
fn nothing_changed_is_no_change() {
    let (_, _, names) = edited(|_| (), |_| ());
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn an_expectation_of_catalogues_is_shown_like_one_of_status_lists() {
    let with = |issuer: &mut Issuer| issuer.catalogue_expectation = Some(expectation());
    let (zh, en, names) = edited(|_| (), with);
    assert_eq!(names, ["catalogues"]);
    has(
        &zh,
        "自 2027-11-22 起公布优待目录，7 天以内的才算数，不早于 2027-11-22 01:01:01 的",
    );
    has(
        &en,
        "publishes catalogues since 2027-11-22; one counts for 7 days; none made before 2027-11-22 01:01:01",
    );

    let (zh, en, names) = edited(with, |_| ());
    assert_eq!(names, ["catalogues"]);
    has(&zh, "终端不再要求有它的优待目录");
    has(&en, "terminals expect no catalogues of it any more");

    // Also one that is only newer is never among those that are named by their number alone.
    let newer = |issuer: &mut Issuer| {
        let least = UnixTime::from_secs(MIDNIGHT + 3662);
        issuer.catalogue_expectation = Some(Expectation {
            least,
            ..expectation()
        });
    };
    let (_, en, names) = edited(with, newer);
    assert_eq!(names, ["catalogues"]);
    has(&en, "catalogues: none made before 2027-11-22 01:01:02");

    // And for one that is new.
    let mut new = issuer(33_010_001, 1);
    with(&mut new);
    has(&between(&[], &[new]).1, "publishes catalogues since");
}

#[test]
fn a_status_list_that_is_only_newer_keeps_its_name() {
    let with = |least: u64| {
        move |issuer: &mut Issuer| {
            let least = UnixTime::from_secs(least);
            issuer.status_expectation = Some(Expectation {
                least,
                ..expectation()
            });
        }
    };
    assert_eq!(edited(with(MIDNIGHT), with(MIDNIGHT + 1)).2, [LEAST]);
    let (_, en, names) = edited(with(MIDNIGHT + 1), with(MIDNIGHT));
    assert_eq!(names, ["status-lists"]);
    has(&en, "none made before 2027-11-22 00:00:00");
}

#[test]
fn english_names_are_shown_in_both_languages() {
    let named =
        |en: &'static str| move |issuer: &mut Issuer| issuer.name = name("杭州市局", Some(en));
    let called = |en: Option<&'static str>| {
        move |issuer: &mut Issuer| issuer.code_name = Some(name("崇军码", en))
    };
    for (texts, part) in [
        (
            edited(|_| (), named("Hangzhou")),
            "杭州市局 → 杭州市局 / Hangzhou",
        ),
        (
            edited(named("A"), named("B")),
            "杭州市局 / A → 杭州市局 / B",
        ),
        (edited(named("A"), |_| ()), "杭州市局 / A → 杭州市局"),
        (edited(called(None), called(Some("Code"))), "崇军码 / Code"),
        (edited(called(Some("A")), called(Some("B"))), "崇军码 / B"),
    ] {
        has(&texts.0, part);
        has(&texts.1, part);
    }
    let mut new = issuer(33_010_001, 1);
    named("Hangzhou")(&mut new);
    called(Some("Code"))(&mut new);
    let (zh, en, _) = between(&[], &[new]);
    for text in [zh, en] {
        has(&text, "杭州市局 / Hangzhou");
        has(&text, "崇军码 / Code");
    }
}

#[test]
fn times_that_are_no_whole_days_are_shown_in_full() {
    let aged = |seconds| {
        move |issuer: &mut Issuer| {
            let max_age = Duration::from_secs(seconds);
            issuer.status_expectation = Some(Expectation {
                max_age,
                ..expectation()
            });
        }
    };
    let (zh, en, _) = edited(aged(7 * DAY), aged(1));
    has(&zh, "1 秒以内的才算数");
    has(&en, "one counts for 1 second;");
    let (zh, en, _) = edited(aged(7 * DAY), aged(7 * DAY + 2 * 3600 + 60 + 5));
    has(&zh, "7 天 2 小时 1 分 5 秒以内");
    has(&en, "7 days 2 hours 1 minute 5 seconds;");

    let longest = |seconds| {
        move |issuer: &mut Issuer| {
            for key in &mut issuer.keys {
                key.longest_validity = Some(Duration::from_secs(seconds));
            }
        }
    };
    for (seconds, zh_part, en_part) in [
        (1, "码最长 1 秒", "codes of at most 1 second"),
        (3600, "码最长 1 小时", "codes of at most 1 hour"),
        (400 * DAY, "码最长 400 天", "codes of at most 400 days"),
        (
            500 * DAY + 1,
            "码最长 500 天 1 秒",
            "codes of at most 500 days 1 second",
        ),
        (367 * DAY, "码最长 1 年", "codes of at most 1 years"),
        (366 * DAY, "码最长 366 天", "codes of at most 366 days"),
    ] {
        let (zh, en, names) = edited(|_| (), longest(seconds));
        assert_eq!(names, ["key-longest"]);
        has(&zh, &format!("{zh_part}\n"));
        has(&en, &format!("{en_part}\n"));
    }
    has(&edited(longest(1), |_| ()).1, "codes of at most 20 years\n");

    let (_, en, names) = edited(
        |_| (),
        |issuer| {
            for key in &mut issuer.keys {
                key.in_force.from = UnixTime::from_secs(MIDNIGHT + 60);
                key.in_force.until = UnixTime::from_secs(MIDNIGHT + 61);
            }
        },
    );
    assert_eq!(names, ["key-term"]);
    has(&en, "2027-11-22 00:01:00 – 2027-11-22 00:01:01");
}

#[test]
fn a_region_that_is_still_covered_is_not_called_lost() {
    let of = |codes: &'static [u32]| {
        move |issuer: &mut Issuer| {
            let regions = codes.iter().map(|&code| Region::new(code).unwrap());
            issuer.regions = regions.collect();
        }
    };
    let (zh, en, names) = edited(of(&[330_100]), of(&[330_000]));
    assert_eq!(names, ["regions-added", "regions-covered"]);
    has(&en, "may now speak for: 330000");
    has(
        &en,
        "no longer listed by themselves, but still covered: 330100",
    );
    has_not(&en, "refused");
    has_not(&zh, "不再接受");

    // The other way it is lost, also what is only outside.
    let (_, en, names) = edited(of(&[330_000]), of(&[330_100]));
    assert_eq!(names, ["regions-added", "regions-removed"]);
    has(
        &en,
        "may no longer speak for: 330000 (issued codes of these are refused too)",
    );
    let (_, en, names) = edited(of(&[330_100, 420_100]), of(&[330_000]));
    assert_eq!(
        names,
        ["regions-added", "regions-covered", "regions-removed"]
    );
    has(&en, "may no longer speak for: 420100");
    assert_eq!(
        edited(of(&[330_000, 330_100]), of(&[330_000])).2,
        ["regions-covered"]
    );
}

#[test]
fn a_key_that_moves_to_another_issuer_is_pointed_out() {
    let (a, b) = (issuer(33_010_001, 1), issuer(33_010_002, 2));
    let (mut a_after, mut b_after) = (a.clone(), b.clone());
    let moved = a_after.keys.remove(0);
    a_after.keys.push(key(3));
    b_after.keys.push(moved.clone());
    let kid = moved.key.id();
    let zh_note = format!(
        "注意：密钥 {kid} 从单位 33010001 移到单位 33010002：33010001 吊销的码，终端将不再认得是吊销的"
    );
    let en_note = format!(
        "Note: the key {kid} moves from issuer 33010001 to issuer 33010002: \
         terminals will no longer know which of its codes 33010001 has revoked"
    );
    // Both stay; the one that had it goes; the one that takes it is new.
    for (last, next) in [
        (
            vec![a.clone(), b.clone()],
            vec![a_after.clone(), b_after.clone()],
        ),
        (vec![a.clone(), b.clone()], vec![b_after.clone()]),
        (vec![a.clone()], vec![a_after.clone(), b_after.clone()]),
    ] {
        let (zh, en, names) = between(&last, &next);
        has(&zh, &zh_note);
        has(&en, &en_note);
        assert!(names.contains(&"key-moved"), "{names:?}");
        // Its codes are accepted under the other issuer.
        assert!(!names.contains(&"key-removed"), "{names:?}");
    }

    // Withdrawn there, its codes are refused, revoked or not.
    b_after.keys[1].standing = Standing::Withdrawn;
    let (_, _, names) = between(&[a.clone(), b.clone()], &[a_after.clone(), b_after]);
    assert_eq!(names, ["key-added", "key-removed", "key-added"]);
    // A key that stays is not moved.
    let (_, _, names) = between(&[a.clone(), b.clone()], &[b, a]);
    assert!(names.is_empty(), "{names:?}");
    // And one that is gone is removed.
    let (_, _, names) = between(&[issuer(33_010_001, 1)], &[a_after]);
    assert_eq!(names, ["key-added", "key-removed"]);
}

#[test]
fn all_of_a_new_key_or_issuer_is_shown() {
    let (_, en, _) = edited(
        |_| (),
        |issuer| {
            let mut new = key(2);
            new.longest_validity = Some(Duration::from_secs(DAY));
            issuer.keys.push(new);
        },
    );
    has(
        &en,
        "2027-11-22 – 2028-11-20  active  codes of at most 1 day\n",
    );
    let mut new = issuer(33_010_001, 1);
    new.region = Region::new(420_000).unwrap();
    has(&between(&[], &[new]).1, "its region: 420000");
}
