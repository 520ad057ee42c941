//! The commands, one file each.

pub(crate) mod audit;
pub(crate) mod authority_create;
pub(crate) mod backup;
pub(crate) mod bureau_create;
pub(crate) mod bureau_request;
pub(crate) mod bureau_rotate;
pub(crate) mod bureau_switch;
pub(crate) mod bureau_time;
pub(crate) mod bureau_upgrade;
pub(crate) mod issue;
pub(crate) mod key_backup;
pub(crate) mod key_from_token;
pub(crate) mod key_list_token;
pub(crate) mod key_passwd;
pub(crate) mod key_restore;
pub(crate) mod key_show;
pub(crate) mod print;
pub(crate) mod publish;
pub(crate) mod recover;
pub(crate) mod reissue;
pub(crate) mod renew;
pub(crate) mod report;
pub(crate) mod root_combine;
pub(crate) mod root_key;
pub(crate) mod root_prepare;
pub(crate) mod root_sign;
pub(crate) mod standing;
pub(crate) mod trust_add;
pub(crate) mod trust_add_key;
pub(crate) mod trust_combine;
pub(crate) mod trust_prepare;
pub(crate) mod trust_scope;
pub(crate) mod trust_show;
pub(crate) mod trust_sign;
pub(crate) mod trust_standing;
pub(crate) mod update_pack;
pub(crate) mod verify_output;

use messages::Exit;

use crate::Call;
use crate::arguments::{
    AuthorityCommand, BureauCommand, Command, KeyCommand, RootCommand, TrustCommand, UpdateCommand,
};
use crate::stop::Stop;
use standing::Verb;

pub(crate) fn run(command: Command, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    match command {
        Command::Authority(AuthorityCommand::Create(args)) => authority_create::run(&args, call),
        Command::Bureau(BureauCommand::Create(args)) => bureau_create::run(&args, call),
        Command::Bureau(BureauCommand::Request(args)) => bureau_request::run(&args, call),
        Command::Bureau(BureauCommand::Rotate(args)) => bureau_rotate::run(&args, call),
        Command::Bureau(BureauCommand::Switch(args)) => bureau_switch::run(&args, call),
        Command::Bureau(BureauCommand::Upgrade(args)) => bureau_upgrade::run(&args, call),
        Command::Bureau(BureauCommand::SetTimeBack(args)) => bureau_time::run(&args, call),
        Command::Trust(TrustCommand::Add(args)) => trust_add::run(&args, call),
        Command::Trust(TrustCommand::AddKey(args)) => trust_add_key::run(&args, call),
        Command::Trust(TrustCommand::Scope(args)) => trust_scope::run(&args, call),
        Command::Trust(TrustCommand::Suspend(args)) => trust_standing::suspend(&args, call),
        Command::Trust(TrustCommand::Resume(args)) => trust_standing::resume(&args, call),
        Command::Trust(TrustCommand::Withdraw(args)) => trust_standing::withdraw(&args, call),
        Command::Trust(TrustCommand::Show(args)) => trust_show::run(&args, call),
        Command::Trust(TrustCommand::Prepare(args)) => trust_prepare::run(&args, call),
        Command::Trust(TrustCommand::Sign(args)) => trust_sign::run(&args, call),
        Command::Trust(TrustCommand::Combine(args)) => trust_combine::run(&args, call),
        Command::Root(RootCommand::Key(args)) => root_key::run(&args, call),
        Command::Root(RootCommand::Prepare(args)) => root_prepare::run(&args, call),
        Command::Root(RootCommand::Sign(args)) => root_sign::run(&args, call),
        Command::Root(RootCommand::Combine(args)) => root_combine::run(&args, call),
        Command::Key(KeyCommand::Show(args)) => key_show::run(&args, call),
        Command::Key(KeyCommand::Passwd(args)) => key_passwd::run(&args, call),
        Command::Key(KeyCommand::Backup(args)) => key_backup::run(&args, call),
        Command::Key(KeyCommand::Restore(args)) => key_restore::run(&args, call),
        Command::Key(KeyCommand::ListToken(args)) => key_list_token::run(&args, call),
        Command::Key(KeyCommand::FromToken(args)) => key_from_token::run(&args, call),
        Command::Update(UpdateCommand::Pack(args)) => update_pack::run(&args, call),
        Command::Issue(args) => issue::run(&args, call),
        Command::Print(args) => print::run(&args, call),
        Command::VerifyOutput(args) => verify_output::run(&args, call),
        Command::Reissue(args) => reissue::run(&args, call),
        Command::Renew(args) => renew::run(&args, call),
        Command::Revoke(args) => standing::run(Verb::Revoke, &args, call),
        Command::Suspend(args) => standing::run(Verb::Suspend, &args, call),
        Command::Restore(args) => standing::run(Verb::Restore, &args, call),
        Command::Publish(args) => publish::run(&args, call),
        Command::Report(args) => report::run(&args, call),
        Command::Audit(args) => audit::run(&args, call),
        Command::Backup(args) => backup::run(&args, call),
        Command::Recover(args) => recover::run(&args, call),
    }
}
