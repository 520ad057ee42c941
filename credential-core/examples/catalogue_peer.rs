//! Random catalogues with what holders get and pay by this library, one JSON object a line: what
//! `test-vectors/independent/catalogues.py` works out again.
//!
//! `catalogue_peer COUNT SEED`. The same seed gives the same lines.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

use credential_core::*;

const ISSUER: IssuerId = IssuerId(42_120_001);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<u64> = std::env::args()
        .skip(1)
        .map(|argument| argument.parse())
        .collect::<Result<_, _>>()?;
    let &[count, seed] = &arguments[..] else {
        return Err("catalogue_peer COUNT SEED".into());
    };
    let mut random = Random(seed);
    let key = SigningKey::from_seed(&[7; 32]);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for _ in 0..count {
        writeln!(out, "{}", line(&mut random, &key)?)?;
    }
    Ok(out.flush()?)
}

/// A part, two questions, two charges.
fn line(random: &mut Random, key: &SigningKey) -> Result<String, Box<dyn Error>> {
    let now = moment(random);
    let bytes = CataloguePart::issue(&draft(random, now)?, key)?;
    let part = CataloguePart::verify_own(&bytes, ISSUER, key.public_key())?;
    let mut line = String::from("{\"bytes\":\"");
    for byte in &bytes {
        write!(line, "{byte:02x}")?;
    }
    line.push_str("\",\"questions\":[");
    for at in 0..2 {
        line.push_str(if at > 0 { "," } else { "" });
        question(&mut line, random, &part, now)?;
    }
    line.push_str("],\"charges\":[");
    for at in 0..2 {
        line.push_str(if at > 0 { "," } else { "" });
        charge_case(&mut line, random, &part)?;
    }
    line.push_str("]}");
    Ok(line)
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }

    /// Below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Sometimes there is none.
    fn some<T>(&mut self, times: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.once_in(times).then(|| make(self))
    }

    fn some_of(&mut self, last: u8) -> Vec<u8> {
        let mut all: Vec<u8> = (1..=last).filter(|_| self.once_in(2)).collect();
        if all.is_empty() {
            all.push(1 + self.below(last.into()) as u8);
        }
        all
    }
}

/// A time from 1970 to 9999, mostly of our days, often at the border of a day or a minute.
fn moment(random: &mut Random) -> UnixTime {
    const DAY: u64 = 86_400;
    let days = match random.below(8) {
        0 => random.below(2_932_000),
        // Ends of months and years.
        1 => {
            let year = random.below(200);
            year * 365 + (year + 1) / 4 + random.below(3)
        }
        _ => 20_454 + random.below(1_500),
    };
    let midnight = (days * DAY).saturating_sub(8 * 3_600);
    let second = match random.below(4) {
        0 => 0,
        1 => DAY - 1,
        2 => random.below(24) * 3_600,
        _ => random.below(DAY),
    };
    UnixTime::from_secs(midnight + second)
}

/// A day near a moment.
fn day(random: &mut Random, now: UnixTime) -> CivilDay {
    let reach = [1, 2, 8, 40, 400, 1_500][random.below(6) as usize];
    let offset = random.below(2 * reach + 1) * 86_400;
    let time = (now.as_secs() + offset).saturating_sub(reach * 86_400);
    Moment::at(UnixTime::from_secs(time)).day()
}

fn draft(random: &mut Random, now: UnixTime) -> Result<CatalogueDraft, Box<dyn Error>> {
    let made = UnixTime::from_secs(now.as_secs().saturating_sub(random.below(86_400)));
    let ends = if random.once_in(20) {
        // Now, a second before, a second after.
        made.as_secs().max(now.as_secs().saturating_sub(1)) + random.below(3)
    } else {
        now.as_secs() + 86_400 + random.below(86_400)
    };
    let ends = UnixTime::from_secs(ends.max(made.as_secs() + 1));
    let mut number = 0;
    let benefits = (0..1 + random.below(4))
        .map(|_| {
            number += 1 + random.below(3) as u32;
            benefit(random, number, now)
        })
        .collect::<Result<_, _>>()?;
    let agreement = random.some(10, |random| [day(random, now), day(random, now)]);
    Ok(CatalogueDraft {
        issuer: ISSUER,
        edition: 1,
        validity: Validity::new(made, ends),
        merchant: Merchant {
            number: MerchantNumber(7),
            name: title(),
            membership: Membership(if random.once_in(30) {
                random.below(5) as u32
            } else {
                1
            }),
            agreement: agreement.map(|[one, other]| Agreement {
                first: one.min(other),
                last: one.max(other),
            }),
        },
        benefits,
    })
}

fn title() -> Title {
    Title {
        zh: "优待".into(),
        en: None,
    }
}

fn fen(random: &mut Random) -> Result<Fen, CoreError> {
    let most = [10, 1_000, 100_000, limits::MAX_FEN][random.below(4) as usize];
    Fen::new(1 + random.below(most))
}

/// The error of the library; `Error` alone is the trait here.
type CoreError = credential_core::Error;

fn benefit(random: &mut Random, number: u32, now: UnixTime) -> Result<Benefit, CoreError> {
    let kind = match random.below(6) {
        0 => BenefitKind::Free,
        1 => BenefitKind::Priority,
        2 => BenefitKind::AmountOff(fen(random)?),
        3 => BenefitKind::FixedPrice(fen(random)?),
        _ => BenefitKind::Share {
            per_mille: 1 + random.below(999) as u16,
        },
    };
    let mut benefit = Benefit::new(BenefitNumber(number), title(), kind);
    benefit.categories = random.some(3, |random| CategorySet::from_bits(1 | random.next() as u32));
    benefit.not_for = random.some(8, |random| CategorySet::from_bits(1 << random.below(32)));
    benefit.grades = random
        .some(10, |random| NumberSet::of(random.some_of(10)))
        .transpose()?;
    benefit.honour_classes = random
        .some(10, |random| NumberSet::of(random.some_of(9)))
        .transpose()?;
    benefit.life_stages = random
        .some(10, |random| NumberSet::of(random.some_of(5)))
        .transpose()?;
    if random.once_in(6) {
        benefit.home_regions = vec![region(random)?, region(random)?];
    }
    if random.once_in(8) {
        benefit.branches = vec![BranchNumber(1 + random.below(3) as u32)];
    }
    let days = random.some(5, |random| [day(random, now), day(random, now)]);
    if let Some([one, other]) = days {
        benefit.from = Some(one.min(other)).filter(|_| random.below(3) > 0);
        benefit.until = Some(one.max(other)).filter(|_| random.below(3) > 0);
    }
    if random.once_in(3) {
        benefit.times = Some(times(random, now)?);
    }
    if random.once_in(2) {
        for _ in 0..1 + random.below(3) {
            benefit.quotas.push(Quota {
                limit: 1 + random.below(6) as u32,
                period: Period::ALL[random.below(5) as usize],
                unit: QuotaUnit::ALL[random.below(3) as usize],
                scope: QuotaScope::ALL[random.below(3) as usize],
            });
        }
    }
    benefit.order = random.some(2, |random| 1 + random.below(9) as u8);
    benefit.floor = random.some(3, fen).transpose()?;
    Ok(benefit)
}

fn region(random: &mut Random) -> Result<Region, CoreError> {
    let regions = [420_000, 421_200, 421_202, 330_000, 330_100, 420_100];
    Region::new(regions[random.below(6) as usize])
}

fn times(random: &mut Random, now: UnixTime) -> Result<Times, CoreError> {
    let mut times = Times {
        weekdays: random
            .some(3, |random| NumberSet::of(random.some_of(7)))
            .transpose()?,
        month_days: random
            .some(4, |random| NumberSet::of(random.some_of(31)))
            .transpose()?,
        ..Times::default()
    };
    if random.once_in(3) {
        for _ in 0..1 + random.below(4) {
            let day = day(random, now).number();
            let number = if random.once_in(2) { day } else { day % 10_000 };
            times.dates.push(DateRule::from_number(number)?);
        }
    }
    if random.once_in(2) || times == Times::default() {
        let minute = u64::from(Moment::at(now).minute());
        for _ in 0..1 + random.below(2) {
            // Often with a border at this very minute.
            let borders = [random.below(1_440), minute, minute + 1, random.below(1_440)];
            let from = borders[random.below(4) as usize].min(1_439);
            let until = borders[random.below(4) as usize].max(from + 1);
            times.hours.push(Hours {
                from: from as u16,
                until: until as u16,
            });
        }
    }
    Ok(times)
}

/// What was granted before: benefit, day, unit, count.
struct Grants(Vec<(u32, CivilDay, QuotaUnit, u64)>);

impl QuotaLedger for Grants {
    fn used(&self, question: &QuotaQuestion) -> u64 {
        let counted = self.0.iter().filter(|(benefit, day, unit, _)| {
            *benefit == question.benefit.0 && question.days.contains(*day) && *unit == question.unit
        });
        counted.map(|(.., count)| count).sum()
    }
}

fn question(
    line: &mut String,
    random: &mut Random,
    part: &CataloguePart,
    now: UnixTime,
) -> Result<(), Box<dyn Error>> {
    let holder = HolderTraits {
        holder: HolderId {
            issuer: ISSUER,
            number: HolderNumber(17),
        },
        categories: CategorySet::from_bits(1 << random.below(10) | 1 << random.below(10)),
        disability_grade: random.some(2, |random| 1 + random.below(10) as u8),
        honour_class: random.some(2, |random| 1 + random.below(9) as u8),
        life_stage: random.some(2, |random| LifeStage::ALL[random.below(5) as usize]),
        home_region: region(random)?,
    };
    let branch = random.some(2, |random| BranchNumber(1 + random.below(3) as u32));
    let entries = part.entries();
    let grants: Vec<_> = (0..random.below(6))
        .map(|_| {
            let entry = &entries[random.below(entries.len() as u64) as usize];
            let unit = QuotaUnit::ALL[random.below(3) as usize];
            let count = 1 + random.below(3);
            (entry.number().0, day(random, now), unit, count)
        })
        .collect();
    write!(line, "{{\"now\":{},\"holder\":{{", now.as_secs())?;
    write!(
        line,
        "\"categories\":{},\"home_region\":{}",
        holder.categories.to_bits(),
        holder.home_region
    )?;
    if let Some(grade) = holder.disability_grade {
        write!(line, ",\"disability_grade\":{grade}")?;
    }
    if let Some(class) = holder.honour_class {
        write!(line, ",\"honour_class\":{class}")?;
    }
    if let Some(stage) = holder.life_stage {
        write!(line, ",\"life_stage\":{}", stage.number())?;
    }
    line.push('}');
    if let Some(branch) = branch {
        write!(line, ",\"branch\":{branch}")?;
    }
    line.push_str(",\"used\":[");
    for (at, (benefit, day, unit, count)) in grants.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(
            line,
            "{comma}{{\"benefit\":{benefit},\"day\":{},\"unit\":{},\"count\":{count}}}",
            day.number(),
            unit.number()
        )?;
    }
    line.push_str("],\"expected\":{");
    match part.trial(branch, &holder, Moment::at(now), &Grants(grants)) {
        Err(none) => write!(line, "\"nothing\":\"{}\"", none.code())?,
        Ok(trials) => {
            line.push_str("\"benefits\":[");
            for (at, trial) in trials.iter().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                let number = trial.number;
                write!(
                    line,
                    "{comma}{{\"number\":{number},\"code\":\"{}\"",
                    trial.code()
                )?;
                let left: Vec<_> = trial
                    .outcome
                    .iter()
                    .flat_map(QuotasLeft::iter)
                    .map(|left| left.left.to_string())
                    .collect();
                if !left.is_empty() {
                    write!(line, ",\"left\":[{}]", left.join(","))?;
                }
                line.push('}');
            }
            line.push(']');
        }
    }
    line.push_str("}}");
    Ok(())
}

fn charge_case(
    line: &mut String,
    random: &mut Random,
    part: &CataloguePart,
) -> Result<(), Box<dyn Error>> {
    let mut numbers: Vec<_> = part.entries().iter().map(CatalogueEntry::number).collect();
    while numbers.len() > 1 && random.once_in(2) {
        numbers.swap_remove(random.below(numbers.len() as u64) as usize);
    }
    let benefits: Vec<_> = numbers
        .iter()
        .filter_map(|number| part.benefit(*number))
        .collect();
    let price = fen(random)?;
    let listed: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    write!(
        line,
        "{{\"benefits\":[{}],\"price\":{},\"expected\":{{",
        listed.join(","),
        price.get()
    )?;
    match charge(&benefits, price) {
        Ok(charge) => write!(line, "\"to-pay\":{}", charge.to_pay.get())?,
        Err(fault) => write!(line, "\"fault\":\"{}\"", fault.code())?,
    }
    line.push_str("}}");
    Ok(())
}
