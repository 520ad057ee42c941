//! Black and white to texts.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use crate::reading::{FoundCode, Hint, Point, Reading};

const MAX_PATTERNS: usize = 48;
const MAX_SETS: usize = 160;

/// Reads every symbol in a black and white picture.
pub(crate) fn read(bits: &BitMatrix) -> Reading {
    catch_unwind(AssertUnwindSafe(|| search(bits))).unwrap_or_default()
}

fn search(bits: &BitMatrix) -> Reading {
    let mut reading = Reading::default();
    let mut patterns = FindFinderPatterns(bits, true, 0);
    patterns.truncate(MAX_PATTERNS);
    let seen = patterns.len();
    let mut used = Vec::new();
    for set in GenerateFinderPatternSets(&mut patterns)
        .into_iter()
        .take(MAX_SETS)
    {
        if [set.bl, set.tl, set.tr]
            .iter()
            .any(|pattern| used.contains(pattern))
        {
            continue;
        }
        let Ok(sampled) = SampleQR(bits, &set) else {
            continue;
        };
        let Ok(decoded) = Decode(sampled.getBits()) else {
            continue;
        };
        let text = decoded.text();
        if !decoded.isValid() || text.is_empty() {
            continue;
        }
        used.extend([set.bl, set.tl, set.tr]);
        if let Ok(corners) = <[_; 4]>::try_from(sampled.getPoints())
            && !reading.codes.iter().any(|code| code.text == text)
        {
            let [a, b, c, d] = corners.map(|rxing::Point { x, y }| Point { x, y });
            let corners = [a, b, d, c];
            reading.codes.push(FoundCode { text, corners });
        }
    }
    reading.hint = match seen {
        _ if !reading.codes.is_empty() => None,
        0 => None,
        1 | 2 => Some(Hint::Incomplete),
        _ => Some(Hint::Unreadable),
    };
    reading
}
