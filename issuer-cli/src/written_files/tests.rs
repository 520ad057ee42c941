use std::any::TypeId;
use std::collections::BTreeSet;
use std::fs;

use super::*;

/// Each command that writes a file which it is told, with all that it needs besides; `@` is the file.
const COMMANDS: &[&str] = &[
    "issue --roster r --out @",
    "reissue --holder 1 --reason lost --out @",
    "bind --holder 1 --code c --out @",
    "renew --before 2030-01-01 --out @",
    "handout --run r --roster r --out @",
    "print --run r --out @",
    "print --export-template @",
    "print --run r --preview @",
    "backup --to @",
    "settlement --merchant 1 --month 2026-10 --out @",
    "entitled --roster r --month 2026-10 --csv @",
    "entitled --roster r --month 2026-10 --xlsx @",
    "entitled --roster r --month 2026-10 --payees @",
    "person show --holder 1 --html @",
    "key backup --out @",
    "root key --out @",
    "root prepare --authority a --out @",
    "root sign --pending p --key k --out @",
    "trust prepare --authority a --out @",
    "trust sign --pending p --key k --out @",
    "update pack --out @",
    "update pack --out o --as-codes @",
    "publish --as-codes @",
    "catalogue template --out @",
    "bureau request --out @",
    "merchant add --out @ t.xlsx",
    "merchant form --number 1 --out @",
    "merchant board --out @ 1",
    "merchant directory --out @",
    "journal receipts --out @",
    "journal export-parquet --out @",
    "report benefits --html @",
    "report benefits --xlsx @",
    "report merchant 1 --out @",
    "report --csv @",
];

fn written(line: &str, path: &Path) -> WrittenFiles {
    let words = line.split(' ').map(|word| match word {
        "@" => path.as_os_str().to_owned(),
        word => word.into(),
    });
    let words = std::iter::once("issuer".into()).chain(words);
    let matches = CommandLine::command().try_get_matches_from(words);
    let matches = matches.unwrap_or_else(|error| panic!("{line}: {error}"));
    WrittenFiles::of(&matches)
}

/// A bureau with files, and a folder beside it.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for folder in ["bureau/keys", "bureau/books/kept", "beside"] {
        fs::create_dir_all(place.path().join(folder)).unwrap();
    }
    for file in ["bureau.json", "register.db", "keys/issuer-1.pem"] {
        fs::write(place.path().join("bureau").join(file), "kept").unwrap();
    }
    place
}

fn refused(line: &str, path: &Path) -> Option<&'static str> {
    written(line, path).check().err().map(|error| error.code)
}

#[test]
fn no_command_writes_into_a_bureau() {
    let place = place();
    for line in COMMANDS {
        for name in [
            "bureau/register.db",
            "bureau/keys/issuer-1.pem",
            "bureau/books/settlements.db",
            "bureau/books/kept/000001.lbk",
            "bureau/new/folder",
            "bureau",
            "beside/../bureau/register.db",
            "none/../bureau/register.db",
        ] {
            let path = place.path().join(name);
            assert_eq!(
                refused(line, &path),
                Some("file-in-bureau"),
                "{line} {name}"
            );
        }
        for name in ["beside/register.db", "bureau.db", "new/folder/x"] {
            assert_eq!(
                refused(line, &place.path().join(name)),
                None,
                "{line} {name}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_into_a_bureau_is_followed() {
    let place = place();
    let link = place.path().join("beside/link");
    std::os::unix::fs::symlink(place.path().join("bureau/keys"), &link).unwrap();
    for path in [
        link.clone(),
        link.join("issuer-1.pem"),
        link.join("../register.db"),
    ] {
        assert_eq!(
            refused("renew --before 2030-01-01 --out @", &path),
            Some("file-in-bureau")
        );
    }
    assert_eq!(
        refused(
            "renew --before 2030-01-01 --out @",
            &link.with_file_name("out")
        ),
        None
    );
}

#[test]
fn what_is_read_and_a_new_key_beside_the_others_may_lie_there() {
    let place = place();
    let run = place.path().join("bureau/run");
    assert_eq!(refused("verify-output --out @", &run), None);
    assert_eq!(refused("recover --from @", &run), None);
}

/// The options of a command, and of those in it, that are paths.
fn paths(command: &Command, name: &str, found: &mut BTreeSet<(String, String)>) {
    let is_path = |arg: &&clap::Arg| arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
    for arg in command.get_arguments().filter(is_path) {
        found.insert((name.to_owned(), arg.get_id().to_string()));
    }
    for inner in command.get_subcommands() {
        let name = match name {
            "" => inner.get_name().to_owned(),
            name => format!("{name} {}", inner.get_name()),
        };
        paths(inner, &name, found);
    }
}

#[test]
fn each_path_of_a_command_is_one_that_is_read_or_one_that_is_looked_at() {
    /// Options that name what is there already.
    const READ: &[&str] = &[
        "add",
        "against",
        "audit_heads",
        "authority",
        "back_template",
        "backup",
        "bureau",
        "catalogue",
        "catalogues",
        "category_map",
        "columns",
        "emblem",
        "files",
        "font",
        "from",
        "handout",
        "key",
        "keys",
        "list",
        "manifest",
        "module",
        "new_passphrase_file",
        "parts",
        "passphrase_file",
        "pending",
        "person_passphrase_file",
        "places",
        "ratings",
        "receipts",
        "record",
        "request",
        "root_set",
        "root_sets",
        "roster",
        "run",
        "status_lists",
        "template",
        "trust_list",
        "vouch_lists",
    ];
    let mut found = BTreeSet::new();
    paths(&CommandLine::command(), "", &mut found);
    let mut tried = BTreeSet::new();
    for (command, option) in found {
        if READ.contains(&option.as_str()) {
            continue;
        }
        // A new authority, a new bureau, keys that come back: made where nothing of that name is.
        if option == "folder" {
            continue;
        }
        // The desk writes nothing itself: it names folders in it to commands, which look at them.
        if (command.as_str(), option.as_str()) == ("desk", "codes") {
            continue;
        }
        assert!(WRITTEN.contains(&option.as_str()), "{command} {option}");
        tried.insert((command, option));
    }
    for (command, option) in tried {
        let name = command.split(' ').next_back().unwrap_or_default();
        let is_tried = COMMANDS.iter().any(|line| {
            let option = format!(" --{} @", option.replace('_', "-"));
            line.starts_with(&command) && line.contains(&option)
        });
        assert!(is_tried || EXCEPT.contains(&name), "{command} --{option}");
    }
}
