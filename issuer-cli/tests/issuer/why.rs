//! Why a holder got what they got: each reason, from the bureau's own data.

use crate::support::TestBureau;
use crate::support::why::{BENEFITS, MERCHANTS, bureau, give, import, number};
use credential_core::{
    Category, CategorySet, Claims, DisplayName, HolderNumber, SigningKey, StatusIndex, TextForm,
    UnixTime, Validity, issue,
};
use messages::dates;
use serde_json::Value;

/// Asks as of a clock that is later than every moment, unless the words say otherwise.
fn why(bureau: &TestBureau, words: &str) -> Value {
    bureau.result(&format!("why --bureau @bureau --now 2027-01-31 {words}"))
}

fn benefit(answer: &Value, number: u64) -> &Value {
    let all = answer["benefits"].as_array().unwrap();
    all.iter().find(|one| one["number"] == number).unwrap()
}

/// The outcome of a benefit, and its reasons in one text.
fn outcome(answer: &Value, number: u64) -> (String, String) {
    let one = benefit(answer, number);
    let reasons = one["reasons"].as_array().unwrap();
    let reasons: Vec<&str> = reasons
        .iter()
        .map(|reason| reason.as_str().unwrap())
        .collect();
    (
        one["outcome"].as_str().unwrap().to_owned(),
        reasons.join(" / "),
    )
}

fn is_said(answer: &Value, number: u64, code: &str, words: &[&str]) {
    let (outcome, reasons) = outcome(answer, number);
    assert_eq!(outcome, code, "{number}: {reasons}");
    for word in words {
        assert!(reasons.contains(word), "{number}: {word} in {reasons}");
    }
}

#[test]
fn each_reason_is_said_with_its_rule() {
    let (bureau, mut terminals, people) = bureau();
    let holder = number(&people[0]);
    // 29 November 2026 is a Sunday.
    let sunday = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-11-29T10:30"),
    );
    assert_eq!(sunday["verdict"]["decision"], "check");
    assert_eq!(sunday["verdict"]["code"], "bearer");
    assert_eq!(sunday["terminal"]["merchant"], 7);
    assert_eq!(sunday["terminal"]["branch"], 1);
    assert_eq!(sunday["catalogue"]["edition"], 1);
    assert_eq!(sunday["merchant"]["membership"], "member");
    is_said(&sunday, 1, "available", &[]);
    is_said(
        &sunday,
        2,
        "not-entitled",
        &["for: soldier on active duty", "is: veteran"],
    );
    is_said(&sunday, 3, "not-now", &["06:00–10:00", "10:30"]);
    is_said(&sunday, 4, "not-here", &["2 东门店", "1 温泉店"]);
    is_said(&sunday, 5, "not-entitled", &["disability grade", "none"]);
    is_said(&sunday, 6, "not-entitled", &["registered in"]);
    is_said(&sunday, 7, "not-entitled", &["not for: veteran"]);
    is_said(&sunday, 8, "not-today", &["2026-11-29", "08-01"]);
    is_said(&sunday, 9, "not-today", &["until 2026-06-30"]);
    is_said(&sunday, 10, "not-today", &["day 1 of the month"]);
    let monday = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-11-30T09:00"),
    );
    is_said(&monday, 3, "not-today", &["Sun", "Mon"]);

    // Used up at another terminal: this one does not know it.
    give(&mut terminals[2], "2026-12-01T09:12", &people[0], 1, 0);
    import(&bureau, &terminals[2], "2026-12-02T08:00");
    let tuesday = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-12-01T10:00"),
    );
    is_said(&tuesday, 1, "quota-used", &["1 use a day", "used: 1"]);
    let half = benefit(&tuesday, 1);
    assert_eq!(half["by_terminal"], "available");
    let quota = &half["quotas"][0];
    assert_eq!((&quota["used"], &quota["left"]), (&1.into(), &0.into()));
    assert_eq!(quota["used_at_terminal"], 0);
    assert_eq!(quota["uses"][0]["terminal"], 3);
    assert_eq!(quota["uses"][0]["merchant"], 9);
    assert_eq!(quota["uses"][0]["number"], 1);
    // Before it was given there, and on the next day, it is not used up; nor is it for somebody else.
    for (holder, at) in [
        (holder, "2026-12-01T09:12"),
        (holder, "2026-12-02T00:00"),
        (number(&people[1]), "2026-12-01T10:00"),
    ] {
        let other = why(
            &bureau,
            &format!("--holder {holder} --terminal 1 --at {at} --benefit 1"),
        );
        is_said(&other, 1, "available", &[]);
        assert_eq!(other["benefits"].as_array().unwrap().len(), 1);
    }
    let told = bureau.done(&format!(
        "why --bureau @bureau --holder {holder} --terminal 1 --at 2026-12-01T10:00"
    ));
    for words in [
        "quota-used",
        "terminal 3 (merchant 9",
        "record 1",
        "it has given itself",
    ] {
        assert!(told.results.contains(words), "{words}\n{}", told.results);
    }
    let chinese = bureau.done(&format!(
        "--lang zh why --bureau @bureau --holder {holder} --terminal 1 --at 2026-12-01T10:00"
    ));
    assert!(
        chinese.results.contains("优待次数已用完"),
        "{}",
        chinese.results
    );
}

#[test]
fn the_terminal_that_granted_it_knows_so_itself() {
    let (bureau, mut terminals, people) = bureau();
    give(&mut terminals[0], "2026-12-01T09:12", &people[0], 1, 1);
    import(&bureau, &terminals[0], "2026-12-02T08:00");
    let holder = number(&people[0]);
    let answer = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-12-01T10:00"),
    );
    is_said(&answer, 1, "quota-used", &[]);
    assert_eq!(benefit(&answer, 1)["by_terminal"], Value::Null);
    assert_eq!(benefit(&answer, 1)["quotas"][0]["used_at_terminal"], 1);
    assert_eq!(answer["records"].as_array().unwrap().len(), 1);
    let proved = &answer["terminal"]["proved_edition"];
    assert_eq!(proved["edition"], 1);
    // Its journal ends with that record: what came after is not known.
    let until = dates::parse("2026-12-01T09:12").unwrap();
    assert_eq!(answer["terminal"]["journal_until"], until.as_secs());
    assert_eq!(
        answer["books"]["terminals_behind"],
        serde_json::json!([1, 2, 3])
    );
}

#[test]
fn a_revocation_counts_at_terminals_from_the_list_on() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[0]);
    bureau.done(&format!(
        "revoke --holder {holder} --reason lost --bureau @bureau --yes --operator 王芳 --at 2026-11-24T10:00"
    ));
    bureau.done("publish --bureau @bureau --at 2026-11-26T10:00");
    let at = |time: &str| {
        why(
            &bureau,
            &format!("--holder {holder} --terminal 1 --at {time}"),
        )
    };
    let before = at("2026-11-23T10:00");
    assert_eq!(before["verdict"]["code"], "bearer");
    assert_eq!(before["codes"][0]["later"]["status"], "revoked");
    // In the register, and in no list yet: no terminal could know it.
    let between = at("2026-11-25T10:00");
    assert_eq!(between["verdict"]["code"], "bearer");
    assert_eq!(between["codes"][0]["register"], "revoked");
    assert_eq!(between["codes"][0]["listed"], "valid");
    let after = at("2026-11-27T10:00");
    assert_eq!(after["verdict"]["decision"], "refuse");
    assert_eq!(after["verdict"]["code"], "revoked");
    let change = &after["codes"][0]["change"];
    assert_eq!(
        (&change["reason"], &change["operator"]),
        (&"lost".into(), &"王芳".into())
    );
    let published = dates::parse("2026-11-26T10:00").unwrap();
    assert_eq!(change["published"], published.as_secs());
    // Nothing is given on it, whatever would be given on a good one.
    assert_eq!(benefit(&after, 1)["outcome"], "available");
    assert_eq!(benefit(&after, 1)["given"], false);

    bureau.done(&format!(
        "suspend --holder {} --reason other --bureau @bureau --yes --at 2026-11-27T10:00",
        number(&people[1])
    ));
    bureau.done("publish --bureau @bureau --at 2026-11-28T10:00");
    let suspended = why(
        &bureau,
        &format!(
            "--holder {} --terminal 1 --at 2026-11-29T10:00",
            number(&people[1])
        ),
    );
    assert_eq!(suspended["verdict"]["code"], "suspended");
    let expired = why(
        &bureau,
        &format!(
            "--holder {} --terminal 1 --at 2099-01-01T10:00",
            number(&people[2])
        ),
    );
    assert_eq!(expired["verdict"]["code"], "expired");
    assert_eq!(expired["future"], true);
    assert_eq!(expired["nothing"], "catalogue-expired");
}

#[test]
fn what_the_data_cannot_tell_ends_with_status_2() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[0]);
    bureau.fails(
        "credential-unknown",
        "why --bureau @bureau --holder 4242424242 --terminal 1",
    );
    bureau.fails(
        "terminal-unknown",
        &format!("why --bureau @bureau --holder {holder} --terminal 9"),
    );
    bureau.fails(
        "merchant-unknown",
        &format!("why --bureau @bureau --holder {holder} --merchant 99"),
    );
    bureau.fails("whom-missing", "why --bureau @bureau --terminal 1");
    bureau.fails(
        "where-missing",
        &format!("why --bureau @bureau --holder {holder}"),
    );
    bureau.fails(
        "usage",
        &format!("why --bureau @bureau --holder {holder} --categories veteran --terminal 1"),
    );
    // A code of another bureau.
    let from = dates::parse(crate::support::NOW).unwrap();
    let claims = Claims::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(u32::try_from(holder).unwrap()),
        StatusIndex(5),
        Validity::new(from, UnixTime::from_secs(from.as_secs() + 86_400)),
    )
    .unwrap();
    let foreign = issue(&claims, &SigningKey::from_seed(&[99; 32])).unwrap();
    let foreign = foreign.to_text(TextForm::Digits);
    bureau.fails(
        "credential-unknown",
        &format!("why --bureau @bureau --code {foreign} --terminal 1"),
    );
    // The same person's own code is found.
    let own = people[0]["text"].as_str().unwrap();
    let answer = why(
        &bureau,
        &format!("--code {own} --terminal 1 --at 2026-11-29T10:00"),
    );
    assert_eq!(answer["holder"], holder);
    assert_eq!(answer["codes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_terminal_before_its_place_and_one_that_is_retired_give_nothing() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[0]);
    let before = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-11-01T10:00"),
    );
    assert_eq!(before["nothing"], "no-place");
    assert_eq!(before["verdict"]["code"], "not-issued");
    assert_eq!(before["catalogue"], Value::Null);
    let first = dates::parse(crate::support::NOW).unwrap();
    assert_eq!(before["terminal"]["first_place"], first.as_secs());
    bureau.done("terminal retire 1 --bureau @bureau --yes --at 2026-11-24T10:00");
    let retired = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-11-25T10:00"),
    );
    assert_eq!(retired["nothing"], "terminal-retired");
    assert_eq!(retired["benefits"], Value::Null);
    let still = why(
        &bureau,
        &format!("--holder {holder} --terminal 1 --at 2026-11-23T10:00"),
    );
    assert_eq!(still["nothing"], Value::Null);
    assert_ne!(still["terminal"]["place_changed"], Value::Null);
}

#[test]
fn a_moment_to_come_is_said_to_be_one() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[0]);
    let words = format!(
        "why --bureau @bureau --holder {holder} --terminal 1 --now 2026-11-23 --at 2026-12-05T10:30"
    );
    let answer = bureau.result(&words);
    assert_eq!(
        (&answer["future"], &answer["day"]),
        (&true.into(), &"2026-12-05".into())
    );
    assert_eq!(answer["weekday"], 6);
    let told = bureau.done(&words);
    assert!(told.results.contains("still to come"), "{}", told.results);
    let past = words.replace("2026-11-23", "2026-12-06");
    assert_eq!(bureau.result(&past)["future"], false);
}

#[test]
fn a_merchant_that_is_suspended_is_none_at_terminals_from_the_next_edition_on() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[0]);
    bureau.done("merchant suspend 7 --reason 抽查未守诺 --bureau @bureau --yes --operator 王芳 --at 2026-11-24T10:00");
    let at = |time: &str| {
        why(
            &bureau,
            &format!("--holder {holder} --terminal 1 --at {time}"),
        )
    };
    let unpublished = at("2026-11-25T10:00");
    assert_eq!(unpublished["nothing"], Value::Null);
    assert_eq!(unpublished["merchant"]["register"]["is_member"], false);
    assert_eq!(unpublished["merchant"]["membership"], "member");
    bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes --at 2026-11-26T10:00");
    let published = at("2026-11-27T10:00");
    assert_eq!(published["nothing"], "not-member");
    assert_eq!(published["catalogue"]["edition"], 2);
    let register = &published["merchant"]["register"];
    assert_eq!(
        (&register["event"], &register["note"], &register["operator"]),
        (&"suspended".into(), &"抽查未守诺".into(), &"王芳".into())
    );
    // A terminal that still had the edition before gave it.
    assert_eq!(published["older_edition"]["edition"], 1);
    let differing = published["older_edition"]["differing"].as_array().unwrap();
    let half = differing.iter().find(|one| one["benefit"] == 1).unwrap();
    assert_eq!(
        (&half["there"], &half["here"]),
        (&"available".into(), &Value::Null)
    );
    // What was true then stays true.
    assert_eq!(at("2026-11-25T10:00")["catalogue"]["edition"], 1);
}

#[test]
fn tables_are_tried_before_they_are_published() {
    let (bureau, _, people) = bureau();
    let changed = BENEFITS.replace("2,理发免费,现役军人", "2,理发免费,退役军人");
    bureau.write("new.csv", &changed);
    let words =
        "--catalogue @new.csv @m.csv --categories veteran --merchant 7 --at 2026-12-05T09:30";
    let tried = why(&bureau, words);
    is_said(&tried, 2, "available", &[]);
    is_said(&tried, 3, "not-today", &["Sun", "Sat"]);
    assert_eq!(tried["catalogue"]["draft"], true);
    assert_eq!(
        (&tried["holder"], &tried["verdict"]),
        (&Value::Null, &Value::Null)
    );
    // Nothing was published by it.
    assert_eq!(bureau.register().all_editions().unwrap().len(), 1);
    let published = why(
        &bureau,
        "--categories veteran --merchant 7 --at 2026-12-05T09:30",
    );
    is_said(&published, 2, "not-entitled", &[]);
    let graded = why(&bureau, &format!("{words} --grade 3 --branch 2"));
    is_said(&graded, 5, "available", &[]);
    is_said(&graded, 4, "available", &[]);
    let other = why(&bureau, &format!("{words} --region 330200"));
    is_said(&other, 6, "available", &[]);
    // Somebody of the register, by the new tables.
    let person = why(
        &bureau,
        &format!(
            "--catalogue @new.csv @m.csv --holder {} --terminal 1 --at 2026-12-05T09:30",
            number(&people[0])
        ),
    );
    is_said(&person, 2, "available", &[]);
    // No bureau is needed for a trial.
    let alone = TestBureau::new();
    alone.write("b.csv", BENEFITS);
    alone.write("m.csv", MERCHANTS);
    let words = "why --catalogue @b.csv @m.csv --categories active-duty --merchant 7 --at 2026-12-05T09:30 --bureau @none";
    alone.fails("region-missing", words);
    let answer = alone.result(&format!("{words} --region 421200"));
    is_said(&answer, 2, "available", &[]);
    is_said(&answer, 1, "not-entitled", &[]);
    alone.write("b.csv", &BENEFITS.replace("五折", "六十折"));
    let wrong = alone.run(&format!("{words} --region 421200"));
    assert_eq!(wrong.exit, messages::Exit::Refused, "{}", wrong.results);
}
