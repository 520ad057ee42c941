//! What an identity number says of a person besides: where its kind allows that at all.

use credential_core::{Category, CategorySet, UnixTime};
use messages::dates;

use super::fault::RowFaultKind;
use super::identity::{IdentityKind, IdentityNumber};

/// Years of age.
type Age = u16;

/// Nobody is a soldier before.
const LEAST_SERVING: Age = 16;

/// Nobody has left the service before.
const LEAST_VETERAN: Age = 17;

/// Generals retire before; soldiers long before.
const MOST_SERVING: Age = 68;

/// Recruits are younger.
const MOST_ENLISTEE: Age = 30;

/// No citizen of another state serves.
const SERVICE: CategorySet = CategorySet::EMPTY
    .with(Category::Veteran)
    .with(Category::ActiveDuty)
    .with(Category::DisabledSoldier)
    .with(Category::RetiredOfficer)
    .with(Category::Enlistee);

/// Whether number and categories go together.
///
/// # Errors
/// What does not.
pub(super) fn check(
    identity: &IdentityNumber,
    categories: CategorySet,
    now: UnixTime,
) -> Result<(), RowFaultKind> {
    if identity.kind() == IdentityKind::Foreigner && categories.intersects(SERVICE) {
        return Err(RowFaultKind::IdentityForeign);
    }
    let age = identity.age(&dates::day(now));
    let limits = [
        (Category::Enlistee, LEAST_SERVING),
        (Category::ActiveDuty, LEAST_SERVING),
        (Category::Veteran, LEAST_VETERAN),
        (Category::DisabledSoldier, LEAST_VETERAN),
        (Category::RetiredOfficer, LEAST_VETERAN),
    ];
    for (category, least) in limits {
        if categories.contains(category) && age < least {
            return Err(RowFaultKind::IdentityAge { age, category });
        }
    }
    Ok(())
}

/// Whether somebody is older than people of the category are. Rosters are behind with who has left the
/// service, so this is no reason to refuse a row.
pub(super) fn is_old(identity: &IdentityNumber, categories: CategorySet, now: UnixTime) -> bool {
    let age = identity.age(&dates::day(now));
    [
        (Category::Enlistee, MOST_ENLISTEE),
        (Category::ActiveDuty, MOST_SERVING),
    ]
    .into_iter()
    .any(|(category, most)| categories.contains(category) && age > most)
}

/// Whether the number is that of a person of this sex; `None` for a cell that says neither.
pub(super) fn sex_agrees(identity: &IdentityNumber, cell: &str) -> Option<bool> {
    let male = match cell.trim().to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" => true,
        "女" | "女性" | "f" | "female" => false,
        _ => return None,
    };
    Some(male == identity.is_male())
}

#[cfg(test)]
mod tests {
    use super::super::identity::with_check;
    use super::*;

    fn judged(digits: &str, category: Category) -> Result<(), RowFaultKind> {
        let now = dates::parse("2026-11-22").unwrap();
        let identity = IdentityNumber::read(&with_check(digits), now).unwrap();
        check(&identity, CategorySet::EMPTY.with(category), now)
    }

    #[test]
    fn sex_and_number_are_compared_where_both_are_there() {
        let now = dates::parse("2026-11-22").unwrap();
        let man = IdentityNumber::read(&with_check("99010119700101011"), now).unwrap();
        for (cell, agrees) in [
            ("男", Some(true)),
            (" 女 ", Some(false)),
            ("Female", Some(false)),
            ("", None),
            ("不详", None),
        ] {
            assert_eq!(sex_agrees(&man, cell), agrees, "{cell}");
        }
    }

    #[test]
    fn age_and_category_go_together() {
        let fault = |age, category| Err(RowFaultKind::IdentityAge { age, category });
        for (born, category, expected) in [
            ("20091122", Category::Veteran, Ok(())),
            ("20091123", Category::Veteran, fault(16, Category::Veteran)),
            (
                "20150101",
                Category::ActiveDuty,
                fault(11, Category::ActiveDuty),
            ),
            (
                "20150101",
                Category::RetiredOfficer,
                fault(11, Category::RetiredOfficer),
            ),
            ("19500101", Category::ActiveDuty, Ok(())),
            ("20150101", Category::MartyrSurvivor, Ok(())),
            ("20250101", Category::ActiveDutyDependant, Ok(())),
        ] {
            let digits = format!("990101{born}011");
            assert_eq!(judged(&digits, category), expected, "{born} {category:?}");
        }
    }

    #[test]
    fn who_is_old_for_the_service_is_named() {
        let now = dates::parse("2026-11-22").unwrap();
        let old = |born: &str, category| {
            let digits = format!("990101{born}011");
            let identity = IdentityNumber::read(&with_check(&digits), now).unwrap();
            is_old(&identity, CategorySet::EMPTY.with(category), now)
        };
        assert!(old("19500101", Category::ActiveDuty));
        assert!(old("19700101", Category::Enlistee));
        assert!(!old("19700101", Category::ActiveDuty));
        assert!(!old("19300101", Category::Veteran));
    }

    #[test]
    fn foreigners_are_survivors_or_dependants() {
        assert_eq!(
            judged("91112319800104001", Category::Veteran),
            Err(RowFaultKind::IdentityForeign)
        );
        assert_eq!(
            judged("91112319800104001", Category::MartyrSurvivor),
            Ok(())
        );
        for residents in [
            "81000019800101001",
            "82000019800101001",
            "83000019800101001",
        ] {
            assert_eq!(judged(residents, Category::Veteran), Ok(()));
        }
    }
}
