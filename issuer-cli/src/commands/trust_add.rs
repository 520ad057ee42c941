//! `issuer trust add`: takes a bureau into the list of issuers.

use std::path::PathBuf;

use cli_support::Lang::{En, Zh};
use cli_support::{Exit, Failure, Text, dates};
use credential_core::Region;
use serde_json::json;

use crate::authority::{
    AuthorityFolder, IssuerEntry, IssuersFile, KeyEntry, StandingWord, check_issuer, in_words,
};
use crate::bureau::Bureau;
use crate::stop::Stop;
use crate::{Call, jsonfile, values};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管机关的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 发码单位交来的 bureau.json | the bureau.json that the bureau has brought
    #[arg(long, value_name = "FILE")]
    bureau: PathBuf,
    /// 可认定的人员类别：all，或类别名称用逗号隔开 | what it may attest: all, or categories separated by commas
    #[arg(long, value_name = "all|…")]
    categories: String,
    /// 管辖的行政区划代码，用逗号隔开；不写则为该单位所在区划 | the regions it may speak for, separated by commas; its own if absent
    #[arg(long, value_name = "421200,…")]
    regions: Option<String>,
    /// 密钥可用于签发的年数 | for how many years it may issue with this key
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    key_years: u8,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let bureau = Bureau::read(&args.bureau)?;
    let categories = values::categories("--categories", &args.categories)?;
    let regions = match &args.regions {
        None => vec![bureau.region],
        Some(list) => list
            .split([',', '，', '、'])
            .map(|one| values::region("--regions", one.trim()))
            .collect::<Result<_, _>>()?,
    };
    let until = dates::years_later(call.now, args.key_years).ok_or_else(|| {
        Failure::new(
            "clock-wrong",
            Text::new("本机时间不对", "the clock of this computer is wrong"),
            Text::new("请校准本机时间。", "Set the clock."),
        )
    })?;
    let entry = IssuerEntry {
        id: bureau.file.id,
        name: bureau.file.name.clone(),
        name_en: bureau.file.name_en.clone(),
        region: bureau.region.code(),
        categories: categories.iter().map(|one| one.code().to_owned()).collect(),
        regions: regions.iter().copied().map(Region::code).collect(),
        standing: StandingWord::Active,
        keys: vec![KeyEntry::new(
            &bureau.key,
            dates::day(call.now),
            dates::last_day(until),
        )],
    };

    entry
        .to_issuer()
        .and_then(|issuer| check_issuer(issuer, call.now))
        .map_err(|why| jsonfile::invalid(&args.bureau, why))?;

    let folder = AuthorityFolder::new(&args.authority);
    let _lock = folder.lock()?;
    let mut file = folder.issuers()?;
    refuse_twice(&file, &entry)?;
    file.issuers.push(entry);
    let invalid = |why| jsonfile::invalid(&folder.issuers_file(), why);
    let issuers = file.to_issuers().map_err(invalid)?;
    folder.write_issuers(&file)?;

    let kid = bureau.key.id();
    let mut lines = vec![Text::new("已登记：", "Taken in:")];
    lines.extend(issuers.last().map(in_words));
    let json = json!({
        "issuers": folder.issuers_file(),
        "id": bureau.file.id,
        "kid": kid.to_string(),
        "count": issuers.len(),
    });
    call.answer(&lines, &json)?;
    call.console.say(&Text::new(
        format!(
            "\n签署之前，请与该单位核对密钥编号 {kid}。\n\
             用 issuer trust sign 签署新一版信任名单后，登记才生效。"
        ),
        format!(
            "\nBefore it is signed, compare the key identifier {kid} with the bureau.\n\
             It comes into force with the next trust list: issuer trust sign."
        ),
    ))?;
    Ok(Exit::Done)
}

/// A number or a key that is listed already belongs to somebody.
fn refuse_twice(file: &IssuersFile, new: &IssuerEntry) -> Result<(), Failure> {
    if let Some(other) = file.issuers.iter().find(|other| other.id == new.id) {
        let id = new.id;
        return Err(Failure::new(
            "issuer-exists",
            Text::new(
                format!("编号 {id} 已登记给{}", other.name),
                format!(
                    "the number {id} belongs to {}",
                    other.name_en.as_ref().unwrap_or(&other.name)
                ),
            ),
            Text::new(
                "如果是另一个单位，请改用别的编号；如果是同一个单位换密钥，请在 issuers.json 中该单位的 keys 里加上新密钥。",
                "For another bureau, give another number; for a new key of the same bureau, add it to the keys of that \
                 bureau in issuers.json.",
            ),
        ));
    }
    let kids = || new.keys.iter().map(|key| &key.kid);
    let twin = file.issuers.iter().find_map(|issuer| {
        let key = issuer
            .keys
            .iter()
            .find(|key| kids().any(|kid| *kid == key.kid))?;
        Some((issuer, key))
    });
    if let Some((issuer, key)) = twin {
        let (kid, id) = (&key.kid, issuer.id);
        // Four bytes can collide by chance, or be made to: either way the key must be another one.
        let what = Text::new(
            format!("密钥 {kid} 已登记在单位 {id}（{}）名下", issuer.name),
            format!(
                "the key {kid} is listed under {id} ({})",
                issuer.name_en.as_ref().unwrap_or(&issuer.name)
            ),
        );
        return Err(Failure::new(
            "key-exists",
            Text::new(what.in_lang(Zh).to_owned(), what.in_lang(En).to_owned()),
            Text::new(
                "一个密钥只能属于一个单位。请该单位重新建立密钥，再交来新的 bureau.json。",
                "A key belongs to one bureau only. Have the bureau create another key and bring a new bureau.json.",
            ),
        ));
    }
    Ok(())
}
