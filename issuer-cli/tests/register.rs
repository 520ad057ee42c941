//! The register of a bureau's folder: made with it, made up for, never made twice.

mod support;

use std::fs;

use support::Desk;

#[test]
fn a_new_bureau_has_a_register_and_a_person_key_for_its_owner_alone() {
    let desk = Desk::with_bureau();
    assert!(desk.path("bureau/register.db").exists());
    for secret in ["bureau/keys/person.key", "bureau/keys/issuer-1.pem"] {
        assert!(!cli_support::files::readable_by_others(&desk.path(secret)).unwrap());
    }
    // It works: whoever has it opens it with the key beside it.
    let outcome = desk.done("bureau upgrade --bureau @bureau");
    assert!(outcome.results.contains("already"), "{}", outcome.results);
}

#[test]
fn refuses_an_operator_who_would_write_lines_into_the_trail() {
    let desk = Desk::new();
    desk.fails(
        "actor-invalid",
        "bureau create --folder @bureau --name 咸宁 --region 421200 --id 42120001 --operator 王芳\n2",
    );
    assert!(!desk.path("bureau").exists());
}

#[test]
fn an_older_folder_gets_its_register_and_its_numbers_are_not_given_again() {
    let desk = Desk::with_bureau();
    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    fs::remove_file(desk.path("bureau/keys/person.key")).unwrap();
    desk.write("bureau/numbers.json", &numbers(1));
    let outcome = desk.done("bureau upgrade --bureau @bureau --operator 王芳");
    assert!(outcome.results.contains("Created"), "{}", outcome.results);

    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    fs::remove_file(desk.path("bureau/register.db.head")).unwrap();
    desk.write("bureau/numbers.json", &numbers(4));
    desk.done("bureau upgrade --bureau @bureau");
    desk.done("trust add --authority @auth --request @bureau/request.lbr --categories all");
    desk.write("roster.csv", &support::roster(50));
    desk.done("issue --bureau @bureau --roster @roster.csv --out @out");
    for line in desk.manifest("out") {
        assert!(line["holder"].as_u64().unwrap() > 3, "{line}");
        assert!(line["status_index"].as_u64().unwrap() >= 65_536, "{line}");
    }
    desk.done("audit --bureau @bureau");
}

/// What versions before the register kept.
fn numbers(next_holder: u32) -> String {
    let given = next_holder - 1;
    format!(
        r#"{{"format":1,"next_holder":{next_holder},"status_places":{given},"status_key":"secret"}}"#
    )
}

#[test]
fn a_register_that_was_lost_is_not_made_anew() {
    let desk = Desk::with_bureau();
    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    let outcome = desk.fails("register-missing", "bureau upgrade --bureau @bureau");
    assert!(outcome.talk.contains("backup"), "{}", outcome.talk);
    assert!(!desk.path("bureau/register.db").exists());
}
