//! Why a keeper's program refuses, in words, and what to do about it.

use std::path::Path;

use credential_core::{Error, KeeperError, ListVersion};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, dates, failure, text, words};

use crate::values;

/// The failure to what the record says must not be signed.
pub(super) fn of(error: &KeeperError, record: &Path) -> Failure {
    let name = values::shown(record);
    match error {
        KeeperError::Invalid(Error::VersionTooHigh { version }) => failure!("version-too-high";
            "待签的是第 {version} 版：版本号太高，之后就没有更高的版本可用了，终端也不会接受";
            "this is version {version}: it leaves no room for later ones, and no terminal takes it";
            "不要签署。请主管部门重新 issuer trust prepare，并查清是谁改的版本号。";
            "Do not sign. Have the authority prepare it again, and find out who has set that version."),
        KeeperError::Invalid(error) => in_roots_or_object(error),
        KeeperError::NotFullyRead => failure!("newer-program";
            "里面有本程序看不懂的内容，不能签署";
            "it says more than this program can read: it is not signed unread";
            "请升级本程序后再签。"; "Get the newer program, then sign."),
        KeeperError::RootsMissing => failure!("usage";
            "保管人记录 {name} 里还没有根密钥集"; "the keeper's record {name} has no root set yet";
            "请用 --root-set 写上您保存的根密钥集。"; "Give your copy of the root set with --root-set."),
        KeeperError::LastMissing => failure!("file-invalid";
            "待签文件没有附上一版名单，而您的记录里有"; "the file does not enclose the last list, and your record has one";
            hidden()),
        KeeperError::LastUnproved(error) => failure!("file-invalid";
            "待签文件里附的上一版名单，不是您的根密钥集签署的（{}）", words::error(error).in_lang(Zh);
            "the last list that the file encloses was not signed by your root keys ({})", words::error(error).in_lang(En);
            hidden()),
        KeeperError::LastOlder { recorded, offered } => last_older(*recorded, *offered),
        KeeperError::SecondContent { version, .. } => second_content(*version, &name),
        KeeperError::RolledBack { recorded, offered } => rolled_back(*recorded, *offered),
        KeeperError::AlreadyComplete { version } => failure!("already-complete";
            "第 {version} 版已有够数的保管人签署，不用再签"; "version {version} has enough signatures already";
            "没有要做的。"; "There is nothing left to do."),
        KeeperError::WithdrawnKeyReturned { key_id } => {
            came_back(&text!("密钥 {key_id}"; "the key {key_id}"))
        }
        KeeperError::WithdrawnIssuerReturned { issuer } => {
            came_back(&text!("单位 {issuer}"; "the issuer {issuer}"))
        }
        KeeperError::DatedBefore { recorded, offered } => {
            let (recorded, offered) = (dates::minute(*recorded), dates::minute(*offered));
            failure!("clock-wrong";
                "文件写的制作时间是 {offered}，早于您记录里的 {recorded}";
                "the file says that it was made at {offered}, before what your record has, {recorded}";
                "请主管部门校准时间后重新准备。"; "Have the authority set its clock and prepare it again.")
        }
        KeeperError::NotLookedAt => failure!("not-looked-at";
            "您上一次在这台电脑上看的不是这一份"; "what you were shown last at this computer was not this";
            "请先不加 --confirm 执行一次，看清并核对以后再签。核对码一样而内容不同的，请立即报告主管部门。";
            "Run it once without --confirm first, and sign after reading and comparing. If the check code is the same and the content is not, report it at once."),
        KeeperError::RecordInvalid => invalid(record),
        other => failure!(other.code(); "不能签署（{other}）"; "it must not be signed ({other})";
            "请询问主管部门。"; "Ask the authority."),
    }
}

/// The failure to a record that is damaged: nothing is signed without one that is in order.
pub(super) fn invalid(record: &Path) -> Failure {
    let name = values::shown(record);
    failure!("record-invalid"; "保管人记录 {name} 已损坏，或不是保管人记录";
        "the keeper's record {name} is damaged, or is none";
        "不要签署，查清是谁动过这个文件。请用备份恢复；没有备份的，把它移走，另取其他保管人手里最新的根密钥集和上一版名单，作为第一次使用重新开始。";
        "Do not sign; find out who has touched the file. Restore it from a backup. If there is none, move it away, get the latest root set and the last list from another keeper, and begin anew as at the first use.")
}

fn in_roots_or_object(error: &Error) -> Failure {
    let remedy = match error {
        Error::RootSetForeign { .. } => text!(
            "不要签署：这不是您的主管部门的根密钥集。";
            "Do not sign: it is not a root set of your authority."),
        Error::RootVersionMismatch { .. } => text!(
            "请核对哪一个旧了：向主管部门要最新的根密钥集，或请其重新准备。版本必须正好接上。";
            "Find out which of the two is old: get the latest root set, or have the file prepared again. One must follow the other directly."),
        Error::VersionTooHigh { .. } => text!(
            "不要签署。请主管部门重新 issuer trust prepare，并查清是谁改的版本号。";
            "Do not sign. Have the authority prepare it again, and find out who has set that version."),
        _ => text!("不要签署。请向主管部门重新要文件。";
            "Do not sign. Get the file from the authority again."),
    };
    let what = match error {
        Error::RootVersionMismatch { held, named } => text!(
            "这份文件属于第 {named} 版根密钥集，而您的记录是第 {held} 版";
            "the file belongs to root set {named}, and your record is at version {held}"),
        other => words::error(other),
    };
    Failure::new(error.code(), what, remedy)
}

/// The failure to a root set that the record has had in force already.
pub(super) fn roots_in_force(error: &Error, version: u64) -> Failure {
    failure!(error.code(); "第 {version} 版根密钥集早已生效，不用再签";
        "root set {version} is in force already, and need not be signed";
        "没有要做的。"; "There is nothing left to do.")
}

fn second_content(version: u64, record: &str) -> Failure {
    let next = version.saturating_add(1);
    failure!("second-content";
        "第 {version} 版您已签过或看过另一份内容，同一版本不能签两份（{record}）";
        "you have signed or seen another content as version {version}; one version is signed once ({record})";
        "不要签署，先问清主管部门。先前那份名单确已作废的，由主管部门用更高的版本重新准备（issuer trust prepare --version {next}）；\
         先前那份根密钥集确已作废、各保管人都同意并销毁了签过的文件的，加 --forget-abandoned。";
        "Do not sign; ask the authority first. If the earlier list was given up, it is prepared again with a higher version (issuer trust prepare --version {next}). \
         If the earlier root set was given up, all keepers agree and have destroyed what they signed, add --forget-abandoned.")
}

fn last_older(recorded: ListVersion, offered: ListVersion) -> Failure {
    let (recorded, offered) = (recorded.version, offered.version);
    failure!("last-older";
        "待签文件附的上一版是第 {offered} 版，而您的记录已到第 {recorded} 版：两版之间的改动会被隐瞒";
        "the last list that the file encloses is version {offered}, and your record has version {recorded}: what was changed in between would be hidden";
        hidden())
}

fn rolled_back(recorded: ListVersion, offered: ListVersion) -> Failure {
    let (recorded, offered) = (recorded.version, offered.version);
    failure!("list-overtaken";
        "待签的是第 {offered} 版，而您签过或看过第 {recorded} 版";
        "this is version {offered}, and you have signed or seen version {recorded}";
        "不要签署。请主管部门重新 issuer trust prepare。";
        "Do not sign. Have the authority prepare it again: issuer trust prepare.")
}

fn came_back(who: &Text) -> Failure {
    let (zh, en) = (who.in_lang(Zh), who.in_lang(En));
    failure!("withdrawn-for-ever";
        "{zh}在您的记录里已停用或已泄露，待签文件里却不再如此";
        "{en} was withdrawn or compromised in your record, but is not so in the file to be signed";
        "不要签署。停用和泄露不能撤回：请主管部门改正 issuers.json 后重新准备，并查清是谁改的。";
        "Do not sign. That cannot be undone: have the authority correct issuers.json and prepare it again, and find out who changed it.")
}

fn hidden() -> Text {
    text!(
        "不要签署：看不出改动了什么。请确认 --root-set 是最新的根密钥集，并请主管部门重新准备待签文件。";
        "Do not sign: what it changes cannot be shown. Make sure that --root-set is the latest, and have the file prepared again.")
}
