//! What a few people do on that day beside riding: copies of codes, gates that open in vain, phones
//! that are lost.

use std::thread;
use std::time::Duration;

use credential_core::UnixTime;
use messages::{Exit, dates};

use super::day::{Day, Then, Visit};
use super::offices;
use super::people::{Person, comes_back, turns_round};
use crate::phone::{Phone, Shown};
use crate::stage::{Stage, Trouble};

/// Who takes part in what, by their place on the roster.
pub(crate) struct Scenes {
    /// People who may ride, and come in the morning alone.
    riders: Vec<usize>,
    /// They will lose their phones; the first of them has a card.
    lost: Vec<usize>,
    /// Of the last of `riders`, taken before the morning.
    screenshot: Shown,
}

/// One in so many loses the phone; a few in any case.
const ONE_LOST_IN: usize = 100;
const FEWEST_LOST: usize = 4;

impl Scenes {
    pub(crate) fn new(people: &[Person]) -> Result<Self, Trouble> {
        let mut candidates = people
            .iter()
            .enumerate()
            .filter(|(at, person)| person.is_entitled() && !comes_back(*at) && !turns_round(*at));
        let riders: Vec<usize> = candidates.by_ref().take(5).map(|(at, _)| at).collect();
        let lost: Vec<usize> = candidates
            .skip_while(|(_, person)| !person.has_card)
            .map(|(at, _)| at)
            .take(FEWEST_LOST.max(people.len() / ONE_LOST_IN))
            .collect();
        let last = riders.last().and_then(|at| people.get(*at));
        let last = last.ok_or_else(|| Trouble::new("nobody may ride"))?;
        Ok(Self {
            screenshot: last.phone.proof()?,
            riders,
            lost,
        })
    }

    fn rider<'p>(
        &self,
        people: &'p [Person],
        which: usize,
    ) -> Result<(usize, &'p Person), Trouble> {
        let at = self.riders.get(which).copied();
        at.and_then(|at| Some((at, people.get(at)?)))
            .ok_or_else(|| Trouble::new("there are too few people"))
    }

    /// What a thief, a friend, or a wrong clock shows.
    pub(crate) fn copies(
        &self,
        stage: &Stage,
        day: &mut Day<'_>,
        people: &[Person],
    ) -> Result<(), Trouble> {
        stage.print_heading(
            "截屏立刻给同站的另一台闸机：已经用过；没有证明的码、别人的手机签的证明、时钟快一天的手机都不放行",
            "A screenshot at once at the next gate of the station was used; a copy without proof, a proof by another's phone, and one by a phone a day ahead open nothing",
        )?;
        let (at, person) = self.rider(people, 0)?;
        let proof = person.phone.proof()?;
        let (first, second) = (elsewhere(day, at, 1, 0), elsewhere(day, at, 1, 1));
        day.shows_aloud(person, &proof, first, "accepted")?;
        day.shows_aloud(person, &proof, second, "proof-replayed")?;
        stage.print_line(
            "三十秒内换一个站，闸机之间不联网，不能知道（threat-model.md）；要防就用 --challenge：",
            "within thirty seconds another station cannot know: gates do not talk (threat-model.md); --challenge is against it:",
        )?;
        day.shows_aloud(person, &proof, elsewhere(day, at, 2, 0), "accepted")?;

        let (at, person) = self.rider(people, 1)?;
        let (_, other) = self.rider(people, 2)?;
        let visit = elsewhere(day, at, 1, 2);
        day.shows_aloud(person, &person.phone.copy()?, visit, "proof-missing")?;
        let forged = person.phone.proof_by(&other.phone)?;
        day.shows_aloud(person, &forged, visit, "proof-invalid")?;
        let tomorrow = dates::now().plus(Duration::from_secs(86_400));
        let ahead = person.phone.proof_dated(tomorrow)?;
        let verdict = day.shows_aloud(person, &ahead, visit, "proof-from-future")?;
        seconds_are(&verdict, 86_340..=86_400)?;
        // Nothing of this stands in the way of the true phone.
        day.shows_aloud(person, &person.phone.proof()?, visit, "accepted")
            .map(drop)
    }

    /// A gate that opens, and nobody goes through; and somebody who goes through twice.
    pub(crate) fn passages(
        &self,
        stage: &Stage,
        day: &mut Day<'_>,
        people: &[Person],
    ) -> Result<(), Trouble> {
        stage.print_heading(
            "开闸没有过：不算乘车，换一个新证明再过；过了的人十分钟内不能再过",
            "Opened and not turned: no ride, and a new proof passes; who has passed does not pass again for ten minutes",
        )?;
        let (at, person) = self.rider(people, 3)?;
        let proof = person.phone.proof()?;
        let stays = Visit {
            then: Then::Stays,
            ..elsewhere(day, at, 1, 0)
        };
        day.shows_aloud(person, &proof, stays, "accepted")?;
        let visit = elsewhere(day, at, 1, 1);
        day.shows_aloud(person, &proof, visit, "proof-replayed")?;
        day.shows_aloud(person, &person.phone.proof()?, visit, "accepted")?;
        let visit = elsewhere(day, at, 1, 2);
        let verdict = day.shows_aloud(person, &person.phone.proof()?, visit, "passed-recently")?;
        seconds_are(&verdict, 500..=600)
    }

    /// Phones are lost, and bound again in one step; the cards of the same people stay what they are.
    pub(crate) fn lost_phones(
        &self,
        stage: &Stage,
        day: &mut Day<'_>,
        people: &mut [Person],
    ) -> Result<(), Trouble> {
        stage.print_heading(
            "手机丢了：一步改绑新手机（柜台扫绑定码、绑定码图片、名册），编号不变",
            "Lost phones: bound again in one step, at the counter, by a picture, by a roster; the number stays",
        )?;
        let mut found: Vec<Phone> = Vec::new();
        let mut losers: Vec<&mut Person> = people
            .iter_mut()
            .enumerate()
            .filter_map(|(at, person)| self.lost.contains(&at).then_some(person))
            .collect();
        for (person, at) in losers.iter_mut().zip(&self.lost) {
            // The next number has the other type of key.
            found.push(offices::new_phone(person, *at as u64 + 1)?);
        }
        offices::bind_again(stage, &mut losers)?;
        let losers: Vec<(usize, &Person)> = self
            .lost
            .iter()
            .filter_map(|at| Some((*at, people.get(*at)?)))
            .collect();
        for (_, person) in &losers {
            day.rebound(person)?;
        }
        let (Some((at, first)), Some(phone)) = (losers.first(), found.first()) else {
            return Err(Trouble::new("nobody has lost a phone"));
        };
        stage.print_heading(
            "之前：名单还没有送到，捡到的手机还能过",
            "Before: the list has not arrived, and the phone that was found still opens",
        )?;
        let visit = elsewhere(day, *at, 1, 0);
        day.shows_aloud(first, &phone.proof()?, visit, "accepted")?;
        stage.print_heading(
            "公布，更新送到正在运行的闸机",
            "Published, and brought to the gates, which run on",
        )?;
        offices::publish(stage, day, "update-3.lbu")?;
        stage.print_heading(
            "之后：旧手机吊销，新手机能过，卡没有动",
            "After: the old phones are revoked, the new ones open, the cards are left alone",
        )?;
        for ((at, person), old) in losers.iter().zip(&found) {
            let visit = elsewhere(day, *at, 2, 1);
            day.shows_aloud(person, &old.proof()?, visit, "revoked")?;
            if person.card.is_some() {
                day.shows_aloud(person, &person.card()?, visit, "bearer-refused")?;
            }
            day.shows_aloud(person, &person.phone.proof()?, visit, "accepted")?;
        }
        let (card, station) = (first.card()?.text, day.stations.first());
        let folder = station.map_or("", |station| station.folder);
        let line = format!("check {card} --store @{folder}/store --place gate");
        offices::verifier(stage, Exit::Done, &line).map(drop)
    }

    /// The screenshot of the morning, now that it is old.
    pub(crate) fn screenshot(
        &self,
        stage: &Stage,
        day: &mut Day<'_>,
        people: &[Person],
    ) -> Result<(), Trouble> {
        stage.print_heading(
            "至少 31 秒以前的截屏",
            "A screenshot that is 31 seconds old at least",
        )?;
        let (at, person) = self.rider(people, 4)?;
        let taken = UnixTime::from_secs(self.screenshot.dated.unwrap_or_default());
        while dates::now().since(taken) < Duration::from_secs(31) {
            thread::sleep(Duration::from_millis(50));
        }
        let visit = elsewhere(day, at, 1, 0);
        let verdict = day.shows_aloud(person, &self.screenshot, visit, "proof-stale")?;
        seconds_are(&verdict, 31..=u64::MAX)?;
        day.shows_aloud(person, &person.phone.proof()?, visit, "accepted")
            .map(drop)
    }
}

/// A gate of a station to which the person has not come yet.
fn elsewhere(day: &Day<'_>, at: usize, stations_on: usize, gate: usize) -> Visit {
    Visit {
        station: (at + stations_on) % day.stations.len(),
        gate,
        then: Then::Walks,
    }
}

fn seconds_are(
    verdict: &serde_json::Value,
    expected: std::ops::RangeInclusive<u64>,
) -> Result<(), Trouble> {
    let seconds = verdict["seconds"].as_u64().unwrap_or_default();
    if expected.contains(&seconds) {
        Ok(())
    } else {
        Err(Trouble::new(format!("{seconds} seconds: {verdict}")))
    }
}
