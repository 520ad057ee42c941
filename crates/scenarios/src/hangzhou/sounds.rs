//! The sentences of the set, and which of them a sound is: by its length and its samples.

use std::fs;
use std::path::Path;

use crate::stage::Trouble;

/// A recording of the set.
struct Sentence {
    name: String,
    text: String,
    samples: Vec<u8>,
}

/// The recordings that come with the program.
pub(crate) struct Sentences(Vec<Sentence>);

/// Where they are.
pub(crate) fn folder() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../verifier-cli/voices/zh"
    ))
}

impl Sentences {
    /// As the page of the set lists them.
    pub(crate) fn read() -> Result<Self, Trouble> {
        let page = fs::read_to_string(folder().join("README.md"))?;
        let mut sentences = Vec::new();
        for line in page.lines() {
            let cells = line
                .strip_prefix("| `")
                .and_then(|line| line.split_once(".wav` | "));
            if let Some((name, text)) = cells {
                let bytes = fs::read(folder().join(format!("{name}.wav")))?;
                sentences.push(Sentence {
                    name: name.to_owned(),
                    text: text.trim_end_matches(" |").to_owned(),
                    samples: samples(&bytes)?.to_vec(),
                });
            }
        }
        Ok(Self(sentences))
    }

    /// The name of the sentence that this sound is.
    pub(crate) fn recognise(&self, sound: &[u8]) -> Result<&str, Trouble> {
        let heard = samples(sound)?;
        let same_length = |sentence: &&Sentence| sentence.samples.len() == heard.len();
        let mut alike = self
            .0
            .iter()
            .filter(same_length)
            .filter(|sentence| sentence.samples == heard);
        match (alike.next(), alike.next()) {
            (Some(sentence), None) => Ok(&sentence.name),
            (None, _) => Err(Trouble::new(format!(
                "a sound of {} samples that is no sentence of the set",
                heard.len()
            ))),
            (Some(_), Some(_)) => Err(Trouble::new("two sentences sound the same")),
        }
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        let mut sentences = self.0.iter();
        let sentence = sentences.find(|sentence| sentence.name == name);
        sentence.map_or("", |sentence| &sentence.text)
    }
}

/// The samples of a WAV file: what its chunk `data` has.
fn samples(wave: &[u8]) -> Result<&[u8], Trouble> {
    let none = || Trouble::new("this is no WAV file");
    let mut rest = match wave.get(..12) {
        Some([b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E']) => &wave[12..],
        _ => return Err(none()),
    };
    while let Some((head, body)) = rest.split_first_chunk::<8>() {
        let [name @ .., a, b, c, d] = head;
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        let content = body.get(..length).ok_or_else(none)?;
        if name == b"data" {
            return Ok(content);
        }
        rest = body.get(length + length % 2..).unwrap_or_default();
    }
    Err(none())
}
