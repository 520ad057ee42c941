//! What `issuer print` needs beside the card press itself: the lines of the manifest as cards, and the
//! list of those that were left out.

mod card_entry;
mod font_file;
mod left_out;
mod run_to_print;
mod standings;

pub(crate) use card_entry::CardEntry;
pub(crate) use font_file::read_font;
pub(crate) use left_out::LeftOut;
pub(crate) use run_to_print::RunToPrint;
pub(crate) use standings::Standings;
