use messages::Lang;

use super::*;

#[test]
fn refuses_to_overwrite_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    write_new(&path, b"first", Access::Private).unwrap();
    assert_eq!(
        write_new(&path, b"second", Access::Private)
            .unwrap_err()
            .code,
        "file-exists"
    );
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no temporary file stays"
    );
}

#[cfg(unix)]
#[test]
fn private_files_are_for_the_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (name, access, others) in [
        ("secret", Access::Private, false),
        ("list", Access::Public, true),
    ] {
        let path = folder.path().join(name);
        write(&path, b"x", access, Durability::Synced).unwrap();
        assert_eq!(readable_by_others(&path).unwrap(), others, "{name}");
    }
}

#[test]
fn reads_no_more_than_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    fs::write(&path, [0; 11]).unwrap();
    assert_eq!(read(&path, 11).unwrap().len(), 11);
    assert_eq!(read(&path, 10).unwrap_err().code, "file-too-large");
    assert_eq!(
        read(&folder.path().join("no"), 10).unwrap_err().code,
        "file-unreadable"
    );
}

#[test]
fn a_draft_has_no_name_before_it_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    let mut draft = super::draft(&path, Access::Public).unwrap();
    draft.write_all(b"whole").unwrap();
    assert!(!path.exists());
    draft.finish(&path, Durability::Synced).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"whole");
    drop(super::draft(&path, Access::Public).unwrap());
    assert_eq!(fs::read(&path).unwrap(), b"whole");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_was_never_finished_is_known_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let draft = super::draft(&folder.path().join("list"), Access::Public).unwrap();
    let name = fs::read_dir(folder.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .file_name();
    assert!(is_draft(name.to_str().unwrap()), "{name:?}");
    drop(draft);
    for other in ["list", ".tmp-", ".tmp-notes.txt", ".tmp-abc", "tmp-abcdef"] {
        assert!(!is_draft(other), "{other}");
    }
}

#[test]
fn a_failed_write_keeps_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("list");
    let failure = write(&path, b"x", Access::Public, Durability::Synced).unwrap_err();
    assert_eq!(failure.code, "file-unwritable");
}

#[test]
fn frequent_faults_are_worded_in_both_languages_with_a_remedy_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list");
    fs::write(&file, "x").unwrap();
    let open = |path: &Path| fs::read(path).unwrap_err();
    let denied = || io::Error::from_raw_os_error(13);
    let mut failures = vec![
        cannot_read(&file, &open(&folder.path().join("no"))),
        cannot_read(&file, &open(folder.path())),
        cannot_read(&file, &open(&file.join("below"))),
        write(
            &folder.path().join("no/list"),
            b"",
            Access::Public,
            Durability::Synced,
        )
        .unwrap_err(),
        write(folder.path(), b"", Access::Public, Durability::Synced).unwrap_err(),
    ];
    if cfg!(unix) {
        failures.push(cannot_read(&file, &denied()));
        failures.push(cannot_write(&file, &denied()));
        failures.push(cannot_write(&file, &io::Error::from_raw_os_error(28)));
    }
    let mut remedies = std::collections::BTreeSet::new();
    for failure in &failures {
        for lang in [Lang::Zh, Lang::En] {
            let what = failure.what.in_lang(lang);
            assert!(!what.contains("os error"), "{what}");
        }
        assert!(
            remedies.insert(failure.remedy.in_lang(Lang::Zh)),
            "{failure:?}"
        );
    }
}

#[test]
fn a_lock_that_somebody_holds_is_waited_for_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".lock");
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let mut console = Console::new(&mut results, &mut talk);
    let held = lock(&path, &mut console).unwrap();
    let waiting = std::thread::spawn({
        let path = path.clone();
        move || {
            let (mut results, mut talk) = (Vec::new(), Vec::new());
            let mut console = Console::new(&mut results, &mut talk);
            let _lock = lock(&path, &mut console).unwrap();
            String::from_utf8(talk).unwrap()
        }
    });
    std::thread::sleep(SILENT_WAIT + Duration::from_millis(700));
    drop(held);
    let talk_of_waiting = waiting.join().unwrap();
    assert!(
        talk_of_waiting.contains("another issuer program") && talk_of_waiting.contains("Ctrl+C"),
        "{talk_of_waiting}"
    );
    assert!(talk.is_empty(), "nobody had to wait for the first");
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in [pipe.as_path(), Path::new("/dev/zero")] {
        let failure = read(path, 10).unwrap_err();
        assert_eq!(failure.code, "file-unreadable");
        assert!(
            failure.what.in_lang(Lang::Zh).contains("管道"),
            "{failure:?}"
        );
        assert!(failure.detail.is_some());
    }
    let failure = read(folder.path(), 10).unwrap_err();
    assert!(
        failure.what.in_lang(Lang::Zh).contains("是文件夹"),
        "{failure:?}"
    );
}

/// To open a pipe for writing is to wait for somebody who reads: for ever, and without a word.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_lock_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".lock");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        ended.send(lock(&path, &mut console).map(drop))
    });
    let answer = end
        .recv_timeout(Duration::from_secs(20))
        .expect("it waits for ever");
    assert_eq!(answer.unwrap_err().code, "file-unwritable");
    // A link to nowhere, and a folder.
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("none"), &link).unwrap();
    assert!(open_lock(&link).is_err());
    assert!(open_lock(folder.path()).is_err());
    // An ordinary one is made, and found.
    let path = folder.path().join("good.lock");
    assert!(open_lock(&path).is_ok() && open_lock(&path).is_ok());
}
