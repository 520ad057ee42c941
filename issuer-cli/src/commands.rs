//! The commands: one file each, or a folder for a command that has commands of its own.

mod audit;
mod authority;
mod backup;
mod bind;
mod bureau;
mod catalogue;
mod complaint;
mod desk;
mod entitled;
mod handout;
mod holder;
mod issue;
mod journal;
mod key;
mod merchant;
mod opened_books;
mod person;
mod print;
mod publish;
mod reading;
mod recover;
mod reissue;
mod renew;
mod report;
mod root;
mod roster;
mod settlement;
mod standing;
mod terminal;
mod today;
mod trust;
mod update;
mod verify_output;
mod why;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;
use standing::Verb;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 主管部门：建立根密钥 | the authority: create root keys
    #[command(subcommand)]
    Authority(authority::AuthorityCommand),
    /// 发码单位：建立签发密钥和台账 | a bureau: create its key and its register
    #[command(subcommand)]
    Bureau(bureau::BureauCommand),
    /// 信任名单：登记发码单位、签署名单 | the trust list: take in bureaus, sign it
    #[command(subcommand)]
    Trust(trust::TrustCommand),
    /// 根密钥：保管人生成、更换、增减 | root keys: keepers make, replace, add and remove them
    #[command(subcommand)]
    Root(root::RootCommand),
    /// 密钥：查看公钥、更换口令、使用令牌 | keys: show the public side, change the passphrase, use tokens
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// 更新文件：装入名单，送往终端 | update files: lists on their way to the terminals
    #[command(subcommand)]
    Update(update::UpdateCommand),
    /// 按名册签发老兵码 | issue codes for the people on a roster
    Issue(issue::Args),
    /// 名册：表头各是什么意思 | rosters: what their headings mean
    #[command(subcommand)]
    Roster(roster::RosterCommand),
    /// 签收表：发卡时签字用，按乡镇、村分组；并给名册补上编号
    /// | the list that people sign when they get their cards, by town and village; and the roster with the numbers
    Handout(handout::Args),
    /// 把签发好的码印成卡片或纸张（PDF） | cards and sheets of issued codes, as PDF
    Print(print::Args),
    /// 核对一次签发的文件夹与台账是否一致 | check that the folder of a run agrees with the register
    VerifyOutput(verify_output::Args),
    /// 补发：遗失、损坏的换新码，旧码吊销 | reissue: a new code for a lost or damaged one, which is revoked
    Reissue(reissue::Args),
    /// 绑定手机：按手机生成的绑定码发手机码；换手机时旧手机码吊销，卡不变
    /// | bind a phone: a code for the key that the phone has made; the code of an earlier phone is revoked, a card stays
    Bind(bind::Args),
    /// 换发将到期的码 | renew codes that are about to end
    Renew(renew::Args),
    /// 吊销：永久，不能恢复 | revoke codes permanently
    Revoke(standing::Args),
    /// 暂停：码暂时不能用，可以恢复 | suspend codes until they are restored
    Suspend(standing::Args),
    /// 恢复暂停的码 | end a suspension
    Restore(standing::Args),
    /// 公布状态名单：哪些码已吊销、已暂停 | publish the status list: which codes are revoked or suspended
    Publish(publish::Args),
    /// 优待目录：核对、比较、公布优待项目和商户 | the catalogue: check, compare and publish benefits and merchants
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// 商户：加入、暂停、恢复、退出、抽查；承诺书、公示牌、名录
    /// | merchants: they join, are suspended, return, leave, are inspected; forms, boards, the directory
    #[command(subcommand)]
    Merchant(merchant::MerchantCommand),
    /// 投诉：登记持有人交来的投诉 | complaints of holders about promises that were not kept
    #[command(subcommand)]
    Complaint(complaint::ComplaintCommand),
    /// 终端：按终端的申请出具点位文件，列出、停用 | terminals: sign their places, list them, retire them
    #[command(subcommand)]
    Terminal(terminal::TerminalCommand),
    /// 流水：导入终端交来的流水，查有疑问的记录，出具回执 | journals: take in what terminals hand over, look into marked records, sign receipts
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// 试用：在电脑上当手机，生成绑定码、出示手机码 | for trying out: a computer in the place of a phone, which enrols and shows its code
    #[command(subcommand)]
    Holder(holder::HolderCommand),
    /// 工作台：在本机浏览器里办事的窗口 | the desk: the bureau's window, in the browser of this machine
    Desk(desk::Args),
    /// 今日事项：未公布的吊销、将到期的码、没交的流水、备份 | what waits today: revocations to publish, codes that end, journals, backups
    Today(today::Args),
    /// 统计：各类人员、各种状态的码、将到期的码；benefits 是优待统计，merchant 是商户的单子
    /// | how many codes of which category and standing, and what is about to end; with 'benefits' what was given, with 'merchant' sheets for merchants
    Report(report::Args),
    /// 主动办：下个月谁开始享受什么优待、什么到期，按名册、台账和优待目录
    /// | before anybody asks: who becomes entitled to what in a month, and what ends, by roster, register and catalogue
    Entitled(entitled::Args),
    /// 结算：按月补给商户的钱，作出后不再改动 | settle: what a merchant is paid back for a month, which never changes afterwards
    Settlement(settlement::Args),
    /// 为什么：按本单位的记录，说明某人某时在某终端为什么通过、给了或没给优待；公布前也可试算
    /// | why: which rule, list or quota gave the verdict and the benefits at a terminal at a moment; also by tables that are not published yet
    Why(why::Args),
    /// 个人信息：本单位存有某人的哪些信息，本人查询时提供 | people: what the bureau stores of a person, for the person who asks
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// 核对并显示操作记录 | check and show the audit log
    Audit(audit::Args),
    /// 备份台账 | back the register up
    Backup(backup::Args),
    /// 台账丢失或损坏：用备份恢复 | the register is lost or damaged: take a backup into use
    Recover(recover::Args),
}

impl Command {
    pub(crate) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Authority(command) => command.run(call),
            Self::Bureau(command) => command.run(call),
            Self::Trust(command) => command.run(call),
            Self::Root(command) => command.run(call),
            Self::Key(command) => command.run(call),
            Self::Update(command) => command.run(call),
            Self::Issue(args) => issue::run(&args, call),
            Self::Roster(command) => command.run(call),
            Self::Handout(args) => handout::run(&args, call),
            Self::Print(args) => print::run(&args, call),
            Self::VerifyOutput(args) => verify_output::run(&args, call),
            Self::Reissue(args) => reissue::run(&args, call),
            Self::Bind(args) => bind::run(&args, call),
            Self::Renew(args) => renew::run(&args, call),
            Self::Revoke(args) => standing::run(Verb::Revoke, &args, call),
            Self::Suspend(args) => standing::run(Verb::Suspend, &args, call),
            Self::Restore(args) => standing::run(Verb::Restore, &args, call),
            Self::Publish(args) => publish::run(&args, call),
            Self::Catalogue(command) => command.run(call),
            Self::Merchant(command) => command.run(call),
            Self::Complaint(command) => command.run(call),
            Self::Terminal(command) => command.run(call),
            Self::Journal(command) => command.run(call),
            Self::Holder(command) => command.run(call),
            Self::Desk(args) => desk::run(&args, call),
            Self::Today(args) => today::run(&args, call),
            Self::Report(args) => report::run(&args, call),
            Self::Entitled(args) => entitled::run(&args, call),
            Self::Settlement(args) => settlement::run(&args, call),
            Self::Why(args) => why::run(&args, call),
            Self::Person(command) => command.run(call),
            Self::Audit(args) => audit::run(&args, call),
            Self::Backup(args) => backup::run(&args, call),
            Self::Recover(args) => recover::run(&args, call),
        }
    }
}
