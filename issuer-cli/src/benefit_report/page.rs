//! The report as one HTML page that needs nothing else: for a screen, and to be printed on A4.

use books::report::{Apart, BenefitReport, Dimension, Figures, Row, Shown, Table};
use messages::{Lang, Text, text};

use super::amounts::{average, count_for_axis, for_axis, grouped, in_words, per_cent, yuan};
use super::chart::{Bar, lying_bars, standing_bars};
use super::labels::{Labels, heading, measures, section};
use super::words::{manual_reason, mark, span_words};
use crate::html::Html;

/// Whose report it is, and what it rests on.
pub(crate) struct Cover {
    /// The bureau.
    pub(crate) bureau: Text,
    /// When it was made, Beijing time.
    pub(crate) made: String,
    /// The books' head.
    pub(crate) head: String,
}

const STYLE: &str = include_str!("style.css");

/// Rows of a table on the page; the workbook has all of them.
const MOST_ROWS: usize = 100;

/// Bars that lie below one another.
const MOST_BARS: usize = 25;

/// Months of which bars are drawn: the last five years.
const MOST_MONTHS: usize = 60;

/// The page.
pub(crate) fn page(report: &BenefitReport, labels: &Labels, cover: &Cover, lang: Lang) -> Vec<u8> {
    let writer = Writer {
        report,
        labels,
        lang,
    };
    let title = text!("优待统计"; "Benefits that were given");
    let mut html = begin(title.in_lang(lang), cover, lang);
    html.element(
        "<p class=\"about\">",
        span_words(report.span).in_lang(lang),
        "</p>",
    );
    writer.summary(&mut html);
    writer.months(&mut html);
    for dimension in [Dimension::Trade, Dimension::Category, Dimension::District] {
        writer.with_bars(&mut html, dimension);
    }
    for dimension in [Dimension::Benefit, Dimension::Merchant] {
        writer.largest_first(&mut html, dimension);
    }
    writer.apart(&mut html);
    writer.notes(&mut html, cover);
    html.markup("</main></body></html>\n");
    html.into_bytes()
}

/// The beginning of a page up to its title and whose it is.
pub(crate) fn begin(title: &str, cover: &Cover, lang: Lang) -> Html {
    let mut html = Html::new();
    let bureau = cover.bureau.in_lang(lang);
    html.markup("<!DOCTYPE html>\n<html lang=\"")
        .markup(if lang == Lang::Zh { "zh-CN" } else { "en" })
        .markup("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        .element("<title>", title, " · ")
        .element("", bureau, "</title>\n<style>\n")
        .markup(STYLE)
        .element("</style></head><body><main>\n<h1>", title, "</h1>")
        .element("<p class=\"about\">", bureau, "</p>");
    html
}

struct Writer<'r> {
    report: &'r BenefitReport,
    labels: &'r Labels,
    lang: Lang,
}

impl Writer<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    /// The head line and the four numbers below it.
    fn summary(&self, html: &mut Html) {
        let Some(total) = self.report.total.figures() else {
            let few =
                text!("不足 5 人，不作统计。"; "Fewer than five people: no figures are given.");
            html.element("<p class=\"head-line\">", few.in_lang(self.lang), "</p>");
            return;
        };
        let (uses, people) = (grouped(total.uses), grouped(total.people));
        let saved = in_words(total.saved());
        let line = text!("{uses} 次优待，为 {people} 人节省 {}", saved.in_lang(Lang::Zh);
            "{uses} uses by {people} people, {} saved", saved.in_lang(Lang::En));
        html.element("<p class=\"head-line\">", line.in_lang(self.lang), "</p>");
        let priced = total.uses.saturating_sub(total.unpriced);
        let mean = average(total.saved(), priced).unwrap_or_else(|| "–".to_owned());
        html.markup("<div class=\"tiles\">");
        for (value, name) in [
            (uses, text!("次优待"; "uses")),
            (people, text!("人（不重复）"; "different people")),
            (yuan(total.saved()), text!("元，共节省"; "yuan saved")),
            (mean, text!("元，平均每次节省"; "yuan saved by a use")),
        ] {
            html.element("<div class=\"tile\"><b>", &value, "</b>");
            html.element("<span>", name.in_lang(self.lang), "</span></div>");
        }
        html.markup("</div>");
        if total.unpriced > 0 {
            let unpriced = grouped(total.unpriced);
            let note = text!("其中 {unpriced} 次没有价格（如免费乘车、优先办理），不计入金额。";
                "{unpriced} of the uses have no price, such as free rides and priority, and are in no amount.");
            html.element("<p class=\"about\">", note.in_lang(self.lang), "</p>");
        }
    }

    fn months(&self, html: &mut Html) {
        let Some(table) = self.filled(Dimension::Month) else {
            return;
        };
        html.element(
            "<h2>",
            section(Dimension::Month).in_lang(self.lang),
            "</h2>",
        );
        let from = table.rows.len().saturating_sub(MOST_MONTHS);
        let rows = table.rows.get(from..).unwrap_or_default();
        let uses = self.bars(
            rows,
            Dimension::Month,
            |figures| figures.uses,
            |figures| grouped(figures.uses),
        );
        self.figure(html, &text!("每月次数"; "Uses by month"), |name| {
            standing_bars(name, &uses, count_for_axis, self.lang)
        });
        let saved = self.bars(rows, Dimension::Month, Figures::saved, |figures| {
            self.say(&for_axis(figures.saved()))
        });
        self.figure(html, &text!("每月节省"; "Saved by month"), |name| {
            standing_bars(name, &saved, for_axis, self.lang)
        });
        self.table(html, table, &table.rows);
    }

    fn with_bars(&self, html: &mut Html, dimension: Dimension) {
        let Some(table) = self.filled(dimension) else {
            return;
        };
        html.element("<h2>", section(dimension).in_lang(self.lang), "</h2>");
        let rows = by_size(table);
        let drawn = rows.get(..MOST_BARS).unwrap_or(&rows);
        let money = drawn.iter().any(|row| {
            row.figures
                .figures()
                .is_some_and(|figures| figures.saved() > 0)
        });
        let (bars, name) = if money {
            let bars = self.bars(drawn, dimension, Figures::saved, |figures| {
                self.say(&in_words(figures.saved()))
            });
            (bars, text!("节省金额"; "Saved"))
        } else {
            let bars = self.bars(
                drawn,
                dimension,
                |figures| figures.uses,
                |figures| grouped(figures.uses),
            );
            (bars, text!("次数"; "Uses"))
        };
        self.figure(html, &name, |name| lying_bars(name, &bars));
        self.table(html, table, &rows);
    }

    fn largest_first(&self, html: &mut Html, dimension: Dimension) {
        let Some(table) = self.filled(dimension) else {
            return;
        };
        html.element("<h2>", section(dimension).in_lang(self.lang), "</h2>");
        self.table(html, table, &by_size(table));
    }

    fn filled(&self, dimension: Dimension) -> Option<&Table> {
        self.report
            .table(dimension)
            .filter(|table| !table.rows.is_empty())
    }

    fn bars(
        &self,
        rows: &[Row],
        dimension: Dimension,
        value: impl Fn(&Figures) -> u64,
        words: impl Fn(&Figures) -> String,
    ) -> Vec<Bar> {
        let bar = |row: &Row| Bar {
            label: self.say(&self.labels.of(dimension, row.key)),
            value: row.figures.figures().map(&value),
            shown: match &row.figures {
                Shown::Figures(figures) => words(figures),
                other => withheld(other).to_owned(),
            },
        };
        rows.iter().map(bar).collect()
    }

    fn figure(&self, html: &mut Html, name: &Text, draw: impl Fn(&str) -> Html) {
        let name = name.in_lang(self.lang);
        html.element("<figure><figcaption>", name, "</figcaption>");
        html.append(draw(name)).markup("</figure>");
    }

    fn table(&self, html: &mut Html, table: &Table, rows: &[Row]) {
        html.element(
            "<table><thead><tr><th>",
            heading(table.dimension, self.lang),
            "</th>",
        );
        for name in measures(self.lang) {
            html.element("<th>", name, "</th>");
        }
        let share = text!("占节省"; "Share");
        html.element(
            "<th>",
            share.in_lang(self.lang),
            "</th></tr></thead><tbody>",
        );
        let saved = self.report.total.figures().map_or(0, Figures::saved);
        for row in rows.iter().take(MOST_ROWS) {
            let label = self.labels.of(table.dimension, row.key);
            html.element("<tr><td>", label.in_lang(self.lang), "</td>");
            cells(html, &row.figures, saved);
        }
        let total = text!("合计"; "Total");
        html.element(
            "<tr class=\"total\"><td>",
            total.in_lang(self.lang),
            "</td>",
        );
        cells(html, &self.report.total, saved);
        html.markup("</tbody></table>");
        let more = rows.len().saturating_sub(MOST_ROWS);
        if more > 0 {
            let note = text!("只列前 {MOST_ROWS} 行，其余 {more} 行见工作簿。";
                "The first {MOST_ROWS} rows; the workbook has the other {more}.");
            html.element("<p class=\"about\">", note.in_lang(self.lang), "</p>");
        }
    }

    /// What is in none of the tables above.
    fn apart(&self, html: &mut Html) {
        let report = self.report;
        let title = text!("另列：手工登记、撤回、有标记的记录"; "Listed apart: manual grants, undone grants, records with marks");
        html.element("<h2>", title.in_lang(self.lang), "</h2>");
        let (count, kind) = (text!("记录数"; "Records"), text!("种类"; "Kind"));
        html.element("<table><thead><tr><th>", kind.in_lang(self.lang), "</th>");
        html.element(
            "<th>",
            count.in_lang(self.lang),
            "</th></tr></thead><tbody>",
        );
        let manual = match &report.manual {
            Shown::Figures(figures) => grouped(figures.uses),
            other => withheld(other).to_owned(),
        };
        self.apart_row(
            html,
            &text!("手工登记（不计入上面的次数）"; "Manual grants (not among the uses)"),
            &manual,
        );
        self.apart_rows(html, &report.manual_reasons, manual_reason);
        self.apart_row(
            html,
            &text!("已撤回的（不计入上面的次数）"; "Undone grants (not among the uses)"),
            &report.undone.map_or_else(|| "<5".to_owned(), grouped),
        );
        // A record can have several marks, so there is no sum of them.
        let none = if report.marks.is_empty() { "0" } else { "" };
        self.apart_row(
            html,
            &text!("有标记、待核查的记录（计入上面的次数和金额）"; "Records with a mark, to be looked at (they are among the uses)"),
            none,
        );
        self.apart_rows(html, &report.marks, mark);
        html.markup("</tbody></table>");
    }

    fn apart_rows(&self, html: &mut Html, rows: &[Apart], words: impl Fn(&str) -> Text) {
        for row in rows {
            let records = row.records.map_or_else(|| "<5".to_owned(), grouped);
            let name = words(&row.code);
            let name = text!("　其中：{}", name.in_lang(Lang::Zh); "– {}", name.in_lang(Lang::En));
            self.apart_row(html, &name, &records);
        }
    }

    fn apart_row(&self, html: &mut Html, name: &Text, value: &str) {
        html.element("<tr><td>", name.in_lang(self.lang), "</td>");
        html.element("<td>", value, "</td></tr>");
    }

    fn notes(&self, html: &mut Html, cover: &Cover) {
        let (made, head) = (cover.made.as_str(), cover.head.as_str());
        let title = text!("说明"; "Notes");
        html.element(
            "<section class=\"notes\"><h2>",
            title.in_lang(self.lang),
            "</h2><ul>",
        );
        for note in [
            text!("一次优待是一条没有撤回的给予记录；手工登记不计，有标记的照计。节省 = 原价 − 实付。月份按北京时间。";
                "A use is a grant that was not undone; manual grants are none, and a mark changes nothing. Saved is the price less what was paid. Months are those of Beijing."),
            text!("人数是不重复的人数，不能相加：一个人可以在几个月、几家商户享受优待。有几种类别的人，每种都计。";
                "People are different people and do not add up: one person has uses in several months and at several merchants. A person with several categories counts in each."),
            text!("不足 5 人的组写“<5”，不列数字；由合计能推算出来的，另隐去一组，写“–”。";
                "Groups of fewer than five people say '<5' and no figures. Where these could be worked out from a total, another group is withheld too and says '–'."),
            text!("本页制作于 {made}（北京时间），依据的流水账校验值："; "Made {made} (Beijing time), from the books with this head:"),
        ] {
            html.element("<li>", note.in_lang(self.lang), "</li>");
        }
        html.markup("</ul>")
            .element("<p class=\"hash\">", head, "</p></section>");
    }
}

/// The cells of a row behind its name, up to the end of the row.
fn cells(html: &mut Html, shown: &Shown, saved: u64) {
    match shown {
        Shown::Figures(figures) => {
            for text in [
                grouped(figures.uses),
                grouped(figures.people),
                yuan(figures.full),
                yuan(figures.charged),
                yuan(figures.saved()),
                per_cent(figures.saved(), saved),
            ] {
                html.element("<td>", &text, "</td>");
            }
        }
        other => {
            let people = withheld(other);
            html.element(
                "<td>–</td><td>",
                people,
                "</td><td>–</td><td>–</td><td>–</td><td>–</td>",
            );
        }
    }
    html.markup("</tr>");
}

/// What stands in place of figures that are not shown.
pub(super) const fn withheld(shown: &Shown) -> &'static str {
    match shown {
        Shown::UnderFive => "<5",
        _ => "–",
    }
}

/// The rows with the most saved first, then those with the most uses; what is not shown comes last.
fn by_size(table: &Table) -> Vec<Row> {
    let mut rows = table.rows.clone();
    rows.sort_by_key(|row| {
        let size = row
            .figures
            .figures()
            .map(|figures| (figures.saved(), figures.uses));
        (std::cmp::Reverse(size), row.key)
    });
    rows
}
