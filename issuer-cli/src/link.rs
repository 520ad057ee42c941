//! The link in front of a code's digits: `HTTPS://HOST/PATH/`, which the camera of a phone opens.
//!
//! It is a setting of the bureau (`bureau.json`), so that a card that is issued again has the same
//! link, and each run keeps the one that it drew. Shape: `docs/format.md`, "Link".

use std::fmt;

use code_writer::{Level, Symbol};
use messages::{Failure, failure, untrusted::escape_untrusted};
use serde::{Deserialize, Serialize};

/// A link that can stand in front of digits, in capitals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Link(String);

/// With so many characters, a credential of [`USUAL_DIGITS`] still fits version 8-M.
pub(crate) const MAX_SMALL: usize = 41;

/// A longer one would make codes that no card has room for.
pub(crate) const MAX_LARGE: usize = 120;

/// Digits of a credential of 120 bytes, the most that one with a masked name takes.
const USUAL_DIGITS: usize = 293;

/// Whether the clerk takes a code that is larger than version 8-M.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LargerCode {
    Refuse,
    Accept,
}

impl LargerCode {
    pub(crate) fn asked(larger_code: bool) -> Self {
        if larger_code {
            Self::Accept
        } else {
            Self::Refuse
        }
    }
}

impl Link {
    /// Reads a link as people write it. Small letters become capitals.
    ///
    /// # Errors
    /// `link-invalid`; `link-too-long` if the usual code would be larger than version 8-M and that
    /// is not accepted, and above [`MAX_LARGE`] characters.
    pub(crate) fn parse(text: &str, larger: LargerCode) -> Result<Self, Failure> {
        let link = Self::checked(text.trim().to_ascii_uppercase())
            .map_err(|fault| invalid(text, &fault))?;
        let length = link.0.len();
        if length > MAX_LARGE {
            return Err(too_long_for_any(length));
        }
        if length > MAX_SMALL && larger == LargerCode::Refuse {
            return Err(too_long(length, link.usual_version()));
        }
        Ok(link)
    }

    fn checked(text: String) -> Result<Self, LinkFault> {
        let rest = text.strip_prefix("HTTPS://").ok_or(LinkFault::Scheme)?;
        let (host, path) = rest.split_once('/').ok_or(LinkFault::End)?;
        let (name, port) = match host.split_once(':') {
            None => (host, None),
            Some((name, port)) => (name, Some(port)),
        };
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let port_is_good = port.is_none_or(|port| {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && port.len() <= 5
                && port.parse::<u16>().is_ok_and(|number| number > 0)
        });
        if !name.contains('.') || !name.split('.').all(plain) || !port_is_good {
            return Err(LinkFault::Host);
        }
        // Empty for a link without a path.
        match path.strip_suffix('/') {
            None if path.is_empty() => Ok(Self(text)),
            None => Err(LinkFault::End),
            Some(path) => {
                let dots = |part: &str| part.bytes().all(|byte| byte == b'.');
                let good = |part: &str| !dots(part) && plain(&part.replace('.', "-"));
                if path.split('/').all(good) {
                    Ok(Self(text))
                } else {
                    Err(LinkFault::Path)
                }
            }
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The QR version, at level M, of this link and the usual credential.
    pub(crate) fn usual_version(&self) -> u8 {
        // Which digits they are makes no difference.
        let text = format!("{}{}", self.0, "8".repeat(USUAL_DIGITS));
        Symbol::new(&text, Level::M).map_or(u8::MAX, |symbol| symbol.version())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Link {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::checked(text)
            .ok()
            .filter(|link| link.0.len() <= MAX_LARGE)
            .ok_or("not a link")
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.0
    }
}

/// The text of a code without the link in front of it, if there is one. Whatever stands in front is
/// neither signed nor looked at.
pub(crate) fn without_link(text: &str) -> &str {
    let starts = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if !starts("HTTPS://") && !starts("HTTP://") {
        return text;
    }
    text.rsplit_once('/').map_or(text, |(_, rest)| rest)
}

enum LinkFault {
    Scheme,
    Host,
    Path,
    End,
}

fn invalid(text: &str, fault: &LinkFault) -> Failure {
    let text = escape_untrusted(text);
    let (zh, en) = match fault {
        LinkFault::Scheme => ("不以 https:// 开头", "it does not begin with https://"),
        LinkFault::Host => (
            "域名不对：只能有字母、数字、连字符和点，例如 lbm.gov.cn",
            "the name of the host is not right: letters, digits, hyphens and dots, such as lbm.gov.cn",
        ),
        LinkFault::Path => (
            "路径不对：只能有字母、数字、连字符和点，不能有空的一段",
            "the path is not right: letters, digits, hyphens and dots, and no empty part",
        ),
        LinkFault::End => ("不以 / 结尾", "it does not end in /"),
    };
    failure!("link-invalid"; "“{text}”不能作为码前的网址：{zh}";
        "'{text}' cannot stand in front of a code: {en}";
        "请写成 https://域名/路径/ ，不带 ? 和 #。码里一律写成大写，网页要能用大写的路径打开。";
        "Write it as https://HOST/PATH/, without ? and #. In the code it is all capitals, and the page must open under that path.")
}

fn too_long(length: usize, version: u8) -> Failure {
    failure!("link-too-long";
        "网址有 {length} 个字符，超过 {MAX_SMALL} 个：常用的码会从版本 8-M 变大到版本 {version}-M";
        "the link has {length} characters, more than {MAX_SMALL}: the usual code grows from version 8-M to {version}-M";
        "请换短一些的网址；卡上放得下更大的码的，加 --larger-code。";
        "Choose a shorter one; if the card has room for the larger code, add --larger-code.")
}

fn too_long_for_any(length: usize) -> Failure {
    failure!("link-too-long"; "网址有 {length} 个字符，最多 {MAX_LARGE} 个";
        "the link has {length} characters; at most {MAX_LARGE} are possible";
        "请换短一些的网址。"; "Choose a shorter one.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, larger: LargerCode) -> &'static str {
        Link::parse(text, larger).map_or_else(|failure| failure.code, |_| "")
    }

    #[test]
    fn only_plain_https_links_that_end_in_a_slash_are_taken() {
        for (text, written) in [
            ("https://lbm.gov.cn/", "HTTPS://LBM.GOV.CN/"),
            (" https://lbm.gov.cn/c/v1.2/ ", "HTTPS://LBM.GOV.CN/C/V1.2/"),
            ("HTTPS://A-1.CN:8443/X/", "HTTPS://A-1.CN:8443/X/"),
        ] {
            let link = Link::parse(text, LargerCode::Refuse).unwrap();
            assert_eq!(link.as_str(), written);
            assert_eq!(Link::try_from(written.to_owned()), Ok(link));
        }
        for text in [
            "",
            "http://lbm.gov.cn/",
            "https://lbm.gov.cn",
            "https://lbm.gov.cn/c",
            "https:///c/",
            "https://localhost/",
            "https://.cn/",
            "https://lbm..cn/",
            "https://王.cn/",
            "https://user@lbm.cn/",
            "https://lbm.cn:0/",
            "https://lbm.cn:99999/",
            "https://lbm.cn:/",
            "https://lbm.cn:+80/",
            "https://lbm.cn//",
            "https://lbm.cn/a//b/",
            "https://lbm.cn/../",
            "https://lbm.cn/%41/",
            "https://lbm.cn/a b/",
            "https://lbm.cn/?c=/",
            "https://lbm.cn/#/",
            "https://lbm.cn/a$/",
            "https://lbm.cn/a_b/",
        ] {
            assert_eq!(code(text, LargerCode::Accept), "link-invalid", "{text}");
        }
        // What stands in a file is in capitals already.
        assert!(Link::try_from("https://lbm.gov.cn/".to_owned()).is_err());
    }

    #[test]
    fn a_link_that_makes_the_code_larger_is_taken_only_knowingly() {
        let of = |length: usize| format!("https://a.cn/{}/", "b".repeat(length - 14));
        let small = Link::parse(&of(41), LargerCode::Refuse).unwrap();
        assert_eq!((small.as_str().len(), small.usual_version()), (41, 8));
        assert_eq!(code(&of(42), LargerCode::Refuse), "link-too-long");
        let large = Link::parse(&of(42), LargerCode::Accept).unwrap();
        assert_eq!(large.usual_version(), 9);
        assert_eq!(code(&of(120), LargerCode::Accept), "");
        assert_eq!(code(&of(121), LargerCode::Accept), "link-too-long");
    }

    #[test]
    fn whatever_link_stands_in_front_goes() {
        for text in ["8100", "HTTPS://A.CN/8100", "http://a.cn/b/c/8100"] {
            assert_eq!(without_link(text), "8100");
        }
        assert_eq!(without_link("LB1:A/B"), "LB1:A/B");
        assert_eq!(without_link("HTTPX://A/8100"), "HTTPX://A/8100");
    }
}
