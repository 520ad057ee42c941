//! `issuer trust add`: takes a bureau into the list of issuers.

use std::path::PathBuf;

use credential_core::Region;
use messages::{Exit, Failure, failure, text, words};
use serde_json::json;

use super::FurtherArgs;
use crate::authority::{
    AuthorityFolder, IssuerEntry, IssuersFile, Request, StandingWord, not_signed_yet,
};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 发码单位交来的登记申请（request.lbr） | the request that the bureau has brought (request.lbr)
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// 可认定的人员类别：all，或类别名称用逗号隔开 | what it may attest: all, or categories separated by commas
    #[arg(long, value_name = "all|…")]
    categories: String,
    /// 管辖的行政区划代码，用逗号隔开；不写则为该单位所在区划 | the regions it may speak for, separated by commas; its own if absent
    #[arg(long, value_name = "421200,…")]
    regions: Option<String>,
    /// 密钥可用于签发的年数 | for how many years it may issue with this key
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    key_years: u8,
    /// 用此密钥签发的码最多多少年有效 | for how many years at most a code by this key may be valid
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=20))]
    longest_years: u8,
    #[command(flatten)]
    further: FurtherArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let request = Request::read(&args.request)?;
    request.check_date(call.now)?;
    let asked = &request.asked;
    let categories = values::categories("--categories", &args.categories)?;
    let regions = match &args.regions {
        None => vec![asked.region],
        Some(list) => values::regions("--regions", list)?,
    };
    let mut entry = IssuerEntry {
        id: asked.id.0,
        name: asked.name.zh.clone(),
        name_en: asked.name.en.clone(),
        region: asked.region.code(),
        categories: categories.iter().map(|one| one.code().to_owned()).collect(),
        regions: regions.iter().copied().map(Region::code).collect(),
        standing: StandingWord::Active,
        code_name: None,
        code_name_en: None,
        status_lists: None,
        keys: vec![request.key_entry(call.now, args.key_years, args.longest_years)?],
    };
    args.further.put_into(&mut entry)?;

    let folder = AuthorityFolder::new(&args.authority);
    let edit = folder.edit(call.now, call.console, |file| {
        refuse_twice(file, &entry)?;
        file.refuse_key(&asked.key)?;
        file.issuers.push(entry);
        Ok(())
    })?;

    let (kid, print) = (asked.key.id(), words::thumbprint(&asked.key));
    let mut json = request.to_json();
    json["issuers"] = json!(folder.issuers_file());
    json["changes"] = edit.to_json();
    call.answer(&edit.in_words(), &json)?;
    call.console.say(&text!(
        "\n申请证明交来的人持有密钥 {kid}，但不能证明他是谁。签署之前请当面或打电话与该单位核对指纹：\n  {print}";
        "\nThe request proves that whoever asks holds the key {kid}, not who that is. Before it is signed, \
         compare the thumbprint with the bureau, in person or by telephone:\n  {print}"))?;
    call.console.say(&not_signed_yet())?;
    Ok(Exit::Done)
}

/// A number that is given belongs to somebody permanently.
fn refuse_twice(file: &IssuersFile, new: &IssuerEntry) -> Result<(), Failure> {
    let Some(other) = file.issuers.iter().find(|other| other.id == new.id) else {
        return Ok(());
    };
    let id = new.id;
    Err(failure!("issuer-exists";
        "编号 {id} 已登记给{}", other.name;
        "the number {id} belongs to {}", other.name_en.as_ref().unwrap_or(&other.name);
        "如果是另一个单位，请改用别的编号；如果是同一个单位换密钥，请用 issuer trust add-key。";
        "For another bureau, give another number; for a new key of the same bureau, use issuer trust add-key."))
}
