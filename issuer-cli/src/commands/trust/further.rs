//! What a bureau may have beside its scope: a name of its code, an expectation of status lists.

use messages::{Failure, dates, failure, untrusted::escape_untrusted};

use crate::authority::{ExpectationEntry, IssuerEntry};

#[derive(Debug, clap::Args)]
pub(crate) struct FurtherArgs {
    /// 码对外的名称，例如 崇军码；不写则为老兵码 | what the code is called in public, in Chinese; the usual name if absent
    #[arg(long, value_name = "NAME")]
    code_name: Option<String>,
    /// 码的英文名称 | the same in English
    #[arg(long, value_name = "NAME", requires = "code_name")]
    code_name_en: Option<String>,
    /// 从哪天起公布状态名单：此后终端没有它的状态名单，或名单太旧，就要核对 | since when it publishes status lists: from then on, terminals without one, or with one that is too old, ask for a check
    #[arg(long, value_name = "DATE")]
    status_since: Option<String>,
    /// 状态名单多少天以内的才算数 | for how many days a status list counts
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u16).range(7..=730), requires = "status_since")]
    max_age_days: u16,
}

impl FurtherArgs {
    /// Sets what was given. How new a status list must be at least stays as it is known.
    ///
    /// # Errors
    /// `usage` for a day that there is not.
    pub(crate) fn put_into(&self, entry: &mut IssuerEntry) -> Result<(), Failure> {
        if let Some(name) = &self.code_name {
            entry.code_name = Some(name.trim().to_owned());
            entry.code_name_en = self.code_name_en.as_ref().map(|en| en.trim().to_owned());
        }
        if let Some(since) = &self.status_since {
            let since = since.trim();
            if dates::parse(since).is_none() {
                let since = escape_untrusted(since);
                return Err(failure!("usage";
                    "参数 --status-since 不能是“{since}”"; "--status-since cannot be '{since}'";
                    "请写成 2026-11-22。"; "Write it as 2026-11-22."));
            }
            entry.status_lists = Some(ExpectationEntry {
                since: since.to_owned(),
                max_age_days: self.max_age_days,
                least: entry.status_lists.as_ref().map_or(0, |held| held.least),
            });
        }
        Ok(())
    }
}
