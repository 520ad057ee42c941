//! What is different from the edition before: field by field, and who loses what.

use credential_core::Membership;
use messages::Lang::{En, Zh};
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, text};
use serde_json::{Value, json};

use super::benefit_row::BenefitRow;
use super::book::CatalogueBook;
use super::columns::{BenefitColumn, Column, MerchantColumn};
use super::merchant_row::MerchantRow;

/// A column with what it said before and says now, in both languages.
#[derive(Debug)]
pub(crate) struct FieldChange {
    pub(crate) column: Text,
    pub(crate) before: Text,
    pub(crate) now: Text,
}

impl FieldChange {
    /// In a line.
    fn message(&self) -> Text {
        let said = |text: &Text, lang, nothing: &str| match text.in_lang(lang) {
            "" => nothing.to_owned(),
            text => escape_untrusted(text).into_owned(),
        };
        let (before, now) = (&self.before, &self.now);
        text!(
            "{}：{} → {}", self.column.in_lang(Zh), said(before, Zh, "（空）"), said(now, Zh, "（空）");
            "{}: {} -> {}", self.column.in_lang(En), said(before, En, "(empty)"), said(now, En, "(empty)"))
    }
}

/// A row that was changed.
#[derive(Debug)]
pub(crate) struct RowChange {
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) fields: Vec<FieldChange>,
}

/// A row by its number and title.
pub(crate) type Named = (u32, String);

/// A merchant that no longer gives some benefits.
#[derive(Debug)]
pub(crate) struct Loss {
    pub(crate) merchant: Named,
    pub(crate) benefits: Vec<Named>,
}

/// All that is different.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    pub(crate) added: Vec<Named>,
    pub(crate) changed: Vec<RowChange>,
    pub(crate) gone: Vec<Named>,
    pub(crate) unchanged: usize,
    pub(crate) merchants_added: Vec<Named>,
    pub(crate) merchants_changed: Vec<RowChange>,
    /// In the edition before, and no longer in the tables.
    pub(crate) merchants_gone: Vec<Named>,
    pub(crate) merchants_unchanged: usize,
    pub(crate) losses: Vec<Loss>,
    /// Members before that are suspended or have left now.
    pub(crate) stopped: Vec<u32>,
    /// Benefits that had conditions about holders, and are now for everybody.
    pub(crate) opened: Vec<Named>,
}

/// Lines of each kind that people are shown.
const MAX_SHOWN: usize = 60;

fn named_benefit(row: &BenefitRow) -> Named {
    (row.number(), row.benefit.title.zh.clone())
}

fn named_merchant(row: &MerchantRow) -> Named {
    (row.number(), row.merchant.name.zh.clone())
}

impl Differences {
    /// What `now` changes of `before`.
    pub(crate) fn between(before: &CatalogueBook, now: &CatalogueBook) -> Self {
        let mut all = Self::default();
        for row in &now.benefits {
            let Some(old) = before.benefit(row.number()) else {
                all.added.push(named_benefit(row));
                continue;
            };
            if row.is_for_everybody() && !old.is_for_everybody() {
                all.opened.push(named_benefit(row));
            }
            let fields = row.differing(old, &now.trades);
            let fields = fields.map(|column: BenefitColumn| FieldChange {
                column: column.name(),
                before: both(|lang| old.cell(column, &before.trades, lang)),
                now: both(|lang| row.cell(column, &now.trades, lang)),
            });
            let fields: Vec<FieldChange> = fields.collect();
            match fields.is_empty() {
                true => all.unchanged += 1,
                false => all.changed.push(change(named_benefit(row), fields)),
            }
        }
        let is_gone = |row: &&BenefitRow| now.benefit(row.number()).is_none();
        all.gone = before
            .benefits
            .iter()
            .filter(is_gone)
            .map(named_benefit)
            .collect();
        for row in &now.merchants {
            let Some(old) = before.merchant(row.number()) else {
                all.merchants_added.push(named_merchant(row));
                continue;
            };
            let was = |row: &MerchantRow| row.merchant.membership == Membership::MEMBER;
            if was(old) && !was(row) {
                all.stopped.push(row.number());
            }
            let fields = row.differing(old, &now.trades);
            let fields = fields.map(|column: MerchantColumn| FieldChange {
                column: column.name(),
                before: both(|lang| old.cell(column, &before.trades, lang)),
                now: both(|lang| row.cell(column, &now.trades, lang)),
            });
            let fields: Vec<FieldChange> = fields.collect();
            match fields.is_empty() {
                true => all.merchants_unchanged += 1,
                false => all
                    .merchants_changed
                    .push(change(named_merchant(row), fields)),
            }
        }
        for old in &before.merchants {
            let row = now.merchant(old.number());
            if row.is_none() && old.merchant.membership != Membership::LEFT {
                all.merchants_gone.push(named_merchant(old));
            }
            // One that has left gives nothing; one that is suspended keeps its promises for later.
            let kept: Vec<u32> = row
                .map(|row| now.given_by(row).map(BenefitRow::number).collect())
                .unwrap_or_default();
            let lost = before
                .given_by(old)
                .filter(|benefit| kept.binary_search(&benefit.number()).is_err());
            let benefits: Vec<Named> = lost.map(named_benefit).collect();
            if !benefits.is_empty() {
                let merchant = named_merchant(old);
                all.losses.push(Loss { merchant, benefits });
            }
        }
        all
    }

    /// Whether the tables say what they said before.
    pub(crate) fn is_nothing(&self) -> bool {
        let rows = [
            &self.added,
            &self.gone,
            &self.merchants_added,
            &self.merchants_gone,
        ];
        rows.iter().all(|rows| rows.is_empty())
            && self.changed.is_empty()
            && self.merchants_changed.is_empty()
    }

    /// In one line.
    pub(crate) fn summary(&self) -> Text {
        let (added, changed, gone) = (self.added.len(), self.changed.len(), self.gone.len());
        let merchants = (
            self.merchants_added.len(),
            self.merchants_changed.len(),
            self.merchants_gone.len(),
        );
        text!("优待项目：新增 {added}，改动 {changed}，取消 {gone}；商户：新增 {}，改动 {}，表里没有了 {}。", merchants.0, merchants.1, merchants.2;
            "Benefits: {added} added, {changed} changed, {gone} gone; merchants: {} added, {} changed, {} no longer in the table.", merchants.0, merchants.1, merchants.2)
    }

    /// In lines for people.
    pub(crate) fn lines(&self) -> Vec<Text> {
        let mut lines = vec![self.summary()];
        named(
            &mut lines,
            ("新增的优待项目", "Benefits that are added"),
            &self.added,
        );
        changes(
            &mut lines,
            ("改动的优待项目", "Benefits that are changed"),
            &self.changed,
        );
        named(
            &mut lines,
            ("取消的优待项目", "Benefits that are gone"),
            &self.gone,
        );
        named(
            &mut lines,
            ("新增的商户", "Merchants that are added"),
            &self.merchants_added,
        );
        changes(
            &mut lines,
            ("改动的商户", "Merchants that are changed"),
            &self.merchants_changed,
        );
        named(
            &mut lines,
            (
                "表里没有了的商户（公布后按退出处理）",
                "Merchants no longer in the table (published as having left)",
            ),
            &self.merchants_gone,
        );
        heading(
            &mut lines,
            ("谁不再给什么", "Who no longer gives what"),
            self.losses.len(),
        );
        for loss in self.losses.iter().take(MAX_SHOWN) {
            let (number, name) = &loss.merchant;
            let name = escape_untrusted(name);
            let list = |separator: &str| {
                let texts = loss.benefits.iter().take(MAX_SHOWN);
                let texts =
                    texts.map(|(number, title)| format!("{number} {}", escape_untrusted(title)));
                texts.collect::<Vec<_>>().join(separator)
            };
            lines.push(text!("  商户 {number} {name}：{}", list("、"); "  merchant {number} {name}: {}", list(", ")));
        }
        more(&mut lines, self.losses.len());
        lines
    }

    /// For programs.
    pub(crate) fn to_json(&self, lang: Lang) -> Value {
        let named = |rows: &[Named]| -> Vec<Value> {
            let one = |(number, title): &Named| json!({ "number": number, "title": title });
            rows.iter().map(one).collect()
        };
        let changes = |rows: &[RowChange]| -> Vec<Value> {
            rows.iter()
                .map(|row| {
                    let fields: Vec<Value> = row
                        .fields
                        .iter()
                        .map(|field| {
                            json!({
                                "field": field.column.in_lang(En),
                                "before": field.before.in_lang(En),
                                "now": field.now.in_lang(En),
                                "message": field.message().in_lang(lang),
                            })
                        })
                        .collect();
                    json!({ "number": row.number, "title": row.title, "fields": fields })
                })
                .collect()
        };
        let losses: Vec<Value> = self
            .losses
            .iter()
            .map(|loss| {
                json!({
                    "merchant": loss.merchant.0,
                    "name": loss.merchant.1,
                    "benefits": loss.benefits.iter().map(|benefit| benefit.0).collect::<Vec<_>>(),
                })
            })
            .collect();
        json!({
            "benefits": {
                "added": named(&self.added),
                "changed": changes(&self.changed),
                "gone": named(&self.gone),
                "unchanged": self.unchanged,
                "now_for_everybody": named(&self.opened),
            },
            "merchants": {
                "added": named(&self.merchants_added),
                "changed": changes(&self.merchants_changed),
                "gone": named(&self.merchants_gone),
                "unchanged": self.merchants_unchanged,
            },
            "losses": losses,
            "stopped": self.stopped,
        })
    }
}

fn both(cell: impl Fn(Lang) -> String) -> Text {
    Text::new(cell(Zh), cell(En))
}

fn change((number, title): Named, fields: Vec<FieldChange>) -> RowChange {
    RowChange {
        number,
        title,
        fields,
    }
}

fn heading(lines: &mut Vec<Text>, (zh, en): (&str, &str), count: usize) {
    if count > 0 {
        lines.push(text!("{zh}："; "{en}:"));
    }
}

fn more(lines: &mut Vec<Text>, count: usize) {
    if let Some(rest) = count.checked_sub(MAX_SHOWN).filter(|rest| *rest > 0) {
        lines.push(text!("  另有 {rest} 项，见 --json"; "  and {rest} more, see --json"));
    }
}

fn named(lines: &mut Vec<Text>, title: (&str, &str), rows: &[Named]) {
    heading(lines, title, rows.len());
    for (number, name) in rows.iter().take(MAX_SHOWN) {
        let name = escape_untrusted(name);
        lines.push(text!("  {number} {name}"; "  {number} {name}"));
    }
    more(lines, rows.len());
}

fn changes(lines: &mut Vec<Text>, title: (&str, &str), rows: &[RowChange]) {
    heading(lines, title, rows.len());
    for row in rows.iter().take(MAX_SHOWN) {
        let (number, name) = (row.number, escape_untrusted(&row.title));
        lines.push(text!("  {number} {name}"; "  {number} {name}"));
        for field in &row.fields {
            let message = field.message();
            lines.push(text!("    {}", message.in_lang(Zh); "    {}", message.in_lang(En)));
        }
    }
    more(lines, rows.len());
}
