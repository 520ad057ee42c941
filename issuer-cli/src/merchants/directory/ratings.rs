//! How holders found the service of merchants, as data.

use std::collections::BTreeMap;
use std::path::Path;

use cli_support::files;
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use serde::Deserialize;

/// The largest file of ratings.
const MAX_RATINGS_BYTES: u64 = 16 << 20;

/// Counts of one merchant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatingCounts {
    /// 满意
    #[serde(default)]
    pub(crate) satisfied: u64,
    /// 一般
    #[serde(default)]
    pub(crate) fair: u64,
    /// 不满意
    #[serde(default)]
    pub(crate) dissatisfied: u64,
}

impl RatingCounts {
    pub(crate) const fn any(self) -> bool {
        self.satisfied > 0 || self.fair > 0 || self.dissatisfied > 0
    }
}

/// Counts by the number of the merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ratings(BTreeMap<u32, RatingCounts>);

impl Ratings {
    /// Reads `{ "7": { "satisfied": 10, "fair": 2, "dissatisfied": 1 } }`.
    ///
    /// # Errors
    /// Those of reading, and `ratings-invalid`.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read(path, MAX_RATINGS_BYTES)?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let name = escape_untrusted_path(path);
            failure!("ratings-invalid"; "{name} 不是评价数据"; "{name} has no ratings";
                r#"请写成 {{"7": {{"satisfied": 10, "fair": 2, "dissatisfied": 1}}}}，前面是商户编号。"#;
                r#"Write {{"7": {{"satisfied": 10, "fair": 2, "dissatisfied": 1}}}}, by the numbers of merchants."#)
                .with_detail(error)
        })
    }

    pub(crate) fn of(&self, merchant: u32) -> RatingCounts {
        self.0.get(&merchant).copied().unwrap_or_default()
    }
}
