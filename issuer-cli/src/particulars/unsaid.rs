//! What a source says nothing about, and so leaves as it is.
//!
//! A roster without a column for grades does not say that nobody has one.

use credential_core::{Category, CategorySet};

use super::Particulars;

/// What a source does not speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsaid {
    /// It has no column for the home region.
    pub home_region: bool,
    /// It has no column for grades of disability.
    pub disability_grade: bool,
    /// It has no column for honour classes.
    pub honour_class: bool,
    /// It has no column for dependants.
    pub dependants: bool,
    /// It lists one category and leaves others to other rosters: the categories of a row come beside
    /// those that the person has.
    pub other_categories: bool,
}

/// The stages of a service in their order; a person is in one at a time.
const IN_ORDER: [Category; 3] = [Category::Enlistee, Category::ActiveDuty, Category::Veteran];

fn stages() -> CategorySet {
    IN_ORDER.into_iter().collect()
}

/// Whether somebody would be in two stages of a service at a time. A retired officer has left it.
pub(crate) fn are_of_two_stages(categories: CategorySet) -> bool {
    let stages = IN_ORDER.into_iter();
    let stages = stages.filter(|stage| categories.contains(*stage)).count();
    let before = CategorySet::EMPTY
        .with(Category::Enlistee)
        .with(Category::ActiveDuty);
    stages > 1 || categories.contains(Category::RetiredOfficer) && categories.intersects(before)
}

impl Particulars {
    /// What holds of a person of whom a credential says `before`, and a source says this.
    pub(crate) fn beside(&self, before: &Self, unsaid: Unsaid) -> Self {
        let mut now = self.clone();
        if unsaid.other_categories {
            now.categories = merged(before.categories, self.categories);
        }
        let (details, old) = (&mut now.details, &before.details);
        let disabled = |categories: CategorySet| categories.contains(Category::DisabledSoldier);
        // An empty cell beside another category is left to the roster of the disabled.
        let left_to_others = unsaid.other_categories
            && self.details.disability_grade.is_none()
            && !disabled(self.categories);
        let says_nothing = unsaid.disability_grade || left_to_others;
        // A grade does not outlast the category that it belongs to.
        if says_nothing && (disabled(now.categories) || !disabled(before.categories)) {
            details.disability_grade = old.disability_grade;
        }
        if unsaid.home_region {
            details.home_region = old.home_region;
        }
        if unsaid.honour_class {
            details.honour_class = old.honour_class;
        }
        if unsaid.dependants {
            details.dependants.clone_from(&old.dependants);
        }
        now
    }
}

/// Both; but whoever has left the service is no longer in it.
fn merged(before: CategorySet, now: CategorySet) -> CategorySet {
    let kept = if now.intersects(stages()) {
        before.to_bits() & !stages().to_bits()
    } else {
        before.to_bits()
    };
    CategorySet::from_bits(kept | now.to_bits())
}

/// The categories that somebody loses who had the first set and now has the second. To go on to
/// another stage of the service is no loss.
pub(crate) fn lost_categories(before: CategorySet, now: CategorySet) -> CategorySet {
    let mut lost = before.to_bits() & !now.to_bits();
    let stage = |set: CategorySet| IN_ORDER.iter().rposition(|one| set.contains(*one));
    if stage(now) >= stage(before) {
        lost &= !stages().to_bits();
    }
    CategorySet::from_bits(lost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::particulars::Details;
    use credential_core::DisplayName;

    fn set(categories: &[Category]) -> CategorySet {
        categories.iter().copied().collect()
    }

    fn person(categories: &[Category], grade: Option<u8>) -> Particulars {
        Particulars {
            name: DisplayName::new("王*明").unwrap(),
            categories: set(categories),
            details: Details {
                disability_grade: grade,
                ..Details::default()
            },
        }
    }

    #[test]
    fn rosters_of_one_category_each_leave_grades_to_each_other() {
        use Category::{DisabledSoldier, Veteran};
        let unsaid = Unsaid {
            other_categories: true,
            ..Unsaid::default()
        };
        let before = person(&[DisabledSoldier], Some(7));
        let after = person(&[Veteran], None).beside(&before, unsaid);
        assert_eq!(after.categories, set(&[Veteran, DisabledSoldier]));
        assert_eq!(after.details.disability_grade, Some(7));
        // The roster of the disabled itself takes it away.
        let after = person(&[DisabledSoldier], None).beside(&before, unsaid);
        assert_eq!(after.details.disability_grade, None);
    }

    #[test]
    fn nobody_is_in_two_stages_of_a_service() {
        use Category::{ActiveDuty, DisabledSoldier, Enlistee, RetiredOfficer, Veteran};
        for (categories, two) in [
            (&[ActiveDuty, Veteran][..], true),
            (&[Enlistee, ActiveDuty], true),
            (&[ActiveDuty, RetiredOfficer], true),
            (&[Veteran, RetiredOfficer], false),
            (&[ActiveDuty, DisabledSoldier], false),
            (&[Veteran], false),
        ] {
            assert_eq!(are_of_two_stages(set(categories)), two, "{categories:?}");
        }
    }

    #[test]
    fn to_go_back_to_an_earlier_stage_is_a_loss() {
        use Category::{ActiveDuty, Enlistee, Veteran};
        let lost = |before: &[_], now: &[_]| lost_categories(set(before), set(now));
        assert_eq!(lost(&[Enlistee], &[ActiveDuty]), CategorySet::EMPTY);
        assert_eq!(lost(&[ActiveDuty], &[Veteran]), CategorySet::EMPTY);
        assert_eq!(lost(&[Veteran], &[ActiveDuty]), set(&[Veteran]));
        assert_eq!(lost(&[ActiveDuty], &[]), set(&[ActiveDuty]));
    }

    #[test]
    fn a_grade_stays_where_the_roster_has_no_column_for_it() {
        use Category::{DisabledSoldier, Veteran};
        let unsaid = Unsaid {
            disability_grade: true,
            ..Unsaid::default()
        };
        let before = person(&[DisabledSoldier], Some(7));
        let row = person(&[DisabledSoldier], None);
        assert_eq!(row.beside(&before, unsaid), before);
        assert_eq!(row.beside(&before, Unsaid::default()), row);
        // Without the category there is nothing for the grade to belong to.
        let veteran = person(&[Veteran], None);
        assert_eq!(veteran.beside(&before, unsaid), veteran);
    }

    #[test]
    fn categories_are_merged_but_not_the_stages_of_a_service() {
        use Category::{ActiveDuty, DisabledSoldier, MartyrSurvivor, Veteran};
        for (before, row, expected) in [
            (
                &[Veteran][..],
                &[DisabledSoldier][..],
                &[Veteran, DisabledSoldier][..],
            ),
            (
                &[Veteran, MartyrSurvivor],
                &[Veteran],
                &[Veteran, MartyrSurvivor],
            ),
            (
                &[ActiveDuty, MartyrSurvivor],
                &[Veteran],
                &[Veteran, MartyrSurvivor],
            ),
        ] {
            assert_eq!(merged(set(before), set(row)), set(expected));
        }
        assert!(lost_categories(set(&[ActiveDuty]), set(&[Veteran])).is_empty());
        assert_eq!(
            lost_categories(set(&[Veteran, DisabledSoldier]), set(&[Veteran])),
            set(&[DisabledSoldier])
        );
        // To be disabled is not a stage behind service.
        assert_eq!(
            lost_categories(set(&[Veteran]), set(&[DisabledSoldier])),
            set(&[Veteran])
        );
    }
}
