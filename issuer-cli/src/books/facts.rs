//! The facts of the register, by which the books judge a record.

use ::books::{
    BenefitFacts, BureauFacts, CredentialFact, DEFAULT_MANUAL_PER_DAY, EditionFacts, MerchantFacts,
    PlaceFact, StatusFact, TradeName,
};
use credential_core::{IssuerId, Place, TerminalStanding, UnixTime};
use messages::{Failure, failure};

use super::membership;
use crate::bureau::{Bureau, BureauFolder};
use crate::catalogue::{CatalogueBook, decode_kept};
use crate::merchants::Merchants;
use crate::register::{RecordedPlace, Register, Selection};

/// Reads all facts. Places and editions that the register has are as they were signed.
///
/// # Errors
/// Those of the register; `place-invalid` for a place that none of the bureau's keys has signed,
/// `edition-unreadable` for one that this version did not write.
pub(crate) fn facts(folder: &BureauFolder<'_>, bureau: &Bureau) -> Result<BureauFacts, Failure> {
    let register = folder.register()?;
    let mut editions = Vec::new();
    for published in register.all_editions()? {
        let number = published.edition;
        let book = decode_kept(&published.catalogue).ok_or_else(|| unreadable(number))?;
        editions.push(edition(number, published.made, &book));
    }
    let merchants = Merchants::read(&register)?;
    let places = register.all_places()?;
    let places = places.iter().map(|recorded| place(bureau, recorded));
    let (credentials, statuses) = credentials(&register)?;
    Ok(BureauFacts {
        issuer: bureau.file.id,
        places: places.collect::<Result<_, _>>()?,
        memberships: membership::facts(&merchants.histories),
        editions,
        credentials,
        statuses,
        trades: trades(&merchants.book),
        manual_per_day: DEFAULT_MANUAL_PER_DAY,
    })
}

fn place(bureau: &Bureau, recorded: &RecordedPlace) -> Result<PlaceFact, Failure> {
    let issuer = IssuerId(bureau.file.id);
    let signed = bureau
        .signing_keys()
        .find_map(|key| Place::verify_own(&recorded.place, issuer, key).ok())
        .ok_or_else(|| not_signed(recorded.terminal))?;
    let claims = signed.claims();
    let group = claims.gate_group.map(|group| group.0);
    let branch = claims.branch.map(|branch| branch.0).or(group);
    let is_in_use = claims.standing == TerminalStanding::IN_USE;
    Ok(PlaceFact {
        terminal: claims.terminal.0,
        key: claims.key.clone(),
        merchant: claims.merchant.0,
        branch: branch.unwrap_or(0),
        region: claims.region.code(),
        made: claims.issued,
        retired_since: (!is_in_use).then_some(claims.issued),
    })
}

fn edition(number: u32, made: UnixTime, book: &CatalogueBook) -> EditionFacts {
    let benefits = book.benefits.iter().map(|row| BenefitFacts {
        number: row.number(),
        zh: row.benefit.title.zh.clone(),
        en: row.benefit.title.en.clone(),
        basis: row.benefit.basis.clone(),
        quotas: row.benefit.quotas.clone(),
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

fn unreadable(number: u32) -> Failure {
    failure!("edition-unreadable"; "台账里第 {number} 版优待目录读不出来"; "edition {number} of the catalogue in the register cannot be read";
        "请用 issuer audit 核对台账；由较新的程序公布的，请用较新的程序。"; "Check the register with issuer audit; if a newer program has published it, use that one.")
}
