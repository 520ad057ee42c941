//! `issuer bureau compromised`: the vouch list of the codes that were issued with a compromised key.
//!
//! Somebody else may have the key, but the register knows which codes the bureau has signed itself.

use std::path::PathBuf;

use cli_support::files::{self, Access, Durability};
use credential_core::{CodeHashSet, IssuerId, Signer, VouchList, VouchListClaims};
use messages::{Exit, Failure, failure, text, untrusted::escape_untrusted, words};
use serde_json::json;

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::keys::sign_failure;
use crate::operator::Operator;
use crate::register::{Action, AuditNote, Register, UsedKey, hexadecimal, list_digest};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 泄露的密钥的编号 | the identifier of the compromised key
    #[arg(long, value_name = "KID")]
    key: String,
    #[command(flatten)]
    operator: Operator,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let actor = args.operator.actor()?;
    let (bureau, key) = folder.open(call)?;
    let mut register = folder.register()?;
    let about = used_key(&register, &args.key)?;
    if about.key == bureau.key.thumbprint() {
        return Err(still_in_use(&args.key).into());
    }
    let (without, unfinished) = (
        register.codes_without_hash()?,
        register.counts(call.now)?.unfinished,
    );

    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Vouch, call.now)?;
    let hashes = batch.issued_with(&about.key)?;
    let claims = VouchListClaims {
        issuer: IssuerId(bureau.file.id),
        key: about.key,
        issued: batch.at(),
        hashes: CodeHashSet::new(hashes).map_err(|error| unfit(&error))?,
    };
    let bytes = VouchList::issue(&claims, &key).map_err(|error| sign_failure(error, unfit))?;
    let digest = hexadecimal(&list_digest(&bytes));
    let (kid, count) = (kid(&about), claims.hashes.len());
    let values = [
        ("vouched", count.to_string()),
        ("about", kid.clone()),
        ("kid", key.public_key().id().to_string()),
        ("sha256", digest.clone()),
    ];
    batch.note(AuditNote::Values(
        values.map(|(name, value)| (name.to_owned(), value)).into(),
    ));
    let record = batch.record_number();
    let head = batch.commit()?;
    drop(clerk);

    let file = folder.vouch_list_file(&kid);
    let copies = folder.published_folder();
    files::create_folder(&copies)?;
    let copy = copies.join(format!("vouch-list-{kid}-{record}.cbor"));
    for path in [&copy, &file] {
        files::write(path, &bytes, Access::Public, Durability::Synced)?;
    }

    let (shown, size, by) = (values::shown(&file), bytes.len(), key.public_key().id());
    let lines = [
        text!("已出具真码清单：密钥 {kid} 签发的 {count} 个码（已吊销的也在内，吊销照旧由状态名单管）。";
            "Made the vouch list: {count} codes by the key {kid} (revoked ones included; the status list still revokes them)."),
        text!("  清单  {shown}（{size} 字节，由密钥 {by} 签署）"; "  list      {shown} ({size} bytes, signed with the key {by})"),
        text!("  校验值（请抄在台账本上）  {head}"; "  end of the audit log (note it on paper)  {head}"),
    ];
    let json = json!({
        "vouch_list": file,
        "copy": copy,
        "bytes": size,
        "made": claims.issued.as_secs(),
        "about": kid,
        "kid": by.to_string(),
        "codes": count,
        "codes_without_hash": without,
        "unfinished": unfinished,
        "sha256": digest,
        "head": head.to_string(),
    });
    call.answer(&lines, &json)?;
    if without > 0 {
        call.console.say(&text!(
            "注意：有 {without} 个码是台账记下散列值以前签发的，清单里没有：它们若是这个密钥签的，请为这些人补发。";
            "Note: {without} codes were issued before the register kept hashes, and are not in the list. If this key has signed them, reissue for these people."))?;
    }
    if unfinished > 0 {
        call.console.say(&text!(
            "注意：有 {unfinished} 个码还没有做完。用原密钥签发而中断的，不要发放；请用新密钥重新签发。";
            "Note: {unfinished} codes are not finished. Do not hand out what an interrupted run has signed with the old key; issue it again with the new one."))?;
    }
    call.console.say(&text!(
        "\n请交给主管部门，与标明密钥已泄露的信任名单装进同一个更新文件：issuer update pack --vouch-list {shown}";
        "\nCarry it to the authority, to be packed into the same update as the trust list that says so: issuer update pack --vouch-list {shown}"))?;
    Ok(Exit::Done)
}

/// A key identifier is the beginning of the thumbprint.
fn kid(key: &UsedKey) -> String {
    let [a, b, c, d, ..] = key.key;
    [a, b, c, d]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The key with this identifier, of those that have signed codes of the register.
fn used_key(register: &Register, given: &str) -> Result<UsedKey, Failure> {
    let given = given.trim().to_ascii_lowercase();
    let used = register.used_keys()?;
    if let Some(key) = used.iter().find(|key| kid(key) == given) {
        return Ok(*key);
    }
    let given = escape_untrusted(&given);
    let known: Vec<String> = used.iter().map(kid).collect();
    let known = known.join(" ");
    Err(failure!("key-unknown"; "台账里没有用密钥 {given} 签发的码";
        "no code of the register was signed with the key {given}";
        "签发过码的密钥是：{known}。没有签发过码的密钥不需要真码清单，停用即可。";
        "The keys that have signed codes: {known}. One that has signed none needs no vouch list; it can be withdrawn."))
}

fn still_in_use(kid: &str) -> Failure {
    let kid = escape_untrusted(kid.trim());
    failure!("key-in-use"; "密钥 {kid} 现在还在用，不能为自己作保";
        "the key {kid} is still in use, and cannot vouch for itself";
        "请先换用新密钥：issuer bureau rotate --old-key-lost，主管部门 trust add-key --accept-without-voucher，再 issuer bureau switch。";
        "Go over to another key first: issuer bureau rotate --old-key-lost, at the authority trust add-key --accept-without-voucher, then issuer bureau switch.")
}

fn unfit(error: &credential_core::Error) -> Failure {
    Failure::new(
        "cannot-sign",
        words::error(error),
        text!("没有出具任何清单。请检查签发密钥；码太多的请告知软件维护人员。";
            "No list was made. Check the issuing key; if there are too many codes, report it."),
    )
}
