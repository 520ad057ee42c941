//! Zhejiang: one province, seventeen bureaus, a terminal that lives for years on files that are brought.

mod acts;
mod cast;
mod tables;

use crate::stage::{Stage, Trouble};

pub(crate) fn play(stage: &mut Stage) -> Result<(), Trouble> {
    acts::founding(stage)?;
    let mut codes = acts::first_update(stage)?;
    acts::recognition(stage, &codes)?;
    acts::revocation(stage, &codes)?;
    acts::rotation(stage, &mut codes)?;
    acts::withdrawal(stage, &codes)?;
    acts::new_roots(stage, &codes)?;
    acts::rollback(stage, &codes)?;
    acts::missed_changes(stage, &codes)?;
    acts::freshness(stage, &codes)?;
    stage.tell(
        "完成：每一步前后的结果都与预期一致",
        "Done: before and after each step, every verdict was the expected one",
    )
}
