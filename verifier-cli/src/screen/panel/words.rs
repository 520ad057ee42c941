//! The lines of the counter.

use credential_core::Fen;
use messages::untrusted::escape_untrusted_path;
use messages::{Lang, Text, benefit_words, text};

use super::open::{OpenPanel, PAGE, PanelHolder, REASONS};
use super::step::{Picked, Step};
use super::{Panel, RATINGS};
use crate::benefits::{Counter, Offer, OfferedBenefit, PlaceState, benefit_line, head, no_offer};

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
    /// Dim, and left out first where there is no room.
    Least,
}

impl Panel {
    /// What stands below the verdict, or below nothing while a code is waited for; nothing if there is nothing to
    /// do at the counter.
    pub(in super::super) fn lines(&self, lang: Lang, is_waiting: bool) -> Vec<PanelLine> {
        let mut lines = Lines {
            lang,
            lines: Vec::new(),
        };
        if let Some(folders) = &self.folders {
            lines.bold(&text!("把流水写到哪里？"; "Where shall the journal be written?"));
            for (folder, key) in folders.iter().zip(1..) {
                let name = escape_untrusted_path(folder);
                lines.plain(&text!("{key} {name}"; "{key} {name}"));
            }
            lines.dim(&text!("按数字键写入  x 返回"; "A number key writes it  x back"));
            return lines.lines;
        }
        if let (true, Some(last)) = (self.is_undoing, &self.last) {
            let (record, what) = (last.record, &last.what);
            let pay = last.to_pay.map_or_else(
                || text!(""; ""),
                |pay| {
                    let pay = benefit_words::money(pay);
                    text!("{}，", pay.in_lang(Lang::Zh); "{}, ", pay.in_lang(Lang::En))
                },
            );
            lines.bold(&text!(
                "撤回刚才{}（{}流水第 {record} 条）吗？", what.in_lang(Lang::Zh), pay.in_lang(Lang::Zh);
                "Undo {} ({}record {record})?", what.in_lang(Lang::En), pay.in_lang(Lang::En)));
            lines.dim(&text!("y 撤回  x 不撤回"; "y undo  x leave it"));
            return lines.lines;
        }
        if let Some((notice, _)) = &self.notice {
            lines.bold(notice);
        }
        let is_idle = self.open.as_ref().is_none_or(OpenPanel::is_idle);
        if let Some(open) = &self.open {
            if let Some(news) = &open.news {
                lines.bold(news);
            }
            open.lines(&mut lines);
        }
        if is_idle && self.rateable().is_some() {
            let ask = |lang: Lang| {
                let each = RATINGS.map(|(key, level)| {
                    format!("{key} {}", benefit_words::rating(level).in_lang(lang))
                });
                each.join("  ")
            };
            let (zh, en) = (ask(Lang::Zh), ask(Lang::En));
            lines.plain(&text!("请持有人评价：{zh}"; "The holder may rate: {en}"));
        }
        if let Some(last) = &self.last {
            let what = &last.what;
            lines.dim(&text!("u 撤回刚才{}（一分钟内）", what.in_lang(Lang::Zh);
                "u undo {} (within a minute)", what.in_lang(Lang::En)));
        }
        if is_waiting && self.open.is_none() && self.place == PlaceState::Held {
            lines.dim(&text!("h 手工登记（码读不出时）  j 把流水写到 U 盘";
                "h grant by hand (code unreadable)  j journal to a stick"));
        }
        // A terminal that only judges needs its room for the verdict.
        let is_awaited = self.holder.is_some() && self.place == PlaceState::Asked;
        if self.place.lacks().is_some() && self.notice.is_none() && (is_waiting || is_awaited) {
            lines.dim(&text!("本机还没有点位  y 怎么办";
                "No place yet: no benefits  y what to do"));
        }
        lines.lines
    }
}

struct Lines {
    lang: Lang,
    lines: Vec<PanelLine>,
}

impl Lines {
    fn push(&mut self, text: &Text, weight: Weight) {
        let text = text.in_lang(self.lang).to_owned();
        self.lines.push(PanelLine { text, weight });
    }

    fn bold(&mut self, text: &Text) {
        self.push(text, Weight::Bold);
    }

    fn plain(&mut self, text: &Text) {
        self.push(text, Weight::Plain);
    }

    fn dim(&mut self, text: &Text) {
        self.push(text, Weight::Dim);
    }
}

impl OpenPanel {
    fn lines(&self, lines: &mut Lines) {
        if let PanelHolder::Manual { reason, holder } = self.holder {
            let mut head = text!("手工登记"; "Grant by hand");
            if !matches!(self.step, Step::Reason) {
                let reason = benefit_words::manual_reason(reason);
                head = text!("手工登记（{}）", reason.in_lang(Lang::Zh);
                    "Grant by hand ({})", reason.in_lang(Lang::En));
            }
            if let Some(number) = holder {
                head = text!("{}，持有人 {number}", head.in_lang(Lang::Zh);
                    "{}, holder {number}", head.in_lang(Lang::En));
            }
            lines.bold(&head);
        }
        let Some(offer) = &self.offer else {
            lines.bold(&text!("核对本人无误，按 y 查看优待";
                "Compare the person; y: it is the holder, show the benefits"));
            return;
        };
        let back = text!("回车 确定  退格 删除  x 返回"; "Enter go on  Backspace delete  x back");
        match &self.step {
            Step::Reason => {
                lines.plain(&text!("码为什么读不出？"; "Why can no code be read?"));
                for (reason, key) in REASONS.iter().zip(1..) {
                    let reason = benefit_words::manual_reason(*reason);
                    lines.plain(&text!("{key} {}", reason.in_lang(Lang::Zh); "{key} {}", reason.in_lang(Lang::En)));
                }
                lines.dim(&text!("按数字键选  x 不登记"; "A number key takes one  x leave it"));
            }
            Step::Holder { typed } => {
                lines.plain(&text!("持有人编号（印在卡上）：{typed}_"; "Holder number (on the card): {typed}_"));
                lines.dim(&text!("回车 确定  退格 删除  n 没有编号  x 返回";
                    "Enter go on  Backspace delete  n no number  x back"));
            }
            Step::Choosing { page } => self.choosing(offer, *page, lines),
            Step::Combining { page, chosen } => self.combining(*page, chosen, lines),
            Step::Days { at, typed } => {
                self.benefit(*at, lines);
                lines.plain(&text!("天数：{typed}_"; "Days: {typed}_"));
                lines.dim(&back);
            }
            Step::Price { picked, typed } => {
                match picked {
                    Picked::One { at, .. } => self.benefit(*at, lines),
                    Picked::Together(chosen) => {
                        chosen.iter().for_each(|at| self.benefit(*at, lines))
                    }
                }
                lines.plain(&text!("原价（元）：{typed}_"; "Price in yuan: {typed}_"));
                lines.dim(&back);
            }
            Step::Confirming { picked, price } => {
                self.confirming(picked, *price, lines);
                lines.dim(&text!("y 给予  x 返回"; "y grant  x back"));
            }
        }
    }

    fn benefit(&self, at: usize, lines: &mut Lines) {
        if let Some(benefit) = self.available().get(at) {
            lines.bold(&benefit_line(benefit));
        }
    }

    fn choosing(&self, offer: &Offer, page: usize, lines: &mut Lines) {
        if self.news.is_none() && !self.is_manual() {
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
        let (page, pages) = (page + 1, available.len().div_ceil(PAGE));
        let mut keys = match available.len() {
            0 => text!("现在没有可给予的优待"; "No benefit can be given now"),
            count if count > PAGE => text!(
                "按数字键给予  n 下一页（{page}/{pages}）"; "A number key takes one  n next page ({page}/{pages})"),
            _ => text!("按数字键给予"; "A number key takes one"),
        };
        if self.can_combine() {
            keys = text!("{}  d 几项一起用", keys.in_lang(Lang::Zh); "{}  d several together", keys.in_lang(Lang::En));
        }
        if self.is_manual() {
            keys = text!("{}  x 不登记", keys.in_lang(Lang::Zh); "{}  x leave it", keys.in_lang(Lang::En));
        }
        match available.is_empty() {
            true => lines.plain(&keys),
            false => lines.dim(&keys),
        }
        for benefit in all.iter().filter(|benefit| benefit.outcome.is_err()) {
            let line = benefit_line(benefit);
            let line = text!("- {}", line.in_lang(Lang::Zh); "- {}", line.in_lang(Lang::En));
            lines.push(&line, Weight::Least);
        }
    }

    fn combining(&self, page: usize, chosen: &[usize], lines: &mut Lines) {
        lines.bold(&text!("几项一起用（折上折）"; "Several together, one after the other"));
        let available = self.available();
        let on_page = available.iter().enumerate().skip(page * PAGE).take(PAGE);
        for ((at, benefit), key) in on_page.zip(1..) {
            let line = benefit_line(benefit);
            let (zh, en) = (line.in_lang(Lang::Zh), line.in_lang(Lang::En));
            match (benefit.order(), chosen.contains(&at)) {
                (None, _) => lines.push(
                    &text!("  {zh}（只能单独用）"; "  {en} (only alone)"),
                    Weight::Least,
                ),
                (Some(_), true) => lines.bold(&text!("{key} [x] {zh}"; "{key} [x] {en}")),
                (Some(_), false) => lines.plain(&text!("{key} [ ] {zh}"; "{key} [ ] {en}")),
            }
        }
        let more = match available.len() > PAGE {
            true => text!("  n 下一页"; "  n next page"),
            false => text!(""; ""),
        };
        lines.dim(&match chosen.len() {
            0 | 1 => text!("按数字键选两项或更多{}  x 返回", more.in_lang(Lang::Zh);
                "Number keys choose two or more{}  x back", more.in_lang(Lang::En)),
            count => text!("已选 {count} 项  y 下一步{}  x 返回", more.in_lang(Lang::Zh);
                "{count} chosen  y go on{}  x back", more.in_lang(Lang::En)),
        });
    }

    fn confirming(&self, picked: &Picked, price: Option<Fen>, lines: &mut Lines) {
        let available = self.available();
        match picked {
            Picked::One { at, units } => {
                if let Some(benefit) = available.get(*at) {
                    confirming_one(benefit, *units, price, lines);
                }
            }
            Picked::Together(chosen) => {
                let chosen: Vec<&OfferedBenefit> = chosen
                    .iter()
                    .filter_map(|at| available.get(*at).copied())
                    .collect();
                if let Some(price) = price {
                    confirming_together(&chosen, price, lines);
                }
            }
        }
    }
}

fn confirming_one(benefit: &OfferedBenefit, units: u32, price: Option<Fen>, lines: &mut Lines) {
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
        charged(charge.price, charge.to_pay, lines);
    }
}

/// Each step in the order in which they apply, then the floor where it was met, then what to charge.
fn confirming_together(chosen: &[&OfferedBenefit], price: Fen, lines: &mut Lines) {
    let Some(steps) = Counter::charge_steps(chosen, price) else {
        return;
    };
    for (step, number) in steps.iter().zip(1..) {
        let offered = chosen.iter().find(|one| one.number == step.benefit);
        let Some((offered, known)) = offered.and_then(|one| Some((one, one.benefit.as_ref()?)))
        else {
            continue;
        };
        let title = benefit_words::title(&offered.title);
        let kind = benefit_words::kind(known.kind);
        let [before, after] = [step.charge.price, step.charge.to_pay].map(benefit_words::yuan);
        lines.plain(&text!(
            "{number}. {}，{}：{before} → {after}", title.in_lang(Lang::Zh), kind.in_lang(Lang::Zh);
            "{number}. {}, {}: {before} -> {after}", title.in_lang(Lang::En), kind.in_lang(Lang::En)));
    }
    let to_pay = steps.last().map_or(price, |last| last.charge.to_pay);
    let floors = chosen.iter().filter_map(|one| one.benefit.as_ref()?.floor);
    if let Some(floor) = floors.max().filter(|floor| to_pay == (*floor).min(price)) {
        let floor = benefit_words::money(floor);
        lines.plain(
            &text!("最低价 {}", floor.in_lang(Lang::Zh); "Not below {}", floor.in_lang(Lang::En)),
        );
    }
    charged(price, to_pay, lines);
}

fn charged(full: Fen, pay: Fen, lines: &mut Lines) {
    let [full, pay] = [full, pay].map(benefit_words::money);
    lines.bold(
        &text!("原价 {}，收 {}", full.in_lang(Lang::Zh), pay.in_lang(Lang::Zh);
        "Price {}, charge {}", full.in_lang(Lang::En), pay.in_lang(Lang::En)),
    );
}
