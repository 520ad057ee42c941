//! `issuer bureau scope`: keeps what the trust list lets the bureau sign.

use std::path::PathBuf;

use credential_core::IssuerId;
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, failure, text, words};
use serde_json::json;

use super::switch::read_list;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 主管部门最新的信任名单 | the latest trust list of the authority
    #[arg(long, value_name = "FILE")]
    trust_list: PathBuf,
    /// 主管部门的根密钥集 | the authority's root set
    #[arg(long, value_name = "FILE")]
    root_set: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let _lock = folder.lock(call.console)?;
    let bureau = Bureau::read(&folder.bureau_file())?;
    let list = read_list(&args.trust_list, &args.root_set)?;
    let (issuer, _) = list
        .keys(bureau.key.id())
        .find(|(issuer, listed)| listed.key == bureau.key && issuer.id == IssuerId(bureau.file.id))
        .ok_or_else(|| unlisted(args))?;
    folder.keep_scope(&list, issuer)?;
    let version = list.claims().version;
    let categories = words::categories(issuer.categories);
    let codes: Vec<u32> = issuer.regions.iter().map(|region| region.code()).collect();
    let regions = codes.iter().map(u32::to_string).collect::<Vec<_>>();
    let (zh, en) = (regions.join("、"), regions.join(", "));
    call.answer(
        &[text!(
            "已记下第 {version} 版信任名单许可的范围。类别：{}；地区：{zh}。以后签发时照此核对。",
            categories.in_lang(Zh);
            "Kept what version {version} of the trust list allows. Categories: {}; regions: {en}. Rosters are checked against it.",
            categories.in_lang(En))],
        &json!({
            "scope": folder.scope_file(),
            "version": version,
            "categories": issuer.categories.iter().map(|one| one.code()).collect::<Vec<_>>(),
            "regions": codes,
        }),
    )?;
    Ok(Exit::Done)
}

fn unlisted(args: &Args) -> Failure {
    let name = values::shown(&args.trust_list);
    failure!("key-not-listed"; "{name} 没有列入本单位"; "{name} does not list this bureau";
        "请用列有本单位的最新信任名单。"; "Use the latest trust list, which has this bureau.")
}
