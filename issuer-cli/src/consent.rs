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
        if is_number(&answer(question, &hint, call)?, number) {
            Ok(())
        } else {
            Err(declined().into())
        }
    }

    /// Whether there is a terminal to ask on.
    pub(crate) fn can_ask(call: &Call<'_, '_>) -> bool {
        call.console.secrets.is_some()
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

/// Whether the number was typed, in half or full width.
fn is_number(answer: &str, number: u64) -> bool {
    let narrow = |c| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    answer.chars().map(narrow).eq(number.to_string().chars())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_in_half_and_in_full_width_and_no_other_does() {
        for (answer, counts) in [
            ("120", true),
            ("１２０", true),
            ("1２0", true),
            ("12", false),
            ("0120", false),
            ("y", false),
            ("", false),
        ] {
            assert_eq!(is_number(answer, 120), counts, "{answer}");
        }
    }
}
