//! zxing-cpp, through the Python module of that name (`pip install zxing-cpp`).

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::pictures::Grey;
use crate::readers::ReaderResult;

pub(crate) const NAME: &str = "zxing-cpp";

/// A Python process that reads one picture after the other.
pub(crate) struct ZxingCpp {
    child: Child,
    pictures: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl ZxingCpp {
    /// Starts Python.
    ///
    /// # Errors
    /// If there is no such program, or the module is missing.
    pub(crate) fn start(python: &str) -> Result<Self, String> {
        let mut child = Command::new(python)
            .args(["-c", include_str!("zxing.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{python}: {error}"))?;
        let (Some(pictures), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{python}: no pipes"));
        };
        let mut answers = BufReader::new(answers);
        let mut line = String::new();
        answers
            .read_line(&mut line)
            .map_err(|error| error.to_string())?;
        match serde_json::from_str::<String>(&line) {
            Ok(word) if word == "ready" => Ok(Self {
                child,
                pictures,
                answers,
            }),
            Ok(word) => Err(format!("{python}: {word}")),
            Err(_) => Err(format!("{python} did not answer")),
        }
    }

    /// Each code gives two texts: as zxing-cpp decodes it, and its bytes as UTF-8.
    pub(crate) fn read(&mut self, picture: &Grey) -> io::Result<(ReaderResult, Vec<[String; 2]>)> {
        self.pictures
            .write_all(&(picture.width as u32).to_le_bytes())?;
        self.pictures
            .write_all(&(picture.height as u32).to_le_bytes())?;
        self.pictures.write_all(&picture.luma)?;
        self.pictures.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let (millis, texts): (f64, Vec<[String; 2]>) = serde_json::from_str(&line)?;
        let result = ReaderResult {
            texts: Vec::new(),
            millis,
            failure: None,
        };
        Ok((result, texts))
    }
}

impl Drop for ZxingCpp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
