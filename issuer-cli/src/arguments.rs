//! The command line. Help texts hold both languages, Chinese first; one is shown.

use clap::{ArgAction, Parser, Subcommand};

use crate::commands::{
    audit, authority_create, backup, bureau_create, bureau_request, bureau_rotate, bureau_switch,
    bureau_time, bureau_upgrade, issue, key_passwd, key_show, print, publish, recover, reissue,
    renew, report, root_combine, root_key, root_prepare, root_sign, standing, trust_add,
    trust_add_key, trust_combine, trust_prepare, trust_scope, trust_show, trust_sign,
    trust_standing, update_pack, verify_output,
};
use crate::commands::{key_backup, key_from_token, key_list_token, key_restore};
use crate::keys::PassphraseArgs;

#[derive(Debug, Parser)]
#[command(
    name = "issuer",
    version,
    // The parser's own flags speak English only.
    disable_help_flag = true,
    disable_version_flag = true,
    about = "老兵码签发程序，无需联网 | Issues veteran credentials, with no network",
    after_help = "退出状态：0 完成；1 名册中有被拒的行；2 未能完成或用法不对。 | \
                  Exit status: 0 done; 1 some rows of the roster were refused; 2 could not do it, or wrong usage."
)]
pub(crate) struct Cli {
    /// 界面语言：zh 或 en | language: zh or en
    #[arg(long, global = true, value_name = "zh|en", value_parser = ["zh", "en"], display_order = 100)]
    pub(crate) lang: Option<String>,

    /// 以 JSON 输出结果，供其他程序读取 | results as JSON, for other programs
    #[arg(long, global = true, display_order = 101)]
    pub(crate) json: bool,

    /// 指定当前时间，用于演练和测试 | the time it is taken to be, for rehearsals and tests
    #[arg(long, global = true, hide = true, value_name = "TIME")]
    pub(crate) at: Option<String>,

    /// 显示用法 | show this help
    #[arg(short, long, global = true, display_order = 102, action = ArgAction::HelpShort)]
    help: Option<bool>,

    /// 显示版本 | show the version
    #[arg(short = 'V', long, display_order = 103, action = ArgAction::Version)]
    version: Option<bool>,

    #[command(flatten)]
    pub(crate) passphrases: PassphraseArgs,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 主管部门：建立根密钥 | the authority: create root keys
    #[command(subcommand)]
    Authority(AuthorityCommand),
    /// 发码单位：建立签发密钥和台账 | a bureau: create its key and its register
    #[command(subcommand)]
    Bureau(BureauCommand),
    /// 信任名单：登记发码单位、签署名单 | the trust list: take in bureaus, sign it
    #[command(subcommand)]
    Trust(TrustCommand),
    /// 根密钥：保管人生成、更换、增减 | root keys: keepers make, replace, add and remove them
    #[command(subcommand)]
    Root(RootCommand),
    /// 密钥：查看公钥、更换口令、使用令牌 | keys: show the public side, change the passphrase, use tokens
    #[command(subcommand)]
    Key(KeyCommand),
    /// 更新文件：装入名单，送往终端 | update files: lists on their way to the terminals
    #[command(subcommand)]
    Update(UpdateCommand),
    /// 按名册签发老兵码 | issue codes for the people on a roster
    Issue(issue::Args),
    /// 把签发好的码印成卡片或纸张（PDF） | cards and sheets of issued codes, as PDF
    Print(print::Args),
    /// 核对一次签发的文件夹与台账是否一致 | check that the folder of a run agrees with the register
    VerifyOutput(verify_output::Args),
    /// 补发：遗失、损坏的换新码，旧码吊销 | reissue: a new code for a lost or damaged one, which is revoked
    Reissue(reissue::Args),
    /// 换发将到期的码 | renew codes that are about to end
    Renew(renew::Args),
    /// 吊销：永久，不能恢复 | revoke codes for ever
    Revoke(standing::Args),
    /// 暂停：码暂时不能用，可以恢复 | suspend codes until they are restored
    Suspend(standing::Args),
    /// 恢复暂停的码 | end a suspension
    Restore(standing::Args),
    /// 公布状态名单：哪些码已吊销、已暂停 | publish the status list: which codes are revoked or suspended
    Publish(publish::Args),
    /// 统计：各类人员、各种状态的码、将到期的码 | how many codes of which category and standing, and what is about to end
    Report(report::Args),
    /// 核对并显示操作记录 | check and show the audit trail
    Audit(audit::Args),
    /// 备份台账 | back the register up
    Backup(backup::Args),
    /// 台账丢失或损坏：从备份找回 | the register is lost or damaged: take a backup into use
    Recover(recover::Args),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthorityCommand {
    /// 新建主管部门：根密钥、根密钥集、发码单位登记表 | create an authority: root keys, root set, list of issuers
    Create(authority_create::Args),
}

#[derive(Debug, Subcommand)]
pub(crate) enum BureauCommand {
    /// 新建发码单位：签发密钥、台账和交主管部门登记的资料 | create a bureau: its key, its register, and the file for the authority
    Create(bureau_create::Args),
    /// 为旧版程序建立的文件夹补建台账 | give a folder of an older version a register
    Upgrade(bureau_upgrade::Args),
    /// 时钟曾偏快：把台账时间拨回现在 | the clock was fast: set the register's time back
    SetTimeBack(bureau_time::Args),
    /// 写登记申请，证明持有密钥 | write the request to be listed, which proves that the key is held
    Request(bureau_request::Args),
    /// 换密钥第一步：生成新密钥和申请 | rotate the key, first step: the next key and its request
    Rotate(bureau_rotate::Args),
    /// 换密钥第二步：名单列入以后改用新密钥 | rotate the key, second step: go over to it once it is listed
    Switch(bureau_switch::Args),
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    /// 把发码单位登记进名单（签署后才生效） | take a bureau into the list (in force once signed)
    Add(trust_add::Args),
    /// 换密钥：列入发码单位的新密钥，新旧并行一段时间 | rotate: list a bureau's next key beside the present one
    AddKey(trust_add_key::Args),
    /// 限定发码单位的人员类别和管辖区划 | set what a bureau may attest, and for which regions
    Scope(trust_scope::Args),
    /// 暂停一个发码单位 | suspend a bureau
    Suspend(trust_standing::Args),
    /// 恢复暂停的发码单位 | let a suspended bureau go on
    Resume(trust_standing::Args),
    /// 永久停用一个发码单位，或它的一个密钥 | withdraw a bureau for ever, or one of its keys
    Withdraw(trust_standing::WithdrawArgs),
    /// 查看现行名单、到期日和尚未签署的改动 | show what is in force, what ends when, and what waits to be signed
    Show(trust_show::Args),
    /// 主管部门：把下一版名单写成待签文件 | the authority: put the next list into a file for the keepers
    Prepare(trust_prepare::Args),
    /// 保管人：查看、核对、签署（或各保管人同在一台电脑时一步签完） | a keeper: read, compare, sign (or all keepers at one machine)
    Sign(trust_sign::Args),
    /// 主管部门：合并各保管人签好的文件，成为信任名单 | the authority: put the signed files together to the trust list
    Combine(trust_combine::Args),
}

#[derive(Debug, Subcommand)]
pub(crate) enum RootCommand {
    /// 保管人：在自己的电脑上生成根密钥 | a keeper: make a root key on your own machine
    Key(root_key::Args),
    /// 主管部门：准备第一版或下一版根密钥集 | the authority: prepare the first or the next root set
    Prepare(root_prepare::Args),
    /// 保管人：查看、核对、签署 | a keeper: read, compare, sign
    Sign(root_sign::Args),
    /// 主管部门：合并各保管人签好的文件 | the authority: put the signed files together
    Combine(root_combine::Args),
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// 显示密钥编号和公钥，不显示私钥 | show identifier and public key, never the private one
    Show(key_show::Args),
    /// 更换密钥文件的口令 | change the passphrase of a key file
    Passwd(key_passwd::Args),
    /// 备份密钥：加密写进一个文件，并核对能打开 | back up keys: encrypted in one file, which is opened to make sure
    Backup(key_backup::Args),
    /// 从备份恢复密钥 | restore keys from a backup
    Restore(key_restore::Args),
    /// 列出令牌和其中的密钥（PKCS#11） | list tokens and the keys in them (PKCS#11)
    ListToken(key_list_token::Args),
    /// 为令牌里的密钥建立引用文件 | make a file that stands for a key in a token
    FromToken(key_from_token::Args),
}

#[derive(Debug, Subcommand)]
pub(crate) enum UpdateCommand {
    /// 把名单装进一个更新文件 | put lists into one update file
    Pack(update_pack::Args),
}
