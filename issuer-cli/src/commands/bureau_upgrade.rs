//! `issuer bureau upgrade`: a register for a folder that was made before there were registers.

use std::path::PathBuf;

use messages::{Exit, Text};
use serde::Deserialize;
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder};
use crate::operator::Operator;
use crate::register::{Action, Beyond, PersonKey, Replacement};
use crate::stop::Stop;
use crate::strays::{self, Adopted};
use crate::{Call, jsonfile, values};

/// What is still of interest in the file that older versions kept.
#[derive(Deserialize)]
struct OldNumbers {
    next_holder: u32,
    status_places: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR")]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
    /// 以前各次签发的清单（manifest.jsonl），把其中的码补记进台账 | manifests (manifest.jsonl) of earlier runs, whose codes are taken in
    #[arg(long, value_name = "FILE", num_args = 1..)]
    manifest: Vec<PathBuf>,
}

/// Older versions drew status indices from at least as many.
const OLD_FIRST_BLOCK: u32 = 1 << 16;

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let (register, key_file) = (folder.register_file(), folder.person_key_file());
    let name = values::shown(&register);
    if register.exists() {
        // Opened, so that "there is one" is said only of one that works.
        folder.register()?;
        call.answer(
            &[Text::new(
                format!("已有台账 {name}，无需补建。"),
                format!("There is a register already: {name}."),
            )],
            &json!({ "register": register, "created": false }),
        )?;
        return Ok(Exit::Done);
    }
    // A folder without old numbers has lost its register, and a new one would begin again.
    if !folder.numbers_file().exists() {
        return Err(folder.no_register().into());
    }
    let actor = args.operator.actor()?;
    let old: OldNumbers = jsonfile::read(&folder.numbers_file())?;
    let given = old.status_places.max(old.next_holder.saturating_sub(1));
    let strays = strays::read(&args.manifest, &bureau)?;
    // One that was left by an upgrade which was broken off is as good as new.
    if !key_file.exists() {
        PersonKey::generate()?.save(&key_file)?;
    }
    let key = PersonKey::load(&key_file)?;
    // Whole or absent: one without these numbers would give them again.
    let mut replacement = Replacement::new(&register, key, &actor, call.now)?;
    let mut adopted = Adopted::default();
    if given > 0 {
        let mut clerk = replacement.register().clerk(&actor)?;
        let mut batch = clerk.batch(Action::Recover, call.now)?;
        batch.give_numbers_beyond(Beyond {
            holder: given,
            index: given
                .checked_next_power_of_two()
                .map_or(u32::MAX, |space| space.max(OLD_FIRST_BLOCK)),
        });
        adopted = strays.adopt(&mut batch)?;
        batch.commit()?;
    }
    replacement.finish()?;
    let mut lines = vec![Text::new(
        format!("已补建台账 {name}。"),
        format!("Created the register {name}."),
    )];
    if given > 0 {
        let added = adopted.added;
        lines.push(Text::new(
            format!("  以前发出的 {given} 个编号不会再用；按清单补录 {added} 个码，可以按持有人编号吊销"),
            format!("  the {given} numbers that were given are not given again; {added} codes were taken in from manifests and can be revoked by holder number"),
        ));
    }
    lines.extend(adopted.conflicts_in_words());
    call.answer(
        &lines,
        &json!({ "register": register, "created": true, "given": given, "adopted": adopted.added }),
    )?;
    if given > 0 {
        call.console.say(&Text::new(
            "旧台账不认识人：请用名册重新签发，新码发到以后，再按持有人编号吊销旧码。",
            "The old books knew nobody: issue again from the roster, and once people have their new codes, revoke the old ones by holder number.",
        ))?;
    }
    Ok(Exit::Done)
}
