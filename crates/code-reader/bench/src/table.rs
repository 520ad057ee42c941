//! The table of results, by folder and reader.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::pictures::Expected;
use crate::readers::ReaderResult;

/// How a reader did on the pictures of a folder.
#[derive(Default)]
struct Score {
    pictures: usize,
    read: usize,
    wrong: usize,
    failure: usize,
    millis: Vec<f64>,
}

/// Scores by folder and reader.
#[derive(Default)]
pub(crate) struct Table {
    readers: Vec<&'static str>,
    scores: BTreeMap<String, Vec<Score>>,
}

/// The result of one picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureResult {
    Read,
    Unread,
    Wrong,
}

impl PictureResult {
    pub(crate) fn new(result: &ReaderResult, expected: &Expected) -> Self {
        match expected {
            _ if result.texts.is_empty() => Self::Unread,
            Expected::Unknown => Self::Read,
            Expected::Texts(texts) if result.texts.iter().any(|text| !texts.contains(text)) => {
                Self::Wrong
            }
            Expected::Texts(_) => Self::Read,
        }
    }
}

impl Table {
    pub(crate) fn new(readers: Vec<&'static str>) -> Self {
        Self {
            readers,
            scores: BTreeMap::new(),
        }
    }

    pub(crate) fn add(
        &mut self,
        group: &str,
        reader: usize,
        mark: PictureResult,
        result: &ReaderResult,
    ) {
        let scores = self
            .scores
            .entry(group.to_owned())
            .or_insert_with(|| self.readers.iter().map(|_| Score::default()).collect());
        if let Some(score) = scores.get_mut(reader) {
            score.pictures += 1;
            score.read += usize::from(mark == PictureResult::Read);
            score.wrong += usize::from(mark == PictureResult::Wrong);
            score.failure += usize::from(result.failure.is_some());
            score.millis.push(result.millis);
        }
    }

    /// Writes a Markdown table: of each folder, the pictures read of 100, those with a wrong text,
    /// those that made the reader panic or stall, and the median, the 95th percentile and the longest of the
    /// milliseconds.
    pub(crate) fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "| folder | reader | read | % | wrong | gave up | ms median | 95 % | longest |"
        )?;
        writeln!(out, "|---|---|---|---|---|---|---|---|---|")?;
        for (group, scores) in &mut self.scores {
            for (reader, score) in self.readers.iter().zip(scores) {
                score.millis.sort_unstable_by(f64::total_cmp);
                let at = |share: f64| {
                    let last = score.millis.len().saturating_sub(1);
                    score
                        .millis
                        .get((last as f64 * share).round() as usize)
                        .copied()
                        .unwrap_or(0.0)
                };
                writeln!(
                    out,
                    "| {group} | {reader} | {}/{} | {:.0} | {} | {} | {:.1} | {:.1} | {:.1} |",
                    score.read,
                    score.pictures,
                    100.0 * score.read as f64 / score.pictures.max(1) as f64,
                    score.wrong,
                    score.failure,
                    at(0.5),
                    at(0.95),
                    at(1.0),
                )?;
            }
        }
        Ok(())
    }
}
