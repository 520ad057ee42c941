//! What is done again and again: a ceremony, an update carried to a terminal, a verdict.

use messages::Exit;
use serde_json::Value;

use super::bureaus::Bureau;
use crate::stage::{Stage, Trouble};

/// A keeper of a root key has a folder of their own: another machine.
pub(crate) const KEEPERS: [&str; 5] = ["keeper-1", "keeper-2", "keeper-3", "keeper-4", "keeper-5"];

/// A command as it is typed; words that name files of the scenario begin with `@`.
pub(crate) fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// The trust list is prepared, signed by two keepers on their own machines, and put together.
pub(crate) fn list_ceremony(
    stage: &Stage,
    name: &str,
    keepers: [&str; 2],
    at: &str,
) -> Result<(), Trouble> {
    list_ceremony_with(stage, name, "", keepers, at)
}

/// The same with further arguments for preparing the list.
pub(crate) fn list_ceremony_with(
    stage: &Stage,
    name: &str,
    further: &str,
    keepers: [&str; 2],
    at: &str,
) -> Result<(), Trouble> {
    let prepare =
        format!("trust prepare --authority @authority --out @{name}.lbp{further} --at {at}");
    stage.issuer(Exit::Done, &words(&prepare))?;
    let mut parts = String::new();
    for keeper in keepers {
        sign_list(stage, name, keeper, at)?;
        parts.push_str(&format!(" @{name}-{keeper}.lbp"));
    }
    let combine = format!("trust combine --authority @authority{parts} --at {at}");
    stage.issuer_quietly(&words(&combine)).map(drop)
}

/// A keeper reads the list at their own machine, and signs it.
pub(crate) fn sign_list(stage: &Stage, name: &str, keeper: &str, at: &str) -> Result<(), Trouble> {
    let sign = format!(
        "trust sign --pending @{name}.lbp --root-set @{keeper}/root-set.cbor --key @{keeper}/root.pem \
         --out @{name}-{keeper}.lbp --at {at}"
    );
    let code = check_code(stage, &sign)?;
    stage
        .issuer_quietly(&words(&format!("{sign} --confirm {code}")))
        .map(drop)
}

/// The root set is prepared with `change`, signed by these keepers, put together, and handed out.
pub(crate) fn root_ceremony(
    stage: &Stage,
    name: &str,
    change: &str,
    keepers: &[&str],
    at: &str,
) -> Result<(), Trouble> {
    let prepare =
        format!("root prepare --authority @authority --out @{name}.lbp {change} --at {at}");
    stage.issuer(Exit::Done, &words(&prepare))?;
    let mut parts = String::new();
    let there = stage.path("authority").exists();
    for keeper in keepers {
        // Whoever is new has no root set yet and gets the authority's.
        let held = if stage.path(keeper).join("root-set.cbor").exists() {
            format!(" --root-set @{keeper}/root-set.cbor")
        } else if there {
            " --root-set @authority/root-set.cbor".to_owned()
        } else {
            String::new()
        };
        let sign = format!(
            "root sign --pending @{name}.lbp{held} --key @{keeper}/root.pem --out @{name}-{keeper}.lbp --at {at}"
        );
        let code = check_code(stage, &sign)?;
        stage.issuer_quietly(&words(&format!("{sign} --confirm {code}")))?;
        parts.push_str(&format!(" @{name}-{keeper}.lbp"));
    }
    let combine = format!("root combine --authority @authority{parts} --at {at}");
    stage.issuer(Exit::Done, &words(&combine))?;
    for keeper in KEEPERS {
        let folder = stage.path(keeper);
        if folder.exists() {
            std::fs::copy(
                stage.path("authority/root-set.cbor"),
                folder.join("root-set.cbor"),
            )?;
        }
    }
    Ok(())
}

/// A keeper reads what is about to be signed; nothing is signed yet.
fn check_code(stage: &Stage, sign: &str) -> Result<String, Trouble> {
    let read = stage.issuer(Exit::Undecided, &words(&format!("{sign} --json")))?;
    let json = parse(&read)?;
    let code = json["check_code"].as_str().unwrap_or_default();
    Ok(code.to_owned())
}

/// A bureau's folder, with its entry in the draft of the list.
pub(crate) fn take_in(stage: &Stage, bureau: &Bureau, at: &str) -> Result<(), Trouble> {
    let Bureau {
        folder,
        name,
        region,
        categories,
    } = bureau;
    let id = bureau.id();
    let create = format!(
        "bureau create --folder @{folder} --name {name} --region {region} --id {id} --operator 经办 \
         --no-passphrase --at {at}"
    );
    let add = format!(
        "trust add --authority @authority --request @{folder}/request.lbr --categories {categories} --at {at}"
    );
    if *folder == "hangzhou" {
        stage.issuer(Exit::Done, &words(&create))?;
        stage.issuer(Exit::Done, &words(&add)).map(drop)
    } else {
        stage.issuer_quietly(&words(&create))?;
        stage.issuer_quietly(&words(&add)).map(drop)
    }
}

/// Codes for a roster; their texts.
pub(crate) fn issue(
    stage: &Stage,
    bureau: &str,
    run: &str,
    roster: &str,
    at: &str,
) -> Result<Vec<Code>, Trouble> {
    stage.write(&format!("{run}.csv"), roster.as_bytes())?;
    let line = format!(
        "issue --bureau @{bureau} --roster @{run}.csv --out @{run} --years 5 --operator 经办 --at {at}"
    );
    stage.issuer_quietly(&words(&line))?;
    let manifest = std::fs::read_to_string(stage.path(run).join("manifest.jsonl"))?;
    manifest
        .lines()
        .map(|line| {
            let json = parse(line)?;
            Ok(Code {
                text: json["text"].as_str().unwrap_or_default().to_owned(),
                holder: json["holder"].as_u64().unwrap_or_default(),
            })
        })
        .collect()
}

/// A code that was issued.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) text: String,
    pub(crate) holder: u64,
}

pub(crate) fn publish(stage: &Stage, bureau: &str, at: &str) -> Result<(), Trouble> {
    let line = format!("publish --bureau @{bureau} --operator 经办 --at {at}");
    stage.issuer_quietly(&words(&line)).map(drop)
}

/// An update with all root sets, the list, and the status lists of these bureaus.
pub(crate) fn pack(stage: &Stage, update: &str, bureaus: &[&str]) -> Result<(), Trouble> {
    let mut line = format!("update pack --authority @authority --out @{update}.lbu");
    if !bureaus.is_empty() {
        line.push_str(" --status-list");
    }
    for bureau in bureaus {
        line.push_str(&format!(" @{bureau}/status-list.cbor"));
    }
    stage.issuer(Exit::Done, &words(&line)).map(drop)
}

pub(crate) fn bring(
    stage: &Stage,
    expected: Exit,
    update: &str,
    store: &str,
    at: &str,
) -> Result<String, Trouble> {
    let line = format!("update @{update} --store @{store} --at {at}");
    stage.verifier(expected, &words(&line))
}

/// What a terminal must say to a code.
pub(crate) struct Expected<'e> {
    pub(crate) reason: &'e str,
    /// Part of the name of the bureau that it must name.
    pub(crate) from: &'e str,
}

/// Shows the verdict to people, and makes sure of the reason and of where the code is from.
pub(crate) fn verdict(
    stage: &Stage,
    store: &str,
    place: &str,
    code: &Code,
    at: &str,
    expected: Expected<'_>,
) -> Result<(), Trouble> {
    let exit = match expected.reason {
        "accepted" => Exit::Done,
        "bearer" | "clock-wrong" | "trust-list-stale" | "status-list-stale" => Exit::Undecided,
        _ => Exit::Refused,
    };
    let line = format!(
        "check {} --store @{store} --place {place} --at {at}",
        code.text
    );
    let shown = stage.verifier(exit, &words(&line))?;
    let judged = parse(&stage.verifier_quietly(exit, &words(&format!("{line} --json")))?)?;
    if judged["code"] != expected.reason {
        let (got, wanted) = (&judged["code"], expected.reason);
        return Err(Trouble::new(format!(
            "judged as {got} in place of {wanted}"
        )));
    }
    if !shown.contains(expected.from) {
        let from = expected.from;
        return Err(Trouble::new(format!("the screen does not say {from}")));
    }
    Ok(())
}

pub(crate) fn parse(json: &str) -> Result<Value, Trouble> {
    serde_json::from_str(json.trim()).map_err(|error| Trouble::new(error.to_string()))
}
