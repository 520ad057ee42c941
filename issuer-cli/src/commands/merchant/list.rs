//! `issuer merchant list`: who is a member, who is not.

use std::path::PathBuf;

use clap::ValueEnum;
use credential_core::Membership;
use messages::{Exit, text};
use serde_json::{Value, json};

use super::answers::{merchant_json, merchant_line};
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::merchants::{Merchants, today};
use cli_support::Stop;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Standing {
    Member,
    Suspended,
    Left,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 只列出：member 在册、suspended 暂停、left 退出 | only those that are members, suspended, or have left
    #[arg(
        long,
        value_name = "member|suspended|left",
        hide_possible_values = true
    )]
    standing: Option<Standing>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let register = BureauFolder::new(&args.bureau).register()?;
    let known = Merchants::read(&register)?;
    let now = today(call.now);
    let standing = |number: &u32| known.standing_on(*number, now);
    let count = |membership| {
        let numbers = known.histories.keys();
        numbers
            .filter(|number| standing(number) == Some(membership))
            .count()
    };
    let (members, suspended, left) = (
        count(Membership::MEMBER),
        count(Membership::SUSPENDED),
        count(Membership::LEFT),
    );
    let wanted = args.standing.map(|standing| match standing {
        Standing::Member => Membership::MEMBER,
        Standing::Suspended => Membership::SUSPENDED,
        Standing::Left => Membership::LEFT,
    });
    let shown: Vec<u32> = known
        .histories
        .keys()
        .filter(|number| wanted.is_none() || standing(number) == wanted)
        .copied()
        .collect();
    let mut lines = vec![
        text!("商户：在册 {members}，暂停 {suspended}，退出 {left}。"; "Merchants: members {members}, suspended {suspended}, left {left}."),
    ];
    lines.extend(
        shown
            .iter()
            .map(|number| merchant_line(&known, *number, now)),
    );
    let merchants: Vec<Value> = shown
        .iter()
        .map(|number| merchant_json(&known, *number, now))
        .collect();
    call.answer(
        &lines,
        &json!({ "edition": known.edition, "members": members, "suspended": suspended, "left": left, "merchants": merchants }),
    )?;
    Ok(Exit::Done)
}
