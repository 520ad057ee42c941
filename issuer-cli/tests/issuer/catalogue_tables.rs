//! The tables of the catalogue: what is wrong in them, and what is asked about.

use crate::support::TestBureau;
use crate::support::catalogues::{BENEFITS, MERCHANTS, publish, with_tables};
use messages::Exit;
use serde_json::Value;

#[test]
fn everything_wrong_is_said_and_nothing_is_published() {
    let wrong = BENEFITS.replace("五折", "50").replace("5.50", "-5.505");
    let bureau = with_tables(&wrong, MERCHANTS);
    for words in [
        "catalogue check @b.csv @m.csv",
        "catalogue publish @b.csv @m.csv --bureau @bureau --yes",
    ] {
        let outcome = bureau.run(&format!("--json {words}"));
        assert_eq!(outcome.exit, Exit::Refused);
        let json: Value = serde_json::from_str(&outcome.results).unwrap();
        let faults: Vec<_> = json["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                (
                    fault["line"].as_u64().unwrap(),
                    fault["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(faults, [(2, "share-unclear"), (5, "amount-negative")]);
    }
    assert!(bureau.register().last_edition().unwrap().is_none());
    assert!(!bureau.path("bureau/catalogue").exists());
}

#[test]
fn a_benefit_for_everybody_by_a_slip_is_asked_about() {
    let bureau = with_tables(
        &BENEFITS
            .replace("五折", "5折")
            .replace("3,租车免费五天,现役军人", "3,租车免费五天,"),
        MERCHANTS,
    );
    let outcome = bureau.fails("consent-missing", "catalogue check @b.csv @m.csv");
    assert!(
        outcome.talk.contains("EVERY holder") && outcome.talk.contains("租车免费五天"),
        "{}",
        outcome.talk
    );
    bureau.fails(
        "consent-missing",
        "catalogue publish @b.csv @m.csv --bureau @bureau",
    );
    let (outcome, questions) =
        bureau.run_answering(&["n"], "catalogue publish @b.csv @m.csv --bureau @bureau");
    assert_eq!((outcome.exit, questions.len()), (Exit::Undecided, 1));
    assert!(bureau.register().last_edition().unwrap().is_none());
    // Twice: whether it is for everybody, and whether to publish.
    let (outcome, questions) = bureau.run_answering(
        &["y", "y"],
        "catalogue publish @b.csv @m.csv --bureau @bureau",
    );
    assert_eq!(
        (outcome.exit, questions.len()),
        (Exit::Done, 2),
        "{}",
        outcome.talk
    );
    // Said so by word, it is not asked about; after it had a condition, it is shouted about all the same.
    bureau.write("b.csv", BENEFITS);
    publish(&bureau);
    bureau.write(
        "b.csv",
        &BENEFITS.replace("3,租车免费五天,现役军人", "3,租车免费五天,所有持有人"),
    );
    let outcome = bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    assert!(
        outcome.talk.contains("are now for EVERY one: 3"),
        "{}",
        outcome.talk
    );
}

#[test]
fn the_template_is_taken_as_it_is_and_nothing_is_overwritten() {
    let bureau = TestBureau::new();
    bureau.done("catalogue template --out @en.xlsx");
    bureau.fails("file-exists", "catalogue template --out @en.xlsx");
    let outcome = bureau.done("catalogue check @en.xlsx");
    assert!(
        outcome.results.contains("benefits 0, merchants 0"),
        "{}",
        outcome.results
    );
}
