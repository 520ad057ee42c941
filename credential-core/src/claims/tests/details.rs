//! Dependants, the stage of life, and details of later versions.

use super::decoding::with_private;
use super::*;
use crate::claims::LifeStage;

/// A payload with these details.
fn with_details(listing: &str) -> Result<Claims> {
    with_private(&format!("85 01 00 00 6141\n{listing}"))
}

#[test]
fn are_written_in_the_order_of_their_keys() {
    let mut claims = claims();
    claims.home_region = Some(region(421_202));
    claims.life_stage = Some(LifeStage::Working);
    claims.dependants = [(Relation::SPOUSE, "李梅"), (Relation(77), "Ann")]
        .map(|(relation, name)| Dependant {
            relation,
            name: DisplayName::new(name).unwrap(),
        })
        .into();
    let bytes = claims.encode().unwrap();
    assert!(bytes.ends_with(&hex("a3                     ; map of 3
            01 1a00066d52       ; home region: 421202
            05 82               ; dependants: array of 2
               82 01 66 e69d8ee6a285 ; spouse, 李梅
               82 184d 63 416e6e     ; 77, Ann
            06 04               ; stage of life: working")));
    assert_eq!(Claims::decode(&bytes), Ok(claims));
}

#[test]
fn a_life_has_five_stages() {
    for (number, stage) in (1..).zip(LifeStage::ALL) {
        let read = with_details(&format!("a1 06 0{number}")).unwrap();
        assert_eq!(read.life_stage, Some(stage));
        assert_eq!(u32::from(stage.number()), number);
        assert_eq!(LifeStage::from_code(stage.code()), Some(stage));
    }
    for number in ["00", "06", "1818", "190101", "1affffffff"] {
        assert_eq!(
            with_details(&format!("a1 06 {number}")),
            Err(Error::ClaimsInvalid(Field::LifeStage)),
            "{number}"
        );
    }
    assert_eq!(LifeStage::from_code("retired"), None);
}

#[test]
fn a_card_has_one_to_eight_dependants() {
    let listed = |count: usize| {
        let entries = "82 02 6141".repeat(count);
        with_details(&format!("a1 05 {:02x} {entries}", 0x80 + count))
    };
    for count in 1..=MAX_DEPENDANTS {
        assert_eq!(listed(count).unwrap().dependants.len(), count);
    }
    for count in [0, MAX_DEPENDANTS + 1, 20] {
        let error = Error::ClaimsInvalid(Field::Dependants);
        assert_eq!(listed(count), Err(error), "{count}");
    }
}

/// Not `name`: that is the holder's.
#[test]
fn the_name_of_a_dependant_has_the_characters_of_a_name() {
    for name in ["60", "6120", "6107", "63 e2808e", "78 61 41"] {
        let name = match name {
            "78 61 41" => format!("7861 {}", "41".repeat(97)),
            name => name.to_string(),
        };
        let error = Error::ClaimsInvalid(Field::Dependants);
        assert_eq!(
            with_details(&format!("a1 05 81 82 01 {name}")),
            Err(error),
            "{name}"
        );
    }
}

#[test]
fn a_relation_without_a_word_is_kept() {
    for (number, written) in [(0, "00"), (5, "05"), (u32::MAX, "1affffffff")] {
        let read = with_details(&format!("a1 05 81 82 {written} 6141"));
        let relation = read.unwrap().dependants[0].relation;
        assert_eq!((relation, relation.code()), (Relation(number), None));
    }
    let codes: Vec<_> = Relation::ALL
        .into_iter()
        .filter_map(Relation::code)
        .collect();
    assert_eq!(codes, ["spouse", "child", "parent", "other"]);
}

#[test]
fn a_value_of_another_type_is_a_fault_of_the_payload() {
    for details in [
        "a1 05 a0 ; a map of dependants",
        "a1 05 00 ; a number of them",
        "a1 05 81 00 ; a number for one",
        "a1 05 81 81 01 ; no name",
        "a1 05 81 83 01 6141 00 ; an item more",
        "a1 05 81 82 20 6141 ; -1",
        "a1 05 81 82 1b0000000100000000 6141 ; 2^32",
        "a1 05 81 82 6141 01 ; the wrong way round",
        "a1 05 81 82 01 4141 ; a name of bytes",
        "a1 06 6131 ; a stage of text",
        "a1 06 20 ; -1",
        "a1 06 f6 ; null",
        "a1 06 1b0000000100000000 ; 2^32",
    ] {
        assert_eq!(with_details(details), Err(PAYLOAD), "{details}");
    }
}

/// A later version may add a detail that informs; old terminals still read the rest.
#[test]
fn later_ones_up_to_127_are_passed_over_with_any_value() {
    let claims = with_details(
        "a7                         ; details: map of 7
            01 1a00066d52           ; home region
            04 a1 6161 82 20 40     ; a map
            06 02                   ; stage of life
            07 6161                 ; a text
            17 1bffffffffffffffff   ; a large number
            1818 d9d9f7 f6          ; null with a tag
            187f 00",
    )
    .unwrap();
    assert_eq!(claims.home_region, Some(region(421_202)));
    assert_eq!(claims.life_stage, Some(LifeStage::Serving));
    assert_eq!((claims.disability_grade, claims.honour_class), (None, None));
    // There may be nothing else.
    assert!(with_details("a1 04 00").is_ok());
}

#[test]
fn keys_outside_the_range_are_a_fault_of_the_payload() {
    for details in [
        "a0 ; no detail at all",
        "a1 00 07 ; key 0",
        "a1 20 07 ; key -1",
        "a1 3a00010000 07 ; key -65537",
        "a1 1b8000000000000000 00 ; a key beyond the range",
        "a1 6161 07 ; a key of text",
        "a1 4161 07 ; a key of bytes",
    ] {
        assert_eq!(with_details(details), Err(PAYLOAD), "{details}");
    }
}
