use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use credential_core::IssuerId;

use super::*;

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

fn is_chinese(text: &Text) -> bool {
    let mut characters = text.in_lang(Lang::Zh).chars();
    characters.any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

#[test]
fn every_error_says_what_is_wrong_and_what_to_do() {
    let path = || PathBuf::from("/terminal");
    let source = || io::Error::from(ErrorKind::Other);
    let damaged = |damage| StoreError::Damaged {
        path: path(),
        damage,
    };
    let refused = |source| StoreError::RootSetRefused {
        path: path(),
        source,
    };
    let rolled_back = Error::RolledBack {
        held: 2,
        offered: 1,
    };
    let errors = [
        StoreError::Missing { path: path() },
        StoreError::HalfMade { path: path() },
        damaged(Damage::StateFiles),
        damaged(Damage::RootSet),
        damaged(Damage::RootSetRefused(rolled_back)),
        StoreError::Newer {
            path: path(),
            version: 7,
        },
        StoreError::Older {
            path: path(),
            version: 1,
        },
        StoreError::Unreadable {
            path: path(),
            source: source(),
        },
        StoreError::Exists { path: path() },
        refused(rolled_back),
        refused(Error::ObjectUnsupported),
        StoreError::Busy { path: path() },
        StoreError::OwnerNotKept { path: path() },
        StoreError::TooLarge {
            path: path(),
            limit: 7,
        },
        StoreError::DiskFull {
            path: path(),
            source: source(),
        },
    ];
    let mut seen = BTreeSet::new();
    for error in errors {
        let code = error.code();
        let failure = failure(error);
        assert_eq!(failure.code, code);
        for lang in LANGS {
            let what = failure.what.in_lang(lang);
            assert!(seen.insert(what.to_owned()), "{what}");
            assert!(!failure.remedy.in_lang(lang).is_empty());
        }
        assert!(is_chinese(&failure.what) && is_chinese(&failure.remedy));
    }
    // What could not be written is said alike; what to do about it differs.
    let remedies = [
        ErrorKind::StorageFull,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::Other,
    ]
    .map(|kind| {
        let (path, source) = (path(), io::Error::from(kind));
        failure(match kind {
            ErrorKind::StorageFull => StoreError::DiskFull { path, source },
            ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path, source },
            _ => StoreError::Unwritable { path, source },
        })
        .remedy
        .in_lang(Lang::En)
        .to_owned()
    });
    assert_eq!(BTreeSet::from(remedies).len(), 3);
}

#[test]
fn every_warning_says_what_is_wrong_and_what_to_do() {
    let faults = [
        FileFault::Missing,
        FileFault::Unreadable(ErrorKind::Other),
        FileFault::Damaged,
        FileFault::Behind,
        FileFault::Foreign,
    ];
    let files = faults.map(|fault| Warning::File {
        file: "floors",
        fault,
    });
    let lost = [
        LostPart::TrustList { version: 7 },
        LostPart::StatusList {
            issuer: IssuerId(7),
        },
        LostPart::VouchList {
            issuer: IssuerId(7),
        },
    ]
    .map(Warning::Lost);
    let mut seen = BTreeSet::new();
    for warning in files.iter().chain(&lost) {
        for lang in LANGS {
            let what = super::warning(warning);
            assert!(seen.insert(what.in_lang(lang).to_owned()));
            assert!(!warning_remedy(warning).in_lang(lang).is_empty());
        }
        assert!(!warning.code().is_empty());
    }
}

/// A terminal that is only being set up has no lists to go on with.
#[test]
fn a_store_that_could_not_be_made_is_not_said_to_go_on() {
    let path = || PathBuf::from("/terminal");
    let source = || io::Error::from(ErrorKind::Other);
    for error in [
        StoreError::ReadOnly {
            path: path(),
            source: source(),
        },
        StoreError::DiskFull {
            path: path(),
            source: source(),
        },
        StoreError::Unwritable {
            path: path(),
            source: source(),
        },
    ] {
        let code = error.code();
        let said = provision_failure(error);
        assert_eq!(said.code, code);
        assert!(said.what.in_lang(Lang::Zh).contains("没有"), "{code}");
        assert!(
            said.what.in_lang(Lang::En).contains("no store was made"),
            "{code}"
        );
        assert!(!said.remedy.in_lang(Lang::En).contains("update"), "{code}");
    }
    let other = provision_failure(StoreError::Exists { path: path() });
    assert_eq!(other.code, "store-exists");
}
