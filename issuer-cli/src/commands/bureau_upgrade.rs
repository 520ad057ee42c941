//! `issuer bureau upgrade`: a register for a folder that was made before there were registers.

use std::path::PathBuf;

use cli_support::{Exit, Failure, Text};
use serde::Deserialize;
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder};
use crate::operator::Operator;
use crate::register::{PersonKey, Register};
use crate::stop::Stop;
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
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    Bureau::read(&folder.bureau_file())?;
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
    if given > 0 {
        return Err(numbers_given(given).into());
    }
    // One that was left by an upgrade which was broken off is as good as new.
    if !key_file.exists() {
        PersonKey::generate()?.save(&key_file)?;
    }
    Register::create(&register, &PersonKey::load(&key_file)?, &actor, call.now)?;
    call.answer(
        &[Text::new(
            format!("已补建台账 {name}。"),
            format!("Created the register {name}."),
        )],
        &json!({ "register": register, "created": true }),
    )?;
    Ok(Exit::Done)
}

fn numbers_given(given: u32) -> Failure {
    Failure::new(
        "numbers-given",
        Text::new(
            format!("numbers.json 记着已发出 {given} 个码，新台账不认识这些编号"),
            format!(
                "{given} codes were issued with numbers.json, and a new register would not know their numbers"
            ),
        ),
        Text::new(
            "请用 issuer bureau create 新建发码单位（向主管机关另领编号），从名册重新签发。",
            "Create another bureau with issuer bureau create (and a number of its own), and issue again from the roster.",
        ),
    )
}
