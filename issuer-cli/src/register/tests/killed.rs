//! A run over a roster that is killed again and again, and still ends as if it had not been.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cli_support::files::{self, Access, Durability};
use credential_core::{HolderNumber, SigningKey, TextForm, issue};

use super::*;
use crate::register::random::Rng;

const PEOPLE: u32 = 2_000;
const KILLS: u32 = 50;
const FOLDER: &str = "REGISTER_KILLED_FOLDER";

#[test]
fn killed_fifty_times_and_still_nobody_is_twice_nor_missing() {
    let bureau = Bureau::new();
    let output = bureau.file("output");
    fs::create_dir(&output).unwrap();
    let mut rng = Rng::new();
    let (mut hits, mut holders) = (0, 0);
    // How long a run may live at most, in microseconds: as long as it takes to get a little further on
    // this machine, so that there is work left for the kills to come.
    let mut reach = 50_000;
    for _ in 0..KILLS {
        let mut run = start(&bureau);
        std::thread::sleep(Duration::from_micros(u64::from(
            rng.next_u32().unwrap() % reach,
        )));
        run.kill().unwrap();
        run.wait().unwrap();
        // As the register was left, not even finished: no gap, no number or index twice.
        let register = bureau.open();
        register.verify_audit(None).unwrap();
        let counts = register.counts(NOW).unwrap();
        assert_eq!(counts.holders, counts.credentials);
        assert!(counts.holders <= PEOPLE.into());
        hits += u32::from(counts.unfinished > 0 || counts.holders < PEOPLE.into());
        let gained = counts.holders - std::mem::replace(&mut holders, counts.holders);
        reach = match gained {
            0 => (reach * 3 / 2).min(2_000_000),
            1..=100 => reach,
            _ => reach / 2,
        };
        println!(
            "{} reserved, {} unfinished",
            counts.holders, counts.unfinished
        );
    }
    assert!(hits >= 10, "only {hits} kills hit a run that had work left");
    assert!(start(&bureau).wait().unwrap().success());

    let register = bureau.open();
    register.verify_audit(None).unwrap();
    assert_eq!(register.unfinished(NOW).unwrap(), []);
    let counts = register.counts(NOW).unwrap();
    assert_eq!(
        (counts.holders, counts.credentials, counts.valid),
        (PEOPLE.into(), PEOPLE.into(), PEOPLE.into())
    );
    let numbers: HashSet<HolderNumber> = (0..PEOPLE)
        .map(|number| {
            let identity = identity(number);
            let person = PersonId::new(&identity).unwrap();
            register.holder_of(&person).unwrap().unwrap()
        })
        .collect();
    assert_eq!(numbers.len(), PEOPLE as usize);

    let mut expected = HashSet::new();
    register
        .for_each(Selection::Issued, NOW, |entry| {
            let out = entry.output.clone().unwrap();
            let text = fs::read_to_string(output.join(&out.file)).unwrap();
            assert_eq!(text, text_of(&entry));
            assert_eq!(out.digest, text_digest(&text));
            assert!(expected.insert(out.file));
            Ok(())
        })
        .unwrap();
    let found: HashSet<String> = fs::read_dir(&output)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        // What a killed write leaves under its temporary name, as it says of itself.
        .filter(|name| !name.starts_with(".tmp-"))
        .collect();
    assert_eq!(found, expected, "no orphan, and none missing");
}

fn start(bureau: &Bureau) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "register::tests::killed::run",
            "--ignored",
            "--quiet",
        ])
        .env(FOLDER, bureau.folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The program that is killed.
#[test]
#[ignore = "started by the test above"]
fn run() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let key = PersonKey::load(&folder.join("person.key")).unwrap();
    let mut register = Register::open(&folder.join("register.db"), key).unwrap();
    let mut clerk = register.clerk(&actor()).unwrap();
    let left = clerk.register().unfinished(NOW).unwrap();
    write(&mut clerk, folder, &left);
    for start in (0..PEOPLE).step_by(50) {
        let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
        let entries: Vec<Entry> = (start..start + 50)
            .filter_map(
                |number| match enrol(&mut batch, number, &veteran(), USUAL) {
                    Enrolment::Reserved { entry, .. } => Some(entry),
                    _ => None,
                },
            )
            .collect();
        batch.commit().unwrap();
        write(&mut clerk, folder, &entries);
    }
}

fn write(clerk: &mut Clerk<'_>, folder: &Path, entries: &[Entry]) {
    let mut batch = Vec::new();
    for entry in entries {
        let text = text_of(entry);
        let file = format!("{}-{}.txt", entry.holder, entry.serial);
        let path = folder.join("output").join(&file);
        files::write(
            &path,
            text.as_bytes(),
            Access::Public,
            Durability::WhenConvenient,
        )
        .unwrap();
        batch.push((entry, file, text_digest(&text)));
    }
    let mut recorded = clerk.batch(Action::Issue, NOW).unwrap();
    for (entry, file, digest) in batch {
        recorded
            .record_issued(entry, &file, &digest, &signed(&file))
            .unwrap();
    }
    recorded.commit().unwrap();
}

fn text_of(entry: &Entry) -> String {
    let key = SigningKey::from_seed(&[7; 32]);
    issue(&entry.claims().unwrap(), &key)
        .unwrap()
        .to_text(TextForm::Digits)
}
