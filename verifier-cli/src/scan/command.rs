//! What a program says that drives the counter: one command in each line of standard input.
//!
//! Codes come behind the word `code`. So what stands in a code can never be a command, whoever has made it.

use credential_core::journal::{ManualReason, RatingLevel};
use credential_core::{BenefitNumber, Fen, HolderNumber};
use messages::benefit_words::{manual_reason_code, rating_code};

use super::{CounterWish, MOST_TOGETHER, Tick};
use crate::benefits::{self, ManualWish};
use crate::export_path;
use crate::input::InputLine;

/// Reads a line; what is no command is [`Tick::NotUnderstood`].
pub(super) fn read(line: InputLine) -> Tick {
    let text = line.text.trim_start();
    if let Some(code) = text.strip_prefix("code ") {
        return Tick::Line(InputLine {
            text: code.to_owned(),
            ..line
        });
    }
    if let Some(path) = export_path::read_command(text) {
        return Tick::ExportTo(path);
    }
    match text.trim().is_empty() {
        true => Tick::Nothing,
        false => wish(text).map_or(Tick::NotUnderstood(line.number), Tick::Counter),
    }
}

fn wish(text: &str) -> Option<CounterWish> {
    let mut words = text.split_ascii_whitespace();
    let word = words.next()?;
    let first = words.next()?;
    let wish = match word {
        "confirm" => CounterWish::Confirm {
            event: number(first)?,
        },
        "undo" => CounterWish::Undo {
            record: number(first)?,
        },
        "rate" => CounterWish::Rate {
            record: number(first)?,
            level: level(words.next()?)?,
        },
        "grant" => return grant(number(first)?, words.next()?, &Details::read(words)?),
        "manual" => return manual(reason(first)?, words.next()?, &Details::read(words)?),
        _ => return None,
    };
    words.next().is_none().then_some(wish)
}

fn grant(event: u64, benefits: &str, details: &Details) -> Option<CounterWish> {
    if details.holder.is_some() {
        return None;
    }
    let mut all = [None; MOST_TOGETHER];
    let mut count = 0;
    for (at, benefit) in benefits.split('+').enumerate() {
        *all.get_mut(at)? = Some(BenefitNumber(number(benefit)?));
        count += 1;
    }
    if count > 1 {
        return Some(CounterWish::GrantTogether {
            event,
            benefits: all,
            price: details.price.filter(|_| details.units.is_none())?,
        });
    }
    Some(CounterWish::Grant {
        event,
        benefit: all.into_iter().flatten().next()?,
        units: details.units.unwrap_or(1),
        price: details.price,
    })
}

fn manual(reason: ManualReason, benefit: &str, details: &Details) -> Option<CounterWish> {
    Some(CounterWish::GrantManually(ManualWish {
        reason,
        holder: details.holder,
        benefit: BenefitNumber(number(benefit)?),
        units: details.units.unwrap_or(1),
        price: details.price,
    }))
}

/// What may stand at the end of a command, each once.
#[derive(Default)]
struct Details {
    units: Option<u32>,
    price: Option<Fen>,
    holder: Option<HolderNumber>,
}

impl Details {
    fn read<'a>(words: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut details = Self::default();
        for word in words {
            let (name, value) = word.split_once('=')?;
            let is_first = match name {
                "units" => details.units.replace(number(value)?).is_none(),
                "price" => details
                    .price
                    .replace(benefits::price(value).ok()?)
                    .is_none(),
                "holder" => {
                    let holder = HolderNumber(number(value)?);
                    details.holder.replace(holder).is_none()
                }
                _ => false,
            };
            if !is_first {
                return None;
            }
        }
        Some(details)
    }
}

/// Digits alone: `parse` would take a sign as well.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn level(code: &str) -> Option<RatingLevel> {
    let mut all = RatingLevel::ALL.iter().copied();
    all.find(|level| rating_code(*level) == code)
}

fn reason(code: &str) -> Option<ManualReason> {
    let mut all = ManualReason::ALL.iter().copied();
    all.find(|reason| manual_reason_code(*reason) == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Tick {
        read(InputLine {
            number: 7,
            text: text.to_owned(),
            is_cut: false,
        })
    }

    fn wished(text: &str) -> CounterWish {
        match said(text) {
            Tick::Counter(wish) => wish,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn each_command_is_read() {
        assert_eq!(wished("confirm 3"), CounterWish::Confirm { event: 3 });
        assert_eq!(wished(" undo  12 "), CounterWish::Undo { record: 12 });
        assert_eq!(
            wished("rate 12 fair"),
            CounterWish::Rate {
                record: 12,
                level: RatingLevel::Fair
            }
        );
        assert_eq!(
            wished("grant 3 2 units=4 price=9.99"),
            CounterWish::Grant {
                event: 3,
                benefit: BenefitNumber(2),
                units: 4,
                price: Some(Fen::new(999).unwrap())
            }
        );
        let mut both = [None; MOST_TOGETHER];
        both[0] = Some(BenefitNumber(6));
        both[1] = Some(BenefitNumber(2));
        assert_eq!(
            wished("grant 3 6+2 price=100"),
            CounterWish::GrantTogether {
                event: 3,
                benefits: both,
                price: Fen::new(10_000).unwrap()
            }
        );
        assert_eq!(
            wished("manual no-power 2 holder=0000000017 price=5"),
            CounterWish::GrantManually(ManualWish {
                reason: ManualReason::NoPower,
                holder: Some(HolderNumber(17)),
                benefit: BenefitNumber(2),
                units: 1,
                price: Some(Fen::new(500).unwrap())
            })
        );
        #[cfg(unix)]
        assert_eq!(
            said("export /mnt/a stick/x.lbx"),
            Tick::ExportTo("/mnt/a stick/x.lbx".into())
        );
    }

    #[test]
    fn what_stands_in_a_code_is_no_command_and_what_is_no_command_is_no_code() {
        let Tick::Line(line) = said("code grant 1 1") else {
            panic!()
        };
        assert_eq!((line.text.as_str(), line.number), ("grant 1 1", 7));
        for text in [
            "LB1:ABC",
            "8112345",
            "grant",
            "grant 1",
            "grant 1 x",
            "grant -1 1",
            "grant 1 1 1",
            "grant 1 1 price=1 price=2",
            "grant 1 1 price=0",
            "grant 1 1 holder=5",
            "grant 1 1+2",
            "grant 1 1+2 price=3 units=2",
            "grant 1 1+2+3+4+5+6+7+8+9+10 price=3",
            "rate 1 5",
            "rate 1 fair x",
            "undo 1 2",
            "manual holiday 1",
            "export",
            "export a.lbx",
            "export /mnt/stick/terminal.key",
            "Grant 1 1",
        ] {
            assert_eq!(said(text), Tick::NotUnderstood(7), "{text}");
        }
        assert_eq!(said("  "), Tick::Nothing);
    }
}
