//! `issuer trust sign`: the next trust list, signed by enough keepers.

use std::path::PathBuf;
use std::time::Duration;

use cli_support::Lang::{En, Zh};
use cli_support::{Exit, Failure, Text, dates, words};
use credential_core::{
    Issuer, Pending, RootSet, Signer, Standing, TrustList, TrustListClaims, Validity,
};
use serde_json::json;

use crate::authority::{AuthorityFolder, in_words, list_fault};
use crate::keys::{Key, sign_failure};
use crate::stop::Stop;
use crate::{Call, jsonfile, values};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管机关的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 根密钥文件，可写多个 | root key files, one or more
    #[arg(long = "key", value_name = "FILE", required = true, num_args = 1..)]
    keys: Vec<PathBuf>,
    /// 名单的有效天数 | for how many days the list can be relied on
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u16).range(1..=3660))]
    valid_days: u16,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let _lock = folder.lock()?;
    let roots = folder.root_set()?;
    let keys = root_keys(&args.keys, &roots, call)?;
    let previous = folder.trust_list(&roots)?;
    let file = folder.issuers()?;
    let in_file = |why| jsonfile::invalid(&folder.issuers_file(), why);
    let issuers = file.to_issuers().map_err(in_file)?;
    if let Some(previous) = &previous {
        check_succession(previous, &issuers, call)?;
    }
    let version = previous.as_ref().map_or(0, |list| list.claims().version);
    let days = Duration::from_secs(u64::from(args.valid_days) * 86_400);
    let claims = TrustListClaims {
        version: version.saturating_add(1),
        root_version: roots.claims().version,
        validity: Validity::new(call.now, call.now.plus(days)),
        issuers,
    };
    let mut pending = Pending::prepare(claims).map_err(|error| in_file(list_fault(&error)))?;
    for key in &keys {
        pending
            .sign(key)
            .map_err(|error| sign_failure(error, |error| in_file(list_fault(error))))?;
    }
    let bytes = pending
        .to_bytes()
        .map_err(|error| in_file(list_fault(&error)))?;
    // What a terminal would not take must not leave the house.
    let list = TrustList::verify(&bytes, &roots).map_err(|error| in_file(list_fault(&error)))?;
    folder.write_trust_list(&bytes)?;
    tell(&folder, previous.as_ref(), &list, &keys, call)?;
    Ok(Exit::Done)
}

/// The keys, each of them of the root set, none twice, and enough.
fn root_keys(
    paths: &[PathBuf],
    roots: &RootSet,
    call: &mut Call<'_, '_>,
) -> Result<Vec<Key>, Failure> {
    let mut keys: Vec<Key> = Vec::new();
    for path in paths {
        let key = Key::open(path, call)?;
        if !roots.claims().keys.contains(key.public_key()) {
            let (name, kid) = (values::shown(path), key.public_key().id());
            return Err(Failure::new(
                "not-a-root-key",
                Text::new(
                    format!("{name}（密钥 {kid}）不是这个主管机关的根密钥"),
                    format!("{name} (key {kid}) is no root key of this authority"),
                ),
                Text::new(
                    format!("本机关的根密钥是：{}。", kids(roots)),
                    format!("Its root keys are: {}.", kids(roots)),
                ),
            ));
        }
        if keys
            .iter()
            .all(|other| other.public_key() != key.public_key())
        {
            keys.push(key);
        }
    }
    let (given, needed) = (keys.len(), roots.claims().threshold);
    if given < needed {
        let missing = needed - given;
        return Err(Failure::new(
            "threshold-not-met",
            Text::new(
                format!("签署需要 {needed} 个不同的根密钥，这里只有 {given} 个，还缺 {missing} 个"),
                format!(
                    "signing takes {needed} different root keys; here are {given}, {missing} missing"
                ),
            ),
            Text::new(
                "请其他保管人带上密钥文件，一起用 --key 写上。",
                "Ask more keepers for their key files, and name all of them with --key.",
            ),
        ));
    }
    Ok(keys)
}

fn kids(roots: &RootSet) -> String {
    let kids: Vec<String> = roots
        .claims()
        .keys
        .iter()
        .map(|key| key.id().to_string())
        .collect();
    kids.join(" ")
}

/// What the next list may not do: be older than the last, or bring back what was withdrawn.
fn check_succession(
    previous: &TrustList,
    issuers: &[Issuer],
    call: &Call<'_, '_>,
) -> Result<(), Failure> {
    let signed = previous.claims().validity.from;
    if call.now < signed {
        let (last, now) = (dates::minute(signed), dates::minute(call.now));
        return Err(Failure::new(
            "clock-wrong",
            Text::new(
                format!("本机时间 {now} 早于上一版名单的签署时间 {last}"),
                format!("the clock says {now}, but the last list was signed at {last}"),
            ),
            Text::new("请校准本机时间再签署。", "Set the clock, then sign."),
        ));
    }
    for old in &previous.claims().issuers {
        let new = issuers.iter().find(|new| new.id == old.id);
        let still = new.is_some_and(|new| new.standing == Standing::Withdrawn);
        if old.standing == Standing::Withdrawn && !still {
            return Err(withdrawn_came_back(&Text::new(
                format!("单位 {}", old.id),
                format!("issuer {}", old.id),
            )));
        }
        for key in old
            .keys
            .iter()
            .filter(|key| key.standing == Standing::Withdrawn)
        {
            let still = issuers
                .iter()
                .flat_map(|issuer| &issuer.keys)
                .any(|other| other.key == key.key && other.standing == Standing::Withdrawn);
            if !still {
                let kid = key.key.id();
                return Err(withdrawn_came_back(&Text::new(
                    format!("密钥 {kid}"),
                    format!("key {kid}"),
                )));
            }
        }
    }
    Ok(())
}

fn withdrawn_came_back(who: &Text) -> Failure {
    let (zh, en) = (who.in_lang(Zh), who.in_lang(En));
    Failure::new(
        "withdrawn-for-ever",
        Text::new(
            format!("{zh}在上一版名单中已撤销，issuers.json 里却不再是撤销状态"),
            format!("{en} was withdrawn in the last list, but is not so in issuers.json"),
        ),
        Text::new(
            "撤销是永久的：请把它改回 withdrawn，不要删除。要恢复签发，请另发新编号或新密钥。",
            "Withdrawn is for ever: set it back to withdrawn and do not delete it. To issue again, give a new number or key.",
        ),
    )
}

fn tell(
    folder: &AuthorityFolder<'_>,
    previous: Option<&TrustList>,
    list: &TrustList,
    keys: &[Key],
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let claims = list.claims();
    let (version, count) = (claims.version, claims.issuers.len());
    let (from, until) = (
        dates::minute(claims.validity.from),
        dates::last_day(claims.validity.until),
    );
    let signers: Vec<String> = keys
        .iter()
        .map(|key| key.public_key().id().to_string())
        .collect();
    let file = values::shown(&folder.trust_list_file());
    let mut lines = vec![Text::new(
        format!("信任名单第 {version} 版，{from} 签署，有效至 {until}，共 {count} 个发码单位："),
        format!(
            "Trust list, version {version}, signed {from}, valid until {until}, {count} issuers:"
        ),
    )];
    lines.extend(claims.issuers.iter().map(in_words));
    let old = previous.map_or(&[][..], |list| &list.claims().issuers);
    lines.extend(changes(old, &claims.issuers));
    lines.push(Text::new(
        format!(
            "根密钥 {} 已签署；核验无误，写入 {file}",
            signers.join("、")
        ),
        format!(
            "Signed with the root keys {}; verified, and written to {file}",
            signers.join(", ")
        ),
    ));
    let json = json!({
        "trust_list": folder.trust_list_file(),
        "version": version,
        "from": claims.validity.from.as_secs(),
        "until": claims.validity.until.as_secs(),
        "issuers": claims.issuers.iter().map(|issuer| json!({
            "id": issuer.id.0,
            "name": issuer.name.zh,
            "standing": issuer.standing.name(),
            "keys": issuer.keys.iter().map(|key| key.key.id().to_string()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "signed_by": signers,
    });
    call.answer(&lines, &json)?;
    call.console.say(&Text::new(
        "\n请把 trust-list.cbor 送到各终端；第一次安装的终端还要 root-set.cbor。",
        "\nCarry trust-list.cbor to the terminals; a new one needs root-set.cbor too.",
    ))?;
    Ok(())
}

/// What is different from the list before, so that nothing slips in unnoticed.
fn changes(old: &[Issuer], new: &[Issuer]) -> Vec<Text> {
    let find = |list: &[Issuer], id| list.iter().position(|issuer| issuer.id == id);
    let mut lines = Vec::new();
    for issuer in new {
        match find(old, issuer.id).and_then(|at| old.get(at)) {
            None => lines.push((issuer, Text::new("新增", "new"))),
            Some(before) if before.standing != issuer.standing => {
                let (was, is) = (
                    words::standing(before.standing),
                    words::standing(issuer.standing),
                );
                lines.push((
                    issuer,
                    Text::new(
                        format!("由{}改为{}", was.in_lang(Zh), is.in_lang(Zh)),
                        format!("was {}, is {}", was.in_lang(En), is.in_lang(En)),
                    ),
                ));
            }
            Some(before) if before != issuer => {
                lines.push((issuer, Text::new("有改动", "changed")))
            }
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|issuer| find(new, issuer.id).is_none());
    lines.extend(gone.map(|issuer| {
        (
            issuer,
            Text::new(
                "不再列入，其码将不被接受",
                "no longer listed: its codes are refused",
            ),
        )
    }));
    let line = |(issuer, what): (&Issuer, Text)| {
        Text::new(
            format!(
                "  变更：{}  {}  {}",
                issuer.id,
                issuer.name.zh,
                what.in_lang(Zh)
            ),
            format!(
                "  change: {}  {}  {}",
                issuer.id,
                issuer.name.en.as_ref().unwrap_or(&issuer.name.zh),
                what.in_lang(En)
            ),
        )
    };
    lines.into_iter().map(line).collect()
}
