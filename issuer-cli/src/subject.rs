//! What the bureau stores of one person, for the person who asks (个人信息保护法, article 45).
//!
//! `collected` is the data; nothing of anybody else is in it. `words` says it, `kept` says what else is stored, in
//! which form and for how long; `page` is to be printed and handed over, `record` is for programs.

mod collected;
mod kept;
mod page;
mod record;
mod words;

pub(crate) use collected::{BooksOfPerson, Subject};
pub(crate) use page::page;
pub(crate) use record::record;
