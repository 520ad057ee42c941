//! Whose codes the bureau may sign, as the trust list says: what terminals would reject is refused at the
//! desk.

use std::path::PathBuf;

use cli_support::files::Access;
use credential_core::{Category, CategorySet, Issuer, Region, TrustList};
use messages::Failure;
use messages::text;
use serde::{Deserialize, Serialize};

use super::BureauFolder;
use crate::jsonfile;

/// `scope.json`: the bureau's entry in the trust list, as far as it limits what it may sign.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeFile {
    format: u32,
    /// The version of the list.
    version: u64,
    categories: Vec<String>,
    regions: Vec<u32>,
}

const FORMAT: u32 = 1;

/// What the bureau may attest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `None` while no trust list was brought.
    categories: Option<CategorySet>,
    regions: Vec<Region>,
}

/// Why a code would be rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutOfScope {
    Category,
    Region,
}

impl Scope {
    /// Whether a trust list was brought.
    pub(crate) const fn is_known(&self) -> bool {
        self.categories.is_some()
    }

    /// Whether the bureau in `own` may attest these categories of somebody whose home is `home`.
    ///
    /// # Errors
    /// What it may not.
    pub(crate) fn check(
        &self,
        own: Region,
        categories: CategorySet,
        home: Option<Region>,
    ) -> Result<(), OutOfScope> {
        if self
            .categories
            .is_some_and(|all| !categories.is_subset_of(all))
        {
            return Err(OutOfScope::Category);
        }
        let home = home.unwrap_or(own);
        if self.regions.iter().any(|region| region.covers(home)) {
            Ok(())
        } else {
            Err(OutOfScope::Region)
        }
    }
}

impl BureauFolder<'_> {
    pub(crate) fn scope_file(&self) -> PathBuf {
        self.path.join("scope.json")
    }

    /// What the bureau may attest; where no trust list was brought, people of its own region.
    ///
    /// # Errors
    /// Those of reading the file.
    pub(crate) fn scope(&self, own: Region) -> Result<Scope, Failure> {
        let path = self.scope_file();
        if !path.exists() {
            return Ok(Scope {
                categories: None,
                regions: vec![own],
            });
        }
        let file: ScopeFile = jsonfile::read(&path)?;
        let wrong = |field: &str| {
            jsonfile::invalid(&path, text!("{field} 的值不对"; "the value of {field}"))
        };
        if file.format != FORMAT {
            return Err(wrong("format"));
        }
        let mut categories = CategorySet::EMPTY;
        for code in &file.categories {
            let category = Category::from_code(code).ok_or_else(|| wrong("categories"))?;
            categories = categories.with(category);
        }
        let regions: credential_core::Result<Vec<Region>> =
            file.regions.iter().map(|code| Region::new(*code)).collect();
        Ok(Scope {
            categories: Some(categories),
            regions: regions.map_err(|_| wrong("regions"))?,
        })
    }

    /// Keeps what a verified trust list says of the bureau.
    ///
    /// # Errors
    /// Those of writing the file.
    pub(crate) fn keep_scope(&self, list: &TrustList, issuer: &Issuer) -> Result<(), Failure> {
        let file = ScopeFile {
            format: FORMAT,
            version: list.claims().version,
            categories: issuer
                .categories
                .iter()
                .map(|one| one.code().to_owned())
                .collect(),
            regions: issuer.regions.iter().map(|one| one.code()).collect(),
        };
        jsonfile::write(&self.scope_file(), &file, Access::Public)
    }
}
