//! The facts of the register, by which the books judge a record.

use std::collections::BTreeMap;

use ::books::{
    BenefitFacts, BureauFacts, CredentialFact, EditionFacts, MerchantFacts, PlaceFact, StatusFact,
    TradeName,
};
use credential_core::limits::MAX_MANUAL_GRANTS_PER_DAY;
use credential_core::{TerminalStanding, UnixTime};
use messages::{Failure, failure};

use super::membership;
use crate::bureau::{Bureau, BureauFolder};
use crate::catalogue::{CatalogueBook, tables_of};
use crate::merchants::Merchants;
use crate::register::{RecordedPlace, Register, Selection};

/// Reads all facts. Places and editions that the register has are as they were signed.
///
/// # Errors
/// Those of the register; `place-invalid` for a place that none of the bureau's keys has signed,
/// `edition-unreadable` for one that this version cannot read.
pub(crate) fn facts(folder: &BureauFolder<'_>, bureau: &Bureau) -> Result<BureauFacts, Failure> {
    let register = folder.register()?;
    let (mut editions, mut last) = (Vec::new(), None);
    for published in register.all_editions()? {
        let book = tables_of(Some(&published))?;
        editions.push(edition(published.edition, published.made, &book));
        last = Some((published.edition, published.made, book));
    }
    let merchants = Merchants::with_tables(last, register.merchant_histories()?);
    let places = register.all_places()?;
    let places = places.iter().map(|recorded| place(bureau, recorded));
    let (credentials, statuses) = credentials(&register)?;
    Ok(BureauFacts {
        issuer: bureau.file.id,
        places: places.collect::<Result<_, _>>()?,
        memberships: membership::facts(&merchants.histories, &register.endings_of_the_day()?),
        editions,
        credentials,
        statuses,
        trades: trades(&merchants.book),
        manual_per_day: MAX_MANUAL_GRANTS_PER_DAY,
    })
}

fn place(bureau: &Bureau, recorded: &RecordedPlace) -> Result<PlaceFact, Failure> {
    let claims = bureau
        .place(&recorded.place)
        .ok_or_else(|| not_signed(recorded.terminal))?;
    let group = claims.gate_group.map(|group| group.0);
    let branch = claims.branch.map(|branch| branch.0).or(group);
    let is_in_use = claims.standing == TerminalStanding::IN_USE;
    Ok(PlaceFact {
        terminal: claims.terminal.0,
        key: claims.key,
        merchant: claims.merchant.0,
        branch: branch.unwrap_or(0),
        region: claims.region.code(),
        made: claims.issued,
        retired_since: (!is_in_use).then_some(claims.issued),
    })
}

fn edition(number: u32, made: UnixTime, book: &CatalogueBook) -> EditionFacts {
    let mut givers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for merchant in &book.merchants {
        for row in book.given_by(merchant) {
            let of = givers.entry(row.number()).or_default();
            of.push(merchant.number());
        }
    }
    let benefits = book.benefits.iter().map(|row| BenefitFacts {
        number: row.number(),
        zh: row.benefit.title.zh.clone(),
        en: row.benefit.title.en.clone(),
        basis: row.benefit.basis.clone(),
        quotas: row.benefit.quotas.clone(),
        kind: (!row.givers.is_bureau()).then_some(row.benefit.kind),
        floor: row.benefit.floor,
        order: row.benefit.order,
        merchants: givers.remove(&row.number()).unwrap_or_default(),
        branches: row.benefit.branches.iter().map(|branch| branch.0).collect(),
    });
    let merchants = book.merchants.iter().map(|row| MerchantFacts {
        number: row.number(),
        zh: row.merchant.name.zh.clone(),
        en: row.merchant.name.en.clone(),
        trade: row.trades.first().map_or(0, |trade| trade.0),
        region: row.region.code(),
    });
    EditionFacts {
        edition: number,
        made,
        benefits: benefits.collect(),
        merchants: merchants.collect(),
    }
}

fn trades(book: &CatalogueBook) -> Vec<TradeName> {
    let names = book.trades.rows().map(|row| TradeName {
        number: row.number,
        zh: row.name.clone(),
        en: (!row.name_en.is_empty()).then(|| row.name_en.clone()),
        within: row.within,
    });
    names.collect()
}

fn credentials(register: &Register) -> Result<(Vec<CredentialFact>, Vec<StatusFact>), Failure> {
    let mut credentials = Vec::new();
    // The time is of no matter for all of them.
    register.for_each(Selection::All, UnixTime::default(), |entry| {
        credentials.push(CredentialFact {
            status_index: entry.status_index.0,
            holder: entry.holder.0,
            categories: entry.particulars.categories.to_bits(),
            issued: entry.validity.from,
        });
        Ok(())
    })?;
    let changes = register.standing_changes()?;
    let statuses = changes.iter().map(|change| StatusFact {
        status_index: change.status_index.0,
        since: change.at,
        status: change.status,
    });
    Ok((credentials, statuses.collect()))
}

fn not_signed(number: u32) -> Failure {
    failure!("place-invalid"; "台账里终端 {number} 的点位文件不是本单位签的"; "a place of terminal {number} in the register is not signed by this bureau";
        "请用 issuer audit 核对台账。"; "Check the register with issuer audit.")
}
