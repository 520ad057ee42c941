//! Revoking, suspending and restoring: whom it concerns, what cannot be undone, what is harmless.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{NOW, TestBureau, roster};
use credential_core::Status;
use messages::Exit;
use serde_json::Value;

fn holder(line: &Value) -> String {
    line["holder"].to_string()
}

#[test]
fn a_revoked_code_is_revoked_in_the_next_list_and_not_before() {
    let bureau = TestBureau::issued(3);
    let manifest = bureau.manifest("out");
    let second = &manifest[1];
    bureau.done("publish --bureau @bureau");
    assert_eq!(bureau.published(&second["status_index"]), Status::Valid);

    let outcome = bureau.done(&format!(
        "revoke --bureau @bureau --holder {} --reason 遗失 --yes",
        holder(second)
    ));
    assert!(outcome.talk.contains("王*明"), "{}", outcome.talk);
    assert!(outcome.talk.contains("next publication"));
    assert_eq!(bureau.published(&second["status_index"]), Status::Valid);

    let json = bureau.result("publish --bureau @bureau --at 2026-11-22T10:00");
    assert_eq!(
        (&json["revoked"], &json["new"]["revoked"]),
        (&1.into(), &1.into())
    );
    assert_eq!(bureau.published(&second["status_index"]), Status::Revoked);
    for other in [&manifest[0], &manifest[2]] {
        assert_eq!(bureau.published(&other["status_index"]), Status::Valid);
    }
}

#[test]
fn a_code_is_found_by_index_text_and_picture() {
    let bureau = TestBureau::issued(4);
    let manifest = bureau.manifest("out");
    let text = manifest[1]["text"].as_str().unwrap();
    let picture = manifest[2]["file"].as_str().unwrap();
    for (nth, whom) in [
        format!("--index {}", manifest[0]["status_index"]),
        format!("--code {text}"),
        format!("--code @out/{picture}"),
    ]
    .iter()
    .enumerate()
    {
        let json = bureau.result(&format!(
            "suspend --bureau @bureau {whom} --reason holder-request --yes"
        ));
        assert_eq!(
            json["changed"][0]["holder"], manifest[nth]["holder"],
            "{whom}"
        );
        assert_eq!(json["changed"][0]["reason"], "holder-request");
    }
    bureau.done("publish --bureau @bureau");
    assert_eq!(
        bureau.published(&manifest[2]["status_index"]),
        Status::Suspended
    );
    assert_eq!(
        bureau.published(&manifest[3]["status_index"]),
        Status::Valid
    );
}

#[test]
fn a_person_is_found_by_identity_number_which_no_argument_shows() {
    let bureau = TestBureau::issued(2);
    let number = crate::support::roster(2)
        .lines()
        .nth(2)
        .and_then(|row| row.split(',').nth(2).map(str::to_owned))
        .unwrap();
    let words = "revoke --bureau @bureau --identity --reason deceased --yes";
    let (outcome, questions) =
        bureau.run_answering(&[&format!(" {} ", number.to_lowercase())], words);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert!(questions[0].contains("not shown"));
    for said in [&outcome.talk, &outcome.results] {
        assert!(!said.contains(&number), "{said}");
    }
    let manifest = bureau.manifest("out");
    bureau.done("publish --bureau @bureau");
    assert_eq!(
        bureau.published(&manifest[1]["status_index"]),
        Status::Revoked
    );
    assert_eq!(
        bureau.published(&manifest[0]["status_index"]),
        Status::Valid
    );

    bureau.fails("input-missing", words);
    let (outcome, _) = bureau.run_answering(&["990101195003079999"], words);
    assert_eq!(outcome.exit, Exit::Undecided);
    assert!(
        !outcome.talk.contains("990101195003079999"),
        "{}",
        outcome.talk
    );
}

/// The real program, with numbers on its standard input.
#[test]
fn identity_numbers_come_from_standard_input() {
    let bureau = TestBureau::issued(3);
    let numbers: Vec<String> = crate::support::roster(3)
        .lines()
        .skip(2)
        .filter_map(|row| row.split(',').nth(2).map(str::to_owned))
        .collect();
    let mut child = Command::new(env!("CARGO_BIN_EXE_issuer"))
        .args(["--json", "--at", NOW, "suspend", "--identity-stdin"])
        .args([
            "--reason",
            "其他",
            "--yes",
            "--operator",
            "王芳",
            "--bureau",
        ])
        .arg(bureau.path("bureau"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(format!("{}\n\n{}\r\n", numbers[0], numbers[1]).as_bytes())
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["changed"].as_array().unwrap().len(), 2);
}

#[test]
fn whoever_is_unknown_stops_it_before_anything_is_changed() {
    let bureau = TestBureau::issued(2);
    let known = holder(&bureau.manifest("out")[0]);
    let unknown = "17";
    for whom in [
        format!("--holder {known} {unknown}"),
        format!("--holder {known} --index 16777215"),
    ] {
        bureau.fails(
            "credential-unknown",
            &format!("revoke --bureau @bureau {whom} --reason lost --yes"),
        );
    }
    bureau.fails(
        "reason-unknown",
        &format!("revoke --bureau @bureau --holder {known} --reason 不喜欢 --yes"),
    );
    bureau.fails(
        "reason-missing",
        &format!("revoke --bureau @bureau --holder {known} --yes"),
    );
    bureau.fails(
        "code-invalid",
        "revoke --bureau @bureau --code 8112 --reason lost --yes",
    );
    let report = bureau.result("report --bureau @bureau");
    assert_eq!(report["codes"]["revoked"], 0);
}

#[test]
fn another_bureaus_code_is_not_found() {
    let bureau = TestBureau::issued(1);
    let text = bureau.manifest("out")[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    bureau.done("bureau create --folder @other --name 潜山市退役军人事务局 --region 421200 --id 42120002 --no-passphrase");
    bureau.fails(
        "credential-unknown",
        &format!("revoke --bureau @other --code {text} --reason lost --yes"),
    );
}

#[test]
fn nothing_is_done_without_a_yes() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau.manifest("out")[0]);
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost");
    bureau.fails("consent-missing", &words);
    for no in ["", "n", "不", "yess"] {
        let (outcome, questions) = bureau.run_answering(&[no], &words);
        assert_eq!(outcome.exit, Exit::Undecided);
        assert!(questions[0].contains("permanent"), "{questions:?}");
    }
    assert_eq!(
        bureau.result("report --bureau @bureau")["codes"]["revoked"],
        0
    );
    let (outcome, _) = bureau.run_answering(&["是"], &words);
    assert_eq!(outcome.exit, Exit::Done);
    assert_eq!(
        bureau.result("report --bureau @bureau")["codes"]["revoked"],
        1
    );
}

#[test]
fn revoked_already_is_harmless_and_said_and_never_undone() {
    let bureau = TestBureau::issued(1);
    let line = bureau.manifest("out")[0].clone();
    let (holder, index) = (holder(&line), &line["status_index"]);
    let revoke = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    bureau.done(&revoke);
    let outcome = bureau.done(&revoke);
    assert!(
        outcome.results.contains("1 were revoked already"),
        "{}",
        outcome.results
    );
    for verb in ["restore", "suspend"] {
        for whom in [format!("--holder {holder}"), format!("--index {index}")] {
            bureau.fails(
                "credential-revoked",
                &format!("{verb} --bureau @bureau {whom} --reason other --yes"),
            );
        }
    }
    bureau.done("publish --bureau @bureau");
    assert_eq!(bureau.published(index), Status::Revoked);
}

#[test]
fn suspended_is_restored_in_the_next_list() {
    let bureau = TestBureau::issued(1);
    let line = bureau.manifest("out")[0].clone();
    let holder = holder(&line);
    let at = |hour: u8| format!("--at 2026-11-22T{hour}:00");
    bureau.done(&format!(
        "suspend --bureau @bureau --holder {holder} --reason 被盗 --yes"
    ));
    bureau.done(&format!("publish --bureau @bureau {}", at(10)));
    assert_eq!(bureau.published(&line["status_index"]), Status::Suspended);
    let outcome = bureau.done(&format!(
        "restore --bureau @bureau --holder {holder} --yes {}",
        at(11)
    ));
    assert!(
        outcome.talk.contains("suspended (stolen)"),
        "{}",
        outcome.talk
    );
    bureau.done(&format!("publish --bureau @bureau {}", at(12)));
    assert_eq!(bureau.published(&line["status_index"]), Status::Valid);
}

#[test]
fn a_list_with_reasons_is_done_in_one_go_or_not_at_all() {
    let bureau = TestBureau::issued(4);
    let manifest = bureau.manifest("out");
    let number = crate::support::roster(4)
        .lines()
        .nth(3)
        .unwrap()
        .split(',')
        .nth(2)
        .unwrap()
        .to_owned();
    let list = format!(
        "十一月去世和遗失人员\r\n编号,状态序号,身份证号,原因\r\n{},,,去世\r\n,{},,\r\n,,{number},误发\r\n\r\n",
        manifest[0]["holder"], manifest[1]["status_index"]
    );
    bureau.write("list.csv", &list);
    let json = bureau.result("revoke --bureau @bureau --list @list.csv --reason lost --yes");
    let reasons: Vec<_> = json["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["deceased", "lost", "issued-in-error"]);
    let records = bureau.result("audit --bureau @bureau --last 1");
    let last = &records["records"][0];
    assert_eq!(last["action"], "revoke");
    assert!(last["details"].as_str().unwrap().starts_with("revoked=3"));

    let faulty = format!(
        "持有人编号\r\n{}\r\n12a\r\n1.2E+09\r\n",
        manifest[3]["holder"]
    );
    bureau.write("faulty.csv", &faulty);
    let outcome = bureau.fails(
        "list-invalid",
        "revoke --bureau @bureau --list @faulty.csv --reason lost --yes",
    );
    for line in ["line 3", "line 4"] {
        assert!(outcome.talk.contains(line), "{}", outcome.talk);
    }
    bureau.write("unknown.csv", "holder number,reason\r\n99,lost\r\n");
    let outcome = bureau.fails(
        "credential-unknown",
        "revoke --bureau @bureau --list @unknown.csv --yes",
    );
    assert!(outcome.talk.contains("line 2"), "{}", outcome.talk);
    bureau.write("other.csv", "姓名,电话\r\n王明,1\r\n");
    bureau.fails(
        "list-unrecognised",
        "revoke --bureau @bureau --list @other.csv --reason lost --yes",
    );
    assert_eq!(
        bureau.result("report --bureau @bureau")["codes"]["revoked"],
        3
    );
}

#[test]
fn while_one_clerk_writes_the_other_is_refused_and_nothing_is_lost() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau.manifest("out")[0]);
    let mut register = bureau.register();
    let actor = issuer_cli::register::Actor::new("李强").unwrap();
    let clerk = register.clerk(&actor).unwrap();
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    bureau.fails("register-in-use", &words);
    bureau.fails("register-in-use", "publish --bureau @bureau");
    drop(clerk);
    bureau.done(&words);
}

#[test]
fn the_clock_of_the_desk_may_not_go_back() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau.manifest("out")[0]);
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    bureau.fails("clock-behind", &format!("{words} --at 2026-11-21"));

    // A clock that was fast by years locks the register until somebody responsible decides.
    bureau.done(&format!(
        "suspend --bureau @bureau --holder {holder} --reason other --yes --at 2031-01-01"
    ));
    bureau.fails("clock-behind", &words);
    bureau.fails("consent-missing", "bureau set-time-back --bureau @bureau");
    bureau.done("bureau set-time-back --bureau @bureau --yes --operator 王芳");
    bureau.done(&words);
    bureau.fails(
        "time-not-ahead",
        "bureau set-time-back --bureau @bureau --yes",
    );
    let outcome = bureau.done("audit --bureau @bureau");
    assert!(
        outcome.results.contains("set-time-back"),
        "{}",
        outcome.results
    );
}

#[test]
fn refuses_a_person_key_of_another_register_and_a_damaged_register() {
    let bureau = TestBureau::issued(1);
    let holder = holder(&bureau.manifest("out")[0]);
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    bureau.done("bureau create --folder @other --name 潜山市退役军人事务局 --region 421200 --id 42120002 --no-passphrase");
    let (key, own) = (
        bureau.path("bureau/keys/person.key"),
        bureau.path("own.key"),
    );
    std::fs::rename(&key, &own).unwrap();
    bureau.fails("file-unreadable", &words);
    std::fs::copy(bureau.path("other/keys/person.key"), &key).unwrap();
    bureau.fails("person-key-wrong", &words);
    std::fs::rename(&own, &key).unwrap();

    let path = bureau.path("bureau/register.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let page = bytes.len() - 4096;
    bytes[page..].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();
    bureau.fails("register-damaged", &words);
    let outcome = bureau.run("audit --bureau @bureau");
    assert_ne!(outcome.exit, Exit::Done, "{}", outcome.results);
}

/// A running number beside identity numbers is no holder's number, and who has none is not passed over.
#[test]
fn lists_of_other_offices_are_read_as_they_are_meant() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(3));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out");
    let text = roster(3);
    let people: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    let number = |nth: usize| {
        people[nth]
            .iter()
            .copied()
            .find(|cell| cell.len() == 18)
            .unwrap()
    };
    const REVOKE: &str = "revoke --bureau @bureau --list @list.csv --reason deceased --yes";
    bureau.write(
        "list.csv",
        &format!("姓名,身份证号\n王建明,{}\n某人,\n", number(0)),
    );
    let outcome = bureau.fails("list-invalid", REVOKE);
    assert!(outcome.talk.contains("line 3"), "{}", outcome.talk);
    bureau.write(
        "list.csv",
        &format!("编号,姓名,身份证号\n1,王建明,{}\n,合计,\n", number(0)),
    );
    bureau.done(REVOKE);
    bureau.write("list.csv", &format!("持有人编号\n{}\n", number(1)));
    let outcome = bureau.fails("list-invalid", REVOKE);
    assert!(!outcome.talk.contains(number(1)), "{}", outcome.talk);
}

/// The office that keeps the deaths has typed a number wrong: the others are done, and the row is named.
#[test]
fn one_bad_row_of_a_list_does_not_keep_the_others_from_being_done() {
    let bureau = TestBureau::ready();
    let (ours, other) = ("11010519491231002X", "990101195003070025");
    let head = "姓名,身份证号,人员类别\n";
    bureau.write("roster.csv", &format!("{head}王建明,{ours},退役军人\n"));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out");
    bureau.write(
        "deaths.csv",
        &format!("姓名,公民身份号码（18位）,备注\n李明,{other},\n王建明,{ours},\n张明,99010119500307,\n赵明,,\n"),
    );
    let words = "revoke --bureau @bureau --list @deaths.csv --reason deceased --yes";
    bureau.fails("list-invalid", words);
    let valid = || {
        let register = bureau.register();
        register
            .counts(messages::dates::parse(NOW).unwrap())
            .unwrap()
            .valid
    };
    assert_eq!(valid(), 1, "without the option nothing is done");
    let outcome = bureau.run(&format!("{words} --skip-unknown"));
    assert_eq!(outcome.exit, Exit::Refused);
    for said in ["cannot be read, 2", "line 4", "line 5", "passed over: 1"] {
        assert!(outcome.talk.contains(said), "{said}: {}", outcome.talk);
    }
    assert!(!outcome.talk.contains("99010119500307"));
    assert_eq!(valid(), 0);
    let outcome = bureau.run(&format!("{words} --skip-unknown --json"));
    let json: Value = serde_json::from_str(outcome.results.trim()).unwrap();
    assert_eq!(json["unreadable"][0]["line"], 4);
    assert_eq!(json["unreadable"][0]["code"], "identity-number-invalid");
    assert_eq!(json["unreadable"][1]["code"], "number-missing");
    assert_eq!(json["skipped"].as_array().unwrap().len(), 1);
}

/// A list of the civil office: deaths in its words, and a reason that is none of ours.
#[test]
fn reasons_of_death_are_known_and_others_are_told_in_order_with_those_that_may_be_written() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(3));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out");
    let holders: Vec<String> = bureau.manifest("out").iter().map(holder).collect();
    let [first, second, third] = [&holders[0], &holders[1], &holders[2]];
    bureau.write(
        "deaths.csv",
        &format!("持有人编号,原因\n{first},迁走\n{second},病故\nx1,去世\n{third},因病去世\n"),
    );
    let words = "revoke --bureau @bureau --list @deaths.csv --skip-unknown --yes";
    let outcome = bureau.run(words);
    assert_eq!(outcome.exit, Exit::Refused);
    let talk = &outcome.talk;
    let (one, other) = (talk.find("line 2").unwrap(), talk.find("line 4").unwrap());
    assert!(one < other, "{talk}");
    assert!(talk.contains("  fix: Known are: lost"), "{talk}");
    let now = messages::dates::parse(NOW).unwrap();
    let counts = bureau.register().counts(now).unwrap();
    assert_eq!(counts.valid, 1);
}
