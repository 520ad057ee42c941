//! Where cards stand on a page, and where it is cut.

use messages::{Failure, failure};

use crate::units::{A4, SizeMm};

/// What office printers leave white at the edges of A4, in millimetres.
const UNPRINTABLE_MM: f64 = 5.0;

/// Cut marks stand this far from the cards, and are this long.
const MARK_GAP_MM: f64 = 1.0;
const MARK_MM: f64 = 4.0;

/// Something for rounding: sizes in pixels of a drawing program are not exact.
const SLACK_MM: f64 = 0.05;

/// What is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// Each card is a page, as card printers take them.
    OneEach,
    /// Sheets of A4: as many cards as fit, or this many.
    A4 {
        /// How many on a sheet.
        up: Option<u32>,
        /// Which card stands where.
        order: SheetOrder,
    },
}

/// In which order cards fill the sheets of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetOrder {
    /// Sheet after sheet, each along its rows.
    #[default]
    Rows,
    /// Downwards through the pile: when all sheets are cut at once, each stack is in order, and so are
    /// the stacks laid on each other, the first one on top.
    Stacks,
}

/// Cards side by side, in the middle of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SheetGrid {
    /// The size of a page.
    pub page: SizeMm,
    /// How many cards a page has.
    pub per_page: u32,
    order: SheetOrder,
    columns: u32,
    rows: u32,
    cell: SizeMm,
    left: f64,
    top: f64,
}

/// A page with cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Where each card stands, and its number in the file.
    pub(crate) cards: Vec<(u32, usize)>,
    /// What the sheet is; empty if there is nothing to say.
    pub(crate) margin: String,
}

/// A cut mark, from one end to the other, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
}

impl SheetGrid {
    /// # Errors
    /// A [`Failure`] if not so many, or none at all, fit on the page.
    pub(crate) fn new(pages: Pages, cell: SizeMm) -> Result<Self, Failure> {
        let (up, order) = match pages {
            Pages::OneEach => {
                return Ok(Self {
                    page: cell,
                    per_page: 1,
                    order: SheetOrder::Rows,
                    columns: 1,
                    rows: 1,
                    cell,
                    left: 0.0,
                    top: 0.0,
                });
            }
            Pages::A4 { up, order } => (up, order),
        };
        let fit =
            |page: f64, cell: f64| ((page - 2.0 * UNPRINTABLE_MM + SLACK_MM) / cell).floor() as u32;
        let (columns, rows) = (fit(A4.width, cell.width), fit(A4.height, cell.height));
        let most = columns * rows;
        let per_page = up.unwrap_or(most);
        if most == 0 || per_page == 0 || per_page > most {
            return Err(too_many(cell, most));
        }
        let columns = columns.min(per_page);
        let rows = per_page.div_ceil(columns);
        Ok(Self {
            page: A4,
            per_page,
            order,
            columns,
            rows,
            cell,
            left: (A4.width - f64::from(columns) * cell.width) / 2.0,
            top: (A4.height - f64::from(rows) * cell.height) / 2.0,
        })
    }

    /// The cards of a file, page by page: for each the place on its page and its number in the file.
    pub(crate) fn pages(&self, cards: usize) -> Vec<Vec<(u32, usize)>> {
        let pages = cards.div_ceil(self.per_page as usize);
        let number = |page: usize, place: u32| match self.order {
            SheetOrder::Rows => page * self.per_page as usize + place as usize,
            SheetOrder::Stacks => place as usize * pages + page,
        };
        let on_page = |page| {
            let places = (0..self.per_page).map(|place| (place, number(page, place)));
            places.filter(|(_, number)| *number < cards).collect()
        };
        (0..pages).map(on_page).collect()
    }

    /// The pages of sections, which begin on pages of their own: how they are called, and how many
    /// cards each has.
    pub(crate) fn sheets(&self, sections: &[(&str, usize)]) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        let mut first = 0;
        for (title, cards) in sections {
            let pages = self.pages(*cards);
            let count = pages.len();
            sheets.extend(pages.into_iter().zip(1..).map(|(on_page, number)| {
                Sheet {
                    cards: on_page
                        .into_iter()
                        .map(|(place, number)| (place, first + number))
                        .collect(),
                    margin: if title.is_empty() {
                        String::new()
                    } else {
                        format!("{title}　{number}/{count}")
                    },
                }
            }));
            first += cards;
        }
        sheets
    }

    /// The upper left corner of a card, counted along the rows.
    pub(crate) fn corner(&self, at: u32) -> (f64, f64) {
        let (column, row) = (at % self.columns, at / self.columns);
        (
            self.left + f64::from(column) * self.cell.width,
            self.top + f64::from(row) * self.cell.height,
        )
    }

    /// The place behind this one, when the paper is turned over its long edge.
    pub(crate) fn mirrored(&self, at: u32) -> u32 {
        let (column, row) = (at % self.columns, at / self.columns);
        row * self.columns + (self.columns - 1 - column)
    }

    /// Marks around the cards, never on them: none if the page is the card.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        if self.page == self.cell {
            return Vec::new();
        }
        let mut marks = Vec::new();
        let (right, bottom) = (
            self.left + f64::from(self.columns) * self.cell.width,
            self.top + f64::from(self.rows) * self.cell.height,
        );
        for column in 0..=self.columns {
            let x = self.left + f64::from(column) * self.cell.width;
            for (near, far) in [
                (self.top - MARK_GAP_MM, -MARK_MM),
                (bottom + MARK_GAP_MM, MARK_MM),
            ] {
                marks.push(Mark {
                    from: (x, near),
                    to: (x, near + far),
                });
            }
        }
        for row in 0..=self.rows {
            let y = self.top + f64::from(row) * self.cell.height;
            for (near, far) in [
                (self.left - MARK_GAP_MM, -MARK_MM),
                (right + MARK_GAP_MM, MARK_MM),
            ] {
                marks.push(Mark {
                    from: (near, y),
                    to: (near + far, y),
                });
            }
        }
        marks
    }
}

fn too_many(cell: SizeMm, most: u32) -> Failure {
    let (width, height) = (cell.width, cell.height);
    failure!("page-too-small";
        "一张 A4 纸放不下：每张 {width:.1} × {height:.1} 毫米，最多 {most} 张";
        "an A4 page does not hold so many: each is {width:.1} × {height:.1} mm, at most {most} fit";
        "请减小 --up，或用小一些的模板。"; "Choose a smaller --up, or a smaller template.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::ID_1;

    fn sheets(up: Option<u32>) -> Pages {
        let order = SheetOrder::Rows;
        Pages::A4 { up, order }
    }

    #[test]
    fn stacks_of_cut_sheets_are_in_order_when_they_are_laid_on_each_other() {
        for (cards, up) in [
            (0, 3),
            (1, 3),
            (3, 3),
            (7, 3),
            (9, 3),
            (10, 10),
            (101, 10),
            (5, 1),
        ] {
            let pages = Pages::A4 {
                up: Some(up),
                order: SheetOrder::Stacks,
            };
            let pages = SheetGrid::new(pages, ID_1).unwrap().pages(cards);
            assert_eq!(pages.len(), cards.div_ceil(up as usize), "{cards} {up}");
            let stack = |place: u32| {
                let cards = pages.iter().flatten().filter(move |(at, _)| *at == place);
                cards.map(|(_, number)| *number)
            };
            let all: Vec<usize> = (0..up).flat_map(stack).collect();
            assert_eq!(all, (0..cards).collect::<Vec<_>>(), "{cards} {up}");
        }
    }

    #[test]
    fn sections_begin_on_sheets_of_their_own_and_each_is_a_stack() {
        let pages = Pages::A4 {
            up: Some(2),
            order: SheetOrder::Stacks,
        };
        let grid = SheetGrid::new(pages, ID_1).unwrap();
        let sheets = grid.sheets(&[("甲村", 3), ("空村", 0), ("乙村", 1)]);
        let sheet = |cards: &[(u32, usize)], margin: &str| Sheet {
            cards: cards.to_vec(),
            margin: margin.to_owned(),
        };
        let expected = [
            sheet(&[(0, 0), (1, 2)], "甲村　1/2"),
            sheet(&[(0, 1)], "甲村　2/2"),
            sheet(&[(0, 3)], "乙村　1/1"),
        ];
        assert_eq!(sheets, expected);
    }

    #[test]
    fn backs_are_behind_their_fronts_when_the_paper_is_turned() {
        let grid = SheetGrid::new(sheets(None), ID_1).unwrap();
        for at in 0..grid.per_page {
            let (front, back) = (grid.corner(at), grid.corner(grid.mirrored(at)));
            let behind = A4.width - back.0 - ID_1.width;
            assert!((front.0 - behind).abs() < 1e-9 && front.1 == back.1, "{at}");
        }
    }

    #[test]
    fn without_stacks_a_sheet_is_full_before_the_next_begins() {
        let pages = SheetGrid::new(sheets(Some(3)), ID_1).unwrap().pages(4);
        assert_eq!(pages, [vec![(0, 0), (1, 1), (2, 2)], vec![(0, 3)]]);
    }

    #[test]
    fn ten_cards_fit_on_a4_and_none_is_cut_off() {
        let grid = SheetGrid::new(sheets(None), ID_1).unwrap();
        assert_eq!(grid.per_page, 10);
        for at in 0..grid.per_page {
            let (x, y) = grid.corner(at);
            assert!(
                x >= UNPRINTABLE_MM && x + ID_1.width <= A4.width - UNPRINTABLE_MM,
                "{at}"
            );
            assert!(
                y >= UNPRINTABLE_MM && y + ID_1.height <= A4.height - UNPRINTABLE_MM,
                "{at}"
            );
        }
        // Three columns of cuts and six rows of them, each marked at both ends.
        assert_eq!(grid.marks().len(), 2 * (3 + 6));
    }

    #[test]
    fn marks_are_on_the_page_and_not_on_cards() {
        for up in 1..=10 {
            let grid = SheetGrid::new(sheets(Some(up)), ID_1).unwrap();
            for mark in grid.marks() {
                for (x, y) in [mark.from, mark.to] {
                    assert!((0.0..=A4.width).contains(&x) && (0.0..=A4.height).contains(&y));
                    let on_card = (0..up).any(|at| {
                        let (left, top) = grid.corner(at);
                        x > left && x < left + ID_1.width && y > top && y < top + ID_1.height
                    });
                    assert!(!on_card, "{up}: {mark:?}");
                }
            }
        }
    }

    #[test]
    fn refuses_more_than_fit_and_says_how_many_do() {
        for up in [Some(0), Some(11)] {
            let failure = SheetGrid::new(sheets(up), ID_1).unwrap_err();
            assert_eq!(failure.code, "page-too-small");
            assert!(
                failure
                    .what
                    .in_lang(messages::Lang::En)
                    .contains("at most 10")
            );
        }
        let poster = SizeMm {
            width: 300.0,
            height: 200.0,
        };
        assert!(SheetGrid::new(sheets(None), poster).is_err());
    }
}
