//! From the arguments to the answer.

use std::collections::BTreeMap;
use std::time::Duration;

use ::books::{HolderUse, ProvedEdition};
use credential_core::{IssuerId, Moment, NoBenefits, UnixTime, Validity};
use messages::{Exit, Failure, Text, benefit_words, failure};

use super::Args;
use super::answer::{Answer, CatalogueAt, OlderEdition};
use super::holder::HolderAt;
use super::known::{FromBooks, Known, from_books, known};
use super::place::Named;
use crate::Call;
use crate::bureau::BureauFolder;
use crate::catalogue::{CatalogueBook, tables_of};
use crate::commands::catalogue::told;
use crate::merchants::{Merchants, reconcile, today};
use crate::why::{
    Given, Nothing, TerminalAt, Tried, branch_of, code_of, merchant_at, of_terminal, terminal_at,
    try_benefits,
};
use cli_support::Stop;

/// How long tables that are tried would count from now on, so that they have not expired.
const DRAFT_DAYS: Duration = Duration::from_secs(10 * 366 * 86_400);

/// Finds the answer; the inner error for tables that are not in order, of which it is told.
pub(super) fn answer(
    args: &Args,
    now: UnixTime,
    call: &mut Call<'_, '_>,
) -> Result<Result<Answer, Exit>, Stop> {
    let is_person = args.holder.names_person()?;
    let named = args.place.named()?;
    let draft = match args.catalogue.is_empty() {
        true => None,
        false => match told::read(&args.catalogue, call)? {
            Ok(book) => Some(book),
            Err(exit) => return Ok(Err(exit)),
        },
    };
    let folder = BureauFolder::new(&args.bureau);
    // Tables, a merchant and categories are enough for a trial.
    let needs_bureau = draft.is_none() || is_person || matches!(named, Named::Terminal(_));
    let known = match needs_bureau || folder.bureau_file().exists() {
        true => Some(known(&folder)?),
        false => None,
    };
    Ok(Ok(found(
        args,
        (now, call.now),
        named,
        draft,
        &folder,
        known.as_ref(),
    )?))
}

fn found(
    args: &Args,
    (now, at): (UnixTime, UnixTime),
    named: Named,
    draft: Option<CatalogueBook>,
    folder: &BureauFolder<'_>,
    known: Option<&Known>,
) -> Result<Answer, Failure> {
    let moment = Moment::at(at);
    let issuer = IssuerId(known.map_or(0, |known| known.bureau.file.id));
    let terminal = match (named, known) {
        (Named::Terminal(number), Some(known)) => {
            Some(terminal_at(&known.register, &known.bureau, number, at)?)
        }
        _ => None,
    };
    let holder = match (args.holder.names_person()?, known) {
        (true, Some(known)) => args.holder.person(&known.register, &known.bureau, at)?,
        _ => args
            .holder
            .somebody(issuer, known.map(|known| known.bureau.region))?,
    };
    let from_books = match (holder.number, known) {
        (Some(_), Some(known)) => from_books(folder, known, &holder, terminal.as_ref(), at)?,
        _ => FromBooks::default(),
    };
    let catalogue = Catalogue::find(draft, known, now, at)?;
    let question = Question {
        named,
        terminal: terminal.as_ref(),
        holder: &holder,
        uses: &from_books.uses,
        moment,
        issuer,
    };
    question.check_merchant(known, &catalogue)?;
    let merchant = question.merchant();
    let given = question.ask(&catalogue);
    let older = match (&terminal, known, &catalogue.at) {
        (Some(_), Some(known), CatalogueAt::Published { edition, .. }) => {
            question.older(known, (*edition, &given), from_books.journal.proved)?
        }
        _ => None,
    };
    let row = merchant.and_then(|number| catalogue.book.merchant(number).cloned());
    let place = terminal
        .as_ref()
        .and_then(|terminal| terminal.place.as_ref());
    Ok(Answer {
        is_future: at > now,
        register_until: match known {
            Some(known) => Some(known.register.last_record()?.at),
            None => None,
        },
        merchant: match (known, merchant) {
            (Some(known), Some(number)) => {
                Some(merchant_at(&known.register, number, moment.day())?)
            }
            _ => None,
        },
        benefit: args
            .benefit
            .map(|number| (number, catalogue.book.benefit(number).is_some())),
        given: only(given, args.benefit),
        is_gate: place.is_some_and(|place| place.gate_group.is_some()),
        branch: question.branch(),
        names: names(&catalogue.book, known),
        that_day: that_day(&from_books.uses, merchant, moment),
        catalogue: catalogue.at,
        has_books: from_books.is_there,
        behind: from_books.behind,
        journal: from_books.journal,
        holder: holder.number.map(|number| number.0),
        traits: holder.traits,
        codes: holder.codes,
        moment,
        older,
        row,
        terminal,
    })
}

/// The one benefit that is asked about, or all.
fn only(given: Given, benefit: Option<u32>) -> Given {
    given.map(|mut all| {
        all.retain(|one| benefit.is_none_or(|benefit| one.words.number == benefit));
        all
    })
}

fn that_day(uses: &[HolderUse], merchant: Option<u32>, moment: Moment) -> Vec<HolderUse> {
    let of_day = uses
        .iter()
        .filter(|one| Some(one.merchant) == merchant && Moment::at(one.time).day() == moment.day());
    of_day.copied().collect()
}

/// What merchants are called, in the newest edition and in the one that counts.
fn names(book: &CatalogueBook, known: Option<&Known>) -> BTreeMap<u32, Text> {
    let newest = known.and_then(|known| known.editions.last());
    let newest = tables_of(newest).unwrap_or_default();
    let of = |book: &CatalogueBook| -> Vec<(u32, Text)> {
        let rows = book.merchants.iter();
        rows.map(|row| (row.number(), benefit_words::title(&row.merchant.name)))
            .collect()
    };
    of(&newest).into_iter().chain(of(book)).collect()
}

/// The catalogue that counts, and what it says.
struct Catalogue {
    at: CatalogueAt,
    book: CatalogueBook,
    edition: (u32, Validity),
}

impl Catalogue {
    fn find(
        draft: Option<CatalogueBook>,
        known: Option<&Known>,
        now: UnixTime,
        at: UnixTime,
    ) -> Result<Self, Failure> {
        let editions = known.map_or(&[][..], |known| known.editions.as_slice());
        if let Some(mut book) = draft {
            let next = editions.last().map_or(0, |last| last.edition);
            let next = next.saturating_add(1);
            if let Some(known) = known {
                // As it would be published: what the register has of members counts.
                let merchants = Merchants::read(&known.register)?;
                reconcile(&mut book, &merchants, today(now), next);
            }
            let validity = Validity::new(now.min(at), now.max(at).plus(DRAFT_DAYS));
            return Ok(Self {
                at: CatalogueAt::Draft,
                book,
                edition: (next, validity),
            });
        }
        let in_force = editions.iter().rfind(|edition| edition.made <= at);
        let book = tables_of(in_force)?;
        let edition = in_force.map_or((0, Validity::new(at, at)), |edition| {
            let validity = Validity::new(edition.made, edition.until);
            (edition.edition, validity)
        });
        Ok(Self {
            at: match in_force {
                Some(_) => CatalogueAt::Published {
                    edition: edition.0,
                    validity: edition.1,
                },
                None => CatalogueAt::None,
            },
            book,
            edition,
        })
    }
}

struct Question<'q> {
    named: Named,
    terminal: Option<&'q TerminalAt>,
    holder: &'q HolderAt,
    uses: &'q [HolderUse],
    moment: Moment,
    issuer: IssuerId,
}

impl Question<'_> {
    /// The merchant; `None` where the terminal had no place yet.
    fn merchant(&self) -> Option<u32> {
        match self.named {
            Named::Merchant(number, _) => Some(number),
            Named::Terminal(_) => {
                let place = self.terminal.and_then(|terminal| terminal.place.as_ref());
                place.map(|place| place.merchant.0)
            }
        }
    }

    fn branch(&self) -> Option<u32> {
        match self.named {
            Named::Merchant(_, branch) => branch,
            Named::Terminal(_) => {
                let place = self.terminal.and_then(|terminal| terminal.place.as_ref());
                place.and_then(|place| place.branch).map(|branch| branch.0)
            }
        }
    }

    /// A merchant that nobody knows is a slip, and no answer.
    fn check_merchant(&self, known: Option<&Known>, catalogue: &Catalogue) -> Result<(), Failure> {
        let Named::Merchant(number, _) = self.named else {
            return Ok(());
        };
        let is_there = catalogue.book.merchant(number).is_some()
            || match (known, &catalogue.at) {
                (_, CatalogueAt::Draft) | (None, _) => false,
                (Some(known), _) => Merchants::read(&known.register)?.has(number),
            };
        match is_there {
            true => Ok(()),
            false => Err(
                failure!("merchant-unknown"; "没有编号为 {number} 的商户"; "there is no merchant with the number {number}";
                "请核对编号，以及表格。"; "Check the number, and the tables."),
            ),
        }
    }

    fn ask(&self, catalogue: &Catalogue) -> Given {
        if matches!(catalogue.at, CatalogueAt::None) {
            return Err(self.terminal_gives().err().unwrap_or(Nothing::NoCatalogue));
        }
        self.by(&catalogue.book, catalogue.edition)
    }

    /// What the place itself says.
    fn terminal_gives(&self) -> Result<(), Nothing> {
        match self.terminal {
            Some(terminal) if terminal.place.is_none() => Err(Nothing::NoPlace),
            Some(terminal) if terminal.retired.is_some() => {
                Err(Nothing::Core(NoBenefits::TerminalRetired))
            }
            _ => Ok(()),
        }
    }

    fn by(&self, book: &CatalogueBook, (edition, validity): (u32, Validity)) -> Given {
        self.terminal_gives()?;
        let place = self.terminal.and_then(|terminal| terminal.place.as_ref());
        let own = place.map(|place| of_terminal(self.uses, &place.key.thumbprint()));
        try_benefits(&Tried {
            book,
            edition: (self.issuer, edition, validity),
            merchant: self.merchant().ok_or(Nothing::NoPlace)?,
            branch: self.branch(),
            counted: match place {
                Some(place) => branch_of(place),
                None => self.branch().unwrap_or(0),
            },
            holder: &self.holder.traits,
            moment: self.moment,
            uses: self.uses,
            own: own.as_deref(),
        })
    }

    /// What the edition comes to that the terminal may still have had: the one that its records prove, or the one before.
    fn older(
        &self,
        known: &Known,
        (edition, given): (u32, &Given),
        proved: Option<ProvedEdition>,
    ) -> Result<Option<OlderEdition>, Failure> {
        let wanted = match proved {
            Some(proved) if proved.edition >= edition => return Ok(None),
            Some(proved) => proved.edition,
            None => edition.saturating_sub(1),
        };
        let published = known
            .editions
            .iter()
            .find(|published| published.edition == wanted);
        let Some(published) = published else {
            return Ok(None);
        };
        let book = tables_of(Some(published))?;
        let validity = Validity::new(published.made, published.until);
        let then = self.by(&book, (wanted, validity));
        let outcomes = |given: &Given| -> BTreeMap<u32, (Text, &'static str)> {
            match given {
                Ok(all) => all
                    .iter()
                    .map(|one| {
                        let title = one.words.title.clone();
                        (one.words.number, (title, code_of(one.outcome)))
                    })
                    .collect(),
                Err(_) => BTreeMap::new(),
            }
        };
        let (now, then) = (outcomes(given), outcomes(&then));
        let mut numbers: Vec<u32> = now.keys().chain(then.keys()).copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let differing = numbers.into_iter().filter_map(|number| {
            let (here, there) = (now.get(&number), then.get(&number));
            let code = |one: Option<&(Text, &'static str)>| one.map(|one| one.1);
            let title = here.or(there).map(|one| one.0.clone())?;
            (code(here) != code(there)).then(|| (number, title, code(there), code(here)))
        });
        Ok(Some(OlderEdition {
            edition: wanted,
            differing: differing.collect(),
        }))
    }
}
