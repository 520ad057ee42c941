//! `issuer trust scope`: what a bureau may attest, and for which regions it may speak.

use std::path::PathBuf;

use credential_core::Region;
use messages::Exit;
use serde_json::json;

use super::FurtherArgs;
use crate::authority::{AuthorityFolder, not_signed_yet};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 单位编号 | the number of the bureau
    #[arg(long, value_name = "42120001")]
    issuer: u32,
    /// 今后可认定的人员类别：all，或类别名称用逗号隔开 | what it may attest from now on: all, or categories separated by commas
    #[arg(long, value_name = "all|…", required_unless_present_any = ["regions", "code_name", "status_since", "no_code_name", "no_status_lists"])]
    categories: Option<String>,
    /// 今后管辖的行政区划代码，用逗号隔开 | the regions it may speak for from now on, separated by commas
    #[arg(long, value_name = "421200,…")]
    regions: Option<String>,
    #[command(flatten)]
    further: FurtherArgs,
    /// 码不再另有名称 | the code has no name of its own any more
    #[arg(long, conflicts_with = "code_name")]
    no_code_name: bool,
    /// 终端不再要求有它的状态名单 | terminals expect no status list of it any more
    #[arg(long, conflicts_with = "status_since")]
    no_status_lists: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let categories = args
        .categories
        .as_deref()
        .map(|text| values::categories("--categories", text))
        .transpose()?;
    let regions = args
        .regions
        .as_deref()
        .map(|text| values::regions("--regions", text))
        .transpose()?;
    let folder = AuthorityFolder::new(&args.authority);
    let edit = folder.edit(call.now, call.console, |file| {
        let entry = file.living_entry(args.issuer)?;
        if let Some(set) = categories {
            entry.categories = set.iter().map(|one| one.code().to_owned()).collect();
        }
        if let Some(list) = &regions {
            entry.regions = list.iter().copied().map(Region::code).collect();
        }
        if args.no_code_name {
            (entry.code_name, entry.code_name_en) = (None, None);
        }
        if args.no_status_lists {
            entry.status_lists = None;
        }
        args.further.put_into(entry)
    })?;
    let json =
        json!({ "issuers": folder.issuers_file(), "id": args.issuer, "changes": edit.to_json() });
    call.answer(&edit.in_words(), &json)?;
    call.console.say(&not_signed_yet())?;
    Ok(Exit::Done)
}
