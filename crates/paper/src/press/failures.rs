//! What can go wrong when pages are made.

use messages::{Failure, failure};

pub(crate) fn cannot_make() -> Failure {
    failure!("pdf-failed"; "PDF 生成失败"; "the PDF could not be made";
        "请用自带的模板和字体再试一次；仍不行，请把模板交给技术人员。";
        "Try with the template and font that come along; if that fails too, have somebody look at the template.")
}

pub(super) fn not_readable(holder: &str) -> Failure {
    failure!("not-readable"; "持有人 {holder} 的码印在页面上读不回来";
        "the code of holder {holder} cannot be read back from the page";
        "这个文件没有写出。请检查模板中码的位置有没有别的图形遮挡，或换一个 --dpi。";
        "The file was not written. See whether something in the template covers the code, or choose another --dpi.")
}

pub(super) fn text_not_readable(holder: &str) -> Failure {
    failure!("text-not-readable"; "持有人 {holder} 的卡上有文字印得不全，或不在该在的地方";
        "on the card of holder {holder} a text is cut off, or not where it should be";
        "这个文件没有写出。请检查模板中文字的位置和剪裁，或用自带的模板；仍不行，请把模板交给技术人员。";
        "The file was not written. See whether something in the template cuts texts off, or take the template that comes along; if that \
         fails too, have somebody look at the template.")
}
