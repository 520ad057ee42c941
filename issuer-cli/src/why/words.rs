//! Text that is made in each language by itself.

use messages::Lang::{self, En, Zh};
use messages::Text;

/// Text in both languages from one function.
pub(crate) fn both(of: impl Fn(Lang) -> String) -> Text {
    Text::new(of(Zh), of(En))
}
