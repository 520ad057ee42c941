//! Codes in picture files.

use code_reader::{FileError, PictureFile, Reading, read_still};
use messages::{Failure, failure};
use pyo3::prelude::*;

use crate::failure::raised;

/// A code that was found in a picture.
#[pyclass(frozen, get_all, module = "laobingma")]
pub(crate) struct FoundCode {
    /// What it says.
    text: String,
    /// The number of this part and how many there are, of a text that was split.
    part: Option<(u8, u8)>,
}

#[pymethods]
impl FoundCode {
    fn __repr__(&self) -> String {
        // Not the text: it has somebody's name in it.
        format!("<FoundCode of {} characters>", self.text.chars().count())
    }
}

/// Finds QR codes in a picture file: JPEG, PNG, WebP or BMP. Other threads of Python run meanwhile.
#[pyfunction]
pub(crate) fn read_image(py: Python<'_>, file: &[u8]) -> PyResult<Vec<FoundCode>> {
    let reading = py.detach(|| -> Result<Reading, FileError> {
        let picture = PictureFile::decode(file)?;
        Ok(read_still(&picture.picture()))
    });
    let reading = reading.map_err(|error| raised(py, &unreadable(error)))?;
    let found = reading.codes.into_iter().map(|code| FoundCode {
        part: code.part.map(|part| (part.index + 1, part.count)),
        text: code.text,
    });
    Ok(found.collect())
}

fn unreadable(error: FileError) -> Failure {
    failure!("picture-unreadable"; "图片打不开"; "the picture cannot be read";
        "请给出完整的 JPEG、PNG、WebP 或 BMP 文件。"; "Give a whole JPEG, PNG, WebP or BMP file.")
    .with_detail(error)
}
