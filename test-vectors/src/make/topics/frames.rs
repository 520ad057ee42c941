//! Sequences of frames: complete, mixed, contradictory, damaged.

mod faults;

use sha2::{Digest as _, Sha256};
use test_vectors::{FrameOutcome, FrameStep, FramesVector, to_hex};

use crate::build::cbor::{array, bytes, uint};
use crate::build::written::{marked, number};
use crate::draft::reason;
use crate::fixtures::World;

/// Bytes of the object in a frame, where a vector does not say otherwise.
const PART: usize = 40;

pub(super) fn vectors(world: &World) -> Vec<FramesVector> {
    let mut all = complete(world);
    all.extend(contradictions());
    all.extend(many());
    all.extend(faults::vectors(world));
    all
}

/// A collector that holds nothing, and what it is shown.
struct Shown(FramesVector);

fn shown(id: &str, comment: &str, flags: &[&str]) -> Shown {
    Shown(FramesVector {
        id: format!("frames-{id}"),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        steps: Vec::new(),
    })
}

impl Shown {
    fn step(mut self, text: &str, expected: FrameOutcome) -> Self {
        self.0.steps.push(FrameStep {
            text: text.into(),
            expected,
        });
        self
    }

    fn waiting(self, text: &str) -> Self {
        self.step(text, FrameOutcome::Waiting)
    }

    fn contradiction(self, text: &str) -> Self {
        self.step(text, FrameOutcome::Contradiction)
    }

    fn complete(self, text: &str, object: &[u8]) -> Self {
        let bytes = to_hex(object);
        self.step(text, FrameOutcome::Complete { bytes })
    }

    fn refuse(self, text: &str, (stage, code, detail): (&str, &str, Option<&str>)) -> Self {
        self.step(text, FrameOutcome::Refuse(reason(stage, code, detail)))
    }

    fn end(self) -> FramesVector {
        self.0
    }
}

fn digest(object: &[u8]) -> Vec<u8> {
    Sha256::digest(object)[..16].to_vec()
}

/// The text of a frame.
fn frame(digest: &[u8], index: u64, count: u64, part: &[u8]) -> String {
    text(&array(&[
        bytes(digest),
        uint(index),
        uint(count),
        bytes(part),
    ]))
}

/// Any bytes under the mark of frames.
fn text(content: &[u8]) -> String {
    marked(82, &number(content))
}

/// The texts of a sequence.
fn split(object: &[u8], part: usize) -> Vec<String> {
    let parts: Vec<_> = object.chunks(part).collect();
    parts
        .iter()
        .zip(0..)
        .map(|(content, index)| frame(&digest(object), index, parts.len() as u64, content))
        .collect()
}

/// An object of three parts that differs from every other in its first byte.
fn object(first: u8) -> Vec<u8> {
    (0..3 * PART as u8).map(|at| at ^ first).collect()
}

fn complete(world: &World) -> Vec<FramesVector> {
    let whole = object(0);
    let [a, b, c] = [0, 1, 2].map(|at| split(&whole, PART)[at].clone());
    let other = object(0x80);
    let [d, e, f] = [0, 1, 2].map(|at| split(&other, PART)[at].clone());
    let list = world
        .root_set()
        .message()
        .signed_by(&[&world.roots[0], &world.roots[1]]);
    let list = list.to_bytes();
    let of_list = split(&list, list.len().div_ceil(3));
    let last = of_list.len() - 1;
    let roots = of_list
        .iter()
        .take(last)
        .fold(
            shown("root-set", "A root set in three frames.", &["valid"]),
            |shown, text| shown.waiting(text),
        )
        .complete(&of_list[last], &list);
    let one = vec![0x5a; 960];
    let uneven = [
        frame(&digest(&whole), 0, 2, &whole[..90]),
        frame(&digest(&whole), 1, 2, &whole[90..]),
    ];
    vec![
        shown("in-order", "Three frames in order.", &["valid"])
            .waiting(&a)
            .waiting(&b)
            .complete(&c, &whole)
            .end(),
        shown("in-another-order", "The parts are put together by their index, whatever comes first.", &["valid"])
            .waiting(&c)
            .waiting(&a)
            .complete(&b, &whole)
            .end(),
        shown("more-than-once", "Each frame is read several times, as a camera does.", &["valid"])
            .waiting(&a)
            .waiting(&a)
            .waiting(&b)
            .waiting(&a)
            .waiting(&b)
            .complete(&c, &whole)
            .end(),
        shown("mixed", "Two sequences in turn.", &["valid"])
            .waiting(&a)
            .waiting(&d)
            .waiting(&b)
            .waiting(&f)
            .complete(&c, &whole)
            .complete(&e, &other)
            .end(),
        roots.end(),
        shown("one", "A sequence of one frame, with as many bytes as a part may have.", &["valid", "limit"])
            .complete(&frame(&digest(&one), 0, 1, &one), &one)
            .end(),
        shown("uneven", "Parts of 90 and 30 bytes: a builder makes them about equal, a reader takes any.", &["valid", "edge"])
            .waiting(&uneven[0])
            .complete(&uneven[1], &whole)
            .end(),
        shown("repaired", "A frame behind a link and one with blanks: the text is mended like that of a credential.", &["valid", "repair"])
            .waiting(&format!("https://v.example.cn/q/{a}"))
            .waiting(&format!(" {} {}\r\n", &b[..60], &b[60..]))
            .complete(&c, &whole)
            .end(),
    ]
}

fn contradictions() -> Vec<FramesVector> {
    let whole = object(0);
    let [a, b, c] = [0, 1, 2].map(|at| split(&whole, PART)[at].clone());
    let name = digest(&whole);
    let wrong = object(0x80);
    let begin = |id: &str, comment: &str| shown(id, comment, &["edge"]);
    vec![
        begin("another-count", "A frame of the same digest with another count: the sequence is dropped, and must be shown again.")
            .waiting(&a)
            .waiting(&b)
            .contradiction(&frame(&name, 2, 4, &whole[2 * PART..]))
            .waiting(&c)
            .waiting(&a)
            .complete(&b, &whole)
            .end(),
        begin("another-part", "Another part under one index.")
            .waiting(&a)
            .waiting(&b)
            .contradiction(&frame(&name, 1, 3, &wrong[PART..2 * PART]))
            .waiting(&c)
            .waiting(&b)
            .complete(&a, &whole)
            .end(),
        begin("wrong-digest", "The parts make another object than the frames name: seen at the last of them.")
            .waiting(&a)
            .waiting(&b)
            .contradiction(&frame(&name, 2, 3, &wrong[2 * PART..]))
            .waiting(&a)
            .waiting(&b)
            .complete(&c, &whole)
            .end(),
        begin("wrong-digest-of-one", "A single frame that names another object.")
            .contradiction(&frame(&name, 0, 1, &whole[..PART]))
            .end(),
        begin("contradiction-beside", "A contradiction ends one sequence, and not the other.")
            .waiting(&split(&wrong, PART)[0])
            .waiting(&a)
            .contradiction(&frame(&name, 0, 3, &wrong[..PART]))
            .waiting(&split(&wrong, PART)[1])
            .complete(&split(&wrong, PART)[2], &wrong)
            .end(),
    ]
}

/// More sequences than a reader holds.
fn many() -> Vec<FramesVector> {
    let objects = [0x00, 0x80, 0x40, 0xc0, 0xa0].map(object);
    let texts = objects.each_ref().map(|object| split(object, 2 * PART));
    let first = |shown: Shown, which: &[usize]| {
        which
            .iter()
            .fold(shown, |shown, at| shown.waiting(&texts[*at][0]))
    };
    vec![
        first(shown("four-sequences", "Four sequences at a time.", &["valid", "limit"]), &[0, 1, 2, 3])
            .complete(&texts[0][1], &objects[0])
            .complete(&texts[1][1], &objects[1])
            .complete(&texts[2][1], &objects[2])
            .complete(&texts[3][1], &objects[3])
            .end(),
        first(shown("fifth-sequence", "A fifth sequence takes the place of the first.", &["limit"]), &[0, 1, 2, 3, 4])
            .complete(&texts[4][1], &objects[4])
            .complete(&texts[1][1], &objects[1])
            .waiting(&texts[0][1])
            .end(),
        first(
            shown("fifth-sequence-after-a-repeat", "The one is dropped of which no frame was seen for longest, and a repeated frame counts as seen.", &["limit"]),
            &[0, 1, 2, 3, 0, 4],
        )
        .complete(&texts[0][1], &objects[0])
        .complete(&texts[2][1], &objects[2])
        .end(),
    ]
}
