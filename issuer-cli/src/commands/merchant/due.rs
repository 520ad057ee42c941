//! `issuer merchant due`: agreements that end soon, and those that have ended.

use std::path::PathBuf;

use messages::{Exit, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use super::show::REMIND_DAYS;
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::day_text;
use crate::merchants::{Merchants, agreements_ending, days_after, today};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 今后多少天之内到期的，0 到 1830 | those that end within so many days, 0 to 1830
    #[arg(long, value_name = "DAYS", default_value_t = REMIND_DAYS, value_parser = clap::value_parser!(u32).range(0..=1830))]
    within: u32,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let register = BureauFolder::new(&args.bureau).register()?;
    let known = Merchants::read(&register)?;
    let now = today(call.now);
    let within = args.within;
    let all = agreements_ending(&known, now, days_after(now, within));
    let over = all.iter().filter(|end| end.is_over).count();
    let soon = all.len() - over;
    let mut lines = vec![
        text!("协议：已到期 {over} 家，{within} 天内到期 {soon} 家。"; "Agreements: {over} have ended, {soon} end within {within} days."),
    ];
    lines.extend(all.iter().map(|end| {
        let (number, last) = (end.number, day_text(end.last));
        let (name, contact) = (escape_untrusted(&end.name), escape_untrusted(&end.contact));
        match end.is_over {
            true => text!("  {last}  {number} {name}  {contact}  已到期，不再给优待"; "  {last}  {number} {name}  {contact}  ended, gives no benefits"),
            false => text!("  {last}  {number} {name}  {contact}"; "  {last}  {number} {name}  {contact}"),
        }
    }));
    let ends: Vec<Value> = all
        .iter()
        .map(|end| {
            json!({
                "number": end.number,
                "name": end.name,
                "contact": end.contact,
                "until": end.last.to_string(),
                "is_over": end.is_over,
            })
        })
        .collect();
    call.answer(
        &lines,
        &json!({ "within": within, "ended": over, "ending": soon, "agreements": ends }),
    )?;
    if !all.is_empty() {
        call.console.say(&text!("续签：改表格里的协议开始、协议截止，issuer merchant form 打印承诺书签字，再公布。不续的不必操作，到期自行终止；以后不再列出的，用 issuer merchant leave。";
            "To renew: change the days of the agreement in the tables, have the form signed (issuer merchant form), and publish. What is not renewed ends by itself; issuer merchant leave takes it off this list."))?;
    }
    Ok(Exit::Done)
}
