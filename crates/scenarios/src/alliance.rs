//! What the scenarios share in which merchants give benefits: a bureau with its catalogue, terminals at merchants, a
//! till that drives the counter, journals that are carried to the bureau and receipts that are carried back, and the
//! report in the end.
//!
//! `clock` and `random` make a play repeatable; `people` have cards and phones; `office` is the bureau, `tables` what its
//! clerks fill in; `terminal` is a terminal of a merchant, `till` what its till program says, `visits` who comes
//! there and `gate` a group of gates; `play` has all of it together; `rounds` carry journals and updates; `plan` writes down who did what, for the count in Python; `report` is
//! the end.

mod clock;
mod gate;
mod office;
mod people;
mod plan;
mod play;
mod random;
mod report;
mod rounds;
mod tables;
mod terminal;
mod till;
mod visits;

pub(crate) use clock::{day_after, moment, written};
pub(crate) use gate::{Pass, Passed, pass_through};
pub(crate) use office::{City, Office};
pub(crate) use people::{
    Device, Person, give_cards, give_cards_beside_phones, give_phone_codes, write_roster,
};
pub(crate) use plan::{Plan, Wish};
pub(crate) use play::{Play, Sitting};
pub(crate) use random::Random;
pub(crate) use report::finish;
pub(crate) use tables::{BENEFIT_HEADINGS, BenefitRow, Tables};
pub(crate) use terminal::Terminal;
pub(crate) use visits::{Counter, Visit};
