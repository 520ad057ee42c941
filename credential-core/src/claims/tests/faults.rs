//! Unknown content, and the order of several faults.

use super::*;

const PRIVATE: &str = "3a00010000 84 01 00 00 6141";

/// What a terminal says that is too old for the credential; the holder is not at fault.
#[test]
fn what_must_be_understood_is_named_as_unsupported() {
    for entries in [
        format!("a4 01 6161 04 02 06 01 {PRIVATE}   ; iss"),
        format!("a4 04 02 05 01 06 01 {PRIVATE}     ; nbf"),
        format!("a4 04 02 06 01 {PRIVATE} 3a00010001 00"),
        format!("a4 04 02 06 01 {PRIVATE} 6161 00   ; a claim with a name"),
        "a3 04 02 06 01 3a00010000 86 01 00 00 6141 a10101 00 ; a sixth item".to_string(),
        "a3 04 02 06 01 3a00010000 87 01 00 00 6141 a10103 00 00".to_string(),
        "a3 04 02 06 01 3a00010000 85 01 00 00 6141 a1 1880 00 ; detail 128".to_string(),
        "a3 04 02 06 01 3a00010000 85 01 00 00 6141 a2 0301 19ffff f6".to_string(),
        "a3 04 02 06 01 3a00010000 85 01 00 00 6141 a1 1b7fffffffffffffff 00".to_string(),
    ] {
        assert_eq!(
            decode(&entries),
            Err(Error::ContentUnsupported),
            "{entries}"
        );
    }
}

/// Each of these has every later fault too, so that the one that stands first decides.
#[test]
fn several_faults_have_one_order() {
    // A point that is none, in a key of another type; times that end before they begin.
    const KEY: &str = "08 a1 01 a1 01 02";
    const SOUND: &str = "08 a1 01 a3 0101 2006 215820
        ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1";
    let with = |cnf: &str, private: &str| format!("a4 04 01 06 02 {cnf} 3a00010000 {private}");
    let details = |rest: &str| with(SOUND, &format!("85 01 00 00 6141 {rest}"));
    let claims = Error::ClaimsInvalid;
    for (payload, error) in [
        // Unknown content before everything.
        (
            with("08 00", "86 00 20 00 60 00 00"),
            Error::ContentUnsupported,
        ),
        (
            with(KEY, "85 00 1affffffff 00 60 a2 0100 1880 00"),
            Error::ContentUnsupported,
        ),
        (
            format!("a4 04 6131 05 00 {KEY} 3a00010000 84 00 00 00 60"),
            Error::ContentUnsupported,
        ),
        // A type, wherever it stands, before the key and before every range.
        (with("08 00", "84 00 00 00 60"), claims(Field::Payload)),
        (
            with("08 a1 01 00", "84 00 00 00 60"),
            claims(Field::Payload),
        ),
        (
            with("08 a2 0100 0200", "84 00 00 00 60"),
            claims(Field::Payload),
        ),
        (with(KEY, "84 00 00 00 f6"), claims(Field::Payload)),
        (
            with(KEY, "85 00 00 00 60 a1 06 6131"),
            claims(Field::Payload),
        ),
        (
            with(KEY, "85 00 00 00 60 a2 0100 2000"),
            claims(Field::Payload),
        ),
        (with(KEY, "83 00 00 00"), claims(Field::Payload)),
        (
            format!("a3 06 02 {KEY} 3a00010000 84 00 00 00 60"),
            claims(Field::Payload),
        ),
        // The key before every range.
        (with(KEY, "84 00 00 00 60"), claims(Field::Key)),
        (with("08 a1 01 a0", "84 00 00 00 60"), claims(Field::Key)),
        // The ranges in their order, the times last.
        (
            with(SOUND, "85 00 1affffffff 00 60 a5 0100 0200 0300 0580 0600"),
            claims(Field::Categories),
        ),
        (
            with(SOUND, "85 01 1affffffff 00 60 a5 0100 0200 0300 0580 0600"),
            claims(Field::StatusIndex),
        ),
        (
            with(SOUND, "85 01 00 00 60 a5 0100 0200 0300 0580 0600"),
            claims(Field::Name),
        ),
        (
            details("a5 0100 0200 0300 0580 0600"),
            claims(Field::Region),
        ),
        (
            details("a4 0200 0300 0580 0600"),
            claims(Field::DisabilityGrade),
        ),
        (details("a3 0300 0580 0600"), claims(Field::HonourClass)),
        (details("a2 0580 0600"), claims(Field::Dependants)),
        (details("a2 05 81 82 01 60 0600"), claims(Field::Dependants)),
        (details("a1 0600"), claims(Field::LifeStage)),
        (details("a1 0601"), claims(Field::Validity)),
    ] {
        assert_eq!(decode(&payload), Err(error), "{payload}");
    }
}
