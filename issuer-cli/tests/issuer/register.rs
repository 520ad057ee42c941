//! The register of a bureau's folder: made with it, made up for, never made twice.

use std::fs;

use crate::support::TestBureau;

#[test]
fn a_new_bureau_has_a_register_and_a_person_key_for_its_owner_alone() {
    let bureau = TestBureau::with_bureau();
    assert!(bureau.path("bureau/register.db").exists());
    for secret in ["bureau/keys/person.key", "bureau/keys/issuer-1.pem"] {
        assert!(!cli_support::files::readable_by_others(&bureau.path(secret)).unwrap());
    }
    // It works: whoever has it opens it with the key beside it.
    bureau.done("audit --bureau @bureau");
}

#[test]
fn refuses_an_operator_who_would_write_lines_into_the_audit_log() {
    let bureau = TestBureau::new();
    bureau.fails(
        "actor-invalid",
        "bureau create --folder @bureau --name 咸宁 --region 421200 --id 42120001 --operator 王芳\n2",
    );
    assert!(!bureau.path("bureau").exists());
}

#[test]
fn a_register_that_was_lost_is_not_made_anew() {
    let bureau = TestBureau::with_bureau();
    fs::remove_file(bureau.path("bureau/register.db")).unwrap();
    let outcome = bureau.fails("register-missing", "audit --bureau @bureau");
    assert!(outcome.talk.contains("backup"), "{}", outcome.talk);
    assert!(!bureau.path("bureau/register.db").exists());
}
