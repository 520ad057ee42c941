//! A place file that was made for another terminal.

use cli_support::{Console, Format, Stop};
use credential_core::Holdings;
use messages::untrusted::escape_untrusted;
use messages::{Failure, Lang, text};
use terminal::update::{ForeignPlace, ForeignRecord};

/// With `own_came` the place of this terminal was in another file, and nothing is wrong.
pub(super) fn print(
    file: &str,
    place: &ForeignPlace,
    own_came: bool,
    held: &Holdings,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let ask_first = text!("请先运行 verifier place request，把申请文件交给发码单位，再导入给本机的点位文件。";
        "First run verifier place request and bring the bureau the file; then bring the place that is for this terminal.");
    let failure = (!own_came).then(|| place.failure(held, ask_first));
    if console.format == Format::Json {
        let record = ForeignRecord::new(file, place, failure.as_ref(), console.lang);
        console.json(&record)?;
        return Ok(());
    }
    let name = escape_untrusted(file);
    let line = match &failure {
        None => {
            let whose = place.whose();
            text!("{name}：{}的点位文件，与本机无关", whose.in_lang(Lang::Zh);
                "{name}: the place of {}, and not of this terminal", whose.in_lang(Lang::En))
        }
        Some(Failure { what, remedy, .. }) => {
            let (zh, en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
            text!("{name}：点位文件  × 没有导入：{zh}\n  处理：{}", remedy.in_lang(Lang::Zh);
                "{name}: place  ✘ not taken: {en}\n  fix: {}", remedy.in_lang(Lang::En))
        }
    };
    Ok(console.result(&line)?)
}
