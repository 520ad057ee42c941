use std::path::PathBuf;

use super::*;

/// The key of RFC 8410 §10.3 under [`WORDS`], as `openssl pkcs8 -topk8` writes it with these options.
const BY_OPENSSL: [(&str, Result<Strength, &str>, &str); 7] = [
    (
        "-scrypt",
        Ok(Strength::Sound),
        "MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAj+L9FqZezi/AICQAACAQgCAQEwHQYJYIZIAWUDBAEqBBD82TnfI2atEpwTxlLaWjs+BEA1JiwmjWldLBi+wradzah6hRcUAepcjXe3LhF/ishgra6oAe6VKJEUUb1RnSrVvuu291bgFlRy9oOH+EkcJjBD",
    ),
    (
        "-v2 aes-256-cbc",
        Ok(Strength::Weak),
        "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAittXa/J0oCBQICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMcXHPR3ZkvmXCdWfqks5LgEQN1buDwcvLwOGZPCxEasUTi3Wx4/kj8fMgdHdhp8e52n1oVy/hk9yX1DcZrDmbx4LCzuvtZ2fbo8vVh5fpDFymA=",
    ),
    (
        "-v2 aes-128-cbc -v2prf hmacWithSHA512 -iter 300000",
        Ok(Strength::Sound),
        "MIGcMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAiyZk6r2ujlhwIDBJPgMAwGCCqGSIb3DQILBQAwHQYJYIZIAWUDBAECBBDTwIMZ5MLySc1uyd0qY49cBEApF7BK+KvCqK6T9Nnh+A9KGEQNnhOqK02W+yt3Cne/8Q2TkGnfcut1v0ic4Vbxz/6G443QvkfMqaflsbtEX6KK",
    ),
    (
        "-scrypt -scrypt_N 1024 -scrypt_r 8 -scrypt_p 1",
        Ok(Strength::Weak),
        "MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAiLSw+KRzBB2wICBAACAQgCAQEwHQYJYIZIAWUDBAEqBBBmMO4Cm/IXwsCXhrpEbEM/BEDnC6rBBQatH9Nr+4diQSl7ViSp5wEFmR6pJVlytGtYT/186p9gE6Ir1pbRaLEVAIjl8Ze9rhi2UomQwgYvyr1j",
    ),
    (
        "-v2 aes-256-cbc -v2prf hmacWithSHA1",
        Err("key-encryption"),
        "MIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAi9UKDw8jjH+wICCAAwHQYJYIZIAWUDBAEqBBDS62xwpBUAdyvLCz7BGyNuBED5P96VdpmbyUNAFQMdJ4SkauzHSScVfYAcPmr6EaeYyzlxmCgqbpK59v/uLebrdRDpHLhwJhieawdQ0N4KQ8YP",
    ),
    (
        "-v2 des3",
        Err("key-encryption"),
        "MIGKME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAhudK5BtiFUTQICCAAwDAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQI3n4enHpIir8EOBzFISqUqRT2fTkcBsxQtzCnwoQsUGzqMgjrbmlEHJbAIw+70yAM7IfOE7zrxZrKf9AFAQ3X9ou5",
    ),
    (
        "-v1 PBE-SHA1-3DES",
        Err("key-encryption"),
        "MFgwHAYKKoZIhvcNAQwBAzAOBAjHcAGGYNpc7AICCAAEOMPU8iUrHRph3LXx32NIDlpWyyys2AbGsRA5tJmwrRLKMYiCAJACdTtayx7xhCjXdYqmb/DKztkW",
    ),
];
const WORDS: &str = "correct horse battery";
const PUBLIC: &str = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE";

fn generate() -> Result<SoftwareKey, Failure> {
    SoftwareKey::generate(KeyType::Ed25519)
}

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned().into())
}

fn plain(path: &Path) -> SoftwareKey {
    match read(path).unwrap() {
        Stored::Plain(key) => key,
        _ => panic!("it has a passphrase"),
    }
}

fn sealed(path: &Path) -> SealedKey {
    match read(path).unwrap() {
        Stored::Sealed(sealed) => sealed,
        _ => panic!("it has no passphrase"),
    }
}

fn fault(path: &Path) -> Failure {
    read(path).err().unwrap()
}

fn written(folder: &tempfile::TempDir, pem: &str) -> PathBuf {
    let path = folder.path().join("key.pem");
    files::write(
        &path,
        pem.as_bytes(),
        Access::Private,
        Durability::WhenConvenient,
    )
    .unwrap();
    path
}

#[test]
fn a_key_survives_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let key = generate().unwrap();
    write_new(&path, &key, &Protection::ModeAlone).unwrap();
    assert_eq!(plain(&path).public_key(), key.public_key());
    assert_eq!(
        write_new(&path, &key, &Protection::ModeAlone)
            .unwrap_err()
            .code,
        "file-exists"
    );
}

/// RFC 8410 §10.3, the first example; its public key is in §10.1.
#[test]
fn reads_the_key_of_the_standard() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let pem = "-----BEGIN PRIVATE KEY-----\n\
               MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
               -----END PRIVATE KEY-----\n";
    files::write_new(&path, pem.as_bytes(), Access::Private).unwrap();
    let public = plain(&path).public_key().to_bytes();
    assert_eq!(
        crate::base64url::encode(&public),
        "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
    );
}

#[test]
fn refuses_what_is_no_key() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("empty", &b""[..]),
        ("binary", &[0xff, 0, 0x81]),
        ("public", b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"),
    ] {
        let path = folder.path().join(name);
        files::write_new(&path, content, Access::Private).unwrap();
        assert_eq!(fault(&path).code, "key-invalid", "{name}");
    }
}

#[cfg(unix)]
#[test]
fn refuses_a_key_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    write_new(&path, &generate().unwrap(), &Protection::ModeAlone).unwrap();
    for mode in [0o640, 0o604, 0o644] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let failure = fault(&path);
        assert_eq!(failure.code, "key-exposed");
        assert!(
            failure
                .remedy
                .in_lang(messages::Lang::En)
                .contains("chmod 600")
        );
    }
}

#[test]
fn reads_what_openssl_encrypts_unless_it_is_out_of_date() {
    let folder = tempfile::tempdir().unwrap();
    for (options, expected, base64) in BY_OPENSSL {
        let lines: Vec<&str> = base64
            .as_bytes()
            .chunks(64)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        let pem = format!(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n{}\n-----END ENCRYPTED PRIVATE KEY-----\n",
            lines.join("\n")
        );
        let path = written(&folder, &pem);
        match expected {
            Err(code) => assert_eq!(fault(&path).code, code, "{options}"),
            Ok(strength) => {
                let sealed = sealed(&path);
                assert_eq!(sealed.strength, strength, "{options}");
                assert!(sealed.label.is_none());
                let key = sealed.open(&path, &words(WORDS)).unwrap().unwrap();
                let public = public_key_text::encode(key.public_key());
                assert_eq!(public, PUBLIC, "{options}");
                assert!(sealed.open(&path, &words("wrong")).unwrap().is_none());
            }
        }
    }
}

/// Where the program is installed, as it is nearly everywhere.
#[test]
fn openssl_reads_what_is_written_here() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("key.pem"), generate().unwrap());
    write_new(&path, &key, &Protection::Passphrase(words(WORDS))).unwrap();
    let Ok(read) = std::process::Command::new("openssl")
        .args([
            "pkey", "-pubout", "-outform", "DER", "-passin", "stdin", "-in",
        ])
        .arg(&path)
        .stdin(std::fs::File::open(written_words(&folder)).unwrap())
        .output()
    else {
        println!("left out: there is no openssl here");
        return;
    };
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    // RFC 8410 §4: the 32 bytes stand at the end of the SubjectPublicKeyInfo.
    assert!(read.stdout.ends_with(&key.public_key().to_bytes()));
}

fn written_words(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("words");
    std::fs::write(&path, format!("{WORDS}\n")).unwrap();
    path
}

#[test]
fn an_encrypted_key_tells_its_public_side_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("key.pem"), generate().unwrap());
    write_new(&path, &key, &Protection::Passphrase(words(WORDS))).unwrap();
    let sealed = sealed(&path);
    assert_eq!(sealed.label.as_ref(), Some(key.public_key()));
    assert_eq!(sealed.strength, Strength::Sound);
    let bytes = std::fs::read(&path).unwrap();
    let SoftwareKey::Ed25519(inner) = &key else {
        panic!("another type")
    };
    let seed = inner.to_seed();
    assert!(!bytes.windows(8).any(|part| seed.starts_with(part)));
    assert!(sealed.open(&path, &words("wrong")).unwrap().is_none());
    let opened = sealed.open(&path, &words(WORDS)).unwrap().unwrap();
    assert_eq!(opened.public_key(), key.public_key());
}

#[test]
fn a_key_under_a_false_name_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (generate().unwrap(), generate().unwrap());
    let path = folder.path().join("key.pem");
    let protection = Protection::Passphrase(words(WORDS));
    let pem = encode(&path, &one, &protection).unwrap();
    let name = |key: &SoftwareKey| public_key_text::encode(key.public_key());
    let path = written(&folder, &pem.replace(&name(&one), &name(&other)));
    let failure = sealed(&path).open(&path, &words(WORDS)).unwrap_err();
    assert_eq!(failure.code, "key-mismatch");
}

#[test]
fn a_new_passphrase_takes_the_place_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("key.pem"), generate().unwrap());
    write_new(&path, &key, &Protection::ModeAlone).unwrap();
    replace(&path, &key, &Protection::Passphrase(words(WORDS))).unwrap();
    assert!(!files::readable_by_others(&path).unwrap());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let opened = sealed(&path).open(&path, &words(WORDS)).unwrap().unwrap();
    assert_eq!(opened.public_key(), key.public_key());
}

#[test]
fn a_file_that_never_ends_is_not_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(&folder, &"x".repeat(MAX_BYTES + 1));
    assert_eq!(fault(&path).code, "file-too-large");
}

mod sm2;
