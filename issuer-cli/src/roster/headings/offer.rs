//! The mapping file that would name a column which was not found.

use super::Column;

/// What to add to the advice on missing columns: the lines to write, with the headings that are most
/// alike. Nothing where no heading is left that could be meant.
pub(super) fn mapping_lines(missing: &[Column], unknown: &[String]) -> (String, String) {
    if unknown.is_empty() {
        return Default::default();
    }
    let mut left: Vec<&str> = unknown.iter().map(String::as_str).collect();
    let mut lines = String::new();
    for column in missing {
        let meant = column.headings().first().copied().unwrap_or_default();
        let best = (0..left.len()).max_by_key(|at| {
            let alike = left
                .get(*at)
                .map_or(0, |heading| likeness(heading, *column));
            // Of equals the first.
            (alike, std::cmp::Reverse(*at))
        });
        let heading = best.map(|at| left.remove(at));
        lines.push_str(&format!("\n    {meant},{}", heading.unwrap_or("……")));
    }
    let zh = format!(
        "\n  不想改名册的，把下面几行存成文件 columns.csv（表头请核对），再加 --columns columns.csv：\n    含义,表头{lines}"
    );
    let en = format!(
        "\n  To leave the roster as it is, save these lines as columns.csv (check the headings), and add --columns columns.csv:\n    含义,表头{lines}"
    );
    (zh, en)
}

/// How many characters a heading shares with a usual one.
fn likeness(heading: &str, column: Column) -> usize {
    let shared = |usual: &&str| heading.chars().filter(|c| usual.contains(*c)).count();
    column.headings().iter().map(shared).max().unwrap_or(0)
}
