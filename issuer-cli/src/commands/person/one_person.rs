//! Which person is meant: exactly one, as other commands select people, or a row of a roster.

use std::path::{Path, PathBuf};

use credential_core::HolderNumber;
use messages::{Failure, failure, text};

use crate::bureau::BureauFolder;
use crate::commands::reading;
use crate::register::{PersonId, Register};
use crate::roster::{Roster, Row};
use crate::selector::{CredentialSelector, unknown};
use crate::{Call, values};

#[derive(Debug, clap::Args)]
pub(super) struct OnePerson {
    #[command(flatten)]
    whom: CredentialSelector,
    /// 名册：与 --row 一起，指名册上的一个人 | a roster: with --row, the person of one of its rows
    #[arg(long, value_name = "FILE", requires = "row", conflicts_with_all = ["holder", "index", "code", "identity", "identity_stdin", "list"])]
    roster: Option<PathBuf>,
    /// 名册的第几行，如 Excel 里左边的行号 | the row, by its number in the sheet
    #[arg(long, value_name = "N", requires = "roster", value_parser = clap::value_parser!(u64).range(1..))]
    row: Option<u64>,
    /// 名册在工作簿的哪个工作表 | the sheet of the workbook
    #[arg(long, value_name = "NAME", requires = "roster")]
    sheet: Option<String>,
}

impl OnePerson {
    /// The number of the one person.
    ///
    /// # Errors
    /// Those of the selector; `persons-several`, `row-missing`, `row-refused`.
    pub(super) fn find(
        &self,
        folder: &BureauFolder<'_>,
        register: &mut Register,
        call: &mut Call<'_, '_>,
    ) -> Result<HolderNumber, Failure> {
        if let (Some(path), Some(row)) = (&self.roster, self.row) {
            folder.recognise_people(register, call)?;
            return self.on_roster(path, row, register, call);
        }
        if self.whom.names_identities(call)? {
            folder.recognise_people(register, call)?;
        }
        let found = self.whom.find(register, call)?;
        let mut holders = found
            .selected
            .iter()
            .flat_map(|selected| selected.entries.iter().map(|entry| entry.holder));
        let first = holders.next();
        match first {
            Some(first) if holders.all(|other| other == first) => Ok(first),
            _ => Err(several()),
        }
    }

    fn on_roster(
        &self,
        path: &Path,
        wanted: u64,
        register: &Register,
        call: &Call<'_, '_>,
    ) -> Result<HolderNumber, Failure> {
        let reading = reading::to_find_one(self.sheet.as_deref(), call.now);
        let mut roster = Roster::open(path, reading)?;
        while let Some(row) = roster.next()? {
            match row {
                Row::Person(person) if person.at.line == wanted => {
                    let id = PersonId::new(person.identity.as_str())?;
                    let shown = person.identity.masked();
                    return register.holder_of(&id)?.ok_or_else(|| {
                        unknown(&text!("身份证号 {shown}"; "identity number {shown}"))
                    });
                }
                Row::Refused(refused)
                    if (refused.at.line..refused.at.line.saturating_add(refused.rows))
                        .contains(&wanted) =>
                {
                    return Err(refused_row(path, wanted));
                }
                _ => {}
            }
        }
        Err(no_row(path, wanted))
    }
}

fn several() -> Failure {
    failure!("persons-several"; "指了不止一个人"; "more than one person is meant";
        "一次只能查一个人：给某人的一份里不能有别人的信息。"; "One at a time: there must be nothing of other people in it.")
}

fn no_row(path: &Path, row: u64) -> Failure {
    let name = values::shown(path);
    failure!("row-missing"; "{name} 第 {row} 行不是一个人"; "row {row} of {name} is no person";
        "请看清行号（Excel 左边的数字），几个工作表的用 --sheet 写明。"; "Check the number at the left of the sheet; name the sheet with --sheet if there are several.")
}

fn refused_row(path: &Path, row: u64) -> Failure {
    let name = values::shown(path);
    failure!("row-refused"; "{name} 第 {row} 行读不出来"; "row {row} of {name} is not in order";
        "请改正这一行，或用 --identity 输入身份证号。"; "Correct the row, or type the identity number with --identity.")
}
