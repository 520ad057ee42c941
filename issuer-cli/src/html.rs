//! An HTML page in the making. Its own parts are `&'static str`; everything else is escaped.

use messages::untrusted::escape_untrusted;

/// Text of a page. What comes from data can only go in escaped.
#[derive(Default)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Markup that stands in the source of this program.
    pub(crate) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text, with nothing in it that a browser would obey, in an element or between double quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for character in escape_untrusted(text).chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A text whose days (`2027-12-31`) are not broken into two lines.
    pub(crate) fn text_with_days(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = day_in(rest) {
            let (before, from) = rest.split_at(at);
            let (day, behind) = from.split_at(DAY.len());
            self.text(before).element("<time>", day, "</time>");
            rest = behind;
        }
        self.text(rest)
    }

    /// A number.
    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    /// An element with a text in it: `open` and `close` are its tags.
    pub(crate) fn element(
        &mut self,
        open: &'static str,
        text: &str,
        close: &'static str,
    ) -> &mut Self {
        self.markup(open).text(text).markup(close)
    }

    /// Puts another piece into it.
    pub(crate) fn append(&mut self, other: Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// How a day looks.
const DAY: &str = "dddd-dd-dd";

/// Where the first day in a text begins.
fn day_in(text: &str) -> Option<usize> {
    let is_like = |found: u8, wanted: u8| match wanted {
        b'd' => found.is_ascii_digit(),
        other => found == other,
    };
    let mut windows = text.as_bytes().windows(DAY.len());
    windows.position(|found| found.iter().zip(DAY.bytes()).all(|(a, b)| is_like(*a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stays_in_one_line_and_all_else_is_as_it_was() {
        let mut html = Html::new();
        html.text_with_days("协议至 2027-12-31（含<当天>），2028-1-1");
        let page = String::from_utf8(html.into_bytes()).unwrap();
        assert_eq!(
            page,
            "协议至 <time>2027-12-31</time>（含&lt;当天&gt;），2028-1-1"
        );
    }

    #[test]
    fn nothing_from_data_is_markup() {
        let mut html = Html::new();
        html.element(
            "<td title=\"",
            "\"><script>alert('1')</script>&\u{202e}\u{0}",
            "\">",
        );
        let page = String::from_utf8(html.into_bytes()).unwrap();
        assert_eq!(
            page,
            "<td title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;\\u{202e}\\u{0}\">"
        );
    }
}
