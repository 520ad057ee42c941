//! The rides of a month: who rides when, and where.

use std::collections::BTreeSet;
use std::time::Duration;

use credential_core::UnixTime;

use super::people::rides_free;
use crate::alliance::{Person, Random, day_after, moment};
use crate::stage::Trouble;

/// The gates: of the metro, of the buses in the city, and of those in the suburbs, which cost half as much.
pub(super) const GATES: [Gate; 4] = [
    Gate {
        number: 1,
        merchant: super::catalogue::METRO,
        fare: 200,
    },
    Gate {
        number: 2,
        merchant: super::catalogue::METRO,
        fare: 200,
    },
    Gate {
        number: 3,
        merchant: super::catalogue::BUS,
        fare: 200,
    },
    Gate {
        number: 4,
        merchant: super::catalogue::BUS,
        fare: 100,
    },
];

/// A group of gates with its terminal.
pub(super) struct Gate {
    pub(super) number: u64,
    pub(super) merchant: u64,
    /// In fen.
    pub(super) fare: u64,
}

/// One ride of five is in the suburbs: 1.8 yuan on the average.
const OF_SUBURBS: u64 = 5;

/// A ride.
pub(super) struct Ride {
    pub(super) at: UnixTime,
    /// The place on the roster.
    pub(super) person: usize,
    /// The place among the gates.
    pub(super) gate: usize,
}

/// When people ride: seconds of the day at which these times begin. Nobody rides twice in one of them.
const TIMES: [u64; 4] = [6 * 3600 + 1800, 12 * 3600, 17 * 3600, 20 * 3600 + 1800];
const LENGTH: u64 = 40 * 60;

/// One person of ten rides every day, eight times as often as the others.
const DAILY: u64 = 8;

/// The place of the gate of a ride, by its number over all months: in the suburbs, or one of the others.
pub(super) fn gate_of(number: u64, other: impl FnOnce(usize) -> usize) -> usize {
    let suburbs = GATES.len() - 1;
    match number % OF_SUBURBS {
        4 => suburbs,
        _ => other(suburbs),
    }
}

/// The rides of a month that begins at this midnight. `before` is how many there were in the months before.
pub(super) fn of_month(
    random: &mut Random,
    people: &[Person],
    (begins, days): (UnixTime, u64),
    (before, count): (u64, u64),
    since_2022: bool,
    stays_away: impl Fn(usize) -> bool,
) -> Result<Vec<Ride>, Trouble> {
    let riders: Vec<usize> = (0..people.len())
        .filter(|place| {
            let person = people.get(*place);
            person.is_some_and(|it| rides_free(it.category, since_2022)) && !stays_away(*place)
        })
        .collect();
    let daily = riders.len().div_ceil(10);
    let weight = daily as u64 * DAILY + (riders.len() - daily) as u64;
    let mut taken: BTreeSet<(u64, u64, usize)> = BTreeSet::new();
    // Each try is one of so many free ones that the end is near; a month without riders has none.
    let most = count.saturating_mul(1_000);
    let mut tries = 0;
    while (taken.len() as u64) < count {
        tries += 1;
        if tries > most {
            return Err(Trouble::new("more rides than a month has room for"));
        }
        let chosen = random.below(weight);
        let place = match chosen.checked_sub(daily as u64 * DAILY) {
            None => usize::try_from(chosen / DAILY).unwrap_or_default(),
            Some(rest) => daily + usize::try_from(rest).unwrap_or_default(),
        };
        let Some(person) = riders.get(place) else {
            continue;
        };
        taken.insert((
            random.below(days),
            random.below(TIMES.len() as u64),
            *person,
        ));
    }
    let mut rides = Vec::with_capacity(taken.len());
    for (number, (day, time, person)) in (before..).zip(taken) {
        let gate = gate_of(number, |others| random.place(others));
        let begins_at = TIMES.get(usize::try_from(time).unwrap_or_default());
        let second = begins_at.copied().unwrap_or_default() + random.below(LENGTH);
        let at = day_after(begins, day).plus(Duration::from_secs(second));
        rides.push(Ride { at, person, gate });
    }
    rides.sort_by_key(|ride| (ride.at, ride.person));
    Ok(rides)
}

/// The first midnight of a month of the scheme, counted from March 2021, with the number of its days and its name.
pub(super) fn month(number: u64) -> Result<(UnixTime, u64, String), Trouble> {
    let first = |number: u64| {
        let months = 2021 * 12 + 2 + number;
        format!("{}-{:02}", months / 12, months % 12 + 1)
    };
    let name = first(number);
    let begins = moment(&format!("{name}-01"))?;
    let ends = moment(&format!("{}-01", first(number + 1)))?;
    Ok((begins, ends.since(begins).as_secs() / 86_400, name))
}

/// Somebody at a gate besides the rides of the month.
pub(super) struct Extra {
    pub(super) ride: Ride,
    /// What is shown, if it is not the person's card of today.
    pub(super) text: Option<String>,
    /// The code of the verdict.
    pub(super) verdict: &'static str,
}

/// The verdict of a code that holds.
pub(super) const ACCEPTED: &str = "accepted";

/// So many hours later.
pub(super) fn hours(time: UnixTime, hours: u64) -> UnixTime {
    time.plus(Duration::from_secs(hours * 3600))
}
