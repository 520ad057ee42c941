//! Pipes, devices and folders in the place of files: none of them is waited for or read for ever.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use messages::Exit;

use super::fixtures::*;

fn pipe(path: &Path) -> PathBuf {
    let _ = fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    path.to_owned()
}

/// Runs the program, but not for ever.
fn run(words: Vec<OsString>) -> Run {
    let (ended, end) = channel();
    thread::spawn(move || ended.send(verifier(words, b"")));
    end.recv_timeout(Duration::from_secs(30))
        .expect("it waits for a pipe or reads a device for ever")
}

fn refused(words: &[OsString], code: &str, zh: &str) {
    let mut json = words.to_vec();
    json.push("--json".into());
    let run_json = run(json);
    assert_eq!(run_json.exit, Exit::Undecided, "{words:?} {run_json:?}");
    let value = &run_json.json()[0]["error"];
    assert_eq!(value["code"], code, "{words:?} {value}");
    let mut chinese = words.to_vec();
    chinese.extend(["--lang".into(), "zh".into()]);
    let run_zh = run(chinese);
    let said = format!("{}{}", run_zh.results, run_zh.talk);
    assert!(said.contains(zh), "{words:?} {said}");
    assert!(!said.contains("os error"), "{said}");
}

#[test]
fn what_is_no_ordinary_file_is_refused_with_words() {
    let terminal = TerminalFiles::new();
    let store: OsString = terminal.store().into();
    let strange = [
        (pipe(&terminal.path("pipe.lbu")), "管道、设备之类"),
        ("/dev/zero".into(), "管道、设备之类"),
        (
            {
                fs::create_dir(terminal.path("folder")).unwrap();
                terminal.path("folder")
            },
            "是文件夹",
        ),
    ];
    for (path, zh) in &strange {
        let path: OsString = path.into();
        let (root, trust) = (
            terminal.path("root-set.cbor").into(),
            terminal.path("trust-list.cbor").into(),
        );
        let files = |root: &OsString, trust: &OsString| {
            let words: [OsString; 6] = [
                "check".into(),
                good().into(),
                "--root".into(),
                root.clone(),
                "--trust".into(),
                trust.clone(),
            ];
            words.to_vec()
        };
        refused(&files(&path, &trust), "file-unreadable", zh);
        refused(&files(&root, &path), "file-unreadable", zh);
        let provision = [
            "provision".into(),
            "--store".into(),
            terminal.path("new").into(),
            "--root".into(),
            path.clone(),
        ];
        refused(&provision, "file-unreadable", zh);
        if path.to_str() == Some("/dev/zero") || path.to_str().unwrap().ends_with("pipe.lbu") {
            let update = [
                "update".into(),
                path.clone(),
                "--store".into(),
                store.clone(),
            ];
            refused(&update, "file-unreadable", zh);
            let picture = [
                "check".into(),
                path.clone(),
                "--store".into(),
                store.clone(),
            ];
            refused(&picture, "file-unreadable", zh);
        }
    }
}

#[test]
fn a_pipe_in_the_place_of_a_file_of_the_store_is_damage() {
    let terminal = TerminalFiles::new();
    let store = terminal.store();
    for name in ["state.a", "state.b", "floors"] {
        pipe(&store.join(name));
    }
    let words = [
        "check".into(),
        good().into(),
        "--store".into(),
        store.clone().into(),
    ];
    let run = run(words.to_vec());
    assert_eq!(run.exit, Exit::Undecided, "{run:?}");
}
