//! The page that shows the codes of an update one after the other. Nothing in it comes from elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use code_writer::Symbol;
use messages::Lang::{En, Zh};
use messages::{Lang, Text, text};
use sha2::{Digest, Sha256};

use crate::html::Html;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("show.js");

/// The page with these codes, of an update of so many bytes.
pub(super) fn page(symbols: &[Symbol], bytes: usize, codes_a_second: usize, lang: Lang) -> Vec<u8> {
    let mut html = Html::new();
    let said = |text: &Text| text.in_lang(lang).to_owned();
    let title = said(&text!("更新：让终端扫这些码"; "Update: codes for the terminals"));
    let (codes, rate) = (symbols.len() as u64, codes_a_second as u64);
    html.markup("<!DOCTYPE html>\n").markup(match lang {
        Zh => "<html lang=\"zh-CN\">\n",
        En => "<html lang=\"en\">\n",
    });
    html.markup("<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
    html.text(&sha256(STYLE))
        .markup("'; script-src 'sha256-")
        .text(&sha256(SCRIPT))
        .markup("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.element("<title>", &title, "</title>\n");
    html.markup("<style>")
        .markup(STYLE)
        .markup("</style>\n</head>\n<body>\n<main>\n");
    html.element("<h1>", &title, "</h1>\n");
    let how = text!("把终端的摄像头对准下面的码，拿稳，直到终端说收齐。共 {codes} 个码，{bytes} 字节；漏扫的下一遍补上。";
        "Hold the camera of the terminal to the code below until the terminal says that it has all. {codes} codes, {bytes} bytes; what was missed comes again.");
    html.element("<p>", &said(&how), "</p>\n");
    let name = said(&text!("更新的码"; "code of the update"));
    html.markup("<canvas id=\"code\" role=\"img\" aria-label=\"")
        .text(&name)
        .markup("\"></canvas>\n<p id=\"place\" data-of=\"")
        .number(codes)
        .markup("\"></p>\n<div class=\"row\">\n");
    html.element(
        "<button id=\"stop\" type=\"button\" data-go=\"",
        &said(&text!("继续"; "Go on")),
        "\">",
    );
    html.text(&said(&text!("停住"; "Stop")))
        .markup("</button>\n<label>");
    html.text(&said(&text!("每秒几个码"; "codes a second")))
        .markup(" <input id=\"rate\" type=\"range\" min=\"1\" max=\"10\" value=\"")
        .number(rate)
        .markup("\"><output id=\"shown\"></output></label>\n</div>\n");
    let slower = text!("扫得慢就调低速度，或把屏幕调亮。"; "If it takes long, make it slower, or the screen brighter.");
    html.element("<p class=\"hint\">", &said(&slower), "</p>\n");
    html.markup("</main>\n<div id=\"data\" hidden>");
    for symbol in symbols {
        html.text(&packed(symbol)).markup(" ");
    }
    html.markup("</div>\n<script>")
        .markup(SCRIPT)
        .markup("</script>\n</body>\n</html>\n");
    html.into_bytes()
}

/// The modules of a symbol, row by row, one bit each, the first the highest; in Base64 behind their number a side.
fn packed(symbol: &Symbol) -> String {
    let width = symbol.width();
    let mut bytes = vec![0_u8; (width as usize * width as usize).div_ceil(8)];
    let modules = (0..width).flat_map(|y| (0..width).map(move |x| (x, y)));
    for (at, (x, y)) in modules.enumerate() {
        if symbol.is_dark(x, y)
            && let Some(byte) = bytes.get_mut(at / 8)
        {
            *byte |= 0x80 >> (at % 8);
        }
    }
    format!("{width}:{}", STANDARD.encode(bytes))
}

fn sha256(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}
