//! The bureau: founded by its province, with its register, its catalogue and its books.

use std::fs;

use credential_core::UnixTime;
use messages::Exit;
use serde_json::Value;

use super::clock::written;
use crate::stage::{Stage, Trouble};

/// A city with a bureau that issues and keeps a catalogue.
pub(crate) struct City {
    /// The province's authority.
    pub(crate) authority: &'static str,
    pub(crate) bureau: &'static str,
    pub(crate) bureau_en: &'static str,
    pub(crate) region: u32,
    pub(crate) id: u32,
}

/// The bureau of a city: the folder `bureau` beside the folder `authority`.
pub(crate) struct Office {
    pub(crate) stage: Stage,
    pub(crate) city: &'static City,
}

/// Whoever sits at the bureau's computer.
const OPERATOR: &str = "王芳";

impl Office {
    /// The province makes its roots, lists the bureau, and hands out the first update.
    pub(crate) fn found(stage: Stage, city: &'static City, at: UnixTime) -> Result<Self, Trouble> {
        let office = Self { stage, city };
        let City {
            authority,
            bureau,
            bureau_en,
            region,
            id,
        } = city;
        office.run(
            at,
            &format!(
                "authority create --folder @authority --name {authority} --keepers 3 --threshold 2 --no-passphrase"
            ),
        )?;
        let (region, id, time) = (region.to_string(), id.to_string(), written(at)?);
        office.stage.issuer(
            Exit::Done,
            &[
                "bureau",
                "create",
                "--folder",
                "@bureau",
                "--name",
                bureau,
                "--name-en",
                bureau_en,
                "--region",
                &region,
                "--id",
                &id,
                "--operator",
                OPERATOR,
                "--no-passphrase",
                "--at",
                &time,
            ],
        )?;
        office.run(
            at,
            "trust add --authority @authority --request @bureau/request.lbr --categories all",
        )?;
        office.sign_trust_list(at)?;
        office.run(
            at,
            "bureau scope --bureau @bureau --trust-list @authority/trust-list.cbor \
             --root-set @authority/root-set.cbor",
        )?;
        for folder in ["exports", "terminals"] {
            fs::create_dir(office.stage.path(folder))?;
        }
        Ok(office)
    }

    /// Two of the three keepers sign the trust list.
    pub(crate) fn sign_trust_list(&self, at: UnixTime) -> Result<(), Trouble> {
        self.run(
            at,
            "trust sign --authority @authority --key @authority/keys/root-1.pem --key @authority/keys/root-2.pem",
        )
    }

    /// Runs `issuer` and shows what it says. Words that name files begin with `@`.
    pub(crate) fn run(&self, at: UnixTime, line: &str) -> Result<(), Trouble> {
        self.ends(at, line, Exit::Done).map(drop)
    }

    /// The same for somebody who acts and is named in the audit log.
    pub(crate) fn act(&self, at: UnixTime, line: &str) -> Result<(), Trouble> {
        self.run(
            at,
            &format!("{line} --bureau @bureau --operator {OPERATOR}"),
        )
    }

    /// The same for a command that must be refused.
    pub(crate) fn refused(&self, at: UnixTime, line: &str) -> Result<String, Trouble> {
        self.ends(at, line, Exit::Refused)
    }

    fn ends(&self, at: UnixTime, line: &str, exit: Exit) -> Result<String, Trouble> {
        let line = format!("{line} --at {}", written(at)?);
        let words: Vec<&str> = line.split_whitespace().collect();
        self.stage.issuer(exit, &words)
    }

    /// What a command says to programs.
    pub(crate) fn json(&self, at: UnixTime, line: &str) -> Result<Value, Trouble> {
        let line = format!("{line} --json --at {}", written(at)?);
        let words: Vec<&str> = line.split_whitespace().collect();
        let said = self.stage.issuer_as_json(Exit::Done, &words)?;
        serde_json::from_str(said.trim())
            .map_err(|error| Trouble::new(format!("{error}: {}", said.trim())))
    }

    /// What is done many hundred times.
    pub(crate) fn recorded(&self, at: UnixTime, line: &str) -> Result<(), Trouble> {
        let line = format!("{line} --at {}", written(at)?);
        let words: Vec<&str> = line.split_whitespace().collect();
        self.stage.issuer_recorded(&words).map(drop)
    }

    /// What a command says to programs that is done many hundred times.
    pub(crate) fn recorded_json(&self, at: UnixTime, line: &str) -> Result<Value, Trouble> {
        let line = format!("{line} --json --at {}", written(at)?);
        let words: Vec<&str> = line.split_whitespace().collect();
        let said = self.stage.issuer_recorded(&words)?;
        serde_json::from_str(said.trim())
            .map_err(|error| Trouble::new(format!("{error}: {}", said.trim())))
    }

    /// Codes for a roster.
    pub(crate) fn issue(&self, at: UnixTime, roster: &str, out: &str) -> Result<(), Trouble> {
        self.act(
            at,
            &format!("issue --roster @{roster} --out @{out} --format svg --years 3"),
        )
    }

    /// The lines of a run.
    pub(crate) fn manifest(&self, run: &str) -> Result<Vec<Value>, Trouble> {
        let text = fs::read_to_string(self.stage.path(run).join("manifest.jsonl"))?;
        let lines = text.lines().map(|line| {
            serde_json::from_str(line).map_err(|error| Trouble::new(format!("{run}: {error}")))
        });
        lines.collect()
    }

    /// An update with the trust list and a status list of this moment, and what else is named.
    pub(crate) fn publish_and_pack(
        &self,
        at: UnixTime,
        update: &str,
        more: &str,
    ) -> Result<(), Trouble> {
        self.act(at, "publish")?;
        self.run(
            at,
            &format!(
                "update pack --authority @authority --status-list @bureau/status-list.cbor --out @{update} {more}"
            ),
        )
    }

    /// A new edition of the catalogue from a workbook: looked at, compared, published.
    pub(crate) fn publish_catalogue(
        &self,
        at: UnixTime,
        workbook: &str,
        more: &str,
    ) -> Result<(), Trouble> {
        self.run(at, &format!("catalogue check @{workbook}"))?;
        self.run(at, &format!("catalogue diff @{workbook} --bureau @bureau"))?;
        self.act(at, &format!("catalogue publish @{workbook} --yes {more}"))
    }

    /// Takes in everything that terminals have handed over; most of it came before, and must count once.
    pub(crate) fn import(&self, at: UnixTime) -> Result<(), Trouble> {
        self.run(at, "journal import @exports --bureau @bureau")
    }
}
