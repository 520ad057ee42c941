//! The report in a few lines.

use books::report::{Apart, BenefitReport, Shown};
use messages::{Lang, Text, text};

use super::amounts::{average, grouped, in_words, yuan};
use super::words::{manual_reason, mark, span_words};

/// The head line, and what is in none of the sums.
pub(crate) fn summary_lines(report: &BenefitReport) -> Vec<Text> {
    let mut lines = vec![span_words(report.span)];
    match &report.total {
        Shown::Figures(total) => {
            let (uses, people) = (grouped(total.uses), grouped(total.people));
            let saved = in_words(total.saved());
            lines.push(
                text!("{uses} 次优待，为 {people} 人节省 {}", saved.in_lang(Lang::Zh);
                "{uses} uses by {people} people, {} saved", saved.in_lang(Lang::En)),
            );
            let (exact, unpriced) = (yuan(total.saved()), grouped(total.unpriced));
            let mean = average(total.saved(), total.uses.saturating_sub(total.unpriced));
            let mean = mean.unwrap_or_else(|| "–".to_owned());
            lines.push(text!("  节省 {exact} 元，平均每次 {mean} 元；没有价格的 {unpriced} 次不计入金额";
                "  {exact} yuan saved, {mean} by a use; {unpriced} uses without a price are in no amount"));
        }
        _ => lines
            .push(text!("不足 5 人，不作统计。"; "Fewer than five people: no figures are given.")),
    }
    let manual = match &report.manual {
        Shown::Figures(figures) => grouped(figures.uses),
        _ => "<5".to_owned(),
    };
    let undone = report.undone.map_or_else(|| "<5".to_owned(), grouped);
    lines.push(text!("  另列，不计入次数：手工登记 {manual}，撤回 {undone}"; "  Apart, and no uses: {manual} manual grants, {undone} undone grants"));
    lines.extend(apart(&report.manual_reasons, manual_reason));
    if !report.marks.is_empty() {
        lines.push(text!("  有标记的（计入上面的次数和金额）："; "  With marks (among the uses and amounts above):"));
    }
    lines.extend(apart(&report.marks, mark));
    lines
}

fn apart(rows: &[Apart], words: impl Fn(&str) -> Text) -> Vec<Text> {
    let line = |row: &Apart| {
        let records = row.records.map_or_else(|| "<5".to_owned(), grouped);
        let name = words(&row.code);
        text!("    {}：{records}", name.in_lang(Lang::Zh); "    {}: {records}", name.in_lang(Lang::En))
    };
    rows.iter().map(line).collect()
}
