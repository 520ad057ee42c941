//! One merchant in the directory.

use credential_core::{CivilDay, Membership};
use messages::Lang::{self, En, Zh};
use messages::{Text, text};

use super::about::About;
use super::ratings::{RatingCounts, Ratings};
use crate::catalogue::{MerchantRow, day_text};
use crate::html::Html;
use crate::merchants::known::{Merchants, first_day, last_day};
use crate::merchants::promises::PromiseWords;
use crate::merchants::words::{branches, merchant_name, region_name, trade_names};
use crate::register::MerchantHistory;

/// What the page says of a merchant.
pub(super) struct Article<'d> {
    known: &'d Merchants,
    row: &'d MerchantRow,
    history: MerchantHistory,
    ratings: RatingCounts,
    name: String,
    today: CivilDay,
    lang: Lang,
}

impl<'d> Article<'d> {
    pub(super) fn new(
        known: &'d Merchants,
        row: &'d MerchantRow,
        about: &About,
        ratings: &Ratings,
    ) -> Self {
        Self {
            known,
            row,
            history: known.history(row.number()),
            ratings: ratings.of(row.number()),
            name: merchant_name(row, about.lang),
            today: about.today,
            lang: about.lang,
        }
    }

    pub(super) const fn number(&self) -> u32 {
        self.row.number()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it gives benefits today.
    pub(super) fn gives(&self) -> bool {
        self.why_not().is_none()
    }

    /// Why it gives no benefits today.
    pub(super) fn why_not(&self) -> Option<Text> {
        if self.history.standing_on(self.today) == Some(Membership::SUSPENDED) {
            let since = self.history.decisive_on(self.today).map(|event| event.day);
            let since = since.map(day_text).unwrap_or_default();
            return Some(
                text!("{since} 起暂停，恢复前不给优待"; "suspended since {since}: no benefits until it returns"),
            );
        }
        if let Some(first) = first_day(self.row).filter(|first| self.today < *first) {
            let first = day_text(first);
            return Some(text!("{first} 起才给优待"; "gives benefits from {first} on"));
        }
        let last = last_day(self.row).filter(|last| *last < self.today)?;
        let last = day_text(last);
        Some(
            text!("协议已于 {last} 到期，续签前不给优待"; "its agreement ended on {last}: no benefits until it is renewed"),
        )
    }

    fn said(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    pub(super) fn write(&self, html: &mut Html) {
        let row = self.row;
        html.markup("<article id=\"m")
            .number(u64::from(row.number()))
            .markup("\" data-t=\"");
        for trade in &row.trades {
            html.number(u64::from(trade.0)).markup(" ");
            let upper = self
                .known
                .book
                .trades
                .get(*trade)
                .and_then(|row| row.within);
            if let Some(upper) = upper {
                html.number(u64::from(upper)).markup(" ");
            }
        }
        html.markup("\" data-r=\"")
            .number(u64::from(row.region.code()));
        if let Some(last) = last_day(row) {
            html.markup("\" data-until=\"")
                .number(u64::from(last.number()));
        }
        html.markup("\">\n").element("<h4>", &self.name, " <small>");
        html.number(u64::from(row.number()))
            .markup("</small></h4>\n");
        let trades = trade_names(&self.known.book, row, self.lang);
        let region = region_name(row.region);
        html.element("<p class=\"who\">", &trades, " · ")
            .text(&region);
        self.contact(html);
        html.markup("</p>\n");
        match self.why_not() {
            Some(why) => {
                html.element("<p class=\"off\">", &self.said(&why), "</p>\n");
            }
            // Shown by the script on the days after.
            None if last_day(row).is_some() => {
                let over = text!("协议到期日已过，去之前请先询问"; "its agreement has ended since this page was made: please ask before you go");
                html.element(
                    "<p class=\"off later\" hidden>",
                    &self.said(&over),
                    "</p>\n",
                );
            }
            None => {}
        }
        self.promises(html);
        self.facts(html);
        html.markup("</article>\n");
    }

    fn contact(&self, html: &mut Html) {
        let contact = self.row.contact.trim();
        if contact.is_empty() {
            return;
        }
        html.markup(" · ");
        let is_telephone = |c: char| c.is_ascii_digit() || "+- ".contains(c);
        let digits = contact.chars().filter(char::is_ascii_digit).count();
        if contact.chars().all(is_telephone) && (5..=15).contains(&digits) {
            html.markup("<a href=\"tel:")
                .text(&contact.replace(' ', ""));
            html.element("\">", contact, "</a>");
        } else {
            html.text(contact);
        }
    }

    fn promises(&self, html: &mut Html) {
        let all = PromiseWords::all(&self.known.book, self.row);
        if all.is_empty() {
            return;
        }
        html.markup("<ul class=\"p\">");
        for promise in all {
            html.element("<li><b>", &self.said(&promise.what()), "</b> <span>");
            html.text(&self.said(&promise.audience));
            let conditions = promise.conditions_in(self.lang);
            if !conditions.is_empty() {
                html.markup(" · ").text_with_days(&conditions);
            }
            html.markup("</span></li>\n");
        }
        html.markup("</ul>\n");
    }

    /// Branches, agreement, inspection, ratings: a line each, where there is something to say.
    fn facts(&self, html: &mut Html) {
        let mut lines = Vec::new();
        if !self.row.branches.is_empty() {
            let (zh, en) = (branches(self.row, Zh), branches(self.row, En));
            lines.push(text!("门店：{zh}"; "Branches: {en}"));
        }
        if let Some(last) = last_day(self.row).map(day_text) {
            lines.push(text!("协议至 {last}（含当天）"; "Agreement until {last}, included"));
        }
        if let Some(inspection) = self.history.last_inspection() {
            let day = day_text(inspection.day);
            lines.push(match inspection.kept {
                Some(true) => text!("{day} 抽查：守诺"; "Inspected on {day}: promises kept"),
                _ => text!("{day} 抽查：未守诺"; "Inspected on {day}: promises broken"),
            });
        }
        if self.ratings.any() {
            let RatingCounts {
                satisfied,
                fair,
                dissatisfied,
            } = self.ratings;
            lines.push(
                text!("评价：满意 {satisfied}，一般 {fair}，不满意 {dissatisfied}";
                "Ratings: satisfied {satisfied}, fair {fair}, dissatisfied {dissatisfied}"),
            );
        }
        if lines.is_empty() {
            return;
        }
        html.markup("<p class=\"facts\">");
        for (nth, line) in lines.iter().enumerate() {
            if nth > 0 {
                html.markup("<br>");
            }
            html.text_with_days(line.in_lang(self.lang));
        }
        html.markup("</p>\n");
    }
}
