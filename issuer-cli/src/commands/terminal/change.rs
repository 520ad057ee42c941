//! A place that changes something of a terminal which is in use: what its commands have in common.

use std::path::PathBuf;

use credential_core::PlaceClaims;
use messages::{Text, untrusted::escape_untrusted};

use super::{known, place_file};
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::operator::Operator;
use crate::register::{Action, RecordedPlace};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 终端编号 | the number of the terminal
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) number: u32,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    operator: Operator,
}

/// Asks, signs the next place of the terminal with what `change` makes of the last one, records it and writes its file.
///
/// `question` is given the terminal's label.
///
/// # Errors
/// Those of `in_use`, of signing, of the register and of writing; if the operator does not want it.
pub(super) fn sign_next(
    args: &Args,
    call: &mut Call<'_, '_>,
    question: impl FnOnce(&str) -> Text,
    change: impl FnOnce(&mut PlaceClaims),
) -> Result<(RecordedPlace, PathBuf), Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let actor = args.operator.actor()?;
    let (bureau, key) = folder.open(call)?;
    let mut register = folder.register()?;
    let edition = register.last_edition()?.map(|last| last.edition);
    let (before, mut claims) = known::in_use(&register, &bureau, args.number)?;
    let label = escape_untrusted(before.label.as_deref().unwrap_or_default());
    args.consent.ask(&question(&label), call)?;
    change(&mut claims);
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Place, call.now)?;
    let place = place_file::sign(
        &mut batch,
        claims,
        before.label.clone(),
        Some(&before),
        &key,
    )?;
    batch.commit()?;
    let file = place_file::write(&folder, &place, edition)?;
    Ok((place, file))
}
