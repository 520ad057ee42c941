//! The decision about codes that a run would replace: it is made before anything is changed.

use std::collections::BTreeMap;
use std::path::Path;

use cli_support::Stop;
use cli_support::files::{self, Access};
use credential_core::{CategorySet, HolderNumber};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text, words};
use serde::{Deserialize, Serialize};

use crate::Call;
use crate::consent::Consent;
use crate::issuing::{Plan, differences};
use crate::jsonfile;
use crate::output::OutFolder;

/// So many replacements may always be confirmed by yes or no.
const FEW: u64 = 20;

/// More than this part of the people in the register needs the number.
const SHARE: u64 = 10;

#[derive(Debug, clap::Args)]
pub(super) struct ReplacementArgs {
    /// 名册只列一类人员：各人已有的其他类别保留 | the roster lists one category of several: people keep the others that they have
    #[arg(long, conflicts_with = "replace_categories")]
    pub(super) merge_categories: bool,
    /// 名册列全了类别：名册上没有的类别取消 | the roster lists all categories: those that a row does not have are taken away
    #[arg(long)]
    replace_categories: bool,
    /// 同意吊销并换发的旧码最多这么多人（用于脚本） | agree to replace the codes of so many people at most (for scripts)
    #[arg(long, value_name = "N")]
    replace_at_most: Option<u64>,
    #[command(flatten)]
    consent: Consent,
}

/// `replacements.json`: whose codes the run in this folder may replace. Removed when it is finished.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Agreed {
    format: u32,
    /// For each holder a digest of what the new code says.
    holders: BTreeMap<u32, String>,
    /// How many of them lose or get what.
    #[serde(default)]
    kinds: BTreeMap<String, u64>,
}

const FILE: &str = "replacements.json";

impl ReplacementArgs {
    /// Says what the plan would replace, and asks.
    ///
    /// # Errors
    /// `categories-differ`, `replacements-many`, `consent-missing`, `declined`: nothing is changed.
    pub(super) fn decide(&self, plan: &Plan, call: &mut Call<'_, '_>) -> Result<(), Stop> {
        if plan.replaced.is_empty() {
            return Ok(());
        }
        self.show(plan, call)?;
        if !plan.losses.is_empty() && !self.merge_categories && !self.replace_categories {
            return Err(categories_differ(plan).into());
        }
        let replaced = plan.replaced.len() as u64;
        let many = replaced > FEW && replaced * SHARE > plan.people;
        match self.replace_at_most {
            Some(most) if replaced <= most => Ok(()),
            Some(most) => Err(more_than_agreed(replaced, most).into()),
            None if many && (self.consent.is_given() || !Consent::can_ask(call)) => {
                Err(many_replaced(replaced, plan.people).into())
            }
            None if many => self.consent.ask_number(
                &text!("这占台账人数（{}）的一成以上。旧码将吊销，不能恢复。", plan.people;
                    "This is more than a tenth of the register ({}). Old codes are revoked for good.", plan.people),
                replaced,
                call,
            ),
            None => self.consent.ask(
                &text!("吊销这 {replaced} 人的旧码并换发新码？";
                    "Revoke the codes of these people ({replaced}), and issue new ones?"),
                call,
            ),
        }
    }

    /// Goes on with what was agreed to before; a number that is given now holds all the same.
    ///
    /// # Errors
    /// `replacements-many`.
    pub(super) fn go_on(&self, plan: &Plan) -> Result<(), Failure> {
        let replaced = plan.replaced.len() as u64;
        match self.replace_at_most {
            Some(most) if replaced > most => Err(more_than_agreed(replaced, most)),
            _ => Ok(()),
        }
    }

    /// Says what the plan would replace.
    pub(super) fn show(&self, plan: &Plan, call: &mut Call<'_, '_>) -> Result<(), Stop> {
        let console = &mut call.console;
        if plan.replaced.is_empty() {
            return Ok(());
        }
        let (replaced, people) = (plan.replaced.len(), plan.people);
        console.say(&text!(
            "名册与台账不同：{replaced} 人的旧码要吊销、换发新码（台账共 {people} 人）。其中：";
            "The roster differs from the register: codes of {replaced} people (of {people}) would be revoked and replaced. Of these:"))?;
        for (kind, count) in &plan.kinds {
            let line = kind.of_people(*count);
            console.say(&text!("  {}", line.in_lang(Zh); "  {}", line.in_lang(En)))?;
        }
        console.say(&text!("例如："; "For example:"))?;
        for one in &plan.sample {
            let (record, holder, name) = (one.at.record, one.holder, one.before.name.as_str());
            let what = differences(&one.before, &one.after, one.ends, one.rebinds);
            console.say(&text!(
                "  第 {record} 条，{name}，编号 {holder}：{}", what.in_lang(Zh);
                "  row {record}, {name}, holder {holder}: {}", what.in_lang(En)))?;
        }
        let rest = replaced.saturating_sub(plan.sample.len());
        if rest > 0 {
            console.say(&text!("  ……另有 {rest} 人"; "  … {rest} more"))?;
        }
        Ok(())
    }
}

/// What people keep because the roster has no column for it.
pub(super) fn kept(plan: &Plan) -> Vec<Text> {
    let mut lines = Vec::new();
    let (grades, regions) = (plan.kept_grades, plan.kept_regions);
    if grades > 0 {
        lines.push(text!(
            "名册没有“伤残等级”一列：{grades} 人台账里的伤残等级保留不变。";
            "The roster has no column for disability grades: {grades} people keep the grade that the register has."));
    }
    if regions > 0 {
        lines.push(text!(
            "名册没有“户籍区划代码”一列：{regions} 人台账里的户籍区划保留不变。";
            "The roster has no column for home regions: {regions} people keep the one that the register has."));
    }
    lines
}

impl Agreed {
    /// What was agreed to when the run in this folder began that was interrupted; nothing if none was.
    ///
    /// # Errors
    /// Those of reading the folder.
    pub(super) fn of_unfinished(out: &OutFolder<'_>) -> Result<Self, Failure> {
        let path = out.join(FILE);
        if out.unfinished()?.is_none() || !path.exists() {
            return Ok(Self::default());
        }
        jsonfile::read(&path)
    }

    /// Whether all that the plan would replace was agreed to. People whose old code the run has revoked
    /// already are replaced once more if the row says something else by now.
    pub(super) fn covers(&self, plan: &mut Plan) -> bool {
        if self.holders.is_empty() {
            return false;
        }
        for (holder, digest) in &plan.changed {
            let agreed = self.holders.get(&holder.0);
            if agreed.is_some_and(|agreed| agreed != digest) {
                plan.replaced.insert(*holder, digest.clone());
            }
        }
        plan.replaced
            .keys()
            .all(|holder| self.is_same(plan, *holder))
    }

    fn is_same(&self, plan: &Plan, holder: HolderNumber) -> bool {
        self.holders.get(&holder.0) == plan.replaced.get(&holder)
    }

    /// Everybody whose code the run may have revoked.
    pub(super) fn holders(&self) -> Vec<HolderNumber> {
        self.holders.keys().copied().map(HolderNumber).collect()
    }

    /// How many lose or get what, of those who were agreed to before and those of the plan.
    pub(super) fn kinds_with(&self, plan: &Plan) -> BTreeMap<String, u64> {
        let mut kinds = self.kinds.clone();
        // Of a plan that goes on with what was agreed to, all are counted already.
        let new = plan
            .replaced
            .keys()
            .any(|holder| !self.is_same(plan, *holder));
        if new {
            for (kind, count) in &plan.kinds {
                *kinds.entry(kind.code().to_owned()).or_default() += count;
            }
        }
        kinds
    }

    /// Notes what is agreed to, beside what was before: whoever is no longer on the roster may have lost a
    /// code already.
    ///
    /// # Errors
    /// Those of writing the file.
    pub(super) fn note_with(&self, out: &Path, plan: &Plan) -> Result<(), Failure> {
        let mut all = Self {
            format: 1,
            kinds: self.kinds_with(plan),
            holders: self.holders.clone(),
        };
        let replaced = plan.replaced.iter();
        all.holders
            .extend(replaced.map(|(holder, digest)| (holder.0, digest.clone())));
        if all.holders.is_empty() {
            return forget(out);
        }
        jsonfile::write(&out.join(FILE), &all, Access::Private)
    }
}

/// The run is finished.
pub(super) fn forget(out: &Path) -> Result<(), Failure> {
    let path = out.join(FILE);
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(files::cannot_write(&path, &error)),
    }
}

/// Kinds of losses that are named.
const MAX_NAMED: usize = 5;

fn categories_differ(plan: &Plan) -> Failure {
    let people: u64 = plan.losses.values().sum();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for ((before, after), count) in plan.losses.iter().take(MAX_NAMED) {
        let (before, after) = (
            words::categories(CategorySet::from_bits(*before)),
            words::categories(CategorySet::from_bits(*after)),
        );
        zh.push(format!(
            "{} → {}：{count} 人",
            before.in_lang(Zh),
            after.in_lang(Zh)
        ));
        en.push(format!(
            "{} → {}: {count}",
            before.in_lang(En),
            after.in_lang(En)
        ));
    }
    failure!("categories-differ";
        "{people} 人在台账里还有名册上没有的类别（{}）", zh.join("；");
        "{people} people have categories in the register that the roster does not give them ({})", en.join("; ");
        "没有做任何改动。各类人员分开造册的，加 --merge-categories，已有的类别保留；名册已列全各人类别的，加 --replace-categories。";
        "Nothing was changed. With one roster for each category, add --merge-categories: people keep what they have. \
         If the roster has all categories of everybody, add --replace-categories.")
}

fn many_replaced(replaced: u64, people: u64) -> Failure {
    failure!("replacements-many";
        "要换发的有 {replaced} 人，超过台账 {people} 人的一成，要确认人数，只加 --yes 不够";
        "codes of {replaced} people would be replaced, more than a tenth of the {people} in the register; the number is to be confirmed, and --yes alone does not do";
        "没有做任何改动。请先核对名册；确实要换的，加 --replace-at-most {replaced}。";
        "Nothing was changed. Check the roster; if this is meant, add --replace-at-most {replaced}.")
}

fn more_than_agreed(replaced: u64, most: u64) -> Failure {
    failure!("replacements-many";
        "要换发的有 {replaced} 人，超过 --replace-at-most {most}";
        "codes of {replaced} people would be replaced, more than --replace-at-most {most}";
        "没有做任何改动。请先核对名册。"; "Nothing was changed. Check the roster.")
}
