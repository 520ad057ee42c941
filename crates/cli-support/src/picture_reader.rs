//! Reading codes from pictures, with a time limit and without noise.
//!
//! The reader bounds its own work; that the decoders of picture files do is their promise. So all of it
//! runs in a thread of its own, which is given up when its time is over. A thread that was given up still
//! holds memory; therefore only a few may do so at a time.

use std::cell::Cell;
use std::io;
use std::panic;
use std::sync::Once;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use code_reader::{FileError, PictureFile, Reading, read_still};
use messages::{Failure, Text, text};

/// How long a picture may take. Photographs of 12 megapixels take about a second on a slow machine.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How many searches that were given up may still be running. Each may hold some 400 MB, if the picture
/// was made as large as allowed.
const MAX_GIVEN_UP: usize = 2;

type Answer = Result<Reading, FileError>;

/// Reads the codes in a picture file; [`read_file`] but for tests.
type Search = fn(&[u8]) -> Answer;

fn read_file(file: &[u8]) -> Answer {
    let picture = PictureFile::decode(file)?;
    let reading = read_still(&picture.picture());
    // What is missing of it may be the code.
    if reading.codes.is_empty() && !picture.is_whole() {
        return Err(FileError::Damaged);
    }
    Ok(reading)
}

/// Reads one picture after the other.
pub struct PictureReader {
    search: Search,
    time_limit: Duration,
    worker: Option<Worker>,
    given_up: Vec<JoinHandle<()>>,
}

struct Worker {
    jobs: SyncSender<Vec<u8>>,
    answers: Receiver<Answer>,
    thread: JoinHandle<()>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureProblem {
    /// The picture is not in order.
    Picture(FileError),
    /// The search was given up.
    TimeOver,
    /// The search broke down.
    BrokenDown,
    /// Too many searches that were given up are still running, or the system gives no thread.
    Busy,
}

impl Default for PictureReader {
    fn default() -> Self {
        Self::new(read_file, TIME_LIMIT)
    }
}

impl PictureReader {
    fn new(search: Search, time_limit: Duration) -> Self {
        Self {
            search,
            time_limit,
            worker: None,
            given_up: Vec::new(),
        }
    }

    /// All codes in the bytes of a picture file.
    ///
    /// # Errors
    /// A [`PictureProblem`]: the file is no picture, or it could not be read in time.
    pub fn read(&mut self, file: Vec<u8>) -> Result<Reading, PictureProblem> {
        let worker = match self.worker.take() {
            Some(worker) => worker,
            None if self.room() => Worker::start(self.search).map_err(|_| PictureProblem::Busy)?,
            None => return Err(PictureProblem::Busy),
        };
        if worker.jobs.send(file).is_err() {
            return Err(PictureProblem::BrokenDown);
        }
        match worker.answers.recv_timeout(self.time_limit) {
            Ok(answer) => {
                self.worker = Some(worker);
                answer.map_err(PictureProblem::Picture)
            }
            Err(RecvTimeoutError::Timeout) => {
                self.given_up.push(worker.thread);
                Err(PictureProblem::TimeOver)
            }
            Err(RecvTimeoutError::Disconnected) => Err(PictureProblem::BrokenDown),
        }
    }

    /// Waits, as long as a picture may take, until few enough are still running.
    fn room(&mut self) -> bool {
        let patience = Instant::now() + self.time_limit;
        loop {
            self.given_up.retain(|thread| !thread.is_finished());
            if self.given_up.len() < MAX_GIVEN_UP {
                return true;
            }
            if Instant::now() >= patience {
                return false;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Worker {
    fn start(search: Search) -> io::Result<Self> {
        let (jobs, jobs_in) = sync_channel::<Vec<u8>>(1);
        let (answers_out, answers) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("picture".to_owned())
            .spawn(move || {
                keep_panics_quiet();
                // Ends when nobody asks or listens any more.
                while let Ok(file) = jobs_in.recv() {
                    if answers_out.send(search(&file)).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            jobs,
            answers,
            thread,
        })
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the messages of panics in this thread, which are caught and reported in words, from the screen.
///
/// The hook belongs to the whole process, so it is wrapped once and for all; every other thread's panic
/// still goes to the hook that was there before.
pub fn keep_panics_quiet() {
    static WRAPPED: Once = Once::new();
    WRAPPED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            // A thread that is ending has no locals any more, and is not one that searches.
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                before(panic);
            }
        }));
    });
    QUIET.set(true);
}

impl PictureProblem {
    /// What to say, without the name of the picture.
    pub fn failure(self) -> Failure {
        let (code, what, remedy) = match self {
            Self::Picture(error) => picture_words(error),
            Self::TimeOver => (
                "picture-time-over",
                text!("图片太复杂，限时内没有读完"; "it could not be read in time"),
                text!("请只拍码的部分，再试一次。";
                    "Take a picture of the code alone, and try again."),
            ),
            Self::BrokenDown => (
                "picture-reader-failed",
                text!("读图时出错"; "the reader broke down on it"),
                text!("请重新拍照再试。"; "Take another picture."),
            ),
            Self::Busy => (
                "picture-reader-busy",
                text!("前面的图片还没有处理完"; "the reader is still busy with pictures before it"),
                text!("请稍后单独再验这张图片。"; "Check this picture by itself later."),
            ),
        };
        Failure::new(code, what, remedy)
    }
}

fn picture_words(error: FileError) -> (&'static str, Text, Text) {
    match error {
        FileError::TooLarge => (
            "qr-picture-too-large",
            text!("图片太大"; "the picture is too large"),
            text!("请缩小，或只截取码的部分。"; "Make it smaller, or cut out the code."),
        ),
        FileError::Damaged => (
            "qr-picture-damaged",
            text!("图片文件已损坏或不完整"; "the picture file is damaged or incomplete"),
            text!("请重新拍照或重新拷贝。"; "Take or copy it again."),
        ),
        _ => (
            "qr-picture-format",
            text!("不是能读的 JPEG、PNG、WebP 或 BMP 图片";
                "not a JPEG, PNG, WebP or BMP picture that can be read"),
            text!("请另存为 JPEG 或 PNG，或截屏后再试。";
                "Save it as JPEG or PNG, or take a screenshot of it."),
        ),
    }
}

#[cfg(test)]
mod tests;
