//! Revoking, suspending and restoring: whom it concerns, what cannot be undone, what is harmless.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use credential_core::Status;
use messages::Exit;
use serde_json::Value;
use support::{Desk, NOW};

fn holder(line: &Value) -> String {
    line["holder"].to_string()
}

#[test]
fn a_revoked_code_is_revoked_in_the_next_list_and_not_before() {
    let desk = Desk::issued(3);
    let manifest = desk.manifest("out");
    let second = &manifest[1];
    desk.done("publish --bureau @bureau");
    assert_eq!(desk.published(&second["status_index"]), Status::Valid);

    let outcome = desk.done(&format!(
        "revoke --bureau @bureau --holder {} --reason 遗失 --yes",
        holder(second)
    ));
    assert!(outcome.talk.contains("王*明"), "{}", outcome.talk);
    assert!(outcome.talk.contains("next publication"));
    assert_eq!(desk.published(&second["status_index"]), Status::Valid);

    let json = desk.result("publish --bureau @bureau --at 2026-11-22T10:00");
    assert_eq!(
        (&json["revoked"], &json["new"]["revoked"]),
        (&1.into(), &1.into())
    );
    assert_eq!(desk.published(&second["status_index"]), Status::Revoked);
    for other in [&manifest[0], &manifest[2]] {
        assert_eq!(desk.published(&other["status_index"]), Status::Valid);
    }
}

#[test]
fn a_code_is_found_by_index_text_and_picture() {
    let desk = Desk::issued(4);
    let manifest = desk.manifest("out");
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
        let json = desk.result(&format!(
            "suspend --bureau @bureau {whom} --reason holder-request --yes"
        ));
        assert_eq!(
            json["changed"][0]["holder"], manifest[nth]["holder"],
            "{whom}"
        );
        assert_eq!(json["changed"][0]["reason"], "holder-request");
    }
    desk.done("publish --bureau @bureau");
    assert_eq!(
        desk.published(&manifest[2]["status_index"]),
        Status::Suspended
    );
    assert_eq!(desk.published(&manifest[3]["status_index"]), Status::Valid);
}

#[test]
fn a_person_is_found_by_identity_number_which_no_argument_shows() {
    let desk = Desk::issued(2);
    let number = support::roster(2)
        .lines()
        .nth(2)
        .and_then(|row| row.split(',').nth(2).map(str::to_owned))
        .unwrap();
    let words = "revoke --bureau @bureau --identity --reason deceased --yes";
    let (outcome, questions) =
        desk.run_answering(&[&format!(" {} ", number.to_lowercase())], words);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert!(questions[0].contains("not shown"));
    for said in [&outcome.talk, &outcome.results] {
        assert!(!said.contains(&number), "{said}");
    }
    let manifest = desk.manifest("out");
    desk.done("publish --bureau @bureau");
    assert_eq!(
        desk.published(&manifest[1]["status_index"]),
        Status::Revoked
    );
    assert_eq!(desk.published(&manifest[0]["status_index"]), Status::Valid);

    desk.fails("input-missing", words);
    let (outcome, _) = desk.run_answering(&["990101195003079999"], words);
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
    let desk = Desk::issued(3);
    let numbers: Vec<String> = support::roster(3)
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
        .arg(desk.path("bureau"))
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
    let desk = Desk::issued(2);
    let known = holder(&desk.manifest("out")[0]);
    let unknown = "17";
    for whom in [
        format!("--holder {known} {unknown}"),
        format!("--holder {known} --index 16777215"),
    ] {
        desk.fails(
            "credential-unknown",
            &format!("revoke --bureau @bureau {whom} --reason lost --yes"),
        );
    }
    desk.fails(
        "reason-unknown",
        &format!("revoke --bureau @bureau --holder {known} --reason 不喜欢 --yes"),
    );
    desk.fails(
        "reason-missing",
        &format!("revoke --bureau @bureau --holder {known} --yes"),
    );
    desk.fails(
        "code-invalid",
        "revoke --bureau @bureau --code 8112 --reason lost --yes",
    );
    let report = desk.result("report --bureau @bureau");
    assert_eq!(report["codes"]["revoked"], 0);
}

#[test]
fn another_bureaus_code_is_not_found() {
    let desk = Desk::issued(1);
    let text = desk.manifest("out")[0]["text"].as_str().unwrap().to_owned();
    desk.done("bureau create --folder @other --name 潜山市退役军人事务局 --region 421200 --id 42120002 --no-passphrase");
    desk.fails(
        "credential-unknown",
        &format!("revoke --bureau @other --code {text} --reason lost --yes"),
    );
}

#[test]
fn nothing_is_done_without_a_yes() {
    let desk = Desk::issued(1);
    let holder = holder(&desk.manifest("out")[0]);
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost");
    desk.fails("consent-missing", &words);
    for no in ["", "n", "不", "yess"] {
        let (outcome, questions) = desk.run_answering(&[no], &words);
        assert_eq!(outcome.exit, Exit::Undecided);
        assert!(questions[0].contains("for ever"), "{questions:?}");
    }
    assert_eq!(
        desk.result("report --bureau @bureau")["codes"]["revoked"],
        0
    );
    let (outcome, _) = desk.run_answering(&["是"], &words);
    assert_eq!(outcome.exit, Exit::Done);
    assert_eq!(
        desk.result("report --bureau @bureau")["codes"]["revoked"],
        1
    );
}

#[test]
fn revoked_already_is_harmless_and_said_and_never_undone() {
    let desk = Desk::issued(1);
    let line = desk.manifest("out")[0].clone();
    let (holder, index) = (holder(&line), &line["status_index"]);
    let revoke = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    desk.done(&revoke);
    let outcome = desk.done(&revoke);
    assert!(
        outcome.results.contains("1 were revoked already"),
        "{}",
        outcome.results
    );
    for verb in ["restore", "suspend"] {
        for whom in [format!("--holder {holder}"), format!("--index {index}")] {
            desk.fails(
                "credential-revoked",
                &format!("{verb} --bureau @bureau {whom} --reason other --yes"),
            );
        }
    }
    desk.done("publish --bureau @bureau");
    assert_eq!(desk.published(index), Status::Revoked);
}

#[test]
fn suspended_is_restored_in_the_next_list() {
    let desk = Desk::issued(1);
    let line = desk.manifest("out")[0].clone();
    let holder = holder(&line);
    let at = |hour: u8| format!("--at 2026-11-22T{hour}:00");
    desk.done(&format!(
        "suspend --bureau @bureau --holder {holder} --reason 被盗 --yes"
    ));
    desk.done(&format!("publish --bureau @bureau {}", at(10)));
    assert_eq!(desk.published(&line["status_index"]), Status::Suspended);
    let outcome = desk.done(&format!(
        "restore --bureau @bureau --holder {holder} --yes {}",
        at(11)
    ));
    assert!(
        outcome.talk.contains("suspended (stolen)"),
        "{}",
        outcome.talk
    );
    desk.done(&format!("publish --bureau @bureau {}", at(12)));
    assert_eq!(desk.published(&line["status_index"]), Status::Valid);
}

#[test]
fn a_list_with_reasons_is_done_in_one_go_or_not_at_all() {
    let desk = Desk::issued(4);
    let manifest = desk.manifest("out");
    let number = support::roster(4)
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
    desk.write("list.csv", &list);
    let json = desk.result("revoke --bureau @bureau --list @list.csv --reason lost --yes");
    let reasons: Vec<_> = json["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["deceased", "lost", "issued-in-error"]);
    let records = desk.result("audit --bureau @bureau --last 1");
    let last = &records["records"][0];
    assert_eq!(last["action"], "revoke");
    assert!(last["details"].as_str().unwrap().starts_with("revoked=3"));

    let faulty = format!(
        "持有人编号\r\n{}\r\n12a\r\n1.2E+09\r\n",
        manifest[3]["holder"]
    );
    desk.write("faulty.csv", &faulty);
    let outcome = desk.fails(
        "list-invalid",
        "revoke --bureau @bureau --list @faulty.csv --reason lost --yes",
    );
    for line in ["line 3", "line 4"] {
        assert!(outcome.talk.contains(line), "{}", outcome.talk);
    }
    desk.write("unknown.csv", "holder number,reason\r\n99,lost\r\n");
    let outcome = desk.fails(
        "credential-unknown",
        "revoke --bureau @bureau --list @unknown.csv --yes",
    );
    assert!(outcome.talk.contains("line 2"), "{}", outcome.talk);
    desk.write("other.csv", "姓名,电话\r\n王明,1\r\n");
    desk.fails(
        "list-unrecognised",
        "revoke --bureau @bureau --list @other.csv --reason lost --yes",
    );
    assert_eq!(
        desk.result("report --bureau @bureau")["codes"]["revoked"],
        3
    );
}

#[test]
fn while_one_clerk_writes_the_other_is_refused_and_nothing_is_lost() {
    let desk = Desk::issued(1);
    let holder = holder(&desk.manifest("out")[0]);
    let mut register = desk.register();
    let actor = issuer_cli::register::Actor::new("李强").unwrap();
    let clerk = register.clerk(&actor).unwrap();
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    desk.fails("register-in-use", &words);
    desk.fails("register-in-use", "publish --bureau @bureau");
    drop(clerk);
    desk.done(&words);
}

#[test]
fn the_clock_of_the_desk_may_not_go_back() {
    let desk = Desk::issued(1);
    let holder = holder(&desk.manifest("out")[0]);
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    desk.fails("clock-behind", &format!("{words} --at 2026-11-21"));

    // A clock that was fast by years locks the books until somebody responsible decides.
    desk.done(&format!(
        "suspend --bureau @bureau --holder {holder} --reason other --yes --at 2031-01-01"
    ));
    desk.fails("clock-behind", &words);
    desk.fails("consent-missing", "bureau set-time-back --bureau @bureau");
    desk.done("bureau set-time-back --bureau @bureau --yes --operator 王芳");
    desk.done(&words);
    desk.fails(
        "time-not-ahead",
        "bureau set-time-back --bureau @bureau --yes",
    );
    let outcome = desk.done("audit --bureau @bureau");
    assert!(
        outcome.results.contains("set-time-back"),
        "{}",
        outcome.results
    );
}

#[test]
fn refuses_a_person_key_of_another_register_and_a_damaged_register() {
    let desk = Desk::issued(1);
    let holder = holder(&desk.manifest("out")[0]);
    let words = format!("revoke --bureau @bureau --holder {holder} --reason lost --yes");
    desk.done("bureau create --folder @other --name 潜山市退役军人事务局 --region 421200 --id 42120002 --no-passphrase");
    let (key, own) = (desk.path("bureau/keys/person.key"), desk.path("own.key"));
    std::fs::rename(&key, &own).unwrap();
    desk.fails("file-unreadable", &words);
    std::fs::copy(desk.path("other/keys/person.key"), &key).unwrap();
    desk.fails("person-key-wrong", &words);
    std::fs::rename(&own, &key).unwrap();

    let path = desk.path("bureau/register.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let page = bytes.len() - 4096;
    bytes[page..].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();
    desk.fails("register-damaged", &words);
    let outcome = desk.run("audit --bureau @bureau");
    assert_ne!(outcome.exit, Exit::Done, "{}", outcome.results);
}
