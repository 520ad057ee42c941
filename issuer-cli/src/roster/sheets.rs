//! Workbooks: XLSX, XLS and ODS, row by row as a sheet shows them.
//!
//! The library reads in a thread of its own, which hands rows over in small batches: a sheet that is
//! streamed borrows from its workbook, and what the library may do to a damaged file stays in there.

mod book;
mod cell;
mod facts;
mod ods;
mod ods_cell;
mod reader;
mod size;
mod xls;
mod xlsx;
mod xlsx_sheet;
mod xml;

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

pub(crate) use book::BookKind;
pub(super) use book::{Preview, SheetRow};
use facts::Fault;
pub(super) use facts::SheetFacts;
use reader::{Expected, Message};
pub(super) use size::archive_kind;

/// Rows that are handed over at a time, and such batches that may wait.
const BATCH: usize = 256;
const BATCHES_AHEAD: usize = 4;

/// A sheet that is being read.
#[derive(Debug)]
pub(super) struct SheetRows {
    messages: Receiver<Message>,
    waiting: std::vec::IntoIter<SheetRow>,
    /// Which row comes next in the sheet: the library passes over empty ones.
    next_line: u64,
    ahead: Option<SheetRow>,
}

/// The sheets with their first rows.
///
/// # Errors
/// A [`Failure`] if the file is no workbook that can be read, is damaged, or too large.
pub(super) fn previews(path: &Path, kind: BookKind, rows: usize) -> Result<Vec<Preview>, Failure> {
    size::check(path, kind)?;
    let path_of_thread = path.to_owned();
    let thread = thread::Builder::new()
        .name("workbook".to_owned())
        .spawn(move || reader::previews(&path_of_thread, kind, rows));
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(previews)) => previews.map_err(|fault| unusable(path, &fault)),
        Ok(Err(_)) => Err(damaged(path, "panic")),
        Err(error) => Err(cli_support::files::cannot_read(path, &error)),
    }
}

/// Begins to read a sheet, of which this is known.
///
/// # Errors
/// A [`Failure`] if no thread can be had for it.
pub(super) fn read(
    path: &Path,
    kind: BookKind,
    sheet: &str,
    facts: &SheetFacts,
) -> Result<SheetRows, Failure> {
    let (sender, messages) = sync_channel(BATCHES_AHEAD);
    let (path_of_thread, sheet) = (path.to_owned(), sheet.to_owned());
    let expected = Expected {
        rows: facts.rows,
        cells: facts.cells,
        damaged: facts.damaged.clone(),
    };
    thread::Builder::new()
        .name("workbook".to_owned())
        .spawn(move || {
            let sheet = (sheet.as_str(), &expected);
            let read = reader::send_rows(&path_of_thread, kind, sheet, BATCH, &sender);
            // Nobody listens any more where the other side has stopped early.
            let _ = sender.send(match read {
                Ok(()) => Message::End,
                Err(fault) => Message::Broken(fault),
            });
        })
        .map_err(|error| cli_support::files::cannot_read(path, &error))?;
    Ok(SheetRows {
        messages,
        waiting: Vec::new().into_iter(),
        next_line: 1,
        ahead: None,
    })
}

impl SheetRows {
    /// The next row, empty ones too; `None` at the end.
    ///
    /// # Errors
    /// A [`Failure`] if the workbook is damaged behind what was read so far.
    pub(super) fn next(&mut self, path: &Path) -> Result<Option<SheetRow>, Failure> {
        let row = match self.ahead.take() {
            Some(row) => row,
            None => match self.receive(path)? {
                Some(row) => row,
                None => return Ok(None),
            },
        };
        let line = self.next_line;
        self.next_line += 1;
        if row.line > line {
            self.ahead = Some(row);
            return Ok(Some(SheetRow {
                line,
                cells: Vec::new(),
                too_long: false,
                damaged: Vec::new(),
            }));
        }
        Ok(Some(row))
    }

    fn receive(&mut self, path: &Path) -> Result<Option<SheetRow>, Failure> {
        loop {
            if let Some(row) = self.waiting.next() {
                return Ok(Some(row));
            }
            match self.messages.recv() {
                Ok(Message::Rows(rows)) => self.waiting = rows.into_iter(),
                Ok(Message::End) => return Ok(None),
                Ok(Message::Broken(fault)) => return Err(unusable(path, &fault)),
                // The thread ended without a word, which is how a panic looks from here.
                Err(_) => return Err(damaged(path, "panic")),
            }
        }
    }
}

fn unusable(path: &Path, fault: &Fault) -> Failure {
    match fault {
        Fault::Broken(error) => damaged(path, error),
        Fault::TooLarge => size::too_large(path),
        Fault::Dimension(size) => wrong_dimension(path, size),
        Fault::Password => has_password(path),
    }
}

fn wrong_dimension(path: &Path, size: &str) -> Failure {
    let name = escape_untrusted_path(path);
    let size: String = escape_untrusted(size).chars().take(20).collect();
    failure!("roster-damaged"; "名册 {name} 里有工作表把自己的范围写成“{size}”，没有这样的范围";
        "a sheet of the workbook {name} gives its size as '{size}', which is none";
        "多半是某个软件导出时写错了。请在 Excel 或 WPS 里打开它，另存为新的 xlsx 文件，再用新文件。";
        "Most probably the program that exported it got this wrong. Open it in Excel or WPS, save it as a new xlsx file, and use that.")
}

/// It is encrypted, and needs the password that its owner knows.
pub(super) fn has_password(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-password"; "名册 {name} 是加密的（设了打开密码，或“只读”之类的保护），读不了";
        "the workbook {name} is encrypted, by a password or by a protection such as 'read-only', and cannot be read";
        "请在 Excel 或 WPS 里打开它，在“文件－信息－保护工作簿－用密码进行加密”中把密码清空、取消保护，另存为新的 xlsx 文件，再用新文件。";
        "Open it in Excel or WPS, clear the password under File, Info, Protect Workbook, Encrypt with Password, take the protection off, save it as a new xlsx file, and use that.")
}

fn damaged(path: &Path, error: &str) -> Failure {
    let name = escape_untrusted_path(path);
    // What the library says is in English and for those who mend it.
    let why: String = escape_untrusted(error).chars().take(200).collect();
    failure!("roster-damaged"; "名册 {name} 已损坏，或不是能读的工作簿（{why}）";
        "the workbook {name} is damaged, or of a kind that cannot be read ({why})";
        "请在 Excel 或 WPS 里打开它，另存为新的 xlsx 文件；如有密码，请先去掉密码。";
        "Open it in Excel or WPS and save it as a new xlsx file; if it has a password, take that off first.")
}

#[cfg(test)]
mod tests;
