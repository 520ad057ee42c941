//! The files of a store on a disk that somebody else has written to.
#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use credential_core::UnixTime;
use libfuzzer_sys::fuzz_target;
use terminal_store::Store;

/// A root set of the vectors.
static ROOT_SET: &[u8] = include_bytes!("../root-set.cbor");

static FOLDER: LazyLock<(tempfile::TempDir, Vec<(std::path::PathBuf, Vec<u8>)>)> =
    LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        Store::provision(folder.path().join("store"), ROOT_SET).expect("a store");
        let store = folder.path().join("store");
        let mut files: Vec<_> = fs::read_dir(&store)
            .expect("files")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), fs::read(path).expect("its bytes")))
            .collect();
        files.sort();
        (folder, files)
    });

fuzz_target!(|data: &[u8]| {
    let Some((which, content)) = data.split_first() else {
        return;
    };
    let (folder, files) = &*FOLDER;
    let store: &Path = &folder.path().join("store");
    // One of the files is anything, or a part of it is.
    let (path, whole) = &files[usize::from(*which >> 1) % files.len()];
    let bytes = if which & 1 == 0 {
        content.to_vec()
    } else {
        let mut bytes = whole.clone();
        for (at, pair) in content.chunks_exact(2).enumerate() {
            let length = bytes.len().max(1);
            if let Some(byte) = bytes.get_mut((usize::from(pair[0]) + at * 256) % length) {
                *byte ^= pair[1];
            }
        }
        bytes
    };
    fs::write(path, bytes).expect("written");
    if let Ok(mut opened) = Store::open(store) {
        let _ = opened.update(content, UnixTime::from_secs(1_802_000_000));
        let _ = opened.reload_if_changed();
    }
    for (path, whole) in files {
        fs::write(path, whole).expect("written");
    }
});
