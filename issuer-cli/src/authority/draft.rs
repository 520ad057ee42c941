//! Changes of `issuers.json`, one bureau at a time: made under the lock, judged as a list would be.

use std::sync::Arc;

use cli_support::Console;
use credential_core::{Issuer, UnixTime};
use messages::{Failure, Text, failure, text};
use serde_json::{Value, json};

use super::{
    AuthorityFolder, IssuerEntry, IssuersFile, StandingWord, changes, check_issuer,
    succession::collision,
};
use crate::jsonfile;

/// What an edit has changed.
pub(crate) struct Edit {
    before: Vec<Arc<Issuer>>,
    after: Vec<Arc<Issuer>>,
}

impl AuthorityFolder<'_> {
    /// Changes the draft of the next list. Nothing is written if the result could not be listed.
    ///
    /// # Errors
    /// Those of `change`, and `file-invalid` for a draft that no list can hold.
    pub(crate) fn edit(
        &self,
        now: UnixTime,
        console: &mut Console<'_>,
        change: impl FnOnce(&mut IssuersFile) -> Result<(), Failure>,
    ) -> Result<Edit, Failure> {
        let _lock = self.lock(console)?;
        let mut file = self.issuers()?;
        let in_draft = |why| jsonfile::invalid(&self.issuers_file(), why);
        let before = file.to_issuers().map_err(in_draft)?;
        change(&mut file)?;
        let after = file.to_issuers().map_err(in_draft)?;
        if let Some(why) = collision(&after) {
            return Err(in_draft(why));
        }
        let edit = Edit { before, after };
        for issuer in edit.changed() {
            check_issuer(Arc::clone(issuer), now).map_err(in_draft)?;
        }
        if edit.before != edit.after {
            self.write_issuers(&file)?;
        }
        Ok(edit)
    }
}

impl Edit {
    fn changed(&self) -> impl Iterator<Item = &Arc<Issuer>> {
        self.after
            .iter()
            .filter(|issuer| !self.before.contains(issuer))
    }

    /// What is different in the draft now.
    pub(crate) fn in_words(&self) -> Vec<Text> {
        let found = changes(&self.before, &self.after);
        if found.is_empty() {
            return vec![text!(
                "登记表本来就是这样，没有改动"; "The draft has it so already: nothing is changed")];
        }
        found.iter().map(|change| change.in_words()).collect()
    }

    pub(crate) fn to_json(&self) -> Value {
        let found = changes(&self.before, &self.after);
        json!(
            found
                .iter()
                .map(|change| change.to_json())
                .collect::<Vec<_>>()
        )
    }
}

impl IssuersFile {
    /// The entry of a bureau.
    ///
    /// # Errors
    /// `issuer-unknown`.
    pub(crate) fn entry(&mut self, id: u32) -> Result<&mut IssuerEntry, Failure> {
        self.issuers
            .iter_mut()
            .find(|entry| entry.id == id)
            .ok_or_else(|| unknown(id))
    }

    /// The entry of a bureau that is not withdrawn.
    ///
    /// # Errors
    /// `issuer-unknown`, `withdrawn-for-ever`.
    pub(crate) fn living_entry(&mut self, id: u32) -> Result<&mut IssuerEntry, Failure> {
        let entry = self.entry(id)?;
        if entry.standing == StandingWord::Withdrawn {
            Err(withdrawn(entry))
        } else {
            Ok(entry)
        }
    }
}

/// What is said after each edit.
pub(crate) fn not_signed_yet() -> Text {
    text!(
        "\n只改了登记表，还没有生效。签署新一版信任名单后才生效：\
         根密钥都在本机时用 issuer trust sign --authority 文件夹 --key 密钥 --key 密钥；\
         各保管人分开签署时用 issuer trust prepare → sign → combine。";
        "\nOnly the draft is changed. It comes into force with the next signed list: \
         issuer trust sign --authority DIR --key KEY --key KEY if all keys are at this computer, \
         else issuer trust prepare → sign → combine.")
}

fn unknown(id: u32) -> Failure {
    failure!("issuer-unknown";
        "登记表里没有编号为 {id} 的单位"; "there is no issuer {id} in the draft";
        "用 issuer trust show 查看已登记的单位；新单位用 issuer trust add 登记。";
        "See issuer trust show for those that there are; take a new one in with issuer trust add.")
}

fn withdrawn(entry: &IssuerEntry) -> Failure {
    let (id, name) = (entry.id, &entry.name);
    let name_en = entry.name_en.as_ref().unwrap_or(name);
    failure!("withdrawn-for-ever";
        "单位 {id}（{name}）已停用"; "issuer {id} ({name_en}) is withdrawn";
        "停用是永久的。要恢复发码，请给它一个新编号，建立新密钥，重新登记。";
        "Withdrawal is permanent. To issue again the bureau needs a new number and a new key, and is added again.")
}
