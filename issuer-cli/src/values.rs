//! Values of arguments that the parser leaves as text: complaints about them name what is allowed.

use std::path::Path;

use cli_support::values::wrong;
pub(crate) use cli_support::values::{
    categories, category, parse_categories, parse_region, region, regions, some_categories,
};
use credential_core::limits::MAX_VALIDITY;
use credential_core::{Error, OrgName, UnixTime};
use messages::{Failure, dates, failure, text, words};

use messages::Lang::{En, Zh};

/// A point of time, as [`dates::parse`] reads it.
pub(crate) fn time(text: &str) -> Result<UnixTime, Failure> {
    time_of("--at", text)
}

/// The value of this argument as a point of time.
pub(crate) fn time_of(argument: &str, text: &str) -> Result<UnixTime, Failure> {
    dates::parse(text).ok_or_else(|| {
        wrong(
            argument,
            text,
            text!("请写成 2026-11-22 或 2026-11-22T08:00";
                "write it as 2026-11-22 or 2026-11-22T08:00"),
        )
    })
}

/// The end of a validity, whose last day is written.
pub(crate) fn last_day(text: &str) -> Result<UnixTime, Failure> {
    dates::parse_last_day(text).ok_or_else(|| {
        wrong(
            "--until",
            text,
            text!("请写成 2028-11-22"; "write it as 2028-11-22"),
        )
    })
}

/// The end of a validity that begins now: a last day, or some years.
///
/// # Errors
/// If it is over already.
pub(crate) fn end_of_validity(
    last: Option<&str>,
    years: u8,
    now: UnixTime,
) -> Result<UnixTime, Failure> {
    let until = match last {
        Some(day) => last_day(day)?,
        // The whole last day would be more than twenty years, which no code may be valid.
        None => dates::years_later(now, years)
            .unwrap_or(now)
            .min(now.plus(MAX_VALIDITY)),
    };
    // Found before anything is reserved for people who could then not get a code.
    if until > now.plus(MAX_VALIDITY) {
        let last = dates::last_day(until);
        return Err(failure!("usage";
            "有效期最后一天 {last} 太远：一个码最长 20 年"; "the last day of the validity, {last}, is too far: a code lasts 20 years at most";
            "请核对 --until 的年份。"; "Check the year of --until."));
    }
    if until <= now {
        let (last, today) = (dates::last_day(until), dates::day(now));
        return Err(failure!("usage";
            "有效期最后一天 {last} 已经过去（今天是 {today}）";
            "the last day of the validity, {last}, is over (today is {today})";
            "请用 --until 写一个将来的日期，并检查本机时间。";
            "Choose a day to come with --until, and check the clock."));
    }
    Ok(until)
}

/// The name of an organisation from two arguments. Whether it can be one is judged when it is used.
pub(crate) fn org_name(zh: &str, en: Option<&str>) -> OrgName {
    OrgName {
        zh: zh.trim().to_owned(),
        en: en.map(|en| en.trim().to_owned()),
    }
}

/// A path as the user wrote it, for commands to copy.
pub(crate) fn shown(path: &Path) -> String {
    messages::untrusted::escape_untrusted_path(path)
}

/// Asked before anything is made: keys and what belongs to them are never overwritten.
///
/// # Errors
/// `file-exists`.
pub(crate) fn refuse_if_there(paths: &[&Path]) -> Result<(), Failure> {
    let Some(path) = paths.iter().find(|path| path.exists()) else {
        return Ok(());
    };
    let name = shown(path);
    Err(failure!("file-exists";
        "文件 {name} 已存在"; "the file {name} already exists";
        "密钥绝不覆盖。请换一个文件名。"; "Keys are never overwritten. Choose another name."))
}

/// The failure to a file that is given as a root set.
pub(crate) fn no_root_set(path: &Path, error: &Error) -> Failure {
    let (name, why) = (shown(path), words::error(error));
    failure!(error.code(); "{name} 不是根密钥集，或已损坏：{}", why.in_lang(Zh);
        "{name} is no root set, or is damaged: {}", why.in_lang(En);
        "请用您自己保存的 root-set.cbor。"; "Use the root-set.cbor that you have kept yourself.")
}

/// The failure to a clock behind what was signed before.
pub(crate) fn clock_wrong() -> Failure {
    failure!("clock-wrong"; "本机时间早于上一次签署的时间，或不在日历范围内";
        "the clock is behind what was signed before, or out of range";
        "请校准本机时间。"; "Set the clock.")
}
