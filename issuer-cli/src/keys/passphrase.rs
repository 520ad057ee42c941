//! Passphrases, and which of them are good enough for a new key.

use std::fmt;

use messages::{Failure, text};
use zeroize::Zeroizing;

use super::strength;

/// Longer ones are files that somebody took for a passphrase.
pub(super) const MAX_BYTES: usize = 1024;

/// Shorter ones are found by trying, whatever they are made of.
const MIN_WEIGHT: usize = 12;

/// 赵赵赵赵赵赵 and aaaaaaaaaaaa are guessed first.
const MIN_DIFFERENT: usize = 5;

/// How many guesses it must take, as a power of ten. At 0.4 s for each of them (see `sealed`), a
/// thousand processors try 10^10 in six weeks.
const MIN_GUESSES_LOG10: f64 = 10.0;

/// A passphrase or PIN. Wiped when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub(crate) struct Passphrase(Zeroizing<String>);

impl Passphrase {
    pub(crate) fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    #[cfg(feature = "pkcs11")]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a new key may have it: whoever steals the file has all the time in the world to guess.
    /// `names` are those that belong to the key, and are guessed first: of the office, its region.
    ///
    /// # Errors
    /// `passphrase-weak`, with the reason.
    pub(crate) fn check_new(&self, names: &[String]) -> Result<(), Failure> {
        let text = self.0.as_str();
        let weight: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let mut different: Vec<char> = text.chars().collect();
        different.sort_unstable();
        different.dedup();
        let why = if text.len() > MAX_BYTES {
            text!("口令太长"; "the passphrase is too long")
        } else if text.chars().any(char::is_control) {
            text!("口令中有控制字符"; "the passphrase has control characters in it")
        } else if text.trim() != text {
            text!("口令的开头或结尾有空格，以后容易漏输";
                "the passphrase begins or ends with a blank, which will be forgotten")
        } else if weight < MIN_WEIGHT {
            text!("口令太短：密钥文件一旦被拷走，短口令很快会被试出来";
                "the passphrase is too short: once the key file is copied, it is soon found by trying")
        } else if text.chars().all(char::is_numeric) {
            text!("口令全是数字：电话、日期、证件号码会最先被试";
                "the passphrase is all digits: telephone numbers, dates and identity numbers are tried first")
        } else if different.len() < MIN_DIFFERENT {
            text!("口令中的字符重复太多"; "the passphrase repeats the same few characters")
        } else if strength::guesses_log10(text, names) < MIN_GUESSES_LOG10 {
            text!("口令容易猜中：常用的词、人名地名和它们的拼音、诗句口号、键盘上相邻的键、日期、只换几个字符的词，都会先被试到";
                "the passphrase is easy to guess: common words, names, verses and slogans, neighbouring keys, dates, and words with a few characters \
                 exchanged are tried first")
        } else {
            return Ok(());
        };
        Err(Failure::new(
            "passphrase-weak",
            why,
            text!("请用至少 8 个汉字，或者四个互不相干的英文词或拼音词：好记，也难猜。不要用单位名、人名、成语和诗句。";
                "Take four words that have nothing to do with one another, or at least 8 Chinese characters: easy to remember and \
                 hard to guess. No names of bureaus or people, no sayings and no verses."),
        ))
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        [
            "咸宁市退役军人事务局",
            "Xianning Veterans Affairs Bureau",
            "42120010",
            "421200",
        ]
        .map(str::to_owned)
        .into()
    }

    fn check(text: &str) -> Option<&'static str> {
        let passphrase = Passphrase::new(text.to_owned().into());
        passphrase
            .check_new(&names())
            .err()
            .map(|failure| failure.code)
    }

    #[test]
    fn takes_what_is_hard_to_guess() {
        for text in [
            "correct horse battery",
            "梧桐细雨黄昏点滴",
            "七月 stone 八月 paper",
            "kX3-vvQ9-t0Lm",
            "梧桐细雨黄昏点滴滴",
            "shanqing shuixiu lubao",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_tried_first() {
        for text in [
            "",
            "short",
            "13812345678",
            "990101199503070018",
            "１３８１２３４５６７８９",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "军军军军军军军军",
            " correct horse battery",
            "correct horse battery ",
            "correct\thorse battery",
            &"长".repeat(400),
            // Long enough, and in every list of passwords.
            "password1234",
            "Passw0rd123!",
            "qwertyuiop123",
            "qwerty123456789",
            "1qaz2wsx3edc",
            "iloveyou1314520",
            "woaini5201314",
            "laobingma2026",
            "ａｂｃｄｅｆｇｈｉｊｋｌｍ",
            "password密码",
            "中华人民共和国",
            // Names that belong to the key, and others with a number.
            "咸宁市退役军人事务局",
            "咸宁市退役军人事务局2026",
            "武汉市退役军人事务局",
            "xianning421200",
            "Xianning42120010",
            "wuhan420100",
            "wangjianguo19640801",
            "王建国19640801",
            "xianningveterans",
            // Verses and slogans, and their pinyin.
            "床前明月光疑是地上霜",
            "春眠不觉晓处处闻啼鸟",
            "不忘初心牢记使命",
            "若有战召必回1949",
            "听党指挥能打胜仗作风优良",
            "全心全意为人民服务",
            "chuangqianmingyueguang",
            "weirenminfuwu2026",
            "buwangchuxin laojishiming",
            // Patterns.
            "一二三四五六七八九十",
            "甲乙丙丁戊己庚辛壬癸",
            "老兵老兵老兵老兵老兵",
            "丁七丄丅丆万丈三上下",
        ] {
            assert_eq!(check(text), Some("passphrase-weak"), "{text}");
        }
    }

    #[test]
    fn tells_nothing_of_itself() {
        let passphrase = Passphrase::new("correct horse battery".to_owned().into());
        assert_eq!(format!("{passphrase:?}"), "Passphrase(..)");
    }
}
