//! The other files that come to a bureau or a keeper from outside: backups of keys, key files, pending
//! lists and root sets, requests, what an interrupted run has left.
#![no_main]

use std::ffi::OsString;
use std::fs;
use std::sync::LazyLock;

use cli_support::Console;
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().display();
    run(&format!("bureau create --folder {at}/bureau --name 局 --region 421200 --id 42120001 --operator x --no-passphrase"));
    run(&format!("authority create --folder {at}/auth --name 厅 --keepers 2 --threshold 2 --no-passphrase"));
    assert!(folder.path().join("bureau/bureau.json").exists() && folder.path().join("auth/root-set.cbor").exists());
    fs::write(folder.path().join("words"), "correct horse battery").expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(folder.path().join("words"), private).expect("a mode");
    }
    folder
});

fn run(words: &str) {
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let mut console = Console::new(&mut results, &mut talk);
    let words = ["issuer", "--lang", "zh"].into_iter().chain(words.split(' ')).map(OsString::from);
    issuer_cli::run(words, &mut console);
    let said = String::from_utf8(results).expect("UTF-8") + &String::from_utf8(talk).expect("UTF-8");
    let commands = |c: char| c != '\n' && c != '\t' && c.is_control();
    assert!(!said.contains(commands), "{said:?}");
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    let at = FOLDER.path().display();
    let write = |name: &str| {
        let path = FOLDER.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, content).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        }
    };
    match kind % 6 {
        0 => {
            write("backup.txt");
            run(&format!("key restore --backup {at}/backup.txt --folder {at}/restored --passphrase-file {at}/words"));
            let _ = fs::remove_dir_all(FOLDER.path().join("restored"));
        }
        1 => {
            write("key.pem");
            run(&format!("key show --key {at}/key.pem"));
            run(&format!("key passwd --key {at}/key.pem --no-passphrase --passphrase-file {at}/words"));
        }
        2 => {
            write("pending.lbp");
            run(&format!("trust sign {at}/pending.lbp --key {at}/auth/keys/root-1.pem --root-set {at}/auth/root-set.cbor --record {at}/record.cbor"));
            run(&format!("root sign {at}/pending.lbp --key {at}/auth/keys/root-1.pem --root-set {at}/auth/root-set.cbor --record {at}/record.cbor"));
        }
        3 => {
            write("request.lbr");
            run(&format!("trust add --authority {at}/auth --request {at}/request.lbr --categories all"));
        }
        4 => {
            write("run/unfinished.json");
            run(&format!("verify-output --bureau {at}/bureau --out {at}/run"));
            run(&format!("issue --bureau {at}/bureau --roster {at}/words --out {at}/run --operator x"));
        }
        _ => {
            write("list.csv");
            run(&format!("revoke --bureau {at}/bureau --list {at}/list.csv --operator x --reason lost --yes"));
        }
    }
});
