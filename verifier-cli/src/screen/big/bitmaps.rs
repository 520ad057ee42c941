//! The words and signs of the verdicts, dot by dot, from `bitmaps.txt`. A font would be a thousand times their
//! size.

use messages::Lang;

use super::super::answer::Answer;

static BITMAPS: &str = include_str!("bitmaps.txt");

/// The letters of the word.
pub(super) fn word(answer: Answer, lang: Lang) -> Vec<&'static str> {
    let word = match (lang, answer) {
        (Lang::Zh, Answer::Accept) => "通过",
        (Lang::Zh, Answer::Compare) => "核对",
        (Lang::Zh, Answer::Check) => "查明",
        (Lang::Zh, Answer::Refuse) => "拒绝",
        (Lang::Zh, Answer::Again) => "再扫",
        (Lang::En, Answer::Accept) => "ACCEPT",
        (Lang::En, Answer::Compare) => "MATCH",
        (Lang::En, Answer::Check) => "LOOK",
        (Lang::En, Answer::Refuse) => "REFUSE",
        (Lang::En, Answer::Again) => "AGAIN",
    };
    word.chars().map(bitmap).collect()
}

/// The sign.
pub(super) fn sign(answer: Answer) -> &'static str {
    bitmap(match answer {
        Answer::Accept => '√',
        Answer::Compare => '＝',
        Answer::Check => '！',
        Answer::Refuse => '×',
        Answer::Again => '○',
    })
}

/// The rows of a character; a test sees to it that each is there.
fn bitmap(character: char) -> &'static str {
    let blocks = BITMAPS.split("\n= ").skip(1);
    let rows = blocks.filter_map(|block| block.strip_prefix(character));
    rows.map(str::trim).next().unwrap_or_default()
}
