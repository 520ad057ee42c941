mod details;
mod faults;
mod names;

use super::{
    Claims, Dependant, DisplayName, LifeStage, Payload as _, Region, Relation, check_name,
};
use crate::category::{Category, CategorySet};
use crate::error::{Error, Field, Result};
use crate::fixtures::{claims, hex, key, region};
use crate::keys::Signer;
use crate::limits::{MAX_DEPENDANTS, MAX_STATUS_INDEX, MAX_TIME, MAX_VALIDITY};
use crate::numbers::{HolderNumber, StatusIndex};
use crate::time::{UnixTime, Validity};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

const PAYLOAD: Error = Error::ClaimsInvalid(Field::Payload);

fn decode(listing: &str) -> Result<Claims> {
    let bytes = hex(listing);
    crate::cbor::validate(&bytes).expect("such a payload is refused before it is signed");
    Claims::decode(&bytes)
}

mod encoding {
    use super::*;

    #[test]
    fn is_a_web_token_with_one_private_claim() {
        let expected = hex("a3                     ; map of 3
             04 1a6e73a280          ; exp: 1853072000
             06 1a6ab13b80          ; iat: 1790000000
             3a00010000 84          ; -65537: array of 4
                01                  ; categories: veteran
                199d81              ; status index: 40321
                11                  ; holder: 17
                67 e78e8b2ae6988e   ; name: 王*明");
        assert_eq!(claims().encode().as_ref(), Ok(&expected));
        assert_eq!(Claims::decode(&expected), Ok(claims()));
    }

    #[test]
    fn has_room_for_everything_that_is_optional() {
        let mut claims = claims();
        claims.holder_key = Some(key(3).public_key().into());
        claims.home_region = Some(region(421_202));
        claims.disability_grade = Some(6);
        claims.honour_class = Some(2);
        let expected = hex("a4                     ; map of 4
             04 1a6e73a280          ; exp
             06 1a6ab13b80          ; iat
             08 a1                  ; cnf: map of 1
                01 a3 0101 2006 215820 ; COSE_Key: OKP, Ed25519, x
                ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1
             3a00010000 85          ; -65537: array of 5
                01 199d81 11 67 e78e8b2ae6988e
                a3                  ; details: map of 3
                01 1a00066d52       ; home region: 421202
                02 06               ; disability grade
                03 02               ; honour class");
        assert_eq!(claims.encode().as_ref(), Ok(&expected));
        assert_eq!(Claims::decode(&expected), Ok(claims));
    }

    #[test]
    fn writes_only_the_details_that_are_there() {
        let mut claims = claims();
        claims.honour_class = Some(9);
        let bytes = claims.encode().unwrap();
        assert!(bytes.ends_with(&hex("a1 03 09")));
        assert_eq!(Claims::decode(&bytes), Ok(claims));
    }

    #[test]
    fn refuses_claims_out_of_range() {
        type Change = fn(&mut Claims);
        let changes: [(Change, Field); 11] = [
            (
                |claims| claims.categories = CategorySet::EMPTY,
                Field::Categories,
            ),
            (
                |claims| claims.status_index.0 = MAX_STATUS_INDEX + 1,
                Field::StatusIndex,
            ),
            (
                |claims| {
                    let child = Dependant {
                        relation: Relation::CHILD,
                        name: claims.name.clone(),
                    };
                    claims.dependants = vec![child; MAX_DEPENDANTS + 1];
                },
                Field::Dependants,
            ),
            (
                |claims| claims.disability_grade = Some(0),
                Field::DisabilityGrade,
            ),
            (
                |claims| claims.disability_grade = Some(11),
                Field::DisabilityGrade,
            ),
            (|claims| claims.honour_class = Some(0), Field::HonourClass),
            (|claims| claims.honour_class = Some(10), Field::HonourClass),
            (
                |claims| claims.validity.until = claims.validity.from,
                Field::Validity,
            ),
            (
                |claims| claims.validity.until = UnixTime::default(),
                Field::Validity,
            ),
            (
                |claims| {
                    let longer = MAX_VALIDITY + Duration::from_secs(1);
                    claims.validity.until = claims.validity.from.plus(longer);
                },
                Field::Validity,
            ),
            (
                |claims| {
                    claims.validity.from = UnixTime::from_secs(MAX_TIME);
                    claims.validity.until = UnixTime::from_secs(MAX_TIME + 1);
                },
                Field::Validity,
            ),
        ];
        for (change, field) in changes {
            let mut claims = claims();
            change(&mut claims);
            assert_eq!(claims.encode(), Err(Error::ClaimsInvalid(field)));
        }
        let moment = Validity::new(UnixTime::from_secs(5), UnixTime::from_secs(5));
        let empty = Claims::new(
            claims().name,
            claims().categories,
            claims().holder,
            claims().status_index,
            moment,
        );
        assert_eq!(empty, Err(Error::ClaimsInvalid(Field::Validity)));
    }

    /// What docs/format.md promises for the code on a card.
    #[test]
    fn keeps_to_the_promised_size() {
        let mut largest = Claims::new(
            DisplayName::masked("王建明").unwrap(),
            CategorySet::from_bits(255),
            HolderNumber(u32::MAX),
            StatusIndex(MAX_STATUS_INDEX),
            claims().validity,
        )
        .unwrap();
        let key = key(2);
        let size = |claims: &Claims| crate::issue(claims, &key).unwrap().as_bytes().len();
        assert_eq!(size(&largest), 120);
        let mut bound = largest.clone();
        bound.holder_key = Some(key.public_key().into());
        assert_eq!(size(&bound), 163);
        let mut staged = largest.clone();
        staged.life_stage = Some(LifeStage::InCare);
        assert_eq!(size(&staged), 120 + 2 + 1);
        let child = Dependant {
            relation: Relation::CHILD,
            name: largest.name.clone(),
        };
        for count in 1..=MAX_DEPENDANTS {
            largest.dependants.push(child.clone());
            assert_eq!(size(&largest), 120 + 10 * count + 2 + 1, "{count}");
        }
    }
}

mod decoding {
    use super::*;

    /// A payload with this private claim, between good times.
    pub(super) fn with_private(listing: &str) -> Result<Claims> {
        decode(&format!(
            "a3 04 1a6e73a280 06 1a6ab13b80 3a00010000\n{listing}"
        ))
    }

    #[test]
    fn each_field_has_its_range() {
        for (listing, field) in [
            ("84 00 00 00 6141 ; no category", Field::Categories),
            (
                "84 1b0000000100000000 00 00 6141 ; 33 bits of them",
                Field::Payload,
            ),
            ("84 20 00 00 6141 ; negative ones", Field::Payload),
            (
                "84 01 1b0000000100000000 00 6141 ; status index",
                Field::Payload,
            ),
            ("84 01 1a01000000 00 6141 ; 2^24", Field::StatusIndex),
            ("84 01 1affffffff 00 6141 ; 2^32-1", Field::StatusIndex),
            ("84 01 00 1b0000000100000000 6141 ; holder", Field::Payload),
            ("84 01 00 6130 6141 ; holder as text", Field::Payload),
            ("84 01 00 00 60 ; no name", Field::Name),
            ("84 01 00 00 6120 ; a blank for a name", Field::Name),
            ("84 01 00 00 6107 ; a bell for a name", Field::Name),
            ("84 01 00 00 43414243 ; a name of bytes", Field::Payload),
            ("84 01 00 00 f6 ; null for a name", Field::Payload),
            ("83 01 00 00 ; no name at all", Field::Payload),
            ("a0 ; a map", Field::Payload),
            ("85 01 00 00 6141 a0 ; no details", Field::Payload),
            ("85 01 00 00 6141 80 ; details as array", Field::Payload),
            ("85 01 00 00 6141 a101 00 ; region", Field::Region),
            ("85 01 00 00 6141 a101 1a0001869f ; 99999", Field::Region),
            ("85 01 00 00 6141 a101 1a000f4240 ; 1000000", Field::Region),
            (
                "85 01 00 00 6141 a102 00 ; disability grade",
                Field::DisabilityGrade,
            ),
            ("85 01 00 00 6141 a102 0b", Field::DisabilityGrade),
            ("85 01 00 00 6141 a102 190101 ; 257", Field::DisabilityGrade),
            (
                "85 01 00 00 6141 a103 00 ; honour class",
                Field::HonourClass,
            ),
            ("85 01 00 00 6141 a103 0a", Field::HonourClass),
            (
                "85 01 00 00 6141 a103 1a00010005 ; 65541",
                Field::HonourClass,
            ),
            ("85 01 00 00 6141 a103 f6", Field::Payload),
        ] {
            assert_eq!(
                with_private(listing),
                Err(Error::ClaimsInvalid(field)),
                "{listing}"
            );
        }
        for (listing, grade) in [
            ("85 01 00 00 6141 a102 01", 1),
            ("85 01 00 00 6141 a102 0a", 10),
        ] {
            let claims = with_private(listing).unwrap();
            assert_eq!(claims.disability_grade, Some(grade));
        }
    }

    #[test]
    fn keeps_categories_that_have_no_name_yet() {
        let claims = with_private("84 1a80000001 00 00 6141").unwrap();
        assert!(claims.categories.contains(Category::Veteran));
        assert_eq!(claims.categories.unnamed().to_bits(), 0x8000_0000);
    }

    #[test]
    fn refuses_missing_claims() {
        const PRIVATE: &str = "3a00010000 84 01 00 00 6141";
        for entries in [
            format!("a2 06 02 {PRIVATE}"),
            format!("a2 04 02 {PRIVATE}"),
            "a2 04 02 06 01".to_string(),
            "a0".to_string(),
            format!("a3 04 20 06 01 {PRIVATE}"),
            format!("a3 04 6132 06 01 {PRIVATE}"),
            format!("a3 04 c2 41 02 06 01 {PRIVATE}"),
            format!("a3 04 c1 02 06 01 {PRIVATE}"),
            "80".to_string(),
            "d83d a0".to_string(),
        ] {
            assert_eq!(decode(&entries), Err(PAYLOAD), "{entries}");
        }
        assert!(decode(&format!("a3 04 02 06 01 {PRIVATE}")).is_ok());
    }

    #[test]
    fn refuses_a_validity_that_no_object_has() {
        for times in [
            "04 01 06 01",
            "04 01 06 02",
            "04 00 06 1bffffffffffffffff",
            "04 1a259e9d81 06 00 ; longer than 20 years",
            "04 1b0000003afff44180 06 1b0000003afff4417f ; the first second of 10000",
            "04 1bffffffffffffffff 06 1bfffffffffffffffe",
        ] {
            let read = decode(&format!("a3 {times}\n3a00010000 84 01 00 00 6141"));
            assert_eq!(read, Err(Error::ClaimsInvalid(Field::Validity)), "{times}");
        }
        for times in [
            "04 1a259e9d80 06 00 ; 20 years",
            "04 1b0000003afff4417f 06 1b0000003afff4417e ; the last second of 9999",
        ] {
            assert!(decode(&format!("a3 {times}\n3a00010000 84 01 00 00 6141")).is_ok());
        }
    }

    #[test]
    fn refuses_a_confirmation_other_than_one_key() {
        let x = "ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1";
        let with_cnf = |cnf: &str| {
            decode(&format!(
                "a4 04 02 06 01 08 {cnf} 3a00010000 84 01 00 00 6141"
            ))
        };
        let good = format!("a1 01 a3 0101 2006 215820 {x}");
        assert!(with_cnf(&good).unwrap().holder_key.is_some());
        for (cnf, field) in [
            ("a0".to_string(), Field::Payload),
            ("f6".to_string(), Field::Payload),
            ("a1 03 41 07".to_string(), Field::Payload),
            (
                format!("a2 01 a3 0101 2006 215820 {x} 03 4107"),
                Field::Payload,
            ),
            (format!("a1 01 a3 0102 2006 215820 {x}"), Field::Key),
            (format!("a1 01 a3 0101 2004 215820 {x}"), Field::Key),
            (format!("a1 01 a4 0101 0327 2006 215820 {x}"), Field::Key),
            ("a1 01 a3 0101 2006 2141 07".to_string(), Field::Key),
        ] {
            assert_eq!(with_cnf(&cnf), Err(Error::ClaimsInvalid(field)), "{cnf}");
        }
    }
}

mod regions {
    use super::*;

    #[test]
    fn have_six_digits() {
        for code in [0, 42, 99_999, 1_000_000, u32::MAX] {
            assert_eq!(
                Region::new(code),
                Err(Error::ClaimsInvalid(Field::Region)),
                "{code}"
            );
        }
        for code in [100_000, 421_202, 999_999] {
            assert_eq!(Region::new(code).map(Region::code), Ok(code));
        }
    }

    #[test]
    fn cover_what_lies_within_them() {
        let [hubei, xianning, xianan, wuhan, hunan] =
            [420_000, 421_200, 421_202, 420_100, 430_000].map(region);
        let covered = |outer: Region| -> Vec<u32> {
            [hubei, xianning, xianan, wuhan, hunan]
                .into_iter()
                .filter(|inner| outer.covers(*inner))
                .map(Region::code)
                .collect()
        };
        assert_eq!(covered(hubei), [420_000, 421_200, 421_202, 420_100]);
        assert_eq!(covered(xianning), [421_200, 421_202]);
        assert_eq!(covered(xianan), [421_202]);
        assert_eq!(covered(hunan), [430_000]);
        assert_eq!(xianan.to_string(), String::from("421202"));
    }
}
