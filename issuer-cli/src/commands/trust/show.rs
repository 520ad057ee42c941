//! `issuer trust show`: what is in force, what ends when, and what waits in the draft.

use std::path::PathBuf;

use credential_core::{Issuer, Standing, TrustListClaims, UnixTime};
use messages::Lang::{En, Zh};
use messages::{Exit, Text, dates, text, words};
use serde_json::{Value, json};

use crate::Call;
use crate::authority::{AuthorityFolder, RootChain, changes, in_words};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
}

/// How long before its end something is pointed out.
const SOON_DAYS: u64 = 60;

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let roots = folder.roots()?;
    let list = folder.trust_list(&roots)?;
    let list = list.as_ref().map(|list| list.claims());
    let listed = list.map_or(&[][..], |list| &list.issuers);
    let draft = folder
        .issuers()?
        .to_issuers()
        .map_err(|why| crate::jsonfile::invalid(&folder.issuers_file(), why))?;
    let ends = list.map_or(Vec::new(), |list| ends(list, call.now));

    let mut lines = root_lines(&roots);
    lines.extend(list_lines(list, &roots, call.now));
    lines.extend(listed.iter().map(|issuer| in_words(issuer)));
    lines.extend(end_lines(&ends, call.now));
    let waiting = changes(listed, &draft);
    if waiting.is_empty() {
        lines.push(text!("登记表与已签名单一致"; "The draft is as the signed list"));
    } else {
        lines.push(text!("登记表里还没有签署的改动："; "In the draft, and not signed yet:"));
        lines.extend(waiting.iter().map(|change| change.in_words()));
    }
    let claims = roots.current().claims();
    let json = json!({
        "authority": claims.name.zh,
        "authority_en": claims.name.en,
        "root": {
            "version": claims.version,
            "made": claims.issued.as_secs(),
            "threshold": claims.threshold,
            "keys": claims.keys.iter().map(|key| key.id().to_string()).collect::<Vec<_>>(),
        },
        "trust_list": list.map(|list| json!({
            "version": list.version,
            "root_version": list.root_version,
            "from": list.validity.from.as_secs(),
            "until": list.validity.until.as_secs(),
            "expired": list.validity.until <= call.now,
        })),
        "issuers": listed.iter().map(|issuer| issuer_json(issuer)).collect::<Vec<_>>(),
        "ends": ends.iter().map(|end| end.to_json()).collect::<Vec<_>>(),
        "draft": waiting.iter().map(|change| change.to_json()).collect::<Vec<_>>(),
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn root_lines(roots: &RootChain) -> Vec<Text> {
    let claims = roots.current().claims();
    let (version, count, threshold) = (claims.version, claims.keys.len(), claims.threshold);
    let (name, made) = (&claims.name.zh, dates::day(claims.issued));
    let name_en = claims.name.en.as_ref().unwrap_or(name);
    let mut lines = vec![text!(
        "{name}\n根密钥集：第 {version} 版，{made} 制作，{count} 把根密钥，任意 {threshold} 把签字有效";
        "{name_en}\nRoot set: version {version}, made {made}; {threshold} of {count} keys must sign")];
    lines.extend(claims.keys.iter().map(|key| {
        let (id, print) = (key.id(), words::thumbprint(key));
        text!("  根密钥 {id}  指纹 {print}"; "  root key {id}  thumbprint {print}")
    }));
    lines
}

fn list_lines(list: Option<&TrustListClaims>, roots: &RootChain, now: UnixTime) -> Vec<Text> {
    let Some(list) = list else {
        return vec![text!("信任名单：还没有签署过"; "Trust list: none has been signed yet")];
    };
    let (version, count) = (list.version, list.issuers.len());
    let (made, last) = (
        dates::day(list.validity.from),
        dates::last_day(list.validity.until),
    );
    let left = left(list.validity.until, now);
    let mut lines = vec![text!(
        "信任名单：第 {version} 版，{made} 签署，有效期至 {last}（{}），{count} 个发码单位",
        left.in_lang(Zh);
        "Trust list: version {version}, signed {made}, valid until {last} ({}), {count} issuers",
        left.in_lang(En))];
    let (signed, held) = (list.root_version, roots.current().claims().version);
    if signed != held {
        lines.push(text!(
            "注意：名单是第 {signed} 版根密钥签的，根密钥集已是第 {held} 版。请签署新名单，否则终端不接受新的根密钥集。";
            "Note: the list is signed under root set {signed}, and the root set is at version {held}. Sign a new list, or no terminal takes the new roots."));
    }
    lines
}

fn left(until: UnixTime, now: UnixTime) -> Text {
    if until <= now {
        return text!("已过期"; "EXPIRED");
    }
    let days = until.since(now).as_secs() / 86_400;
    text!("还有 {days} 天"; "{days} days left")
}

/// Something that comes to its end.
struct End {
    until: UnixTime,
    /// A key of an issuer; the list itself if there is none.
    key: Option<(u32, String)>,
    kid: Option<String>,
}

impl End {
    fn to_json(&self) -> Value {
        json!({
            "what": if self.key.is_some() { "key" } else { "trust-list" },
            "issuer": self.key.as_ref().map(|(id, _)| id),
            "kid": self.kid,
            "until": self.until.as_secs(),
        })
    }
}

/// All ends that are still to come, the next one first. What is withdrawn has none.
fn ends(list: &TrustListClaims, now: UnixTime) -> Vec<End> {
    let keys = list
        .issuers
        .iter()
        .filter(|issuer| issuer.standing != Standing::Withdrawn)
        .flat_map(|issuer| issuer.keys.iter().map(move |key| (issuer, key)))
        .filter(|(_, key)| key.standing == Standing::Active)
        .map(|(issuer, key)| End {
            until: key.in_force.until,
            key: Some((issuer.id.0, issuer.name.zh.clone())),
            kid: Some(key.key.id().to_string()),
        });
    let own = End {
        until: list.validity.until,
        key: None,
        kid: None,
    };
    let mut ends: Vec<End> = keys.chain([own]).filter(|end| end.until > now).collect();
    ends.sort_by_key(|end| end.until);
    ends
}

/// The next end, and all that come soon.
fn end_lines(ends: &[End], now: UnixTime) -> Vec<Text> {
    let soon = |end: &&End| end.until.since(now).as_secs() <= SOON_DAYS * 86_400;
    let count = ends.iter().filter(soon).count().max(1);
    ends.iter()
        .take(count)
        .map(|end| {
            let (last, left) = (dates::last_day(end.until), left(end.until, now));
            let (zh, en) = match (&end.key, &end.kid) {
                (Some((id, name)), Some(kid)) => (
                    format!("单位 {id}（{name}）的密钥 {kid}"),
                    format!("key {kid} of issuer {id}"),
                ),
                _ => ("信任名单".to_owned(), "the trust list".to_owned()),
            };
            text!("接下来到期：{zh}，{last}（{}）", left.in_lang(Zh);
                "Ends next: {en}, {last} ({})", left.in_lang(En))
        })
        .collect()
}

fn issuer_json(issuer: &Issuer) -> Value {
    json!({
        "id": issuer.id.0,
        "name": issuer.name.zh,
        "name_en": issuer.name.en,
        "region": issuer.region.code(),
        "categories": issuer.categories.iter().map(|one| one.code()).collect::<Vec<_>>(),
        "regions": issuer.regions.iter().map(|region| region.code()).collect::<Vec<_>>(),
        "standing": issuer.standing.name(),
        "code_name": issuer.code_name.as_ref().map(|name| &name.zh),
        "code_name_en": issuer.code_name.as_ref().and_then(|name| name.en.as_ref()),
        "status_lists": issuer.status_expectation.map(|expectation| json!({
            "since": expectation.since.as_secs(),
            "least": expectation.least.as_secs(),
            "max_age": expectation.max_age.as_secs(),
        })),
        "keys": issuer.keys.iter().map(|key| json!({
            "kid": key.key.id().to_string(),
            "from": key.in_force.from.as_secs(),
            "until": key.in_force.until.as_secs(),
            "standing": key.standing.name(),
            "longest_validity": key.longest_validity.map(|longest| longest.as_secs()),
        })).collect::<Vec<_>>(),
    })
}
