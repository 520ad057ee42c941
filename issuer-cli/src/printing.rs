//! What `issuer print` needs beside the card press itself: the lines of the manifest as cards, and the
//! list of those that were left out.

mod card_entry;
mod left_out;

pub(crate) use card_entry::CardEntry;
pub(crate) use left_out::LeftOut;
