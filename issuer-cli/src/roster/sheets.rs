//! Workbooks: XLSX, XLS and ODS, row by row as a sheet shows them.
//!
//! The library reads in a thread of its own, which hands rows over in small batches: a sheet that is
//! streamed borrows from its workbook, and what the library may do to a damaged file stays in there.

mod book;
mod cell;
mod facts;
mod failures;
mod ods;
mod ods_cell;
mod reader;
mod runs;
mod size;
mod xls;
mod xls_texts;
mod xlsx;
mod xlsx_place;
mod xlsx_sheet;
mod xml;

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use messages::{Failure, text};

pub(crate) use book::BookKind;
pub(super) use book::{Preview, SheetRow};
pub(super) use facts::{Mark, SheetFacts};
use failures::{damaged, unusable};
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
        Ok(Err(_)) => Err(damaged(path, &text!("读取时出错"; "panic"))),
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
    /// The next row, or several that are the same, empty ones too; `None` at the end.
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
        if row.line > line {
            self.ahead = Some(row);
            self.next_line += 1;
            return Ok(Some(SheetRow {
                line,
                repeats: 1,
                cells: Vec::new(),
                too_long: false,
                damaged: Vec::new(),
            }));
        }
        self.next_line = row.line.saturating_add(row.repeats);
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
                Err(_) => return Err(damaged(path, &text!("读取时出错"; "panic"))),
            }
        }
    }
}

#[cfg(test)]
mod tests;
