//! Cards and sheets with codes, as PDF for the printer.
//!
//! A [`Template`] is an SVG file that people edit in a drawing program; [`CardPress`] fills it for each
//! [`Card`], puts cards on pages, draws the codes in whole dots of the printer, and reads every code
//! back from the rendered pages before a file is handed over. [`list_pdf`] makes the list that people sign,
//! [`board_pdf`] the board for a merchant's window, [`form_pdf`] the form that a merchant signs.

mod actual_size;
mod board;
mod code;
mod fault;
mod fields;
mod font;
mod form;
mod front;
mod layout;
mod line;
mod list;
mod press;
mod read_back;
mod sheet;
mod template;
mod text_back;
mod units;

pub use board::{Board, BoardGroup, BoardPdf, BoardPromise, EMBLEM, MAX_BOARD_PROMISES, board_pdf};
pub use code::{CodeSizes, GOOD_MODULE_MM, LEAST_MODULE_MM};
pub use fault::CardFault;
pub use fields::{Card, Field};
pub use font::{Font, MAX_FONT_BYTES};
pub use form::{Form, FormSection, FormSignature, form_pdf};
pub use front::FrontPage;
pub use layout::{Pages, SheetGrid, SheetOrder};
pub use list::{LIST_ROWS_PER_PAGE, ListColumn, ListPage, MAX_LIST_PAGES, list_pdf};
pub use press::{CardPress, MAX_CARDS_PER_FILE, PrintedFile};
pub use read_back::{PagePicture, page_picture};
pub use template::{Emblem, MAX_EMBLEM_BYTES, MAX_TEMPLATE_BYTES, Template};
pub use units::{A3, A4, Dpi, ID_1, SizeMm};

/// The template for cards of ID-1 that comes along.
pub const CARD_TEMPLATE: &str = include_str!("../templates/card.svg");

/// The same upright.
pub const PORTRAIT_TEMPLATE: &str = include_str!("../templates/card-portrait.svg");

/// The back of cards of ID-1: what to do with the card, and whom to call.
pub const BACK_TEMPLATE: &str = include_str!("../templates/card-back.svg");

/// The back of upright ones.
pub const PORTRAIT_BACK_TEMPLATE: &str = include_str!("../templates/card-portrait-back.svg");

/// The template for paper that comes along: larger, eight on a sheet of A4.
pub const SLIP_TEMPLATE: &str = include_str!("../templates/slip.svg");
