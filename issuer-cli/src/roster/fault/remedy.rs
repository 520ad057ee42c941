//! What would be right in the place of what is wrong.

use credential_core::Category;
use messages::Lang::{En, Zh};
use messages::{Text, text, words};

use super::{RowFault, RowFaultKind};

impl RowFault {
    /// What would be right.
    pub(crate) fn remedy(&self) -> Text {
        match self.kind {
            RowFaultKind::CellCount { found, expected } if found < expected => text!(
                "请补全这一行，没有内容的单元格也要留空格位置。";
                "Complete the row; empty cells need their separators too."),
            RowFaultKind::CellCount { .. } => text!(
                "请检查这一行是否多了逗号；带逗号的内容要加引号，或从 Excel 重新导出。";
                "Look for a comma too many; text with commas needs quotation marks, or export it again from Excel."),
            RowFaultKind::QuoteOpen => text!(
                "请补上或删去这一行的引号，或从 Excel 重新导出。";
                "Close or remove the quotation mark, or export the roster again from Excel."),
            RowFaultKind::CellDamaged => text!(
                "请在 Excel 或 WPS 里打开名册，重新填写这一格，另存为新文件。";
                "Open the roster in Excel or WPS, fill in the cell again, and save it as a new file."),
            RowFaultKind::CellHalfStruck | RowFaultKind::CellStruck => text!(
                "请在 Excel 里删去划掉的字，只留下算数的内容，去掉删除线，再保存。";
                "Delete what is struck through, keep what counts, take the strikethrough off, and save the roster."),
            RowFaultKind::CellUncalculated => text!(
                "请在 Excel 或 WPS 里打开名册，等它算完再保存；或把公式换成文字。";
                "Open the roster in Excel or WPS, let it calculate, and save it; or replace the formula by its text."),
            RowFaultKind::TooMuch => text!(
                "多半是误粘贴了大段内容。请检查这一行，只留下名册的内容。";
                "Most probably something was pasted there by mistake. Keep only what belongs to the roster."),
            RowFaultKind::Twice { .. } => text!(
                "一人只留一行；兼有几种身份的，写在同一行的人员类别里，用顿号隔开。";
                "Keep one row for a person; several categories go into one row, separated by commas."),
            RowFaultKind::Conflicts { .. } => text!(
                "请核对哪一条是对的，只留那一条。"; "Find out which one is right, and keep that one."),
            RowFaultKind::Name(fault) => fault.remedy(),
            RowFaultKind::IdentityMissing => text!(
                "请填上 18 位身份证号。"; "Enter the number of 18 characters."),
            RowFaultKind::IdentityScientific | RowFaultKind::IdentityCutOff => text!(
                "请先把该列设为“文本”格式，重新填入完整的 18 位号码，再导出。";
                "Set the format of the column to Text, enter all 18 characters again, then export."),
            RowFaultKind::IdentityOld => text!(
                "15 位号码 2013 年起停用，请照身份证填 18 位号码；不要自己推算。";
                "Numbers of 15 digits ended in 2013. Enter the 18 characters of the identity card; do not work them out."),
            RowFaultKind::IdentityPerhapsCutOff => text!(
                "请对照身份证。确实是 000 的，核对后加 --confirm-000 再签发。";
                "Compare it with the identity card. If it really ends in 000, issue again with --confirm-000."),
            RowFaultKind::IdentitySex { .. } | RowFaultKind::IdentityAge { .. } => text!(
                "请对照身份证核对号码、性别和人员类别；可能填成了家属的号码。";
                "Compare number, sex and category with the identity card; it may be a relative's number."),
            RowFaultKind::IdentityForeign => text!(
                "外国籍家属请填遗属或家属类别。";
                "Foreign relatives belong to a category of survivors or dependants."),
            RowFaultKind::GradesDiffer => text!(
                "请对照残疾军人证，只留一个。"; "Keep the one of the disability certificate."),
            RowFaultKind::CategoriesContradict => text!(
                "请核对后只留一种。"; "Find out which one is right, and keep that one."),
            RowFaultKind::GradeWithoutCategory => text!(
                "确是残疾军人的，在人员类别里加上“残疾军人”；不是的，清空伤残等级。";
                "If the person is a disabled soldier, add that to the categories; if not, empty the grade."),
            RowFaultKind::Gone => text!(
                "确已去世或注销的，从名册中删去；已有码的还要用 issuer revoke 吊销，只删名册，码仍有效。仍要发码的，改写这条备注再来。";
                "If that is so, take the person off the roster, and end the code they have with issuer revoke: off the roster it stays valid. \
                 If they are to have a code, change the remark."),
            RowFaultKind::ColumnGone => text!(
                "确已去世、注销或停发的，从名册中删去；已有码的还要用 issuer revoke 吊销，只删名册，码仍有效。仍要发码的，清空这一格；整列与发不发码无关的，用 --columns 写明“不用”。";
                "If that is so, take the person off the roster, and end the code they have with issuer revoke: off the roster it stays valid. \
                 If they are to have a code, empty the cell; if the whole column is about something else, say so with --columns (ignore)."),
            RowFaultKind::UntilUnknown => text!(
                "请写成 2028-11-22，或留空。"; "Write it as 2028-11-22, or leave it empty."),
            RowFaultKind::UntilOver => text!(
                "请核对日期。确已到期、手里还有码的，用 issuer revoke 吊销（原因：不再属于该类人员），只删名册，码仍有效；没有码的，从名册中删去。";
                "Check the day. If it is right and the person has a code, end it with issuer revoke (reason left-category): off the roster it stays valid. \
                 Without a code, take the person off the roster."),
            RowFaultKind::IdentityLength { .. }
            | RowFaultKind::IdentityCharacter
            | RowFaultKind::IdentityCheck
            | RowFaultKind::IdentityDate => text!(
                "请对照身份证核对。"; "Compare it with the identity card."),
            RowFaultKind::CategoryMissing | RowFaultKind::CategoryUnknown => {
                let known = |lang, separator: &str| {
                    Category::ALL
                        .map(|one| words::category(one).in_lang(lang).to_owned())
                        .join(separator)
                };
                text!("可以填：{}；兼有几种的用顿号隔开。本单位自己的写法可用 --category-map 对照。", known(Zh, "、");
                    "Known are: {} (also in Chinese); separate several by commas. Words of your own: --category-map.", known(En, ", "))
            }
            RowFaultKind::DetailUnknown { column } => column.remedy(),
            RowFaultKind::Withheld { holder, .. } => text!(
                "确需再发的，由负责人决定，执行 issuer reissue（持有人编号 {holder}）。";
                "If the person is to have one again, somebody responsible decides so with issuer reissue (holder {holder})."),
            RowFaultKind::Contradicts { .. } => text!(
                "一人只留一行，请核对。"; "Keep one row for a person."),
            RowFaultKind::PhoneKey(why) => why.remedy(),
            RowFaultKind::OutOfScope(_) => text!(
                "请核对这一行；名单已有变动的，先执行 issuer bureau scope 记下最新名单的许可范围。";
                "Check the row. If the trust list allows it by now, bring it with issuer bureau scope."),
            RowFaultKind::Unsignable { .. } => text!(
                "请核对这一行和有效期。"; "Check the row and the validity."),
        }
    }
}
