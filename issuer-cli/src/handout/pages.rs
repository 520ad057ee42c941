//! The list in pages: each section begins on a page of its own, and each page says which it is.

use messages::{Lang, Text, text};
use paper::{Font, LIST_ROWS_PER_PAGE, ListColumn, ListPage};

use super::again::{Handout, Listed};
use super::grouping::title;

/// The columns: their headings, and how many millimetres they are wide, 190 together.
const COLUMNS: [(&str, &str, f64); 8] = [
    ("序号", "no.", 12.0),
    ("编号", "number", 27.0),
    ("姓名", "name", 24.0),
    ("身份证号", "identity number", 42.0),
    ("人员类别", "category", 25.0),
    ("签名", "signature", 28.0),
    ("日期", "date", 17.0),
    ("备注", "remark", 15.0),
];

/// A page of the list.
pub(crate) struct HandoutPage<'l> {
    /// What the section is called; empty if there is only one, without a name.
    title: String,
    /// People of the section.
    of_section: usize,
    /// Which page of the section it is, and of how many.
    number: usize,
    pages: usize,
    people: &'l [Listed],
}

/// The pages of a list, in order.
pub(crate) fn paginate(handout: &Handout, lang: Lang) -> Vec<HandoutPage<'_>> {
    let mut all = Vec::new();
    for section in handout
        .people
        .chunk_by(|one, other| one.section == other.section)
    {
        let name = section
            .first()
            .and_then(|one| handout.sections.get(one.section));
        let chunks = section.chunks(LIST_ROWS_PER_PAGE);
        let pages = chunks.len();
        all.extend(chunks.enumerate().map(|(at, people)| HandoutPage {
            title: name.map_or(String::new(), |name| title(name, lang)),
            of_section: section.len(),
            number: at + 1,
            pages,
            people,
        }));
    }
    all
}

/// The columns of the list.
pub(super) fn columns(lang: Lang) -> Vec<ListColumn> {
    let column = |(zh, en, width_mm): (&'static str, &'static str, f64)| ListColumn {
        heading: Text::fixed(zh, en).in_lang(lang).to_owned(),
        width_mm,
    };
    COLUMNS.map(column).to_vec()
}

impl HandoutPage<'_> {
    /// As it is written. `about` is what the list is of: the name of the code, and the bureau.
    pub(super) fn written(&self, about: (&str, &str), font: &Font, lang: Lang) -> ListPage {
        let (code, bureau) = about;
        let list = text!("{code}签收表"; "list of cards handed out");
        let list = list.in_lang(lang);
        let (people, number, pages) = (self.of_section, self.number, self.pages);
        let count = text!("共 {people} 人"; "people: {people}");
        let of = text!("第 {number} 页，共 {pages} 页"; "page {number} of {pages}");
        let (title, about) = if self.title.is_empty() {
            (list.to_owned(), bureau.to_owned())
        } else {
            (self.title.clone(), format!("{list}　{bureau}"))
        };
        let first = (self.number - 1) * LIST_ROWS_PER_PAGE;
        let rows = self.people.iter().zip(first + 1..);
        ListPage {
            title,
            note: format!("{about}　{}", count.in_lang(lang)),
            number: of.in_lang(lang).to_owned(),
            rows: rows
                .map(|(one, number)| cells(one, number, font, lang))
                .collect(),
        }
    }
}

fn cells(one: &Listed, number: usize, font: &Font, lang: Lang) -> Vec<String> {
    let missing = font.missing(&one.name);
    let remark = if missing.is_empty() {
        String::new()
    } else {
        let codes: Vec<String> = missing
            .iter()
            .map(|c| format!("U+{:04X}", u32::from(*c)))
            .collect();
        let codes = codes.join(" ");
        let remark = text!("缺字 {codes}"; "no picture: {codes}");
        remark.in_lang(lang).to_owned()
    };
    vec![
        number.to_string(),
        one.holder.to_string(),
        one.name.clone(),
        one.identity.clone(),
        one.category.clone(),
        String::new(),
        String::new(),
        remark,
    ]
}
