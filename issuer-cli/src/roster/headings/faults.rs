//! What is said of headings that leave a question.

use std::path::Path;

use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

/// Headings that are named in one message.
const MAX_SHOWN: usize = 6;

/// A category for all is given, and the roster has a column for it.
pub(super) fn category_twice(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("category-given-twice";
        "名册 {name} 已有人员类别一列，又写了 --category";
        "the roster {name} has a column for categories, and --category is given too";
        "请去掉 --category，以名册为准；或从名册中删去这一列。";
        "Leave out --category, so that the roster counts, or remove the column.")
}

/// Somebody's entitlement may end on a day that nobody would look at.
pub(super) fn validity_unclear(path: &Path, headings: &[String]) -> Failure {
    let name = escape_untrusted_path(path);
    let shown = headings
        .get(..headings.len().min(MAX_SHOWN))
        .unwrap_or(headings);
    let (zh, en) = (shown.join("”“"), shown.join("', '"));
    let first = shown.first().map_or("", String::as_str);
    let ignored: String = shown
        .iter()
        .map(|heading| format!("\n    不用,{heading}"))
        .collect();
    failure!("validity-unclear";
        "名册 {name} 的“{zh}”是不是优待的截止日期？不知道，所以没有签发";
        "is '{en}' of the roster {name} the day on which people cease to be entitled? That is not known, and nothing was issued";
        "请把回答存成文件 columns.csv，加 --columns columns.csv 再来。\n  是截止日期，码到那天为止：\n    含义,表头\n    有效期至,{first}\n  \
         与优待无关（例如身份证的有效期），不用这一列：\n    含义,表头{ignored}";
        "Save the answer as columns.csv, and add --columns columns.csv.\n  If codes are to end on that day:\n    含义,表头\n    有效期至,{first}\n  \
         If it is something else (such as the validity of the identity card), and the column is not to be used:\n    含义,表头{ignored}")
}

/// A column says whether people are still there, in a word that is not known.
pub(in crate::roster) fn standing_unclear(
    path: &Path,
    line: u64,
    heading: &str,
    cell: &str,
) -> Failure {
    let (name, cell) = (escape_untrusted_path(path), escape_untrusted(cell));
    failure!("standing-unclear";
        "名册 {name} 第 {line} 行的“{heading}”写着“{cell}”：这个人还发不发码？不知道，所以没有签发";
        "line {line} of the roster {name} has '{cell}' under '{heading}': is this person still to have a code? That is not known, and nothing was issued";
        "不发的，从名册删去这一行，或把这一格改成“注销”；要发的，改成“正常”。别的行有同样写法的一起改。\n  整列都与发不发码无关的，把下面两行存成文件 columns.csv，加 --columns columns.csv：\n    含义,表头\n    不用,{heading}";
        "If not, take the row off the roster, or write 注销 in the cell; if so, write 正常. Do the same for other rows like it.\n  If the whole column is about something else, save these lines as columns.csv, and add --columns columns.csv:\n    含义,表头\n    不用,{heading}")
}

/// Below the first table stands another one, whose columns are others.
pub(in crate::roster) fn headings_differ(path: &Path, line: u64) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("headings-differ";
        "名册 {name} 第 {line} 行又是表头，列的顺序或内容与上面的表头不同";
        "line {line} of the roster {name} has headings again, and their columns or their order are not those above";
        "没有签发任何码。请把下面的表移到另一个工作表（再加 --all-sheets）或另一份名册；或把各列改成与上面一致。";
        "Nothing was issued. Move the second table to a sheet of its own (and add --all-sheets) or to a roster of its own, or arrange its columns as those above.")
}
