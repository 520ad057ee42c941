//! SM2 keys in files.

use super::*;

/// From `openssl genpkey -algorithm SM2` (OpenSSL 3.0).
const PLAIN: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgLluTqNcrvX8F4yQ0
CKsq3q90JGfp9we2z+VqjdVXJRihRANCAAS/fSphn1MDc5wPwk5Ecja53Jc0w3pV
C6pRb5LqAG63bo935r1PxBqXQ/38C7w2uKD+EUR4knbDDk2i2TYPKHJo
-----END PRIVATE KEY-----
";
/// The same after `openssl pkcs8 -topk8 -scrypt`, under [`WORDS`].
const SEALED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAj93+YZzBikZAICQAAC
AQgCAQEwHQYJYIZIAWUDBAEqBBDNPa75PHaPIidzIzePi9SYBIGQqp4naLiZE7E9
YGURX//m+bb5duHuWqvEtSHdYnfclwwXkR6KE736sLh0oRm2kiPj73pNni0vYaR4
Nmqqw9eZQ6fPydegh6WZfHJFtRAtQatSDS0/FPd2rIj/6/+QKHJdem7xPq8lGwv9
kvLyMAz2jE2uSHTjwD1d8wjJlMIbfBkQgsrxVtY4ogfGFiBsWCjD
-----END ENCRYPTED PRIVATE KEY-----
";
/// Its secret and its compressed public key, as OpenSSL shows them.
const SECRET: &str = "2e5b93a8d72bbd7f05e3243408ab2adeaf742467e9f707b6cfe56a8dd5572518";
const POINT: &str = "02bf7d2a619f5303739c0fc24e447236b9dc9734c37a550baa516f92ea006eb76e";
/// The order of the curve, less 2, 1, and 0 (GB/T 32918.5).
const ORDER: [&str; 3] = [
    "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121",
    "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122",
    "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
];
/// From `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.
const P256: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOL33m4d4JrvrUNPc
FW6/9Gb9tYjaCTSgZ/b+F7s5mh6hRANCAAQN1dOp9XYzJ1jNTNlkkUrHxDN5BsI8
IYKhuxubTYy07IlMNVeYOjiCrU36TVUzliA+Wfl2xwjhpgYaH86jHnj+
-----END PRIVATE KEY-----
";

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn generate() -> SoftwareKey {
    SoftwareKey::generate(KeyType::Sm2).unwrap()
}

/// `PrivateKeyInfo` with an `ECPrivateKey` that leaves out its public key, as RFC 5915 §3 allows.
fn without_public_key(secret: &str) -> Vec<u8> {
    let head = "3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420";
    unhex(&format!("{head}{secret}"))
}

#[test]
fn reads_what_openssl_makes() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(&folder, PLAIN);
    assert_eq!(plain(&path).public_key().to_bytes(), unhex(POINT));
    let path = written(&folder, SEALED);
    let sealed = sealed(&path);
    let key = sealed.open(&path, &words(WORDS)).unwrap().unwrap();
    assert_eq!(key.public_key().to_bytes(), unhex(POINT));
    assert!(sealed.open(&path, &words("wrong")).unwrap().is_none());
}

#[test]
fn writes_what_openssl_makes() {
    let folder = tempfile::tempdir().unwrap();
    let key = SoftwareKey::from_pkcs8_der(&without_public_key(SECRET)).unwrap();
    assert_eq!(key.public_key().to_bytes(), unhex(POINT));
    let path = folder.path().join("key.pem");
    write_new(&path, &key, &Protection::ModeAlone).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), PLAIN);
}

#[test]
fn a_key_survives_its_file_and_a_new_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("key.pem"), generate());
    write_new(&path, &key, &Protection::ModeAlone).unwrap();
    replace(&path, &key, &Protection::Passphrase(words(WORDS))).unwrap();
    let sealed = sealed(&path);
    assert_eq!(sealed.label.as_ref(), Some(key.public_key()));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("SM2 signing key"), "{text}");
    let opened = sealed.open(&path, &words(WORDS)).unwrap().unwrap();
    assert_eq!(opened.public_key(), key.public_key());
    let signature = opened.sign(b"message").unwrap();
    assert_eq!(key.public_key().verify(b"message", &signature), Ok(()));
}

#[test]
fn a_key_under_the_name_of_another_type_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (generate(), super::generate().unwrap());
    let path = folder.path().join("key.pem");
    let pem = encode(&path, &one, &Protection::Passphrase(words(WORDS))).unwrap();
    let name = |key: &SoftwareKey| public_key_text::encode(key.public_key());
    let path = written(&folder, &pem.replace(&name(&one), &name(&other)));
    let failure = sealed(&path).open(&path, &words(WORDS)).unwrap_err();
    assert_eq!(failure.code, "key-mismatch");
}

/// From 1 to *n*-2 (GB/T 32918.1 §6.1).
#[test]
fn refuses_numbers_that_are_no_key() {
    let [largest, refused @ ..] = ORDER;
    let one = format!("{:064x}", 1);
    for good in [largest, &one] {
        assert!(
            SoftwareKey::from_pkcs8_der(&without_public_key(good)).is_some(),
            "{good}"
        );
    }
    let zero = "00".repeat(32);
    let all = "ff".repeat(32);
    for bad in refused.into_iter().chain([zero.as_str(), &all]) {
        assert!(
            SoftwareKey::from_pkcs8_der(&without_public_key(bad)).is_none(),
            "{bad}"
        );
    }
}

#[test]
fn refuses_another_curve_and_a_public_key_that_is_not_its_own() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(fault(&written(&folder, P256)).code, "key-invalid");
    let (_, der) = SecretDocument::from_pem(PLAIN).unwrap();
    assert!(SoftwareKey::from_pkcs8_der(der.as_bytes()).is_some());
    let secret = unhex(SECRET);
    let mut other = der.as_bytes().to_vec();
    let at = other
        .windows(32)
        .position(|part| part == secret.as_slice())
        .unwrap();
    other[at + 31] ^= 1;
    assert!(SoftwareKey::from_pkcs8_der(&other).is_none());
    assert!(SoftwareKey::from_pkcs8_der(&without_public_key(SECRET)[..66]).is_none());
}
