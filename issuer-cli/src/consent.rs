//! The question before something that cannot be undone.

use messages::{Failure, Text, failure, text};

use crate::Call;
use cli_support::Stop;

/// The argument `--yes`.
#[derive(Debug, clap::Args)]
pub(crate) struct Consent {
    /// 不再询问，直接执行 | do it without asking
    #[arg(long, short = 'y', display_order = 91)]
    yes: bool,
}

impl Consent {
    /// Asks on the terminal, unless `--yes` was given.
    ///
    /// # Errors
    /// `declined`; `consent-missing` if there is nobody to ask.
    pub(crate) fn ask(&self, question: &Text, call: &mut Call<'_, '_>) -> Result<(), Stop> {
        if self.yes {
            return Ok(());
        }
        let hint = text!(
            "（输入“是”或 y 确认，其他取消）："; " (y for yes, anything else for no): ");
        match answer(question, &hint, call)?.as_str() {
            "y" | "yes" | "是" | "确认" | "ｙ" => Ok(()),
            _ => Err(declined().into()),
        }
    }

    /// Asks for a number that was shown before: nobody types it without having read it.
    ///
    /// # Errors
    /// As [`Consent::ask`].
    pub(crate) fn ask_number(
        &self,
        question: &Text,
        number: u64,
        call: &mut Call<'_, '_>,
    ) -> Result<(), Stop> {
        let hint = text!(
            "请输入要换发的人数确认，其他取消："; " Type the number of people to confirm, anything else calls it off: ");
        if answer(question, &hint, call)? == number.to_string() {
            Ok(())
        } else {
            Err(declined().into())
        }
    }

    /// Whether `--yes` was given.
    pub(crate) const fn is_given(&self) -> bool {
        self.yes
    }
}

/// What is answered to a question on the terminal, in lower case.
fn answer(question: &Text, hint: &Text, call: &mut Call<'_, '_>) -> Result<String, Stop> {
    let lang = call.console.lang;
    let asked = format!("{}{}", question.in_lang(lang), hint.in_lang(lang));
    let prompt = call.console.secrets.as_deref_mut().ok_or_else(missing)?;
    let answer = prompt.ask_openly(&asked).map_err(|_| declined())?;
    Ok(answer.trim().to_lowercase())
}

fn missing() -> Failure {
    failure!("consent-missing"; "这一步要确认，而这里无法询问";
        "this is to be confirmed, and there is no terminal to ask on";
        "没有做任何改动。核对无误后请加 --yes。";
        "Nothing was changed. Once it is checked, add --yes.")
}

fn declined() -> Failure {
    failure!("declined"; "已取消"; "called off"; "没有做任何改动。"; "Nothing was changed.")
}
