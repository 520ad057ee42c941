//! The lines of the counter.

use credential_core::Charge;

use super::*;
use crate::benefits::{benefit_line, head, no_offer};

/// A line of the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct PanelLine {
    pub(in super::super) text: String,
    pub(in super::super) weight: Weight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Weight {
    Bold,
    Plain,
    Dim,
}

pub(super) fn granted(granted: &Granted) -> Text {
    let title = benefit_words::title(&granted.title);
    let (record, pay) = (granted.record, granted.charge.as_ref().map(to_pay));
    let pay = pay.unwrap_or_else(|| text!(""; ""));
    text!("√ 已给予 {}{}（流水第 {record} 条）", title.in_lang(Lang::Zh), pay.in_lang(Lang::Zh);
        "✔ Granted: {}{} (record {record})", title.in_lang(Lang::En), pay.in_lang(Lang::En))
}

fn to_pay(charge: &Charge) -> Text {
    let pay = benefit_words::money(charge.to_pay);
    text!("，收 {}", pay.in_lang(Lang::Zh); ", charge {}", pay.in_lang(Lang::En))
}

impl Panel {
    /// What stands below the verdict; nothing if there is nothing to do at the counter.
    pub(in super::super) fn lines(&self, lang: Lang) -> Vec<PanelLine> {
        let mut lines = Lines {
            lang,
            lines: Vec::new(),
        };
        if let (true, Some((granted, _))) = (self.is_undoing, &self.last) {
            let title = benefit_words::title(&granted.title);
            let record = granted.record;
            lines.bold(
                &text!("要撤回 {}（流水第 {record} 条）吗？", title.in_lang(Lang::Zh);
                "Undo {} (record {record})?", title.in_lang(Lang::En)),
            );
            lines.dim(&text!("y 撤回  x 不撤回"; "y undo  x leave it"));
            return lines.lines;
        }
        if let Some(open) = &self.open {
            if let Some(news) = &open.news {
                lines.bold(news);
            }
            open.lines(&mut lines);
        }
        if self.last.is_some() {
            lines.dim(
                &text!("u 撤回刚才给予的（一分钟内）"; "u undo the last grant (within a minute)"),
            );
        }
        lines.lines
    }
}

struct Lines {
    lang: Lang,
    lines: Vec<PanelLine>,
}

impl Lines {
    fn push(&mut self, text: String, weight: Weight) {
        self.lines.push(PanelLine { text, weight });
    }

    fn bold(&mut self, text: &Text) {
        self.push(text.in_lang(self.lang).to_owned(), Weight::Bold);
    }

    fn plain(&mut self, text: &Text) {
        self.push(text.in_lang(self.lang).to_owned(), Weight::Plain);
    }

    fn dim(&mut self, text: &Text) {
        self.push(text.in_lang(self.lang).to_owned(), Weight::Dim);
    }
}

impl OpenPanel {
    fn lines(&self, lines: &mut Lines) {
        let Some(offer) = &self.offer else {
            lines.bold(&text!("核对本人无误，按 y 查看优待";
                "Compare the person; y: it is the holder, show the benefits"));
            return;
        };
        let available = self.available();
        match &self.step {
            Step::Choosing { page } => self.choosing(offer, *page, lines),
            Step::Days { at, typed } => {
                available
                    .get(*at)
                    .inspect(|benefit| lines.bold(&benefit_line(benefit)));
                lines.plain(&text!("天数：{typed}_"; "Days: {typed}_"));
                lines.dim(&text!("回车 确定  x 返回"; "Enter go on  x back"));
            }
            Step::Price { at, typed, .. } => {
                available
                    .get(*at)
                    .inspect(|benefit| lines.bold(&benefit_line(benefit)));
                lines.plain(&text!("原价（元）：{typed}_"; "Price in yuan: {typed}_"));
                lines.dim(&text!("回车 确定  x 返回"; "Enter go on  x back"));
            }
            Step::Confirming { at, units, price } => {
                if let Some(benefit) = available.get(*at) {
                    confirming(benefit, *units, *price, lines);
                }
                lines.dim(&text!("y 给予  x 返回"; "y grant  x back"));
            }
        }
    }

    fn choosing(&self, offer: &Offer, page: usize, lines: &mut Lines) {
        if self.news.is_none() {
            lines.bold(&head(offer));
        }
        let all = match &offer.benefits {
            Ok(all) => all,
            Err(reason) => {
                let (what, remedy) = no_offer(offer, reason);
                lines.plain(&what);
                lines.plain(&remedy);
                return;
            }
        };
        if let Some((what, remedy)) = benefit_words::catalogue_state(offer.state) {
            lines.plain(
                &text!("注意：{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
                "Warning: {}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En)),
            );
        }
        let available = self.available();
        let on_page = available.iter().skip(page * PAGE).take(PAGE);
        for (benefit, key) in on_page.zip(1..) {
            let line = benefit_line(benefit);
            lines.plain(
                &text!("{key} {}", line.in_lang(Lang::Zh); "{key} {}", line.in_lang(Lang::En)),
            );
        }
        match available.len() {
            0 => lines.plain(&text!("现在没有可给予的优待"; "No benefit can be given now")),
            count if count > PAGE => lines.dim(&text!(
                "按数字键给予  n 下一页"; "A number key takes one  n next page")),
            _ => lines.dim(&text!("按数字键给予"; "A number key takes one")),
        }
        for benefit in all.iter().filter(|benefit| benefit.outcome.is_err()) {
            let line = benefit_line(benefit);
            lines.dim(&text!("- {}", line.in_lang(Lang::Zh); "- {}", line.in_lang(Lang::En)));
        }
    }
}

fn confirming(benefit: &OfferedBenefit, units: u32, price: Option<Fen>, lines: &mut Lines) {
    let title = benefit_words::title(&benefit.title);
    let kind = benefit
        .benefit
        .as_ref()
        .map(|known| benefit_words::kind(known.kind));
    let kind = kind.unwrap_or_else(|| text!(""; ""));
    let days = match benefit.needs_days() {
        true => text!("，{units} 天"; ", {units} days"),
        false => text!(""; ""),
    };
    lines.plain(&text!(
        "{}，{}{}", title.in_lang(Lang::Zh), kind.in_lang(Lang::Zh), days.in_lang(Lang::Zh);
        "{}, {}{}", title.in_lang(Lang::En), kind.in_lang(Lang::En), days.in_lang(Lang::En)));
    if let Some(charge) = price.and_then(|price| Counter::charge(benefit, price)) {
        let [full, pay] = [charge.price, charge.to_pay].map(benefit_words::money);
        lines.bold(
            &text!("原价 {}，收 {}", full.in_lang(Lang::Zh), pay.in_lang(Lang::Zh);
            "Price {}, charge {}", full.in_lang(Lang::En), pay.in_lang(Lang::En)),
        );
    }
}
