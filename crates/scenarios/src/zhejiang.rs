//! Zhejiang: one province, seventeen bureaus, a terminal that lives for years on files that are brought.

mod bureaus;
mod steps;
mod tables;

pub(crate) use bureaus::identity;

use crate::stage::{Stage, Trouble};

pub(crate) fn play(stage: &mut Stage) -> Result<(), Trouble> {
    steps::founding(stage)?;
    let mut codes = steps::first_update(stage)?;
    steps::recognition(stage, &codes)?;
    steps::revocation(stage, &codes)?;
    steps::rotation(stage, &mut codes)?;
    steps::withdrawal(stage, &codes)?;
    steps::new_roots(stage, &codes)?;
    steps::rollback(stage, &codes)?;
    steps::missed_changes(stage, &codes)?;
    steps::leaked_key(stage, &codes)?;
    steps::stripped_update(stage, &codes)?;
    steps::freshness(stage, &codes)?;
    stage.print_heading(
        "完成：每一步前后的结果都与预期一致",
        "Done: before and after each step, every verdict was the expected one",
    )
}
