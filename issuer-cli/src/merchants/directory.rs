//! The directory: one HTML file with all merchants and benefits, by trade and district, to be read and searched offline.
//!
//! The page is whole without its script, which only searches. Nothing in it comes from elsewhere, and a policy in it
//! forbids that anything does.

mod about;
mod article;
mod ratings;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credential_core::{Membership, Trade};
use messages::Lang::{En, Zh};
use messages::{Text, text};
use sha2::{Digest, Sha256};

use super::known::Merchants;
use super::words::{merchant_name, region_name, trade_name};
use crate::catalogue::{MerchantRow, day_text};
use crate::html::Html;
pub(crate) use about::About;
use article::Article;
pub(crate) use ratings::Ratings;

const STYLE: &str = include_str!("directory/style.css");
const SCRIPT: &str = include_str!("directory/search.js");

/// A directory that is to be written.
pub(crate) struct Directory<'d> {
    pub(crate) known: &'d Merchants,
    pub(crate) about: About,
    pub(crate) ratings: Ratings,
}

/// The file, and what is in it.
pub(crate) struct DirectoryPage {
    pub(crate) html: Vec<u8>,
    /// Merchants that give benefits now.
    pub(crate) giving: usize,
    /// Merchants that are suspended, or whose agreement does not cover the day.
    pub(crate) not_giving: usize,
    /// Merchants that have left.
    pub(crate) left: usize,
}

/// Merchants under their first trade: the upper trade, the trade, the merchants.
type Shelves<'d> = BTreeMap<u32, BTreeMap<u32, Vec<&'d MerchantRow>>>;

impl Directory<'_> {
    /// Makes the page.
    pub(crate) fn page(&self) -> DirectoryPage {
        let standing = |row: &&MerchantRow| self.known.standing_on(row.number(), self.about.today);
        let (left, there): (Vec<&MerchantRow>, Vec<&MerchantRow>) = self
            .known
            .book
            .merchants
            .iter()
            .partition(|row| standing(row) == Some(Membership::LEFT));
        let articles: BTreeMap<u32, Article<'_>> = there
            .iter()
            .map(|row| {
                (
                    row.number(),
                    Article::new(self.known, row, &self.about, &self.ratings),
                )
            })
            .collect();
        let mut shelves = Shelves::new();
        for row in &there {
            let trade = row.trades.first().copied().unwrap_or(Trade(0));
            let upper = self.upper(trade);
            let shelf = shelves
                .entry(upper)
                .or_default()
                .entry(trade.0)
                .or_default();
            shelf.push(row);
        }
        for shelf in shelves.values_mut().flat_map(BTreeMap::values_mut) {
            shelf.sort_by_key(|row| (row.region.code(), row.number()));
        }
        let giving = articles.values().filter(|one| one.gives()).count();
        let mut html = Html::new();
        self.head(&mut html);
        self.opening(&mut html, giving, &there);
        self.contents(&mut html, &shelves);
        self.not_giving(&mut html, &articles);
        html.markup("<main>\n");
        for (upper, trades) in &shelves {
            html.markup("<section id=\"t")
                .number(u64::from(*upper))
                .markup("\">");
            html.element("<h2>", &self.trade_name(*upper), "</h2>\n");
            for (trade, rows) in trades {
                html.markup("<div class=\"g\">");
                if trade != upper {
                    html.element("<h3>", &self.trade_name(*trade), "</h3>\n");
                }
                for row in rows {
                    if let Some(article) = articles.get(&row.number()) {
                        article.write(&mut html);
                    }
                }
                html.markup("</div>\n");
            }
            html.markup("</section>\n");
        }
        html.markup("</main>\n");
        self.by_district(&mut html, &there);
        self.left(&mut html, &left);
        html.markup("<script>")
            .markup(SCRIPT)
            .markup("</script>\n</body>\n</html>\n");
        DirectoryPage {
            html: html.into_bytes(),
            giving,
            not_giving: there.len() - giving,
            left: left.len(),
        }
    }

    fn said(&self, text: &Text) -> String {
        text.in_lang(self.about.lang).to_owned()
    }

    fn head(&self, html: &mut Html) {
        html.markup("<!DOCTYPE html>\n")
            .markup(match self.about.lang {
                Zh => "<html lang=\"zh-CN\">\n",
                En => "<html lang=\"en\">\n",
            });
        html.markup("<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
        html.text(&sha256(STYLE))
            .markup("'; script-src 'sha256-")
            .text(&sha256(SCRIPT));
        html.markup("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"format-detection\" content=\"telephone=no\">\n");
        html.element("<title>", &self.title(), "</title>\n");
        html.markup("<style>")
            .markup(STYLE)
            .markup("</style>\n</head>\n<body>\n");
    }

    fn title(&self) -> String {
        let bureau = &self.about.bureau;
        self.said(&text!("优待商户名录 · {}", bureau.in_lang(Zh); "Merchants with benefits · {}", bureau.in_lang(En)))
    }

    fn opening(&self, html: &mut Html, giving: usize, there: &[&MerchantRow]) {
        let (day, edition) = (day_text(self.about.today), self.known.edition.unwrap_or(0));
        html.markup("<header>\n")
            .element("<h1>", &self.title(), "</h1>\n");
        let about = text!("{day} 编制，优待目录第 {edition} 版。现在给优待的商户 {giving} 家。";
            "Made on {day} from edition {edition} of the catalogue. Merchants that give benefits now: {giving}.");
        html.element("<p>", &self.said(&about), "</p>\n");
        html.markup("</header>\n");
        // Shown by the script, which alone can search.
        html.markup("<form id=\"find\" hidden><input id=\"q\" type=\"search\" autocomplete=\"off\" aria-label=\"");
        let search = self.said(&text!("商户、优待、地址、电话"; "merchant, benefit, contact"));
        html.text(&search)
            .markup("\" placeholder=\"")
            .text(&search)
            .markup("\">");
        let trades: BTreeSet<u32> = there
            .iter()
            .flat_map(|row| {
                row.trades
                    .iter()
                    .flat_map(|trade| [trade.0, self.upper(*trade)])
            })
            .collect();
        let regions: BTreeSet<u32> = there.iter().map(|row| row.region.code()).collect();
        let all = self.said(&text!("全部行业"; "all trades"));
        let options = trades.iter().map(|trade| (*trade, self.trade_name(*trade)));
        choice(html, "<select id=\"trade\" aria-label=\"", &all, options);
        let all = self.said(&text!("全部地区"; "all districts"));
        let options = regions.iter().map(|code| (*code, region_of(*code)));
        choice(html, "<select id=\"region\" aria-label=\"", &all, options);
        let found = self.said(&text!("找到"; "found:"));
        html.element(
            "<output id=\"found\" data-word=\"",
            &found,
            "\"></output></form>\n",
        );
    }

    fn contents(&self, html: &mut Html, shelves: &Shelves<'_>) {
        html.markup("<nav><ul>");
        for (upper, trades) in shelves {
            let count: usize = trades.values().map(Vec::len).sum();
            html.markup("<li><a href=\"#t")
                .number(u64::from(*upper))
                .markup("\">");
            html.text(&self.trade_name(*upper)).markup("</a> ");
            html.number(count as u64).markup("</li>");
        }
        html.element(
            "<li><a href=\"#districts\">",
            &self.said(&text!("按地区"; "By district")),
            "</a></li></ul></nav>\n",
        );
    }

    /// What holders must know before they go there.
    fn not_giving(&self, html: &mut Html, articles: &BTreeMap<u32, Article<'_>>) {
        let mut lines = articles
            .values()
            .filter_map(|article| article.why_not().map(|why| (article, why)))
            .peekable();
        if lines.peek().is_none() {
            return;
        }
        let heading =
            text!("请注意：这些商户现在不给优待"; "Please note: these give no benefits now");
        html.element(
            "<section class=\"note\"><h2>",
            &self.said(&heading),
            "</h2><ul>",
        );
        for (article, why) in lines {
            html.markup("<li><a href=\"#m")
                .number(u64::from(article.number()))
                .markup("\">");
            html.text(article.name())
                .markup("</a> ")
                .text(&self.said(&why))
                .markup("</li>");
        }
        html.markup("</ul></section>\n");
    }

    fn by_district(&self, html: &mut Html, there: &[&MerchantRow]) {
        let mut districts: BTreeMap<u32, Vec<&MerchantRow>> = BTreeMap::new();
        for row in there {
            districts.entry(row.region.code()).or_default().push(row);
        }
        html.element(
            "<section id=\"districts\"><h2>",
            &self.said(&text!("按地区"; "By district")),
            "</h2>\n",
        );
        for (code, rows) in districts {
            html.element("<h3>", &region_of(code), "</h3><p class=\"names\">");
            for row in rows {
                html.markup("<a href=\"#m")
                    .number(u64::from(row.number()))
                    .markup("\">");
                html.text(&merchant_name(row, self.about.lang))
                    .markup("</a> ");
            }
            html.markup("</p>\n");
        }
        html.markup("</section>\n");
    }

    fn left(&self, html: &mut Html, left: &[&MerchantRow]) {
        if left.is_empty() {
            return;
        }
        html.element(
            "<section class=\"left\"><h2>",
            &self.said(&text!("已经退出的商户"; "Merchants that have left")),
            "</h2><ul>",
        );
        for row in left {
            let history = self.known.history(row.number());
            let since = history
                .decisive_on(self.about.today)
                .map(|event| day_text(event.day));
            let since = since.unwrap_or_default();
            html.element("<li>", &merchant_name(row, self.about.lang), " ");
            html.text(
                &self.said(
                    &text!("{since} 退出，不再给优待"; "left on {since} and gives no benefits"),
                ),
            )
            .markup("</li>");
        }
        html.markup("</ul></section>\n");
    }

    /// The upper trade of a trade, or itself.
    fn upper(&self, trade: Trade) -> u32 {
        let row = self.known.book.trades.get(trade);
        row.and_then(|row| row.within).unwrap_or(trade.0)
    }

    fn trade_name(&self, trade: u32) -> String {
        let row = self.known.book.trades.get(Trade(trade));
        row.map_or_else(|| trade.to_string(), |row| trade_name(row, self.about.lang))
    }
}

fn region_of(code: u32) -> String {
    let region = credential_core::Region::new(code);
    region.map_or_else(|_| code.to_string(), region_name)
}

fn choice(
    html: &mut Html,
    open: &'static str,
    all: &str,
    options: impl Iterator<Item = (u32, String)>,
) {
    html.markup(open)
        .text(all)
        .markup("\"><option value=\"\">")
        .text(all)
        .markup("</option>");
    for (value, name) in options {
        html.markup("<option value=\"")
            .number(u64::from(value))
            .markup("\">");
        html.text(&name).markup("</option>");
    }
    html.markup("</select>");
}

fn sha256(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests;
