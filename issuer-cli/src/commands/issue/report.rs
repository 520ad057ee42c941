//! What is said of a run: refused rows, changed rows, the summary.

use std::collections::BTreeMap;
use std::io;

use cli_support::{Console, Format};
use credential_core::{Category, HolderNumber, Region, UnixTime};
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, dates, text, words};
use serde_json::{Value, json};

use crate::issuing::{MAX_SHOWN, Plan};
use crate::output::{
    IssueSummary, OutFolder, RemarkRecord, RowFaultRecord, Supersession, in_words,
};
use crate::roster::{PassedOver, Refusal, Remark};
use crate::{Call, values};

/// Columns that are not used, in case one of them was meant to be.
pub(super) fn unknown_headings(headings: &[String], console: &mut Console<'_>) -> io::Result<()> {
    if headings.is_empty() {
        return Ok(());
    }
    let (zh, en) = (headings.join("、"), headings.join(", "));
    console.say(&text!(
        "注意：不认识这些列，未使用：{zh}。如果其中有要用的，请改表头后重来。";
        "Note: these columns are not known and not used: {en}. If one is needed, correct its heading."))
}

/// No trust list was brought to the bureau.
pub(super) fn scope_unknown(region: Region) -> Text {
    text!(
        "注意：本单位没有存信任名单许可的范围，人员类别未核对，地区只按本单位区划 {region} 核对。请执行 issuer bureau scope。";
        "Note: what the trust list allows is not kept here. Categories are not checked, and regions against the bureau's own, {region}. Run issuer bureau scope.")
}

/// What follows from the failure that is shown next.
pub(super) fn interrupted(console: &mut Console<'_>) -> io::Result<()> {
    console.progress(None)?;
    console.say(&text!(
        "这次签发没有做完，已做的部分都还在。排除下面的问题后，用同样的命令再运行一次，会从中断处继续。";
        "The run is not finished, and nothing of it is lost. Once the following is put right, the same command resumes it."))
}

/// The result of a run.
pub(super) struct IssueReport<'t> {
    pub(super) summary: &'t IssueSummary,
    pub(super) refused: &'t [Refusal],
    pub(super) listed: &'t [RowFaultRecord],
    pub(super) superseded: &'t [Supersession],
    pub(super) passed_over: &'t [PassedOver],
    pub(super) remarks: &'t [Remark],
    /// What people lose or get.
    pub(super) changes: &'t [Value],
    /// Those in the register before the run.
    pub(super) people: u64,
}

/// How many people lose or get what: losses first.
pub(super) fn changes(plan: &Plan, lang: Lang) -> Vec<Value> {
    let kinds = plan.kinds.iter();
    kinds
        .map(|(kind, people)| {
            json!({
                "kind": kind.code(),
                "people": people,
                "message": kind.of_people(*people).in_lang(lang),
            })
        })
        .collect()
}

impl IssueReport<'_> {
    pub(super) fn print(&self, out: &OutFolder<'_>, call: &mut Call<'_, '_>) -> io::Result<()> {
        if call.console.format == Format::Human {
            self.refused_rows(call.console)?;
            self.changed_rows(call.console)?;
            self.other_rows(call.console)?;
        }
        let passed_over: Vec<RemarkRecord> = self.passed_over.iter().map(Into::into).collect();
        let remarks: Vec<RemarkRecord> = self.remarks.iter().map(Into::into).collect();
        let json = json!({
            "summary": self.summary,
            "refused": self.listed,
            "superseded": self.superseded,
            "changes": self.changes,
            "people": self.people,
            "passed_over": passed_over,
            "remarks": remarks,
        });
        call.answer(&self.lines(out), &json)
    }

    fn refused_rows(&self, console: &mut Console<'_>) -> io::Result<()> {
        let refused = self.summary.tally.refused;
        if refused == 0 {
            return Ok(());
        }
        let listed = refused - self.summary.tally.only_category;
        if listed > 0 {
            console.say(&text!("以下 {listed} 行被拒，不能签发："; "Refused rows, {listed}:"))?;
        }
        for refusal in self.refused {
            for line in in_words(refusal) {
                console.say(&line)?;
            }
        }
        let shown: u64 = self.refused.iter().map(|refusal| refusal.rows).sum();
        more(listed, shown, "refused.csv", console)?;
        self.unknown_categories(console)
    }

    /// Asks once for each word, not once for each row.
    fn unknown_categories(&self, console: &mut Console<'_>) -> io::Result<()> {
        let mut unknown: Vec<(&String, &u64)> =
            self.summary.tally.unknown_categories.iter().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        unknown.sort_by_key(|(word, rows)| (std::cmp::Reverse(**rows), *word));
        console.say(&text!(
            "这些人员类别不认识。属于哪一类，请写进 --category-map 文件（每行：写法,类别）后重来：";
            "These words for categories are not known. Write what they mean into a file for --category-map (on each line: word,category):"))?;
        let known = |lang, separator: &str| {
            Category::ALL
                .map(|one| words::category(one).in_lang(lang).to_owned())
                .join(separator)
        };
        console.say(&text!("可用的类别：{}", known(Lang::Zh, "、"); "Categories are: {}", known(Lang::En, ", ")))?;
        for (word, rows) in unknown.iter().take(MAX_SHOWN) {
            let word = escape_untrusted(word);
            console.say(&text!("  “{word}”，{rows} 行"; "  '{word}', in {rows} rows"))?;
        }
        more(
            unknown.len() as u64,
            unknown.len().min(MAX_SHOWN) as u64,
            "refused.csv",
            console,
        )
    }

    /// Rows that were passed over, and what was mended in others.
    fn other_rows(&self, console: &mut Console<'_>) -> io::Result<()> {
        let passed_over = self.summary.tally.passed_over;
        if passed_over > 0 {
            console.say(&text!("以下 {passed_over} 行不是人员或不读，没有发码："; "Rows passed over, {passed_over}:"))?;
            for row in self.passed_over {
                console.say(&row.text())?;
            }
            let shown: u64 = self.passed_over.iter().map(|row| row.rows).sum();
            let rest = passed_over.saturating_sub(shown);
            if rest > 0 {
                console.say(&text!("  ……另有 {rest} 行"; "  … and {rest} more"))?;
            }
        }
        if !self.remarks.is_empty() {
            console.say(&text!("读名册时作了以下处理："; "In reading the roster:"))?;
        }
        for remark in self.remarks {
            console.say(&remark.text())?;
        }
        Ok(())
    }

    fn changed_rows(&self, console: &mut Console<'_>) -> io::Result<()> {
        let changed = self.summary.tally.changed;
        if changed == 0 || self.summary.dry_run {
            return Ok(());
        }
        console.say(&text!("以下 {changed} 人的内容有变，已发新码，旧码吊销：";
            "Rows that have changed, {changed}: a new code each, and the old one is revoked:"))?;
        let shown = &self.superseded[..self.superseded.len().min(MAX_SHOWN)];
        for one in shown {
            let (row_zh, row_en) = one.row.map_or_else(Default::default, |row| {
                (format!("第 {row} 条，"), format!("row {row}, "))
            });
            let holder = HolderNumber(one.holder);
            let old: Vec<String> = one.replaces.iter().map(u32::to_string).collect();
            let (old_zh, old_en) = (old.join("、"), old.join(", "));
            console.say(
                &text!("  {row_zh}编号 {holder}：旧码（状态序号 {old_zh}）吊销";
                    "  {row_en}holder {holder}: revoked with status index {old_en}"),
            )?;
        }
        more(changed, shown.len() as u64, "manifest.csv", console)
    }

    fn lines(&self, out: &OutFolder<'_>) -> Vec<Text> {
        let summary = self.summary;
        let tally = &summary.tally;
        let (issued, unchanged, refused, blank) =
            (tally.issued, tally.unchanged, tally.refused, tally.blank);
        let (new, changed) = (tally.new, tally.changed);
        let people = issued.saturating_sub(tally.second_codes);
        let first = if summary.dry_run {
            text!(
                "名册检查完毕：可签发 {people} 人（新人员 {new}，内容有变 {changed}），已有码且无变化 {unchanged} 人，被拒 {refused} 行，空行 {blank}。没有签发任何码。";
                "Roster checked. Codes to issue: {issued} (new people {new}, changed rows {changed}). Unchanged: {unchanged}. Refused rows: {refused}. Empty rows: {blank}. Nothing was issued.")
        } else if issued == 0 {
            text!("没有新码要签发：{unchanged} 人已有码且无变化，被拒 {refused} 行，空行 {blank}。";
                "Nothing new to issue. People with a code that says the same: {unchanged}. Refused rows: {refused}. Empty rows: {blank}.")
        } else {
            text!(
                "签发完毕：{people} 人（新人员 {new}，内容有变 {changed}），已有码且无变化 {unchanged} 人，被拒 {refused} 行，空行 {blank}。";
                "Codes issued: {issued} (new people {new}, changed rows {changed}). Unchanged: {unchanged}. Refused rows: {refused}. Empty rows: {blank}.")
        };
        let mut lines = vec![first];
        if summary.resumed {
            lines.push(text!("  接着上次中断的签发做完；清单包括中断前已签发的。";
                "  This completes the run that was interrupted; the manifest has its codes too."));
        }
        let phone_codes = tally.phone_codes;
        if phone_codes > 0 {
            lines.push(text!("  共 {issued} 个码，其中手机码 {phone_codes} 个：不印卡，把码文件交给本人的手机。";
                "  Of the {issued} codes, for phones: {phone_codes}. They are not printed; hand the files over to the phones."));
        }
        let off = tally.off_roster;
        if off > 0 {
            lines.push(text!(
                "  其中 {off} 人在中断以后从名册上删去了，旧码那时已吊销或新码已做好，所以照样做完（清单里没有名册行号）。不该有码的，请用 issuer revoke 吊销。";
                "  Of these, people who were taken off the roster after the interruption: {off}. Their old code was revoked or their new one made by then, so they have their code (without a row on the manifest). End it with issuer revoke if they are to have none."));
        }
        let passed_over = tally.passed_over;
        if passed_over > 0 {
            lines.push(text!("  另有 {passed_over} 行不是人员或不读（见上）。";
                "  Rows passed over (see above): {passed_over}."));
        }
        if issued > 0 && !summary.dry_run {
            let until = dates::last_day(UnixTime::from_secs(summary.until));
            let rate = issued as f64 / summary.seconds.max(1e-3);
            let seconds = summary.seconds;
            lines.push(text!(
                "  新码有效期至 {until}；每个码都已读回核对；用时 {seconds:.1} 秒（每秒 {rate:.0} 个）";
                "  new codes are valid until {until}; every code was read back; {seconds:.1} s ({rate:.0} a second)"));
            let (codes, manifest) = (
                values::shown(&out.codes()),
                values::shown(&out.manifest_csv()),
            );
            lines.push(text!("  码    {codes}"; "  codes     {codes}"));
            lines.push(text!("  清单  {manifest}"; "  manifest  {manifest}"));
        }
        if refused > 0 {
            let path = values::shown(&out.refused());
            lines.push(text!("  被拒  {path}"; "  refused   {path}"));
        }
        if changed > 0 && !summary.dry_run {
            lines.push(text!(
                "  {changed} 人的旧码已在台账吊销。请执行 issuer publish 并把更新送到终端；在那以前，终端仍会接受旧码。";
                "  People whose old codes are revoked in the register: {changed}. Run issuer publish and bring the update to the terminals: until then they accept the old ones."));
        }
        lines.extend(notes(&tally.notes));
        lines.extend(suspended_too(tally.suspended));
        if issued > 0 && !summary.dry_run {
            lines.push(text!(
                "  终端在下一次公布（issuer publish）的更新送到之后，才知道这些新码的状态。";
                "  Terminals know the standing of new codes once the next publication (issuer publish) has reached them."));
        }
        if refused > 0 && !summary.dry_run {
            lines.push(text!(
                "  改正名册后可以整份再签发一次，已签发的人不会重复。";
                "  Once corrected, the whole roster can be issued for again: nobody gets a second code."));
        }
        if summary.reserved_elsewhere > 0 && !summary.dry_run {
            let elsewhere = summary.reserved_elsewhere;
            if summary.resumed {
                lines.push(text!(
                    "  注意：台账里还有 {elsewhere} 个码预留了、没有做。这次签发中断后名册改过的，是名册上已经没有或不再合格的人：没有印出，也不生效，不必处理；\
                     要给他们发码的，写回名册，用 --out 另指定一个新的文件夹再签发一次。名册没有改过的，是另一次签发没有做完：请用那份名册和那个文件夹再运行一次。";
                    "  Note: codes that are reserved and were not made: {elsewhere}. If the roster was changed since this run was interrupted, they are those of people \
                     who are not on it any more, or not in order: nothing was made of them, and nothing need be done; if they are to have codes, put them back and issue once more into a new folder (--out). \
                     If not, another run was interrupted: run it again, with its roster and into its folder."));
            } else {
                lines.push(text!(
                "  注意：台账里还有 {elsewhere} 个码是另一次签发预留、尚未做完的。请用那份名册和原来的文件夹再运行一次。";
                "  Note: codes that another run has reserved and not finished: {elsewhere}. Run it again, with its roster and into its folder."));
            }
        }
        lines
    }
}

/// What was read otherwise than it stands in the roster, and what is to be looked at again.
fn notes(counts: &BTreeMap<&'static str, u64>) -> Vec<Text> {
    let line = |(code, count): (&&'static str, &u64)| match *code {
        "region-former" => text!("  {count} 人的户籍区划代码已换成现行代码（GB/T 2260）";
            "  former division codes that became those of today (GB/T 2260): {count}"),
        "name-dot" => text!("  {count} 个姓名里的点统一为间隔号“·”";
            "  names in which another dot became '·': {count}"),
        "sex-differs" => text!(
            "  请复核：名册里性别与身份证号不符的超过三分之一，性别一栏没有采用（{count} 人）";
            "  To be checked: the column for sex contradicts more than a third of the identity numbers and was not used (people: {count})"),
        "age-in-service" => text!(
            "  请复核：{count} 名现役军人或预定新兵的年龄偏大，类别可能未及时更新";
            "  To be checked: {count} people in service or about to enlist are older than one would expect"),
        _ => text!("  {count} 行的人员类别里有部首或兼容字，已按普通的字读（如“⼈”读作“人”）";
            "  rows whose category had radicals or compatibility characters, read as the ordinary ones (⼈ as 人): {count}"),
    };
    counts.iter().map(line).collect()
}

/// The note on people who are suspended, and so are their new codes.
pub(in crate::commands) fn suspended_too(people: u64) -> Option<Text> {
    (people > 0).then(|| text!(
        "  注意：其中 {people} 人的码处于暂停状态，新码同样暂停，恢复请用 issuer restore。";
        "  Note: suspended people among them: {people}. Their new codes are suspended too; issuer restore ends that."))
}

fn more(all: u64, shown: u64, file: &str, console: &mut Console<'_>) -> io::Result<()> {
    let rest = all.saturating_sub(shown);
    if rest == 0 {
        return Ok(());
    }
    console.say(&text!("  ……另有 {rest} 个，见 {file}"; "  … {rest} more, see {file}"))
}
