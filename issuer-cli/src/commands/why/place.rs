//! Where it was: a terminal, or a merchant for a trial.

use messages::{Failure, failure};

#[derive(Debug, clap::Args)]
pub(super) struct PlaceArgs {
    /// 终端编号 | the number of the terminal
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) terminal: Option<u32>,
    /// 不指终端：商户编号 | no terminal: the number of the merchant
    #[arg(long, value_name = "N", conflicts_with = "terminal", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) merchant: Option<u32>,
    /// 商户的门店编号 | the number of the branch of the merchant
    #[arg(long, value_name = "N", requires = "merchant", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) branch: Option<u32>,
}

/// What is named.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Terminal(u32),
    Merchant(u32, Option<u32>),
}

impl PlaceArgs {
    /// # Errors
    /// `where-missing`.
    pub(super) fn named(&self) -> Result<Named, Failure> {
        match (self.terminal, self.merchant) {
            (Some(terminal), _) => Ok(Named::Terminal(terminal)),
            (None, Some(merchant)) => Ok(Named::Merchant(merchant, self.branch)),
            (None, None) => Err(
                failure!("where-missing"; "没有写在哪里"; "it is not said where";
                "请写 --terminal（终端编号）或 --merchant（商户编号）。";
                "Name the terminal with --terminal, or the merchant with --merchant."),
            ),
        }
    }
}
