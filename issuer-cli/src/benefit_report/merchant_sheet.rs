//! A sheet for a merchant: what was used there, what it promised, and what came of it. A page to be printed.

use books::report::{Dimension, Figures, MerchantReport, MonthSpan, Row};
use messages::{Lang, Text, text};

use super::amounts::{average, count_for_axis, grouped, in_words, yuan};
use super::chart::{Bar, standing_bars};
use super::labels::{Labels, heading, measures};
use super::page::{Cover, begin};
use super::words::span_words;
use crate::html::Html;

/// What the catalogue and the register say of the merchant, in words. All of it is escaped here.
#[derive(Clone, Debug, Default)]
pub(crate) struct MerchantFile {
    /// Name, number, trade, district, agreement, in lines.
    pub(crate) about: Vec<Text>,
    /// Each promise with whom it is for.
    pub(crate) promises: Vec<(Text, Text)>,
    /// Inspections, by day: what was found.
    pub(crate) inspections: Vec<(String, Text)>,
    /// Praise and rewards, by day.
    pub(crate) rewards: Vec<(String, Text)>,
}

/// Months of which bars are drawn.
const MOST_MONTHS: usize = 24;

/// The sheet.
pub(crate) fn merchant_sheet(
    report: &MerchantReport,
    file: &MerchantFile,
    span: MonthSpan,
    labels: &Labels,
    cover: &Cover,
    lang: Lang,
) -> Vec<u8> {
    let name = labels.of(Dimension::Merchant, report.merchant);
    let title =
        text!("商户优待情况：{}", name.in_lang(Lang::Zh); "Benefits at {}", name.in_lang(Lang::En));
    let mut html = begin(title.in_lang(lang), cover, lang);
    html.element(
        "<p class=\"about\">",
        span_words(span).in_lang(lang),
        "</p>",
    );
    for line in &file.about {
        html.element("<p class=\"about\">", line.in_lang(lang), "</p>");
    }
    let writer = Writer {
        html: &mut html,
        lang,
    };
    writer.write(report, file, labels);
    let (made, head) = (cover.made.as_str(), cover.head.as_str());
    let note = text!("制作于 {made}（北京时间），流水账校验值 {head}"; "Made {made} (Beijing time), head of the books {head}");
    html.element(
        "<section class=\"notes\"><p class=\"hash\">",
        note.in_lang(lang),
        "</p></section>",
    );
    html.markup("</main></body></html>\n");
    html.into_bytes()
}

struct Writer<'h> {
    html: &'h mut Html,
    lang: Lang,
}

impl Writer<'_> {
    fn write(mut self, report: &MerchantReport, file: &MerchantFile, labels: &Labels) {
        self.summary(report);
        self.months(report, labels);
        self.benefits(report, labels);
        self.pairs(&text!("承诺的优待"; "Promises"), &file.promises);
        self.ratings(report);
        let dated = |events: &[(String, Text)]| -> Vec<(Text, Text)> {
            let pair =
                |(day, what): &(String, Text)| (Text::new(day.clone(), day.clone()), what.clone());
            events.iter().map(pair).collect()
        };
        self.pairs(&text!("检查"; "Inspections"), &dated(&file.inspections));
        self.pairs(
            &text!("表扬和奖励"; "Praise and rewards"),
            &dated(&file.rewards),
        );
    }

    fn say(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    fn heading(&mut self, title: &Text) {
        self.html.element("<h2>", title.in_lang(self.lang), "</h2>");
    }

    fn summary(&mut self, report: &MerchantReport) {
        let total = &report.total;
        let people = report.people.map_or_else(|| "<5".to_owned(), grouped);
        let (uses, saved) = (grouped(total.uses), in_words(total.saved()));
        let line = text!("{uses} 次优待，为 {people} 人节省 {}", saved.in_lang(Lang::Zh);
            "{uses} uses by {people} people, {} saved", saved.in_lang(Lang::En));
        self.html
            .element("<p class=\"head-line\">", line.in_lang(self.lang), "</p>");
        let priced = total.uses.saturating_sub(total.unpriced);
        let mean = average(total.saved(), priced).unwrap_or_else(|| "–".to_owned());
        self.html.markup("<div class=\"tiles\">");
        for (value, name) in [
            (uses, text!("次优待"; "uses")),
            (people, text!("人（不重复）"; "different people")),
            (yuan(total.saved()), text!("元，共节省"; "yuan saved")),
            (mean, text!("元，平均每次节省"; "yuan saved by a use")),
        ] {
            self.html.element("<div class=\"tile\"><b>", &value, "</b>");
            self.html
                .element("<span>", name.in_lang(self.lang), "</span></div>");
        }
        self.html.markup("</div>");
        let (manual, undone, marked) = (
            grouped(report.manual),
            grouped(report.undone),
            grouped(report.marked),
        );
        let apart = text!("另有手工登记 {manual} 次、撤回 {undone} 次，不计在内；待核查的记录 {marked} 条。";
            "Apart: {manual} manual grants and {undone} undone grants, which are not counted; {marked} records to be looked at.");
        self.html
            .element("<p class=\"about\">", apart.in_lang(self.lang), "</p>");
    }

    fn months(&mut self, report: &MerchantReport, labels: &Labels) {
        let from = report.months.len().saturating_sub(MOST_MONTHS);
        let rows = report.months.get(from..).unwrap_or_default();
        if rows.len() < 2 {
            return;
        }
        let bar = |row: &Row<Figures>| Bar {
            label: self.say(&labels.of(Dimension::Month, row.key)),
            value: Some(row.figures.uses),
            shown: grouped(row.figures.uses),
        };
        let bars: Vec<Bar> = rows.iter().map(bar).collect();
        let name = text!("每月次数"; "Uses by month");
        let name = name.in_lang(self.lang);
        self.html
            .element("<figure><figcaption>", name, "</figcaption>");
        self.html
            .append(standing_bars(name, &bars, count_for_axis, self.lang));
        self.html.markup("</figure>");
    }

    fn benefits(&mut self, report: &MerchantReport, labels: &Labels) {
        self.heading(&text!("按优待项目"; "By benefit"));
        let [uses, _, full, charged, saved] = measures(self.lang);
        self.html.element(
            "<table><thead><tr><th>",
            heading(Dimension::Benefit, self.lang),
            "</th>",
        );
        for name in [uses, full, charged, saved] {
            self.html.element("<th>", name, "</th>");
        }
        self.html.markup("</tr></thead><tbody>");
        for row in &report.benefits {
            let name = self.say(&labels.of(Dimension::Benefit, row.key));
            self.html.element("<tr><td>", &name, "</td>");
            self.cells(&row.figures);
        }
        let total = text!("合计"; "Total");
        self.html.element(
            "<tr class=\"total\"><td>",
            total.in_lang(self.lang),
            "</td>",
        );
        self.cells(&report.total);
        self.html.markup("</tbody></table>");
    }

    fn cells(&mut self, figures: &Figures) {
        for text in [
            grouped(figures.uses),
            yuan(figures.full),
            yuan(figures.charged),
            yuan(figures.saved()),
        ] {
            self.html.element("<td>", &text, "</td>");
        }
        self.html.markup("</tr>");
    }

    fn ratings(&mut self, report: &MerchantReport) {
        self.heading(&text!("持有人评价"; "Ratings by holders"));
        let line = match report.ratings {
            None => text!("不足 5 次评价，不列。"; "Fewer than five ratings: they are not shown."),
            Some([0, 0, 0]) => text!("没有评价。"; "There are no ratings."),
            Some([satisfied, fair, dissatisfied]) => {
                text!("满意 {satisfied}，一般 {fair}，不满意 {dissatisfied}";
                    "{satisfied} satisfied, {fair} fair, {dissatisfied} dissatisfied")
            }
        };
        self.html.element("<p>", line.in_lang(self.lang), "</p>");
    }

    /// A list of two columns, or that there is nothing.
    fn pairs(&mut self, title: &Text, rows: &[(Text, Text)]) {
        self.heading(title);
        if rows.is_empty() {
            let none = text!("没有记录。"; "Nothing is recorded.");
            self.html.element("<p>", none.in_lang(self.lang), "</p>");
            return;
        }
        self.html.markup("<table><tbody>");
        for (first, second) in rows {
            self.html
                .element("<tr><td class=\"left\">", first.in_lang(self.lang), "</td>");
            self.html.element(
                "<td class=\"left\">",
                second.in_lang(self.lang),
                "</td></tr>",
            );
        }
        self.html.markup("</tbody></table>");
    }
}
