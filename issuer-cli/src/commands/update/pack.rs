//! `issuer update pack`: root sets, trust list and status lists in one file for the terminals.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use credential_core::limits::{
    MAX_ROOT_SET_BYTES, MAX_STATUS_LIST_BYTES, MAX_TRUST_LIST_BYTES, MAX_UPDATE_BYTES,
    MAX_VOUCH_LIST_BYTES,
};
use credential_core::{
    Error, IssuerId, ObjectKind, Pending, PublicKey, RootSet, Stage, Standing, StatusList,
    TrustList, TrustListClaims, UnixTime, Update, VouchList,
};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, dates, failure, text, words};
use serde_json::json;

use super::catalogues::{self, Packed};
use super::receipts;
use crate::authority::{AuthorityFolder, Brought, HeadKept, by_stopped_key};
use crate::screen_codes::{ScreenCodes, ScreenCodesArgs};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写成的更新文件（.lbu） | the update file to write (.lbu)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 主管部门的文件夹：装入历次根密钥集和信任名单 | the folder of the authority: all its root sets and its trust list
    #[arg(long, value_name = "DIR", conflicts_with_all = ["root_sets", "trust_list"])]
    authority: Option<PathBuf>,
    /// 根密钥集，从旧到新，可写多个 | root sets, the older first
    #[arg(long = "root-set", value_name = "FILE", num_args = 1..)]
    root_sets: Vec<PathBuf>,
    /// 信任名单 | the trust list
    #[arg(long, value_name = "FILE")]
    trust_list: Option<PathBuf>,
    /// 状态名单，可写多个 | status lists, one or more
    #[arg(long = "status-list", value_name = "FILE", num_args = 1..)]
    status_lists: Vec<PathBuf>,
    /// 真码清单（issuer bureau compromised 出具的），可写多个 | vouch lists, from issuer bureau compromised, one or more
    #[arg(long = "vouch-list", value_name = "FILE", num_args = 1..)]
    vouch_lists: Vec<PathBuf>,
    /// 优待目录的一版（issuer catalogue publish 写出的文件夹），可写多个 | an edition of a catalogue (the folder of issuer catalogue publish), one or more
    #[arg(long = "catalogue", value_name = "DIR", num_args = 1..)]
    catalogues: Vec<PathBuf>,
    /// 点位文件的文件夹（发码单位文件夹里的 places），可写多个 | a folder of places (places, in the folder of the bureau), one or more
    #[arg(long = "places", value_name = "DIR", num_args = 1..)]
    places: Vec<PathBuf>,
    /// 回执（issuer journal receipts 写出的文件），可写多个 | receipts (the file of issuer journal receipts), one or more
    #[arg(long = "receipts", value_name = "FILE", num_args = 1..)]
    receipts: Vec<PathBuf>,
    /// 各单位公布时写出的操作记录签名（audit-head.cbor），留存在主管部门；状态名单旁边的自动留存 | signed audit heads of bureaus (audit-head.cbor), kept at the authority; one beside a status list is kept without being named
    #[arg(long = "audit-head", value_name = "FILE", num_args = 1.., requires = "authority")]
    audit_heads: Vec<PathBuf>,
    #[command(flatten)]
    screen_codes: ScreenCodesArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    args.screen_codes.check()?;
    let mut lines = Vec::new();
    let mut parts = Vec::new();
    let mut update = Update::default();
    let mut roots: Option<RootSet> = None;
    let (root_sets, trust_list) = sources(args)?;
    for path in &root_sets {
        let bytes = files::read(path, MAX_ROOT_SET_BYTES as u64)?;
        let next = match &roots {
            None => RootSet::pin(&bytes),
            Some(before) => before.succeed(&bytes),
        };
        let next = next.map_err(|error| unfit(path, &ROOT_SET, &error))?;
        let version = next.claims().version;
        lines.push(text!("  根密钥集第 {version} 版"; "  root set, version {version}"));
        parts.push(json!({ "part": "root-set", "version": version }));
        update.root_sets.push(bytes);
        roots = Some(next);
    }

    let mut proved = None;
    if let Some(path) = &trust_list {
        let bytes = files::read(path, MAX_TRUST_LIST_BYTES as u64)?;
        let unfit = |error| unfit(path, &TRUST_LIST, &error);
        let pending = Pending::<TrustListClaims>::from_bytes(&bytes).map_err(unfit)?;
        if let Some(roots) = &roots {
            proved = Some(TrustList::verify(&bytes, roots).map_err(
                |error| match &args.authority {
                    Some(_) => awaits_signatures(path, roots, &error),
                    None => unfit(error),
                },
            )?);
        }
        let claims = pending.claims();
        let (version, last) = (claims.version, dates::last_day(claims.validity.until));
        lines.push(text!(
            "  信任名单第 {version} 版，有效期至 {last}{}", note(&proved).0;
            "  trust list, version {version}, valid until {last}{}", note(&proved).1));
        parts.push(json!({
            "part": "trust-list", "version": version, "proved": proved.is_some(),
        }));
        update.trust_list = Some(bytes);
    }

    let folder = args.authority.as_deref().map(AuthorityFolder::new);
    for path in &args.status_lists {
        let bytes = files::read(path, MAX_STATUS_LIST_BYTES as u64)?;
        let issuer = match &proved {
            Some(trust) => {
                let list = StatusList::verify(&bytes, trust).map_err(|error| {
                    unfit_by(Brought::StatusList, path, trust, &error, |issuer, key| {
                        StatusList::verify_own(&bytes, issuer, key).is_ok()
                    })
                })?;
                if let Some(folder) = &folder {
                    folder.keep_status_list(&list, &bytes, trust)?;
                }
                Some(list.claims().issuer)
            }
            None if ObjectKind::of(&bytes) == Some(ObjectKind::StatusList) => None,
            None => return Err(unfit(path, &STATUS_LIST, &Error::ObjectUnsupported).into()),
        };
        let name = values::shown(path);
        lines.push(match issuer {
            Some(issuer) => text!(
                "  发码单位 {issuer} 的状态名单"; "  status list of issuer {issuer}"),
            None => text!("  状态名单 {name}{}", UNPROVED.0; "  status list {name}{}", UNPROVED.1),
        });
        parts.push(json!({
            "part": "status-list", "issuer": issuer.map(|issuer| issuer.0), "proved": issuer.is_some(),
        }));
        update.status_lists.push(bytes);
    }

    for path in &args.vouch_lists {
        let bytes = files::read(path, MAX_VOUCH_LIST_BYTES as u64)?;
        let list = match &proved {
            Some(trust) => Some(VouchList::verify(&bytes, trust).map_err(|error| {
                unfit_by(Brought::VouchList, path, trust, &error, |issuer, key| {
                    VouchList::verify_own(&bytes, issuer, key).is_ok()
                })
            })?),
            None if ObjectKind::of(&bytes) == Some(ObjectKind::VouchList) => None,
            None => return Err(unfit(path, &VOUCH_LIST, &Error::ObjectUnsupported).into()),
        };
        let claims = list.as_ref().map(VouchList::claims);
        let name = values::shown(path);
        lines.push(match claims {
            Some(claims) => {
                let (issuer, count) = (claims.issuer, claims.hashes.len());
                text!("  发码单位 {issuer} 的真码清单：{count} 个码"; "  vouch list of issuer {issuer}: {count} codes")
            }
            None => text!("  真码清单 {name}{}", UNPROVED.0; "  vouch list {name}{}", UNPROVED.1),
        });
        parts.push(json!({
            "part": "vouch-list",
            "issuer": claims.map(|claims| claims.issuer.0),
            "codes": claims.map(|claims| claims.hashes.len()),
            "proved": claims.is_some(),
        }));
        update.vouch_lists.push(bytes);
    }
    for (packed, folders) in [
        (Packed::Catalogue, &args.catalogues),
        (Packed::Places, &args.places),
    ] {
        for path in folders {
            let (line, part) = catalogues::add(&mut update, packed, path, proved.as_ref())?;
            lines.push(line);
            parts.push(part);
        }
    }
    for path in &args.receipts {
        let (line, part) = receipts::add(&mut update, path, proved.as_ref())?;
        lines.push(line);
        parts.push(part);
    }
    let heads = match (&folder, &proved) {
        (Some(folder), Some(trust)) => keep_heads(args, folder, trust)?,
        _ => KeptHeads::default(),
    };
    // Without them, gates give nothing to the holders of a bureau.
    let lacking = proved.iter().flat_map(|trust| {
        let mut lacking = lacking_status_lists(trust, &update.status_lists, call.now);
        lacking.extend(lacking_vouch_lists(trust, &update.vouch_lists));
        lacking
    });
    let lacking: Vec<Text> = lacking.collect();

    if update.is_empty() {
        return Err(nothing().into());
    }
    let bytes = update.encode();
    if bytes.len() > MAX_UPDATE_BYTES {
        return Err(catalogues::too_large(bytes.len()).into());
    }
    // What a terminal would not read must not be written.
    Update::parse(&bytes)
        .map_err(|error| unfit(&args.out, &text!("更新文件"; "an update file"), &error))?;
    files::write(&args.out, &bytes, Access::Public, Durability::Synced)?;
    let (out, size) = (values::shown(&args.out), bytes.len());
    lines.insert(
        0,
        text!("更新文件 {out}（{size} 字节）："; "Update file {out} ({size} bytes):"),
    );
    let codes = args.screen_codes.write(&update, call.console.lang)?;
    lines.extend(codes.iter().flat_map(ScreenCodes::lines));
    call.answer(
        &lines,
        &json!({
            "update": args.out,
            "bytes": size,
            "parts": parts,
            "audit_heads": heads.kept,
            "audit_heads_differ": heads.differing.len(),
            "codes": codes.as_ref().map(ScreenCodes::json),
        }),
    )?;
    let others = args
        .status_lists
        .iter()
        .chain(&args.vouch_lists)
        .chain(&args.places);
    let overlooked = catalogues::overlooked(&args.catalogues, others);
    for line in lacking.iter().chain(&overlooked).chain(&heads.differing) {
        call.console.say(line)?;
    }
    call.console.say(
        &text!("\n请把它送到各终端：verifier update 文件 --store 文件夹";
            "\nCarry it to the terminals: verifier update FILE --store DIR"),
    )?;
    Ok(if heads.differing.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// The audit heads that were kept at the authority.
#[derive(Default)]
struct KeptHeads {
    kept: Vec<serde_json::Value>,
    /// Those that do not fit what was kept before, in words.
    differing: Vec<Text>,
}

/// Keeps the audit heads that were named, and those beside the status lists.
fn keep_heads(
    args: &Args,
    folder: &AuthorityFolder<'_>,
    trust: &TrustList,
) -> Result<KeptHeads, Failure> {
    let beside = args
        .status_lists
        .iter()
        .map(|list| list.with_file_name("audit-head.cbor"))
        .filter(|path| path.exists() && !args.audit_heads.contains(path));
    let mut heads = KeptHeads::default();
    for path in args.audit_heads.iter().cloned().chain(beside) {
        let (head, kept) = folder.keep_audit_head(&path, trust)?;
        heads.kept.push(json!({
            "issuer": head.issuer.0, "number": head.entries, "signed": head.issued.as_secs(),
        }));
        if let HeadKept::Differs(why) = kept {
            heads.differing.push(why);
        }
    }
    Ok(heads)
}

/// The issuers whose status list terminals expect and of whom none goes in, or only an older one.
fn lacking_status_lists(trust: &TrustList, packed: &[Vec<u8>], now: UnixTime) -> Vec<Text> {
    let made: HashMap<IssuerId, UnixTime> = packed
        .iter()
        .filter_map(|bytes| StatusList::verify(bytes, trust).ok())
        .map(|list| (list.claims().issuer, list.claims().validity.from))
        .collect();
    let issuers = trust.claims().issuers.iter();
    let active = issuers.filter(|issuer| issuer.standing == Standing::Active);
    active
        .filter(|issuer| {
            issuer.status_expectation.is_some_and(|expected| {
                let is_new = |made: &UnixTime| {
                    *made >= expected.least && now.since(*made) <= expected.max_age
                };
                expected.since <= now && !made.get(&issuer.id).is_some_and(is_new)
            })
        })
        .map(|issuer| {
            let id = issuer.id;
            text!("注意：终端按信任名单等着单位 {id} 的状态名单，而这里没有，或太旧：没有新名单的终端，对该单位的码一律须核对，闸机不放行。";
                "Note: by the trust list, terminals expect a status list of issuer {id}, and there is none in here, or one that is too old: a terminal without a newer one checks every code of that issuer, and a gate stays closed.")
        })
        .collect()
}

/// The compromised keys of the list about which no vouch list goes in.
fn lacking_vouch_lists(trust: &TrustList, packed: &[Vec<u8>]) -> Vec<Text> {
    let about: Vec<[u8; 32]> = packed
        .iter()
        .filter_map(|bytes| VouchList::verify(bytes, trust).ok())
        .map(|list| list.claims().key)
        .collect();
    let issuers = trust.claims().issuers.iter();
    let keys = issuers
        .filter(|issuer| issuer.standing == Standing::Active)
        .flat_map(|issuer| issuer.keys.iter().map(move |key| (issuer, key)));
    keys.filter(|(_, key)| {
        key.standing == Standing::Compromised && !about.contains(&key.key.thumbprint())
    })
    .map(|(issuer, key)| {
        let (id, kid) = (issuer.id, key.key.id());
        text!("注意：单位 {id} 的密钥 {kid} 已泄露，而这里没有它的真码清单：没有清单的终端，闸机拒绝、商户核对。";
            "Note: the key {kid} of issuer {id} is compromised, and its vouch list is not in here: a terminal that has none refuses at a gate, and checks in a shop.")
    })
    .collect()
}

/// The files that go in: those of the authority's folder, or those that were named.
fn sources(args: &Args) -> Result<(Vec<PathBuf>, Option<PathBuf>), Failure> {
    let Some(path) = &args.authority else {
        return Ok((args.root_sets.clone(), args.trust_list.clone()));
    };
    let folder = AuthorityFolder::new(path);
    let roots = folder.roots()?;
    let current = roots.current().claims().version;
    let mut files: Vec<PathBuf> = (roots.oldest_version()..current)
        .map(|version| folder.old_root_set_file(version))
        .collect();
    files.push(folder.root_set_file());
    let list = folder.trust_list_file();
    Ok((files, list.exists().then_some(list)))
}

/// After a change of roots the list has to be signed anew before terminals take either.
fn awaits_signatures(path: &Path, roots: &RootSet, error: &Error) -> Failure {
    let (name, version) = (values::shown(path), roots.claims().version);
    if !matches!(error, Error::RootVersionMismatch { .. }) {
        return unfit(path, &TRUST_LIST, error);
    }
    failure!(error.code(); "{name} 还没有由第 {version} 版根密钥集签署";
        "{name} is not signed under root set {version} yet";
        "换根密钥以后，终端要同时收到新根密钥签署的名单：请先 issuer trust prepare、sign、combine。";
        "After a change of roots, terminals need a list that the new roots have signed: issuer trust prepare, sign, combine.")
}

const ROOT_SET: Text = Text::fixed("根密钥集", "a root set");
const TRUST_LIST: Text = Text::fixed("信任名单", "a trust list");
const STATUS_LIST: Text = Text::fixed("状态名单", "a status list");

const VOUCH_LIST: Text = Text::fixed("真码清单", "a vouch list");

/// What is said of a part whose signatures could not be checked for want of what stands above it.
const UNPROVED: (&str, &str) = ("（签名未核验）", " (signatures not checked)");

fn note(proved: &Option<TrustList>) -> (&'static str, &'static str) {
    match proved {
        Some(_) => ("", ""),
        None => UNPROVED,
    }
}

fn unfit(path: &Path, kind: &Text, error: &Error) -> Failure {
    let (name, why) = (values::shown(path), words::error(error));
    let (zh, en) = match error.stage() {
        Stage::Object | Stage::Claims | Stage::Text => (
            format!("{name} 不是{}，或已损坏", kind.in_lang(Zh)),
            format!(
                "{name} is not {}, or is damaged ({error})",
                kind.in_lang(En)
            ),
        ),
        _ => (
            format!("{name} 终端不会接受：{}", why.in_lang(Zh)),
            format!("no terminal would take {name}: {}", why.in_lang(En)),
        ),
    };
    Failure::new(
        error.code(),
        Text::new(zh, en),
        text!("请检查各文件是否写在对应的选项后面，根密钥集是否从旧到新。没有写出更新文件。";
            "Check that each file stands behind its own option, and root sets with the older first. No update was written."),
    )
}

/// As [`unfit`], for what a bureau has signed: its key may have been stopped.
fn unfit_by(
    what: Brought,
    path: &Path,
    trust: &TrustList,
    error: &Error,
    is_by: impl Fn(IssuerId, &PublicKey) -> bool,
) -> Failure {
    let kind = match what {
        Brought::VouchList => &VOUCH_LIST,
        _ => &STATUS_LIST,
    };
    (*error == Error::KeyWithdrawn)
        .then(|| by_stopped_key(what, path, trust, is_by))
        .flatten()
        .unwrap_or_else(|| unfit(path, kind, error))
}

fn nothing() -> Failure {
    failure!("usage"; "没有要装入更新的内容"; "there is nothing to put into the update";
        "请写 --authority、--root-set、--trust-list、--status-list、--vouch-list、--catalogue、--places 或 --receipts。";
        "Add --authority, --root-set, --trust-list, --status-list, --vouch-list, --catalogue, --places or --receipts.")
}
