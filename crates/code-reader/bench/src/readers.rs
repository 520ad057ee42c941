//! The readers of the table.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use code_reader::{LiveReader, Picture, Reading, read_still};
use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader as _};

use crate::pictures::Grey;

/// A reader, by its name in the table.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    run: Run,
}

enum Run {
    Here(fn(&Grey) -> Vec<String>),
    /// May stall for minutes: it is given up after [`PATIENCE`].
    Guarded(fn(&Grey) -> Vec<String>),
}

/// What a reader found in a picture.
pub(crate) struct ReaderResult {
    pub(crate) texts: Vec<String>,
    pub(crate) millis: f64,
    pub(crate) failure: Option<&'static str>,
}

const PATIENCE: Duration = Duration::from_secs(10);

/// Those that run in this process.
pub(crate) fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "live, first frame",
            run: Run::Here(live),
        },
        Reader {
            name: "live, 16 frames",
            run: Run::Here(live_long),
        },
        Reader {
            name: "still",
            run: Run::Here(still),
        },
        Reader {
            name: "rqrr",
            run: Run::Guarded(rqrr),
        },
        Reader {
            name: "quircs",
            run: Run::Guarded(quircs),
        },
        Reader {
            name: "rxing",
            run: Run::Guarded(rxing),
        },
    ]
}

impl Reader {
    pub(crate) fn read(&self, picture: &Arc<Grey>) -> ReaderResult {
        let begin = Instant::now();
        let (texts, failure) = match self.run {
            Run::Here(read) => (read(picture), None),
            Run::Guarded(read) => guarded(read, picture),
        };
        ReaderResult {
            texts,
            millis: begin.elapsed().as_secs_f64() * 1e3,
            failure,
        }
    }
}

fn guarded(
    read: fn(&Grey) -> Vec<String>,
    picture: &Arc<Grey>,
) -> (Vec<String>, Option<&'static str>) {
    let (send, receive) = mpsc::sync_channel(1);
    let picture = Arc::clone(picture);
    thread::spawn(move || {
        let _ = send.send(catch_unwind(AssertUnwindSafe(|| read(&picture))));
    });
    match receive.recv_timeout(PATIENCE) {
        Ok(Ok(texts)) => (texts, None),
        Ok(Err(_)) => (Vec::new(), Some("panicked")),
        Err(_) => (Vec::new(), Some("stalled")),
    }
}

fn picture(grey: &Grey) -> Option<Picture<'_>> {
    Picture::new(&grey.luma, grey.width, grey.height).ok()
}

fn texts(reading: Reading) -> Vec<String> {
    reading.codes.into_iter().map(|code| code.text).collect()
}

fn live(grey: &Grey) -> Vec<String> {
    picture(grey).map_or_else(Vec::new, |picture| texts(LiveReader::new().read(&picture)))
}

/// The same frame until it is read, as a code that is held still.
fn live_long(grey: &Grey) -> Vec<String> {
    let Some(picture) = picture(grey) else {
        return Vec::new();
    };
    let mut reader = LiveReader::new();
    (0..16)
        .map(|_| texts(reader.read(&picture)))
        .find(|texts| !texts.is_empty())
        .unwrap_or_default()
}

fn still(grey: &Grey) -> Vec<String> {
    picture(grey).map_or_else(Vec::new, |picture| texts(read_still(&picture)))
}

fn rqrr(grey: &Grey) -> Vec<String> {
    rqrr::PreparedImage::prepare_from_greyscale(grey.width, grey.height, |x, y| {
        grey.luma[y * grey.width + x]
    })
    .detect_grids()
    .iter()
    .filter_map(|grid| grid.decode().ok())
    .map(|(_, text)| text)
    .collect()
}

fn quircs(grey: &Grey) -> Vec<String> {
    quircs::Quirc::new()
        .identify(grey.width, grey.height, &grey.luma)
        .filter_map(|code| code.ok()?.decode().ok())
        .map(|data| String::from_utf8_lossy(&data.payload).into_owned())
        .collect()
}

fn rxing(grey: &Grey) -> Vec<String> {
    let source =
        Luma8LuminanceSource::new(grey.luma.clone(), grey.width as u32, grey.height as u32);
    let Ok(source) = source else {
        return Vec::new();
    };
    let hints = DecodeHints {
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    QrReader
        .decode_with_hints(&mut BinaryBitmap::new(HybridBinarizer::new(source)), &hints)
        .map(|result| vec![result.getText().to_owned()])
        .unwrap_or_default()
}
