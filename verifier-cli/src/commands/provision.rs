//! `verifier provision`: sets a terminal up with the authority's root set.

use std::path::PathBuf;

use clap::Args;
use cli_support::{Console, Format};
use messages::untrusted::escape_untrusted_path;
use messages::{Exit, text, words};
use serde_json::json;
use terminal_store::Store;

use crate::computer;
use crate::store_words;
use crate::trust_source;
use cli_support::Stop;

/// 初始化：用主管部门的根密钥集建立终端的存储 | Set a terminal up: make its store with the authority's root set
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct ProvisionArgs {
    /// 存储文件夹，将被建立（默认：用户数据文件夹里的 laobingma/store）
    /// | The folder of the store; it is made (default: laobingma/store in the user's folder for data)
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    /// 根密钥集文件，须由主管部门亲手交付
    /// | The root set, from the authority's own hand
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
}

const AFTER: &str = "\
退出状态：0 完成；2 未能完成 | \
Exit status: 0 done; 2 could not do it";

pub(crate) fn run(args: &ProvisionArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let bytes = trust_source::first_root_set(&args.root)?;
    let folder = args.store.clone().unwrap_or_else(computer::default_store);
    let store = Store::provision(folder, &bytes).map_err(store_words::provision_failure)?;
    let claims = store.holdings().root().claims();
    let (version, threshold, count) = (claims.version, claims.threshold, claims.keys.len());
    let folder = escape_untrusted_path(store.folder());
    if console.format == Format::Json {
        let keys: Vec<_> = claims
            .keys
            .iter()
            .map(|key| json!({ "kid": key.id().to_string(), "thumbprint": words::thumbprint(key) }))
            .collect();
        console.json(&json!({
            "store": folder,
            "authority": claims.name.zh,
            "authority_en": claims.name.en,
            "root_version": version,
            "threshold": threshold,
            "keys": keys,
        }))?;
    } else {
        let en = claims.name.en.as_ref().unwrap_or(&claims.name.zh);
        console.result(&text!(
            "终端已初始化：{folder}\n主管部门：{}\n根密钥集第 {version} 版，{count} 把密钥中须有 {threshold} 把签名：",
            claims.name.zh;
            "Terminal set up: {folder}\nAuthority: {en}\nRoot set version {version}; {threshold} of {count} keys must sign:"))?;
        for key in &claims.keys {
            console.result_as_is(&format!("  {}  {}", key.id(), words::thumbprint(key)))?;
        }
    }
    console.say(&text!(
        "\n请打电话给主管部门，把以上密钥指纹和门限逐字念一遍核对；有一处不同，就删除 {folder}，不要使用。\n然后导入更新：verifier update 文件 --store {folder}";
        "\nCall the authority and compare the thumbprints and the threshold above, read aloud; if anything differs, delete {folder} and do not use it.\nThen bring an update: verifier update FILE --store {folder}"))?;
    Ok(Exit::Done)
}
