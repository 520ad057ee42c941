//! Keys and backup: what keys there are, the passphrase that is held, copies of the register and their proof.

mod backup;
#[cfg(test)]
mod tests;

use std::path::Path;

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::form::Form;
use crate::locked::hold;
use crate::session::MAX_IDLE;
use crate::widgets::{Weight, command, mark, notice};
use crate::words::{list, string};

pub(super) const PAGE: Page = Page {
    name: "keys",
    title: || text!("密钥与备份"; "Keys and backup"),
    show,
    act,
};

fn show(visit: &Visit<'_>) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => overview(visit),
        ["copied", job] => backup::copied(visit, job),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    match visit.rest {
        "backup" => backup::start(visit, form),
        "forget" => {
            hold(&visit.desk.session).hold(None);
            Ok(Reply::See("/keys".to_owned()))
        }
        _ => Err(Problem::NotFound),
    }
}

fn overview(visit: &Visit<'_>) -> Answered {
    let line = visit.desk.command("bureau show");
    let (bureau, _) = visit.run(&line)?;
    Ok(Reply::Page(html! {
        (backup::offer(visit))
        h2 { (visit.say(&text!("密钥"; "Keys"))) }
        (keys(visit, list(&bureau, "/keys"), string(&bureau, "/kid")))
        (held(visit))
        (backup_of_keys(visit))
        (command(visit, &line.shown()))
    }))
}

fn keys(visit: &Visit<'_>, keys: &[Value], present: &str) -> Markup {
    let plain = keys.iter().any(|key| string(key, "/protection") == "none");
    html! {
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("密钥"; "Key"))) }
                th scope="col" { (visit.say(&text!("用途"; "Use"))) }
                th scope="col" { (visit.say(&text!("保护"; "Protection"))) }
                th scope="col" { (visit.say(&text!("标识"; "Identifier"))) }
            } }
            tbody { @for key in keys {
                tr {
                    th scope="row" { (name_of(key)) }
                    td { (visit.say(&usage(key, present))) }
                    td { (protection(visit, string(key, "/protection"))) }
                    td { (string(key, "/kid")) }
                }
            } }
        } }
        @if plain {
            (notice(Weight::Bad, html! { p { (visit.say(&text!("没有口令的密钥，谁拿到文件谁就能用：只可用于演练。设口令：issuer key passwd。";
                "Whoever gets the file of a key without a passphrase can use it: for rehearsals only. To set one: issuer key passwd."))) } }))
        }
    }
}

fn name_of(key: &Value) -> String {
    let name = Path::new(string(key, "/file")).file_name();
    name.unwrap_or_default().to_string_lossy().into_owned()
}

fn usage(key: &Value, present: &str) -> Text {
    match string(key, "/kind") {
        "person" => {
            text!("人员密钥：认出台账里的人"; "person key: the register knows people by it")
        }
        _ if string(key, "/kid") == present => {
            text!("签发密钥：现在使用"; "issuing key: in use now")
        }
        _ => text!("签发密钥：以前的或下一个"; "issuing key: a former or the next one"),
    }
}

fn protection(visit: &Visit<'_>, code: &str) -> Markup {
    match code {
        "passphrase" => mark(
            Weight::Good,
            &visit.say(&text!("有口令"; "under a passphrase")),
        ),
        "token" => mark(Weight::Good, &visit.say(&text!("在令牌里"; "in a token"))),
        _ => mark(Weight::Bad, &visit.say(&text!("没有口令"; "no passphrase"))),
    }
}

/// The passphrase that the desk holds, and for how long.
fn held(visit: &Visit<'_>) -> Markup {
    let is_held = hold(&visit.desk.session).passphrase().is_some();
    let minutes = MAX_IDLE.as_secs() / 60;
    html! {
        h2 { (visit.say(&text!("口令"; "The passphrase"))) }
        @if is_held {
            p { (visit.say(&text!("口令在内存里，没有存盘；{minutes} 分钟没有人操作，或者锁定、关闭工作台，就清除。";
                "The passphrase is in memory and on no disk. It is wiped when nobody has worked for {minutes} minutes, and when the desk is locked or closed."))) }
            (visit.form("/keys/forget", html! {
                p.buttons { button.second type="submit" { (visit.say(&text!("现在清除"; "Wipe it now"))) } }
            }))
        } @else {
            p { (visit.say(&text!("现在没有口令在内存里。要用时会问；输入后 {minutes} 分钟没有人操作就清除。";
                "No passphrase is in memory now. It is asked for when it is needed, and wiped when nobody has worked for {minutes} minutes."))) }
        }
    }
}

fn backup_of_keys(visit: &Visit<'_>) -> Markup {
    let line = visit
        .desk
        .command("key backup")
        .option("--out", visit.say(&text!("密钥备份.txt"; "keys.txt")));
    html! {
        h2 { (visit.say(&text!("密钥的备份"; "A backup of the keys"))) }
        p { (visit.say(&text!("台账的备份里没有密钥。密钥另外备份，另设口令，与台账备份分开存放。没有人员密钥，台账就认不出人。";
            "The copy of the register has no keys in it. Keys have a backup of their own, under a passphrase of its own, kept apart from the register's. Without the person key the register knows nobody."))) }
        p { (visit.say(&text!("在程序窗口里做："; "In the program's window:"))) }
        p { code { (line.shown()) } }
    }
}
