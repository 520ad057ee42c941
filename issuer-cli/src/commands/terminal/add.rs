//! `issuer terminal add`: the place of a terminal that has asked for one.

use std::path::PathBuf;

use cli_support::files;
use credential_core::limits::MAX_PLACE_REQUEST_BYTES;
use credential_core::{
    BranchNumber, Error, GateGroup, IssuerId, Membership, MerchantNumber, PlaceClaims,
    PlaceRequest, Region, TerminalNumber, TerminalStanding,
};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, failure, text, untrusted::escape_untrusted, words};
use serde_json::json;

use super::place_file;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{MerchantRow, no_edition};
use crate::merchants::{Merchants, today};
use crate::operator::Operator;
use crate::register::{Action, Batch, RecordedPlace};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 终端写出的点位申请 | the request for a place that the terminal has written
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// 商户编号，须在最近公布的目录里 | the number of the merchant, which must be in the last edition
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    merchant: u32,
    /// 门店编号 | the number of the branch
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    branch: Option<u32>,
    /// 闸机组编号 | the number of the gate group
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    gate_group: Option<u32>,
    /// 终端所在地区；不写则用商户的地区 | where the terminal stands; the region of the merchant if left out
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// 终端编号；不写则用下一个。写已有终端的编号，就给它换点位 | the number of the terminal; the next one if left out; that of a terminal that there is gives it another place
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: Option<u32>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let request = read_request(args)?;
    let region = match &args.region {
        Some(text) => Some(values::region("--region", text)?),
        None => None,
    };
    let folder = BureauFolder::new(&args.bureau);
    let actor = args.operator.actor()?;
    let (bureau, key) = folder.open(call)?;
    let issuer = IssuerId(bureau.file.id);
    request
        .check_for(issuer, call.now)
        .map_err(|error| not_taken(args, &error))?;
    let mut register = folder.register()?;
    let known = Merchants::read(&register)?;
    let edition = known.edition.ok_or_else(no_edition)?;
    let merchant = merchant(&known, args, call)?;
    check_branch(merchant, args)?;

    let thumbprint = request.key().thumbprint();
    let standing = known.standing_on(args.merchant, today(call.now));
    let is_suspended = standing == Some(Membership::SUSPENDED)
        || merchant.merchant.membership == Membership::SUSPENDED;
    let known = register.place_with_key(&thumbprint)?;
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Place, call.now)?;
    let number = number(&mut batch, args, known.as_ref())?;
    let label = request.claims().label.clone();
    let claims = claims(&request, (issuer, number), merchant, region, args);
    let place = place_file::sign(&mut batch, claims, label, known.as_ref(), &key)?;
    batch.commit()?;
    let file = place_file::write(&folder, &place, Some(edition))?;

    let shown = values::shown(&file);
    let label = place
        .label
        .as_deref()
        .map(escape_untrusted)
        .unwrap_or_default();
    let name = escape_untrusted(&merchant.merchant.name.zh);
    let key_words = words::thumbprint(request.key());
    let merchant_number = merchant.number();
    let lines = [
        text!("终端 {number} {label}：商户 {merchant_number} {name}。"; "Terminal {number} {label}: merchant {merchant_number} {name}."),
        text!("  密钥指纹  {key_words}（请与终端显示的核对）"; "  thumbprint  {key_words} (compare it with what the terminal shows)"),
        text!("  点位文件  {shown}（含该商户的目录，可直接导入终端）"; "  place       {shown} (with the catalogue of the merchant; apply it at the terminal)"),
    ];
    call.answer(
        &lines,
        &json!({
            "terminal": number,
            "label": place.label,
            "merchant": place.merchant,
            "branch": args.branch,
            "thumbprint": crate::register::hexadecimal(&place.key),
            "made": place.made.as_secs(),
            "place": file,
            "suspended": is_suspended,
        }),
    )?;
    if is_suspended {
        call.console.say(&text!("注意：商户 {merchant_number} {name} 现在暂停，这台终端在恢复前不给优待。恢复用 issuer merchant return {merchant_number}，再公布。";
            "Note: merchant {merchant_number} {name} is suspended now, and the terminal gives no benefits until it returns: issuer merchant return {merchant_number}, then publish."))?;
    }
    Ok(Exit::Done)
}

fn read_request(args: &Args) -> Result<PlaceRequest, Failure> {
    let bytes = files::read(&args.request, MAX_PLACE_REQUEST_BYTES as u64)?;
    PlaceRequest::verify(&bytes).map_err(|error| not_taken(args, &error))
}

fn claims(
    request: &PlaceRequest,
    (issuer, number): (IssuerId, u32),
    merchant: &MerchantRow,
    region: Option<Region>,
    args: &Args,
) -> PlaceClaims {
    PlaceClaims {
        issuer,
        issued: request.claims().issued,
        terminal: TerminalNumber(number),
        key: request.key().clone(),
        merchant: MerchantNumber(merchant.number()),
        region: region.unwrap_or(merchant.region),
        standing: TerminalStanding::IN_USE,
        branch: args.branch.map(BranchNumber),
        gate_group: args.gate_group.map(GateGroup),
        trades: merchant.trades.clone(),
        clock_floor: None,
    }
}

/// The number of the terminal. A key has one number for ever, and a number one key.
fn number(
    batch: &mut Batch<'_>,
    args: &Args,
    known: Option<&RecordedPlace>,
) -> Result<u32, Failure> {
    if let Some(known) = known {
        let number = known.terminal;
        if known.standing != TerminalStanding::IN_USE {
            return Err(
                failure!("terminal-retired"; "这个密钥属于已停用的终端 {number}"; "the key is that of terminal {number}, which is retired";
                "停用不能恢复。请在终端上重新生成密钥和申请。"; "That is permanent. Make a new key and a new request at the terminal."),
            );
        }
        if args.number != Some(number) {
            return Err(
                failure!("terminal-known"; "这个密钥已经是终端 {number}"; "the key is that of terminal {number} already";
                "要给它换点位，请加 --number {number}。"; "To give it another place, add --number {number}."),
            );
        }
        return Ok(number);
    }
    let Some(number) = args.number else {
        return batch.next_terminal();
    };
    if batch.places()?.iter().any(|place| place.terminal == number) {
        return Err(
            failure!("terminal-number-used"; "终端编号 {number} 已经给了另一个密钥"; "the number {number} was given to another key";
            "请换一个编号，或不写 --number。换了密钥的终端是一台新终端，旧的请停用。";
            "Choose another, or leave --number out. A terminal with another key is a new one; retire the old one."),
        );
    }
    Ok(number)
}

fn merchant<'k>(
    known: &'k Merchants,
    args: &Args,
    call: &Call<'_, '_>,
) -> Result<&'k MerchantRow, Failure> {
    let number = args.merchant;
    let merchant = known.book.merchant(number).ok_or_else(|| {
        failure!("merchant-unknown"; "最近公布的目录里没有商户 {number}"; "the last edition has no merchant {number}";
            "请先把它写进商户表公布。"; "Enter it in the table of merchants and publish it first.")
    })?;
    // Also if it was recorded since the last edition.
    let has_left = known.standing_on(number, today(call.now)) == Some(Membership::LEFT);
    if has_left || merchant.merchant.membership == Membership::LEFT {
        return Err(
            failure!("merchant-left"; "商户 {number} 已经退出"; "the merchant {number} has left";
            "请核对编号。"; "Check the number."),
        );
    }
    Ok(merchant)
}

fn check_branch(merchant: &MerchantRow, args: &Args) -> Result<(), Failure> {
    let Some(branch) = args
        .branch
        .filter(|branch| !merchant.branches.contains_key(branch))
    else {
        return Ok(());
    };
    let list = |separator: &str| {
        let numbers: Vec<String> = merchant.branches.keys().map(u32::to_string).collect();
        numbers.join(separator)
    };
    Err(
        failure!("branch-unknown"; "商户表里没有门店 {branch}，只有：{}", list("、");
        "the table of merchants has no branch {branch}, but: {}", list(", ");
        "请核对编号，或先写进商户表公布。"; "Check the number, or enter it in the table and publish it first."),
    )
}

fn not_taken(args: &Args, error: &Error) -> Failure {
    let (name, why) = (values::shown(&args.request), words::error(error));
    failure!(error.code(); "{name} 不能作为点位申请：{}", why.in_lang(Zh); "{name} is not taken as a request for a place: {}", why.in_lang(En);
        "请在终端上重新生成申请；申请 30 天内有效，只给写明的发码单位。";
        "Make the request again at the terminal; it counts for 30 days, and for the issuer that it names.")
}
