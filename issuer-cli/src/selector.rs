//! Whose codes a command is about: found in the register by number, code, person or list.

mod by_code;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use credential_core::{HolderNumber, StatusIndex};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted};
use serde::Serialize;

use crate::Call;
use crate::code_input::{codes_in_file, line_of, located, no_input, stdin_lines};
use crate::register::{CodeKind, Entry, PersonId, Reason, Register, Target};
use crate::roster::{self, IdentityNumber, List, ListedRow};

pub(crate) use by_code::entry_of_code;

/// The arguments that name people or codes. Identity numbers are none of them: what stands on a
/// command line is seen by everybody on the machine, and kept in the shell's history.
#[derive(Debug, clap::Args)]
pub(crate) struct CredentialSelector {
    /// 持有人编号：此人所有的码 | holder numbers: all codes of these people
    #[arg(long, value_name = "N", num_args = 1..)]
    holder: Vec<u32>,
    /// 状态序号：只这一张码（清单里有） | status indices: these codes only (they are in the manifest)
    #[arg(long, value_name = "N", num_args = 1..)]
    index: Vec<u32>,
    /// 扫出的码文，或码的图片文件；写 - 则从标准输入读 | the text of a code, a picture of one, or - to scan them in
    #[arg(long, value_name = "TEXT|FILE|-", num_args = 1..)]
    code: Vec<String>,
    /// 按身份证号：在提示后输入，不显示 | by identity number, typed when asked and not shown
    #[arg(long)]
    identity: bool,
    /// 从标准输入读身份证号，一行一个 | identity numbers from standard input, one a line
    #[arg(long)]
    identity_stdin: bool,
    /// 清单文件（CSV），列有持有人编号、状态序号或身份证号，可有原因 | a list (CSV) with holder numbers, status indices or identity numbers, and reasons if wanted
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// 清单里台账没有的人、读不出的行跳过，列出来（例如民政的死亡名单） | pass over people on the list whom the register does not know, and rows that cannot be read, and say which (a list of deaths, say)
    #[arg(long, requires = "list")]
    skip_unknown: bool,
    /// 只这一种码：card 静态码（卡、纸），phone 手机码；不写则都算 | codes of this kind only: card or phone; of both, if it is left away
    #[arg(long, value_name = "card|phone")]
    kind: Option<CodeKind>,
}

/// Whom the arguments name.
pub(crate) struct Selection {
    pub(crate) selected: Vec<Selected>,
    /// Rows of the list whom the register does not know.
    pub(crate) skipped: Vec<SkippedRow>,
    /// Rows of the list that cannot be read.
    pub(crate) unreadable: Vec<UnreadableRow>,
}

/// A row of a list that cannot be read.
#[derive(Serialize)]
pub(crate) struct UnreadableRow {
    pub(crate) line: u64,
    pub(crate) code: &'static str,
    #[serde(skip)]
    pub(crate) what: Text,
    #[serde(skip)]
    pub(crate) remedy: Text,
}

impl UnreadableRow {
    fn new(line: u64, failure: Failure) -> Self {
        Self {
            line,
            code: failure.code,
            what: failure.what,
            remedy: *failure.remedy,
        }
    }
}

/// A row that was passed over.
#[derive(Serialize)]
pub(crate) struct SkippedRow {
    pub(crate) line: u64,
    /// What it names, without whole numbers of persons.
    pub(crate) named: String,
}

/// What was selected, as the register has it.
pub(crate) struct Selected {
    pub(crate) target: Target,
    /// The newest first.
    pub(crate) entries: Vec<Entry>,
    /// What the list says.
    pub(crate) reason: Option<Reason>,
}

impl CredentialSelector {
    /// Finds all that are named, each once.
    ///
    /// # Errors
    /// `credential-unknown` and the like for the first who cannot be found: then nobody is dealt with.
    pub(crate) fn find(
        &self,
        register: &Register,
        call: &mut Call<'_, '_>,
    ) -> Result<Selection, Failure> {
        if self.names_nobody() {
            return Err(nobody_named());
        }
        let mut all = Search {
            register,
            kind: self.kind,
            seen: HashSet::new(),
            found: Vec::new(),
            skipped: self.skip_unknown.then(Vec::new),
            unreadable: Vec::new(),
        };
        for holder in &self.holder {
            all.holder(HolderNumber(*holder), None)?;
        }
        for index in &self.index {
            all.index(StatusIndex(*index), None)?;
        }
        for code in &self.code {
            match code.as_str() {
                "-" => {
                    for (_, line) in stdin_lines()? {
                        all.text(&line)?;
                    }
                }
                text => match codes_in_file(text)? {
                    Some(codes) => {
                        for (place, code) in codes {
                            all.text(&code)
                                .map_err(|failure| located(&place, failure))?;
                        }
                    }
                    None => all.text(text)?,
                },
            }
        }
        if self.identity {
            all.person(&ask_identity(call)?, None)?;
        }
        if self.identity_stdin {
            for (_, line) in stdin_lines()? {
                all.person(&roster::identity_number(&line, call.now)?, None)?;
            }
        }
        if let Some(path) = &self.list {
            all.list(path, self.listed(path, call)?)?;
        }
        Ok(Selection {
            selected: all.found,
            skipped: all.skipped.unwrap_or_default(),
            unreadable: all.unreadable,
        })
    }

    /// Whether the register must recognise people by their identity numbers.
    ///
    /// # Errors
    /// Those of reading the list.
    pub(crate) fn names_identities(&self, call: &Call<'_, '_>) -> Result<bool, Failure> {
        if self.identity || self.identity_stdin {
            return Ok(true);
        }
        let Some(path) = &self.list else {
            return Ok(false);
        };
        let listed = self.listed(path, call)?.rows;
        Ok(listed.iter().any(|row| {
            row.identity.is_some() && row.status_index.is_none() && row.holder.is_none()
        }))
    }

    /// The list, all of it in order unless some of it may be passed over.
    fn listed(&self, path: &Path, call: &Call<'_, '_>) -> Result<List, Failure> {
        let list = roster::read_list(path, call.now)?;
        if self.skip_unknown {
            return Ok(list);
        }
        Ok(List {
            rows: list.whole(path)?,
            unreadable: Vec::new(),
        })
    }

    /// Checked here and not by the parser, whose usage line would list all ways to name somebody.
    fn names_nobody(&self) -> bool {
        self.holder.is_empty()
            && self.index.is_empty()
            && self.code.is_empty()
            && !self.identity
            && !self.identity_stdin
            && self.list.is_none()
    }
}

struct Search<'r> {
    register: &'r Register,
    kind: Option<CodeKind>,
    seen: HashSet<SelectedKey>,
    found: Vec<Selected>,
    /// `None` if nobody may be unknown.
    skipped: Option<Vec<SkippedRow>>,
    unreadable: Vec<UnreadableRow>,
}

#[derive(PartialEq, Eq, Hash)]
enum SelectedKey {
    Holder(HolderNumber),
    Index(StatusIndex),
}

impl Search<'_> {
    fn holder(&mut self, holder: HolderNumber, reason: Option<Reason>) -> Result<(), Failure> {
        let mut entries = self.register.entries_of(holder)?;
        if entries.is_empty() {
            return Err(unknown(
                &text!("持有人编号 {holder}"; "holder number {holder}"),
            ));
        }
        if let Some(kind) = self.kind {
            entries.retain(|entry| entry.kind() == kind);
            if entries.is_empty() {
                return Err(none_of_kind(holder, kind));
            }
        }
        if self.seen.insert(SelectedKey::Holder(holder)) {
            self.found.push(Selected {
                target: match self.kind {
                    None => Target::Holder(holder),
                    Some(kind) => Target::Kind { holder, kind },
                },
                entries,
                reason,
            });
        }
        Ok(())
    }

    fn index(&mut self, index: StatusIndex, reason: Option<Reason>) -> Result<(), Failure> {
        let entry = self
            .register
            .entry_at(index)?
            .ok_or_else(|| unknown(&text!("状态序号 {index}"; "status index {index}")))?;
        self.entry(entry, reason)
    }

    fn entry(&mut self, entry: Entry, reason: Option<Reason>) -> Result<(), Failure> {
        if let Some(kind) = self.kind.filter(|kind| *kind != entry.kind()) {
            return Err(none_of_kind(entry.holder, kind));
        }
        let index = entry.status_index;
        if self.seen.insert(SelectedKey::Index(index)) {
            self.found.push(Selected {
                target: Target::Index(index),
                entries: vec![entry],
                reason,
            });
        }
        Ok(())
    }

    /// By the digest of what was issued: also where the key that signed it is long gone. Of what a phone shows
    /// it is the credential within that counts: whoever lost the phone has an old picture of it at best.
    fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.entry(entry_of_code(self.register, text)?, None)
    }

    fn person(&mut self, number: &IdentityNumber, reason: Option<Reason>) -> Result<(), Failure> {
        match self.register.holder_of(&PersonId::new(number.as_str())?)? {
            Some(holder) => self.holder(holder, reason),
            None => {
                let shown = number.masked();
                Err(unknown(
                    &text!("身份证号 {shown}"; "identity number {shown}"),
                ))
            }
        }
    }

    fn list(&mut self, path: &Path, list: List) -> Result<(), Failure> {
        let unreadable = list.unreadable.into_iter();
        self.unreadable
            .extend(unreadable.map(|(line, failure)| UnreadableRow::new(line, failure)));
        for listed in list.rows {
            let line = listed.line;
            let reason = match listed.reason.as_str() {
                "" => None,
                text => match Reason::parse(text) {
                    Some(reason) => Some(reason),
                    None if self.skipped.is_some() => {
                        let failure = unknown_reason(text);
                        self.unreadable.push(UnreadableRow::new(line, failure));
                        continue;
                    }
                    None => return Err(at_line(path, line, unknown_reason(text))),
                },
            };
            let found = match (&listed.identity, listed.status_index, listed.holder) {
                (_, Some(index), _) => self.index(StatusIndex(index), reason),
                (_, _, Some(holder)) => self.holder(HolderNumber(holder), reason),
                (Some(number), ..) => self.person(number, reason),
                _ => Ok(()),
            };
            match (found, &mut self.skipped) {
                (Err(failure), Some(skipped)) if failure.code == UNKNOWN => {
                    skipped.push(SkippedRow {
                        line,
                        named: named(&listed),
                    });
                }
                (found, _) => found.map_err(|failure| at_line(path, line, failure))?,
            }
        }
        // Some were found to be unreadable only here: they are told in the order of the file.
        self.unreadable.sort_by_key(|row| row.line);
        Ok(())
    }
}

/// What a row of a list names, as it may be shown.
fn named(listed: &ListedRow) -> String {
    match (&listed.identity, listed.status_index, listed.holder) {
        (_, Some(index), _) => index.to_string(),
        (_, _, Some(holder)) => holder.to_string(),
        (Some(number), ..) => number.masked(),
        _ => String::new(),
    }
}

/// The failure to somebody whom the register does not know.
const UNKNOWN: &str = "credential-unknown";

/// Asks for a number, which is not shown.
fn ask_identity(call: &mut Call<'_, '_>) -> Result<IdentityNumber, Failure> {
    let question = text!("身份证号（不显示）："; "Identity number (not shown): ");
    let question = question.in_lang(call.console.lang);
    let Some(prompt) = call.console.secrets.as_deref_mut() else {
        return Err(nobody_to_ask());
    };
    let answer = prompt
        .ask_identity(question)
        .map_err(|error| no_input(&error))?;
    roster::identity_number(&answer, call.now)
}

/// The failure to a reason that is none of the list.
pub(crate) fn unknown_reason(text: &str) -> Failure {
    use messages::Lang::{En, Zh};
    let text = escape_untrusted(text);
    let all =
        |separator: &str, name: &dyn Fn(Reason) -> String| Reason::ALL.map(name).join(separator);
    failure!("reason-unknown"; "没有“{text}”这种原因"; "there is no reason '{text}'";
        "可以写：{}。", all("、", &|reason| reason.text().in_lang(Zh).to_owned());
        "Known are: {}.",
        all(", ", &|reason| format!("{} ({})", reason.code(), reason.text().in_lang(En))))
}

fn at_line(path: &Path, line: u64, failure: Failure) -> Failure {
    located(&line_of(path, line), failure)
}

/// The failure to somebody or something that the register does not know.
pub(crate) fn unknown(what: &Text) -> Failure {
    use messages::Lang::{En, Zh};
    failure!(UNKNOWN;
        "台账中没有{}", what.in_lang(Zh); "the register does not know the {}", what.in_lang(En);
        "请核对号码，以及是否选对了发码单位的文件夹。";
        "Check the number, and that this is the right bureau's folder.")
}

fn none_of_kind(holder: HolderNumber, kind: CodeKind) -> Failure {
    use messages::Lang::{En, Zh};
    let kind = kind.text();
    failure!(UNKNOWN; "持有人 {holder} 的这个码不是{0}，或没有{0}", kind.in_lang(Zh);
        "holder {holder} has no such {} code", kind.in_lang(En);
        "请核对编号和 --kind。没有做任何改动。"; "Check the number and --kind. Nothing was changed.")
}

fn nobody_named() -> Failure {
    failure!("whom-missing"; "没有写是谁的码"; "it is not said whose codes are meant";
        "请写 --holder（持有人编号）、--index（状态序号）、--code（码）、--identity（身份证号）或 --list（清单）。";
        "Name them with --holder, --index, --code, --identity or --list.")
}

fn nobody_to_ask() -> Failure {
    failure!("input-missing";
        "这里无法询问身份证号"; "there is no terminal to ask for the identity number on";
        "请在命令行窗口中运行，或用 --identity-stdin 从标准输入给出。";
        "Run it on a terminal, or give numbers with --identity-stdin.")
}
