//! Groups of fewer than five people are not shown, nor can they be worked out from what is shown.
//!
//! 1. A group of fewer than [`FEWEST_PEOPLE`] people is [`Shown::UnderFive`].
//! 2. The groups are bound by equations: the rows of a table make the total, the merchants of a trade the trade,
//!    the merchants of a district the district. An equation in which one term is missing gives it away.
//!    So in an equation with a missing term at least two are missing, and one of these stands for at least five
//!    people; the smallest of those that are shown is then [`Shown::Withheld`]. That is repeated until it holds
//!    for all equations.
//!
//! What somebody works out from two reports about different months is not in this; a month is the shortest
//! time that can be asked for.

use super::figures::{Figures, Shown};

/// Groups of fewer people are not shown.
pub const FEWEST_PEOPLE: u64 = 5;

/// Whether groups of fewer than five people are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallGroups {
    /// They are not, and cannot be worked out.
    Suppressed,
    /// They are: for the bureau's own eyes.
    Exposed,
}

/// Terms of which the first is the sum of the others, as indices of the groups.
///
/// Where people count in several groups it is no exact sum. It is treated like one all the same: most people
/// count in one group.
pub(super) type Equation = Vec<usize>;

/// What may be shown of each group, in the order of `groups`.
pub(super) fn suppress(
    groups: &[Figures],
    equations: &[Equation],
    small: SmallGroups,
) -> Vec<Shown> {
    let mut shown: Vec<Shown> = groups
        .iter()
        .map(|group| match small {
            SmallGroups::Suppressed if is_small(group) => Shown::UnderFive,
            _ => Shown::Figures(*group),
        })
        .collect();
    // Small ones first: what they withhold serves the large ones too.
    let mut equations: Vec<&Equation> = equations.iter().collect();
    equations.sort_by_key(|equation| equation.len());
    // Each round withholds at least one more group, so there is an end to it.
    while let Some(next) = equations
        .iter()
        .find_map(|equation| to_withhold(equation, groups, &shown))
    {
        match shown.get_mut(next) {
            Some(group) => *group = Shown::Withheld,
            None => break,
        }
    }
    shown
}

/// A group without uses tells nothing of anybody.
fn is_small(group: &Figures) -> bool {
    group.uses > 0 && group.people < FEWEST_PEOPLE
}

/// The group to withhold so that this equation gives nothing away; `None` if it does not.
fn to_withhold(equation: &Equation, groups: &[Figures], shown: &[Shown]) -> Option<usize> {
    let is_shown = |term: usize| matches!(shown.get(term), Some(Shown::Figures(_)));
    let missing = || equation.iter().copied().filter(|term| !is_shown(*term));
    let people = |term: usize| groups.get(term).map_or(0, |group| group.people);
    let enough = |term: usize| people(term) >= FEWEST_PEOPLE;
    if missing().count() == 0 || (missing().count() > 1 && missing().any(enough)) {
        return None;
    }
    // The first term, the sum, is the last to go: it says most.
    let (sum, parts) = equation.split_first()?;
    let shown_parts = parts
        .iter()
        .copied()
        .filter(|term| is_shown(*term) && enough(*term));
    let smallest = shown_parts.min_by_key(|term| {
        (
            people(*term),
            groups.get(*term).map(|group| group.uses),
            *term,
        )
    });
    if smallest.is_some() {
        return smallest;
    }
    // All parts are missing, none of them is large, and there are several: the sum says no more than it shows.
    let several = parts.len() > 1;
    (is_shown(*sum) && !several && *sum != TOTAL).then_some(*sum)
}

/// The index of the total, which is never withheld: it has five people or is itself small.
pub(super) const TOTAL: usize = 0;

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(people: &[u64]) -> Vec<Figures> {
        let group = |people: &u64| Figures {
            uses: *people * 3,
            people: *people,
            ..Figures::default()
        };
        people.iter().map(group).collect()
    }

    fn letters(shown: &[Shown]) -> String {
        let letter = |one: &Shown| match one {
            Shown::Figures(_) => 'f',
            Shown::UnderFive => 'u',
            Shown::Withheld => 'w',
        };
        shown.iter().map(letter).collect()
    }

    fn judged(people: &[u64], equations: &[&[usize]]) -> String {
        let equations: Vec<Equation> = equations.iter().map(|terms| terms.to_vec()).collect();
        letters(&suppress(
            &groups(people),
            &equations,
            SmallGroups::Suppressed,
        ))
    }

    #[test]
    fn four_people_are_not_shown_and_five_are() {
        assert_eq!(judged(&[9, 4, 5, 8], &[]), "fuff");
        // A group without uses is shown: nobody is in it.
        assert_eq!(judged(&[0], &[]), "f");
        let equation = vec![vec![0, 1, 2]];
        let exposed = suppress(&groups(&[9, 4, 5]), &equation, SmallGroups::Exposed);
        assert_eq!(letters(&exposed), "fff");
    }

    #[test]
    fn a_small_group_cannot_be_worked_out_from_the_total() {
        // 30 = 4 + 6 + 20: the smallest other one goes too.
        assert_eq!(judged(&[30, 4, 6, 20], &[&[0, 1, 2, 3]]), "fuwf");
        // Two small ones together may still be fewer than five people.
        assert_eq!(judged(&[25, 1, 2, 22], &[&[0, 1, 2, 3]]), "fuuw");
        // Nothing is left to withhold, and the total says no more than that they are many together.
        assert_eq!(judged(&[7, 4, 3], &[&[0, 1, 2]]), "fuu");
        // One group that is everything.
        assert_eq!(judged(&[4, 4], &[&[0, 1]]), "uu");
    }

    #[test]
    fn a_small_merchant_cannot_be_worked_out_from_its_trade() {
        // 0 total, 1 and 2 trades, 3 to 6 merchants: 3 is small, 4 is its neighbour in trade 1.
        let equations: &[&[usize]] = &[&[0, 1, 2], &[0, 3, 4, 5, 6], &[1, 3, 4], &[2, 5, 6]];
        assert_eq!(judged(&[60, 30, 30, 3, 27, 10, 20], equations), "fffuwff");
    }

    #[test]
    fn a_small_trade_is_not_given_away_by_the_merchants_of_the_one_that_is_withheld_for_it() {
        // Trade 1 has the small merchant 3 alone; trade 2 is withheld for it, and so must be one of its merchants,
        // which again needs a second missing term in the equation of the merchants.
        let equations: &[&[usize]] = &[&[0, 1, 2], &[0, 3, 4, 5], &[1, 3], &[2, 4, 5]];
        let shown = judged(&[50, 3, 47, 3, 20, 27], equations);
        assert_eq!(shown, "fuwuwf");
    }

    /// In no equation of random tables exactly one term is missing, or only small ones while others are shown.
    #[test]
    fn no_equation_gives_a_group_away() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..2_000 {
            let (trades, districts) = (1 + random(4), 1 + random(3));
            let merchants = 1 + random(12);
            let of: Vec<(u64, u64, u64)> = (0..merchants)
                .map(|_| (random(trades), random(districts), 1 + random(9)))
                .collect();
            let sum = |keep: &dyn Fn(&(u64, u64, u64)) -> bool| {
                of.iter()
                    .filter(|one| keep(one))
                    .map(|one| one.2)
                    .sum::<u64>()
            };
            let mut people = vec![sum(&|_| true)];
            people.extend((0..trades).map(|trade| sum(&|one| one.0 == trade)));
            people.extend((0..districts).map(|district| sum(&|one| one.1 == district)));
            people.extend(of.iter().map(|one| one.2));
            let (trades, districts) = (trades as usize, districts as usize);
            let merchant = |at: usize| 1 + trades + districts + at;
            let members = |keep: &dyn Fn(&(u64, u64, u64)) -> bool| -> Vec<usize> {
                of.iter()
                    .enumerate()
                    .filter(|(_, one)| keep(one))
                    .map(|(at, _)| merchant(at))
                    .collect()
            };
            let mut equations = vec![
                std::iter::once(TOTAL).chain(1..=trades).collect::<Vec<_>>(),
                std::iter::once(TOTAL)
                    .chain(1 + trades..=trades + districts)
                    .collect(),
                std::iter::once(TOTAL).chain(members(&|_| true)).collect(),
            ];
            for trade in 0..trades {
                equations.push(
                    std::iter::once(1 + trade)
                        .chain(members(&|one| one.0 == trade as u64))
                        .collect(),
                );
            }
            for district in 0..districts {
                let sum = 1 + trades + district;
                equations.push(
                    std::iter::once(sum)
                        .chain(members(&|one| one.1 == district as u64))
                        .collect(),
                );
            }
            let shown = suppress(&groups(&people), &equations, SmallGroups::Suppressed);
            for (at, one) in shown.iter().enumerate() {
                assert!(people[at] == 0 || people[at] >= FEWEST_PEOPLE || one.figures().is_none());
            }
            for equation in &equations {
                let missing: Vec<usize> = equation
                    .iter()
                    .copied()
                    .filter(|term| shown[*term].figures().is_none())
                    .collect();
                assert_ne!(
                    missing.len(),
                    1,
                    "{equation:?} of {people:?}: {}",
                    letters(&shown)
                );
                let large = missing.iter().any(|term| people[*term] >= FEWEST_PEOPLE);
                let rest = equation[1..]
                    .iter()
                    .any(|term| people[*term] > 0 && shown[*term].figures().is_some());
                assert!(
                    missing.is_empty() || large || !rest,
                    "{equation:?} of {people:?}: {}",
                    letters(&shown)
                );
            }
        }
    }
}
