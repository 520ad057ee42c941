//! The list that people sign when they get their cards, the order in which cards are printed for it, and
//! the roster with the numbers in it.
//!
//! `run_codes` are the codes of a run by the rows of its roster; `grouping` says which people belong together;
//! `again` reads the roster once more and joins it with the codes. `pages` makes pages of the list, `signed_list`
//! writes them, `given_back` writes the roster, both with the help of `workbook`. `order` is what the cards are printed by.

mod again;
mod given_back;
mod grouping;
mod order;
mod pages;
mod run_codes;
mod signed_list;
mod workbook;

pub(crate) use again::{Handout, RosterAgain};
pub(crate) use given_back::GivenBack;
pub(crate) use grouping::Grouping;
pub(crate) use order::{HandoutRecord, PrintOrder, SectionRecord};
pub(crate) use pages::paginate;
pub(crate) use run_codes::RunCodes;
pub(crate) use signed_list::{pdf_files, workbook_of};
pub(crate) use workbook::{cannot_write as cannot_write_workbook, cell};

use messages::{Failure, failure};

/// The roster that was given is not the one of the run.
pub(crate) fn other_roster(zh: &str, en: &str) -> Failure {
    failure!("handout-other-roster"; "这份名册不是这次签发用的名册：{zh}"; "this is not the roster of the run: {en}";
        "请用签发时的那份名册（行和人都没有动过的），并写上签发时用的同样选项（--columns、--category-map、--hidden-rows 等）。什么也没有写出。";
        "Give the roster as it was when the codes were issued, with the same options (--columns, --category-map, --hidden-rows and so on). Nothing was written.")
}
