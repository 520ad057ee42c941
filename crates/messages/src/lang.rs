//! The two languages, and text that exists in both.

use std::borrow::Cow;
use std::fmt;

/// A language of the programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The language that a flag asks for, or else the one that the system is set to.
    pub fn choose(flag: Option<Self>) -> Self {
        flag.unwrap_or_else(|| Self::of_locale(&system_locale().unwrap_or_default()))
    }

    /// Chinese for `zh-CN`, `zh_CN.UTF-8` and the like, English for everything else.
    pub fn of_locale(locale: &str) -> Self {
        if locale
            .get(..2)
            .is_some_and(|tag| tag.eq_ignore_ascii_case("zh"))
        {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// The language with this tag, as it is written on a command line: `zh` or `en`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn system_locale() -> Option<String> {
    sys_locale::get_locale()
}

/// There is no system that could be asked: whoever embeds the module says which language it wants.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn system_locale() -> Option<String> {
    None
}

/// One text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    zh: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Text {
    /// From the Chinese and the English wording.
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// From two format strings with their arguments; what [`text!`](crate::text) writes.
    pub fn formatted(zh: fmt::Arguments<'_>, en: fmt::Arguments<'_>) -> Self {
        let wording = |args: fmt::Arguments<'_>| match args.as_str() {
            Some(fixed) => Cow::Borrowed(fixed),
            None => Cow::Owned(args.to_string()),
        };
        Self {
            zh: wording(zh),
            en: wording(en),
        }
    }

    /// From wordings that never change; for constants.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Self {
        Self {
            zh: Cow::Borrowed(zh),
            en: Cow::Borrowed(en),
        }
    }

    /// The wording in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_chinese_by_its_locale_names() {
        for locale in ["zh-CN", "zh_CN.UTF-8", "ZH-Hans-CN", "zh"] {
            assert_eq!(Lang::of_locale(locale), Lang::Zh, "{locale}");
        }
        for locale in ["en-US", "C", "", "zu", "中文"] {
            assert_ne!(Lang::of_locale(locale), Lang::Zh, "{locale}");
        }
    }
}
