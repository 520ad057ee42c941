//! The comparison: what the register says was issued into a folder, and what is in it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::thread;

use cli_support::{Console, files};
use credential_core::{Claims, HolderNumber, UnixTime};
use messages::{Failure, text};

use super::discrepancy::{Discrepancy, DiscrepancyKind};
use crate::jsonfile;
use crate::output::{
    CodeInFile, DamagedLine, ManifestLine, ManifestReader, OutFolder, RenderOptions, Run,
    code_file, code_of, read_code,
};
use crate::parallel::Workers;
use crate::progress::Meter;
use crate::register::{Register, Selection, text_digest};
use cli_support::Stop;

/// Faults that are kept one by one.
const MAX_KEPT: usize = 1000;

/// Lines of the manifest that the workers have at a time.
const BATCH: usize = 2_000;

/// What was found.
#[derive(Default)]
pub(super) struct Findings {
    /// Credentials that the register has as issued into the folder.
    pub(super) issued: u64,
    /// Of these, those that are revoked: their files may be gone.
    pub(super) revoked: u64,
    /// Files that were read and found to hold what the register has.
    pub(super) read_back: u64,
    /// How many things do not agree.
    pub(super) wrong: u64,
    /// The first of them.
    pub(super) faults: Vec<Discrepancy>,
}

/// What the register has of a code.
struct Expected {
    /// What it says; `None` if that cannot be signed.
    claims: Option<Claims>,
    digest: [u8; 32],
    revoked: bool,
}

/// Holder number and serial.
type Code = (HolderNumber, u32);

/// Compares the folder of a finished run with the register.
///
/// # Errors
/// A [`Failure`] if something cannot be read at all.
pub(super) fn check(
    register: &Register,
    out: &OutFolder<'_>,
    run: &Run,
    now: UnixTime,
    console: &mut Console<'_>,
) -> Result<Findings, Stop> {
    let expected = expected(register, run, now)?;
    let mut findings = Findings {
        issued: expected.len() as u64,
        revoked: expected.values().filter(|one| one.revoked).count() as u64,
        ..Findings::default()
    };
    let mut meter = Meter::new(text!("正在核对"; "comparing"), findings.issued);
    let listed = manifest_and_codes(out, run, &expected, &mut findings, &mut meter, console)?;
    for (code, one) in &expected {
        if !one.revoked && !listed.contains(code) {
            findings.add(
                DiscrepancyKind::ManifestLacks,
                code_file(code.0, code.1, &run.render_options),
            );
        }
    }
    names(out, run, &expected, &mut findings)?;
    meter.end(console)?;
    Ok(findings)
}

fn expected(
    register: &Register,
    run: &Run,
    now: UnixTime,
) -> Result<HashMap<Code, Expected>, Failure> {
    let folder = format!("{}/", run.name);
    let mut expected = HashMap::new();
    register.for_each(Selection::Issued, now, |entry| {
        let digest = entry
            .output
            .as_ref()
            .filter(|output| output.file.starts_with(&folder))
            .map(|output| output.digest);
        if let Some(digest) = digest {
            let one = Expected {
                claims: entry.claims().ok(),
                digest,
                revoked: entry.is_revoked(),
            };
            expected.insert((entry.holder, entry.serial), one);
        }
        Ok(())
    })?;
    Ok(expected)
}

/// Goes through the manifest and reads the file to each line. Returns the codes that are on it.
fn manifest_and_codes(
    out: &OutFolder<'_>,
    run: &Run,
    expected: &HashMap<Code, Expected>,
    findings: &mut Findings,
    meter: &mut Meter,
    console: &mut Console<'_>,
) -> Result<HashSet<Code>, Stop> {
    let mut listed = HashSet::new();
    let mut indices = HashSet::new();
    thread::scope(|scope| {
        let mut workers = Workers::start(scope, |line: ManifestLine| {
            let known = expected.get(&(HolderNumber(line.holder), line.serial));
            let seen = look_at(out, &run.render_options, &line, known);
            (line.file, seen)
        });
        let mut batch = Vec::with_capacity(BATCH);
        let mut collect = |batch: &mut Vec<_>, findings: &mut Findings, listed: u64| {
            workers.hand_in(std::mem::take(batch));
            while let Some(results) = workers.take_out() {
                for (file, seen) in results {
                    match seen? {
                        FileCheck::Good => findings.read_back += 1,
                        FileCheck::Gone => {}
                        FileCheck::Wrong(kind) => findings.add(kind, file),
                    }
                }
            }
            meter.show(listed, console).map_err(Stop::from)
        };
        let path = out.manifest_jsonl();
        let mut lines = ManifestReader::open(&path, damaged)?;
        while let Some(line) = lines.next()? {
            let code = (HolderNumber(line.holder), line.serial);
            let file = code_file(code.0, code.1, &run.render_options);
            let Some(known) = expected.get(&code) else {
                findings.add(DiscrepancyKind::ManifestUnknown, line.file);
                continue;
            };
            if !listed.insert(code) || !indices.insert(line.status_index) {
                findings.add(DiscrepancyKind::ManifestTwice, file);
                continue;
            }
            let claims = known.claims.as_ref();
            if claims.is_none_or(|claims| line.differs_from(claims).is_some())
                || known.digest != text_digest(&line.text)
                || line.file != file
                || !run.render_options.has_its_link(&line.text)
            {
                findings.add(DiscrepancyKind::ManifestDiffers, file);
                continue;
            }
            batch.push(line);
            if batch.len() == BATCH {
                collect(&mut batch, findings, listed.len() as u64)?;
            }
        }
        collect(&mut batch, findings, listed.len() as u64)
    })?;
    Ok(listed)
}

fn damaged(path: &Path, line: &DamagedLine) -> Failure {
    let DamagedLine { number, why } = line;
    let place = text!("第 {number} 行：{why}"; "line {number}: {why}");
    jsonfile::invalid(path, place)
}

/// What became of a file.
enum FileCheck {
    /// It holds what the register has.
    Good,
    /// It is not there, and need not be.
    Gone,
    Wrong(DiscrepancyKind),
}

/// Reads the file to a line that agrees with the register.
fn look_at(
    out: &OutFolder<'_>,
    render_options: &RenderOptions,
    line: &ManifestLine,
    known: Option<&Expected>,
) -> Result<FileCheck, Failure> {
    let shown = read_code(&out.join(&line.file), render_options, &line.text)?;
    let revoked = known.is_some_and(|known| known.revoked);
    Ok(match shown {
        CodeInFile::Text(text) if text == line.text => FileCheck::Good,
        CodeInFile::Text(_) => FileCheck::Wrong(DiscrepancyKind::FileOther),
        CodeInFile::Damaged => FileCheck::Wrong(DiscrepancyKind::FileDamaged),
        // Who takes a dead person's code away does no harm.
        CodeInFile::Missing if revoked => FileCheck::Gone,
        CodeInFile::Missing => FileCheck::Wrong(DiscrepancyKind::FileMissing),
    })
}

/// Looks for files that belong to no credential of the run.
fn names(
    out: &OutFolder<'_>,
    run: &Run,
    expected: &HashMap<Code, Expected>,
    findings: &mut Findings,
) -> Result<(), Failure> {
    let folders = out.folders_of_codes();
    for folder in &folders {
        let reading = |error: std::io::Error| files::cannot_read(folder, &error);
        let above = match folder.file_name() {
            Some(name) if *folder != out.codes() => format!("codes/{}", name.to_string_lossy()),
            _ => "codes".to_owned(),
        };
        for file in fs::read_dir(folder).map_err(reading)? {
            let file = file.map_err(reading)?;
            if folders.contains(&file.path()) {
                continue;
            }
            let name = file.file_name();
            let name = name.to_string_lossy();
            let place = format!("{above}/{name}");
            let kind = match code_of(&name) {
                // A copy in another folder is none of the run's files.
                Some(code) if expected.contains_key(&code) => {
                    if place == code_file(code.0, code.1, &run.render_options) {
                        continue;
                    }
                    DiscrepancyKind::FileForeign
                }
                Some(_) => DiscrepancyKind::FileOrphan,
                None if files::is_draft(&name) => DiscrepancyKind::FileDraft,
                None => DiscrepancyKind::FileForeign,
            };
            findings.add(kind, place);
        }
    }
    Ok(())
}

impl Findings {
    fn add(&mut self, kind: DiscrepancyKind, file: String) {
        self.wrong += 1;
        if self.faults.len() < MAX_KEPT {
            self.faults.push(Discrepancy { kind, file });
        }
    }
}
