//! What a person gets who asks what is stored of them, and what must not be in it.

use crate::support::TestBureau;
use crate::support::journals::Terminal;
use crate::support::phones::{bind, enrolment};
use crate::support::why::{bureau, give, identity, import, number, rate};
use credential_core::journal::RatingLevel;
use serde_json::Value;

/// The first person with card and phone, uses of the first two, and a card that is revoked.
fn with_uses() -> (TestBureau, Vec<Terminal>, Vec<Value>) {
    let (bureau, mut terminals, people) = bureau();
    bureau.done(&bind(number(&people[0]), &enrolment(1), "phone"));
    give(&mut terminals[0], "2026-12-01T09:12", &people[0], 1, 1);
    rate(
        &mut terminals[0],
        "2026-12-01T09:13",
        RatingLevel::Satisfied,
    );
    give(&mut terminals[0], "2026-12-01T09:20", &people[1], 1, 1);
    rate(
        &mut terminals[0],
        "2026-12-01T09:21",
        RatingLevel::Dissatisfied,
    );
    give(&mut terminals[2], "2026-12-01T11:00", &people[0], 1, 0);
    import(&bureau, &terminals[0], "2026-12-02T08:00");
    import(&bureau, &terminals[2], "2026-12-02T08:00");
    (bureau, terminals, people)
}

#[test]
fn a_person_gets_all_that_is_stored_and_nothing_of_others() {
    let (bureau, _, people) = with_uses();
    let holder = number(&people[0]);
    let words = format!(
        "person show --holder {holder} --bureau @bureau --html @page.html --operator 王芳 --at 2026-12-03T08:00"
    );
    let shown = bureau.result(&words);
    assert_eq!(shown["holder"], holder);
    let kinds: Vec<&Value> = shown["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| &code["kind"])
        .collect();
    assert_eq!(kinds, ["phone", "card"]);
    assert_ne!(shown["codes"][0]["phone_key"], Value::Null);
    let uses = shown["books"]["uses"].as_array().unwrap();
    let at: Vec<_> = uses
        .iter()
        .map(|one| (&one["terminal"], &one["merchant"]))
        .collect();
    assert_eq!(at, [(&1.into(), &7.into()), (&3.into(), &9.into())]);
    assert_eq!(shown["books"]["total"]["full_fen"], 8_000);
    // The rating is the person's own; that of the next one at the counter is not.
    assert_eq!(
        (&uses[0]["rating"], &uses[1]["rating"]),
        (&"satisfied".into(), &Value::Null)
    );
    let own: Vec<&Value> = shown["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| &code["status_index"])
        .collect();
    assert!(uses.iter().all(|one| own.contains(&&one["status_index"])));
    // Twice on a day at two merchants: the second is marked.
    let marks = shown["books"]["marks"].as_array().unwrap();
    assert!(
        marks.iter().any(|mark| mark["kind"] == "quota-exceeded"),
        "{marks:?}"
    );
    let acts: Vec<&str> = shown["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["what"].as_str().unwrap())
        .collect();
    assert_eq!(
        acts,
        [
            "entered",
            "reserved",
            "issued",
            "reserved",
            "issued",
            "disclosed"
        ]
    );

    // In both languages, on the page and in JSON: nothing of the others.
    let page = bureau.text("page.html");
    bureau.done(&format!(
        "--lang zh {}",
        words.replace("page.html", "zh.html")
    ));
    let chinese = bureau.text("zh.html");
    assert!(chinese.contains("王*明") && page.contains("王*明"));
    let others = [1, 2].map(|other| {
        let line = &people[other];
        [
            number(line).to_string(),
            line["text"].as_str().unwrap().to_owned(),
            line["name"].as_str().unwrap().to_owned(),
            identity(other),
        ]
    });
    let json = shown.to_string();
    for text in [&page, &chinese, &json] {
        for other in others.iter().flatten().chain(&[identity(0)]) {
            assert!(!has_word(text, other), "{other} in {text}");
        }
        for name in ["李大海", "李*海", "赵铁柱", "赵*柱", "王建明"] {
            assert!(!text.contains(name), "{name}");
        }
    }
    assert!(page.contains("your rating: satisfied") && !page.contains("dissatisfied"));
    // What comes from data is no markup.
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
}

/// Whether a text has this word; for a number, not within a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_part =
        |character: Option<char>| character.is_some_and(|one| one.is_ascii_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !is_part(before) && !is_part(after)
    })
}

#[test]
fn giving_it_out_is_recorded_and_shown_the_next_time() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[0]);
    let words = format!("person show --holder {holder} --bureau @bureau --operator 王芳");
    let first = bureau.result(&words);
    let other = number(&people[1]);
    bureau.result(&format!(
        "person show --holder {other} --bureau @bureau --operator 李强"
    ));
    let second = bureau.result(&words);
    let disclosed = |shown: &Value| -> Vec<(u64, String)> {
        let acts = shown["acts"].as_array().unwrap();
        let acts = acts.iter().filter(|act| act["what"] == "disclosed");
        acts.map(|act| {
            let actor = act["operator"].as_str().unwrap().to_owned();
            (act["record"].as_u64().unwrap(), actor)
        })
        .collect()
    };
    let record = |shown: &Value| shown["record"].as_u64().unwrap();
    assert_eq!(disclosed(&first), [(record(&first), "王芳".to_owned())]);
    // The disclosure to somebody else is not among them.
    assert_eq!(
        disclosed(&second),
        [
            (record(&first), "王芳".to_owned()),
            (record(&second), "王芳".to_owned())
        ]
    );
    let audit = bureau.done("audit --bureau @bureau");
    assert!(audit.results.contains("disclose"), "{}", audit.results);
    let chinese = bureau.done("--lang zh audit --bureau @bureau");
    assert!(
        chinese.results.contains("提供个人信息"),
        "{}",
        chinese.results
    );
    // Without books there are none, and it is said.
    assert_eq!(second["books"], Value::Null);
}

#[test]
fn one_person_is_found_by_number_row_and_identity_number() {
    let (bureau, _, people) = bureau();
    let holder = number(&people[1]);
    let by_row = bureau.result("person show --roster @roster.csv --row 3 --bureau @bureau");
    assert_eq!(by_row["holder"], holder);
    let code = people[1]["text"].as_str().unwrap();
    let by_code = bureau.result(&format!("person show --code {code} --bureau @bureau"));
    assert_eq!(by_code["holder"], holder);
    // Also what the code alone does not say.
    assert_eq!(by_code["acts"][0]["what"], "entered");
    let (typed, _) = bureau.run_answering(
        &[&identity(1)],
        "--json person show --identity --bureau @bureau",
    );
    let typed: Value = serde_json::from_str(&typed.results).unwrap();
    assert_eq!(typed["holder"], holder);

    let records = bureau.register().last_record().unwrap().number;
    bureau.fails(
        "row-missing",
        "person show --roster @roster.csv --row 9 --bureau @bureau",
    );
    bureau.fails(
        "credential-unknown",
        "person show --holder 4242424242 --bureau @bureau",
    );
    bureau.fails("whom-missing", "person show --bureau @bureau");
    bureau.fails(
        "persons-several",
        &format!(
            "person show --holder {holder} {} --bureau @bureau",
            number(&people[0])
        ),
    );
    bureau.write(
        "strangers.csv",
        &format!(
            "姓名,身份证号,人员类别\r\n孙悟空,{},退役军人\r\n",
            identity(7)
        ),
    );
    bureau.fails(
        "credential-unknown",
        "person show --roster @strangers.csv --row 2 --bureau @bureau",
    );
    // Nothing was given out, and nothing is recorded.
    assert_eq!(bureau.register().last_record().unwrap().number, records);
}
