//! The whole loop in a day: a roster in, codes out, a verdict with no network.

use code_writer::{Level, Options, Symbol};
use messages::Exit;

use crate::forge;
use crate::stage::{Stage, Trouble, data};

pub(super) fn play(stage: &Stage) -> Result<(), Trouble> {
    let roster = data("rosters/xianning-gbk.csv");
    let roster = roster
        .to_str()
        .ok_or_else(|| Trouble::new("the path of the roster is not UTF-8"))?;
    let list = [
        "--root",
        "@authority/root-set.cbor",
        "--trust",
        "@authority/trust-list.cbor",
    ];

    stage.print_heading(
        "省厅：三把根密钥，两把签字才算数",
        "The authority: three root keys, of which two must sign",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "authority",
            "create",
            "--folder",
            "@authority",
            "--name",
            "湖北省退役军人事务厅",
            "--keepers",
            "3",
            "--threshold",
            "2",
            "--no-passphrase",
        ],
    )?;

    stage.print_heading(
        "市局和区局：各有自己的密钥",
        "The bureaus of the city and of a district: each has a key of its own",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "bureau",
            "create",
            "--folder",
            "@city",
            "--name",
            "咸宁市退役军人事务局",
            "--name-en",
            "Veterans Bureau of Xianning",
            "--region",
            "421200",
            "--id",
            "42120001",
            "--no-passphrase",
        ],
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "bureau",
            "create",
            "--folder",
            "@district",
            "--name",
            "咸安区退役军人事务局",
            "--region",
            "421202",
            "--id",
            "42120201",
            "--no-passphrase",
        ],
    )?;

    stage.print_heading(
        "省厅：市局可认定全部类别，区局只能认定退役军人；签署信任名单",
        "The authority: the city may attest every category, the district veterans only; the trust list is signed",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "trust",
            "add",
            "--authority",
            "@authority",
            "--request",
            "@city/request.lbr",
            "--categories",
            "all",
        ],
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "trust",
            "add",
            "--authority",
            "@authority",
            "--request",
            "@district/request.lbr",
            "--categories",
            "退役军人",
        ],
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "trust",
            "sign",
            "--authority",
            "@authority",
            "--key",
            "@authority/keys/root-1.pem",
            "--key",
            "@authority/keys/root-3.pem",
        ],
    )?;

    stage.print_heading(
        "市局：按 Excel 导出的名册发码",
        "The city: codes for the roster as Excel exported it",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "issue", "--bureau", "@city", "--roster", roster, "--out", "@codes",
        ],
    )?;

    stage.issuer(
        Exit::Done,
        &["verify-output", "--bureau", "@city", "--out", "@codes"],
    )?;

    stage.print_heading(
        "市局：按户籍所在地做签收表，给名册补上编号",
        "The city: the list that people sign, by where they live, and the roster with the numbers",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "handout",
            "--bureau",
            "@city",
            "--run",
            "@codes",
            "--roster",
            roster,
            "--by",
            "户籍所在地",
            "--out",
            "@list",
        ],
    )?;

    stage.print_heading(
        "市局：同一份名册再发一次，谁也不会有第二个码；一个人的内容改了，只给他换新码",
        "The city: the same roster again gives nobody a second code; a row that has changed gives one person a new one",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "issue", "--bureau", "@city", "--roster", roster, "--out", "@again",
        ],
    )?;
    let person = "姓名,身份证号,人员类别\r\n刘卫东,990101198003070037,";
    for (category, out) in [("现役军人", "@soldier"), ("退役军人", "@veteran")] {
        stage.write("one.csv", format!("{person}{category}\r\n").as_bytes())?;
        stage.issuer(
            Exit::Done,
            &[
                "issue", "--bureau", "@city", "--roster", "@one.csv", "--out", out, "--yes",
            ],
        )?;
    }

    stage.print_heading(
        "闸机：逐张读图验码，全部通过",
        "A gate: reads every picture, and accepts them all",
    )?;
    let accepted = [&["check", "@codes/codes", "--place", "gate"][..], &list].concat();
    stage.verifier(Exit::Done, &accepted)?;

    stage.print_heading(
        "商户：有人值守，请核对本人",
        "A shop: somebody is there to compare the code with the person",
    )?;
    let first = stage.first_of_manifest("codes")?;
    let text = first["text"].as_str().unwrap_or_default().to_owned();
    stage.verifier(Exit::Undecided, &[&["check", &text][..], &list].concat())?;

    stage.print_heading(
        "伪造：把有效期改长半年，补好校验码，画成新码",
        "Forged: half a year added to the validity, the check digits mended, drawn as a new code",
    )?;
    let forged =
        forge::prolonged(&text).ok_or_else(|| Trouble::new("the manifest has no digits text"))?;
    let picture = Symbol::new(&forged, Level::M)
        .and_then(|symbol| symbol.to_png(&Options::default()))
        .map_err(|error| Trouble::new(error.to_string()))?;
    stage.write("forged.png", &picture)?;
    refused(stage, &list, "@forged.png", &[], "signature-invalid")?;

    stage.print_heading(
        "过期：三年以后再来",
        "Expired: the same code three years later",
    )?;
    stage.issuer(
        Exit::Done,
        &[
            "trust",
            "sign",
            "--authority",
            "@authority",
            "--valid-days",
            "3650",
            "--key",
            "@authority/keys/root-2.pem",
            "--key",
            "@authority/keys/root-3.pem",
        ],
    )?;
    let later = later_day(3)?;
    refused(stage, &list, &text, &["--at", &later], "expired")?;

    stage.print_heading(
        "越权：区局给烈士遗属发码",
        "Out of scope: the district issues for the survivor of a martyr",
    )?;
    let survivor = "姓名,身份证号,人员类别\r\n王秀英,990101195003070025,烈士遗属\r\n";
    stage.write("survivor.csv", survivor.as_bytes())?;
    stage.issuer(
        Exit::Done,
        &[
            "issue",
            "--bureau",
            "@district",
            "--roster",
            "@survivor.csv",
            "--out",
            "@district-codes",
        ],
    )?;
    let survivor = stage.first_of_manifest("district-codes")?;
    let survivor = survivor["text"].as_str().unwrap_or_default().to_owned();
    refused(stage, &list, &survivor, &[], "category-out-of-scope")
}

/// Shows the verdict to people, then makes sure of the reason by its code.
fn refused(
    stage: &Stage,
    list: &[&str],
    code: &str,
    more: &[&str],
    reason: &str,
) -> Result<(), Trouble> {
    let args = [&["check", code][..], list, more].concat();
    stage.verifier(Exit::Refused, &args)?;
    let json = stage.verifier(Exit::Refused, &[&args[..], &["--json"]].concat())?;
    let verdict: serde_json::Value =
        serde_json::from_str(json.trim()).map_err(|error| Trouble::new(error.to_string()))?;
    if verdict["code"] == reason {
        Ok(())
    } else {
        Err(Trouble::new(format!(
            "refused as {} in place of {reason}",
            verdict["code"]
        )))
    }
}

/// The day that lies this many years ahead, as it is written on a command line.
fn later_day(years: u8) -> Result<String, Trouble> {
    messages::dates::years_later(messages::dates::now(), years)
        .map(messages::dates::day)
        .ok_or_else(|| Trouble::new("the clock of this computer is out of range"))
}
