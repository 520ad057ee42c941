//! Who is asked about: somebody of the register, or somebody such as this.

use credential_core::{
    HolderId, HolderNumber, HolderTraits, IssuerId, LifeStage, Region, UnixTime,
};
use messages::Lang::{En, Zh};
use messages::{Failure, failure, text, words};

use crate::bureau::Bureau;
use crate::code_input::one_code;
use crate::register::{Entry, Register};
use crate::selector::{entry_of_code, unknown};
use crate::values;
use crate::why::{CodeAt, CodeVerdict, codes_at};
use cli_support::values::wrong;

#[derive(Debug, clap::Args)]
pub(super) struct HolderArgs {
    /// 扫出的码文、码的图片文件，或 -（标准输入） | the text of a code, a picture of one, or - to scan it in
    #[arg(long, value_name = "TEXT|FILE|-")]
    code: Option<String>,
    /// 持有人编号 | the holder number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    holder: Option<u32>,
    /// 不指某个人：这样类别的人（逗号分开） | nobody in particular: a holder of these categories
    #[arg(long, value_name = "CATEGORY,…")]
    categories: Option<String>,
    /// 伤残等级，1 到 10 | disability grade, 1 to 10
    #[arg(long, value_name = "N", requires = "categories", value_parser = clap::value_parser!(u8).range(1..=10))]
    grade: Option<u8>,
    /// 荣誉等次，1 到 9 | honour class, 1 to 9
    #[arg(long, value_name = "N", requires = "categories", value_parser = clap::value_parser!(u8).range(1..=9))]
    honour_class: Option<u8>,
    /// 户籍地区；不写则为本单位的地区 | the home region; that of the bureau, if it is left away
    #[arg(long, value_name = "CODE", requires = "categories")]
    region: Option<String>,
    /// 所处阶段：入伍、服役、退役、就业、优抚 | stage of life: enlisting, serving, leaving, working, in-care
    #[arg(long, value_name = "STAGE", requires = "categories")]
    stage: Option<String>,
}

/// Who is asked about, at a moment.
pub(super) struct HolderAt {
    /// `None` in a trial by categories.
    pub(super) number: Option<HolderNumber>,
    pub(super) traits: HolderTraits,
    /// The one that is taken to be shown first.
    pub(super) codes: Vec<CodeAt>,
}

impl HolderArgs {
    /// Whether somebody of the register is meant.
    ///
    /// # Errors
    /// `whom-missing`, `usage`.
    pub(super) fn names_person(&self) -> Result<bool, Failure> {
        let named = [
            self.code.is_some(),
            self.holder.is_some(),
            self.categories.is_some(),
        ];
        match named.iter().filter(|is| **is).count() {
            1 => Ok(self.categories.is_none()),
            0 => Err(
                failure!("whom-missing"; "没有写是谁"; "it is not said who is meant";
                "请写 --holder（持有人编号）、--code（码），或 --categories（人员类别，只作试算）。";
                "Name a person with --holder or --code, or somebody such as this with --categories."),
            ),
            _ => Err(
                failure!("usage"; "--code、--holder、--categories 只能写一个"; "--code, --holder and --categories exclude each other";
                "请只写一个。"; "Write one of them."),
            ),
        }
    }

    /// Somebody of the register.
    ///
    /// # Errors
    /// `credential-unknown`, those of reading a code, and those of the register.
    pub(super) fn person(
        &self,
        register: &Register,
        bureau: &Bureau,
        moment: UnixTime,
    ) -> Result<HolderAt, Failure> {
        let entries = match (&self.code, self.holder) {
            (Some(code), _) => vec![entry_of_code(register, &one_code(code)?)?],
            (None, Some(number)) => register.entries_of(HolderNumber(number))?,
            (None, None) => Vec::new(),
        };
        let Some(number) = entries.first().map(|entry| entry.holder) else {
            let number = self.holder.unwrap_or_default();
            return Err(unknown(
                &text!("持有人编号 {number}"; "holder number {number}"),
            ));
        };
        let mut codes = codes_at(register, entries, moment)?;
        // The newest that is in order, or else the newest that there was by then, or else the first ever.
        let shown = codes
            .iter()
            .position(CodeAt::is_good)
            .or_else(|| {
                codes
                    .iter()
                    .position(|code| code.verdict != CodeVerdict::NotIssued)
            })
            .or_else(|| codes.len().checked_sub(1));
        if let Some(shown) = shown {
            codes.swap(0, shown);
        }
        let traits = match codes.first() {
            Some(code) => traits_of(&code.entry, bureau),
            None => {
                return Err(unknown(
                    &text!("持有人编号 {number}"; "holder number {number}"),
                ));
            }
        };
        Ok(HolderAt {
            number: Some(number),
            traits,
            codes,
        })
    }

    /// Somebody such as this. `home` is the region of the bureau, if there is one.
    ///
    /// # Errors
    /// `usage`.
    pub(super) fn somebody(
        &self,
        issuer: IssuerId,
        home: Option<Region>,
    ) -> Result<HolderAt, Failure> {
        let categories = self.categories.as_deref().unwrap_or_default();
        let region = match &self.region {
            Some(text) => Some(values::region("--region", text)?),
            None => home,
        };
        let home_region = region.ok_or_else(|| {
            failure!("region-missing"; "没有发码单位的文件夹，也没有写户籍地区"; "there is no folder of a bureau, and no home region";
            "请写 --bureau，或 --region（六位区划代码）。"; "Name the bureau with --bureau, or the region with --region.")
        })?;
        let stage = self.stage.as_deref().map(stage).transpose()?;
        Ok(HolderAt {
            number: None,
            traits: HolderTraits {
                // Nobody has the number 0, so no use is counted.
                holder: HolderId {
                    issuer,
                    number: HolderNumber(0),
                },
                categories: values::some_categories("--categories", categories)?,
                disability_grade: self.grade,
                honour_class: self.honour_class,
                life_stage: stage,
                home_region,
            },
            codes: Vec::new(),
        })
    }
}

/// What conditions look at in a credential.
fn traits_of(entry: &Entry, bureau: &Bureau) -> HolderTraits {
    let details = &entry.particulars.details;
    HolderTraits {
        holder: HolderId {
            issuer: IssuerId(bureau.file.id),
            number: entry.holder,
        },
        categories: entry.particulars.categories,
        disability_grade: details.disability_grade,
        honour_class: details.honour_class,
        life_stage: entry.claims().ok().and_then(|claims| claims.life_stage),
        home_region: details.home_region.unwrap_or(bureau.region),
    }
}

fn stage(text: &str) -> Result<LifeStage, Failure> {
    let text = text.trim();
    let named = |stage: &LifeStage| {
        let name = words::life_stage(*stage);
        stage.code() == text || name.in_lang(Zh) == text || name.in_lang(En) == text
    };
    LifeStage::ALL.into_iter().find(named).ok_or_else(|| {
        let all = |of: fn(LifeStage) -> String, separator: &str| {
            let all: Vec<String> = LifeStage::ALL.into_iter().map(of).collect();
            all.join(separator)
        };
        let zh = all(
            |stage| words::life_stage(stage).in_lang(Zh).to_owned(),
            "、",
        );
        let en = all(|stage| stage.code().to_owned(), ", ");
        wrong("--stage", text, text!("可用：{zh}"; "use: {en}"))
    })
}
