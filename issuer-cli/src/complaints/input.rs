//! The bytes of complaints, from files and from codes in any order.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use credential_core::limits::MAX_COMPLAINT_BYTES;
use credential_core::{Collected, Error, FrameCollector, ObjectKind};
use messages::{Failure, failure};

use crate::code_input::{codes_in_file, stdin_lines};

/// The complaints in these arguments: each a file of a complaint, a picture or text with codes, the text of a code,
/// or `-` for codes that are scanned in. Several codes of one complaint may come in any order.
///
/// # Errors
/// `complaint-unrecognised`, `complaint-incomplete`, `complaint-damaged`, and those of reading.
pub(crate) fn complaints_in(arguments: &[String]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut found = Found::default();
    for argument in arguments {
        if let Some(bytes) = file_of_one(Path::new(argument)) {
            found.complaints.push(bytes);
        } else if argument == "-" {
            for (_, line) in stdin_lines()? {
                found.add(&line)?;
            }
        } else if let Some(codes) = codes_in_file(argument)? {
            for (_, text) in codes {
                found.add(&text)?;
            }
        } else {
            found.add(argument)?;
        }
    }
    match found.unfinished {
        Some((held, count)) => Err(incomplete(held, count)),
        None => Ok(found.complaints),
    }
}

#[derive(Default)]
struct Found {
    collector: FrameCollector,
    complaints: Vec<Vec<u8>>,
    /// Of the complaint that was begun: how many codes are there, and how many it has.
    unfinished: Option<(u32, u32)>,
}

impl Found {
    fn add(&mut self, text: &str) -> Result<(), Failure> {
        match self.collector.add(text.trim()) {
            Ok(Collected::Part { held, count }) => self.unfinished = Some((held, count)),
            Ok(Collected::Known) => {}
            Ok(Collected::Object(bytes)) => {
                self.unfinished = None;
                if ObjectKind::of(&bytes) != Some(ObjectKind::Complaint) {
                    return Err(unrecognised());
                }
                self.complaints.push(bytes);
            }
            Ok(_) | Err(Error::Unreadable(_) | Error::Malformed(_)) => return Err(damaged()),
            Err(_) => return Err(unrecognised()),
        }
        Ok(())
    }
}

/// The content of a file that begins as a complaint does. One that is too long is refused when it is verified.
fn file_of_one(path: &Path) -> Option<Vec<u8>> {
    let file = File::open(path).ok().filter(|file| {
        let metadata = file.metadata();
        metadata.is_ok_and(|metadata| metadata.is_file())
    })?;
    let mut bytes = Vec::new();
    let limit = MAX_COMPLAINT_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).ok()?;
    (ObjectKind::of(&bytes) == Some(ObjectKind::Complaint)).then_some(bytes)
}

fn unrecognised() -> Failure {
    failure!("complaint-unrecognised"; "这不是投诉"; "this is no complaint";
        "请给出持有人页面做的投诉文件，或投诉的码（图片、码文，或写 - 用扫码枪扫）。";
        "Give the file of a complaint that the holder's page has made, or its codes (pictures, texts, or - to scan them in).")
}

pub(super) fn damaged() -> Failure {
    failure!("complaint-damaged"; "投诉不完整，或有错字"; "the complaint is damaged, or a character is wrong";
        "请重新扫码，或请本人再交一次文件。"; "Scan it again, or ask for the file once more.")
}

fn incomplete(held: u32, count: u32) -> Failure {
    failure!("complaint-incomplete"; "投诉的 {count} 个码只有 {held} 个"; "of the {count} codes of the complaint, {held} are there";
        "请把全部的码一次给出，先后不论。"; "Give all codes at once, in any order.")
}
