use super::*;

/// So cheap that a test can open it a thousand times.
const CHEAP: ScryptCost = ScryptCost { n: 2, r: 1, p: 1 };

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned().into())
}

fn sealed_with(cost: &ScryptCost) -> Vec<u8> {
    seal_with(cost, &[7; 16], [8; 16], b"secret", &passphrase("right")).unwrap()
}

#[test]
fn opens_with_its_passphrase_alone() {
    let sealed = seal(b"secret", &passphrase("right")).unwrap();
    assert_eq!(strength(&sealed), Ok(Strength::Sound));
    assert_eq!(**open(&sealed, &passphrase("right")).unwrap(), *b"secret");
    for wrong in ["", "Right", "right ", "ｒｉｇｈｔ"] {
        let opened = open(&sealed, &passphrase(wrong));
        // Well-formed padding by chance, once in 256.
        assert!(
            opened.is_err() || **opened.unwrap() != *b"secret",
            "{wrong}"
        );
    }
}

#[test]
fn the_same_secret_never_looks_the_same_twice() {
    let once = seal(b"secret", &passphrase("right")).unwrap();
    let again = seal(b"secret", &passphrase("right")).unwrap();
    assert_ne!(once, again);
}

#[test]
fn a_file_cannot_make_us_spend_gigabytes_or_hours() {
    for (n, r, p) in [
        (1 << 40, 8, 1),
        (1 << 22, 8, 1),
        (1 << 14, 8, 65535),
        (1 << 14, 65535, 1),
        (1 << 62, 65535, 65535),
        (2, 65535, 65535),
    ] {
        let der = unencrypted(Kdf::Scrypt(ScryptParams {
            salt: Salt::new([1; 8]).unwrap(),
            cost_parameter: n,
            block_size: r,
            parallelization: p,
            key_length: None,
        }));
        assert_eq!(strength(&der), Err(SealFault::TooCostly), "{n} {r} {p}");
        assert_eq!(
            open(&der, &passphrase("right")).err(),
            Some(SealFault::TooCostly)
        );
    }
    for iterations in [MAX_PBKDF2_ITERATIONS + 1, u32::MAX] {
        let der = unencrypted(pbkdf2(iterations, Pbkdf2Prf::HmacWithSha256));
        assert_eq!(strength(&der), Err(SealFault::TooCostly));
    }
}

#[test]
fn costs_that_make_no_sense_are_a_fault_and_no_crash() {
    for (n, r, p) in [
        (0, 8, 1),
        (1, 8, 1),
        (3, 8, 1),
        (u64::MAX, 1, 1),
        (16, 0, 1),
        (16, 8, 0),
    ] {
        let der = unencrypted(Kdf::Scrypt(ScryptParams {
            salt: Salt::new([1; 8]).unwrap(),
            cost_parameter: n,
            block_size: r,
            parallelization: p,
            key_length: None,
        }));
        assert_eq!(
            open(&der, &passphrase("right")).err(),
            Some(SealFault::Malformed),
            "{n} {r} {p}"
        );
    }
    let der = unencrypted(pbkdf2(0, Pbkdf2Prf::HmacWithSha256));
    assert_eq!(strength(&der), Err(SealFault::Malformed));
}

#[test]
fn sha1_and_a_cheap_guess_are_told_apart_from_the_sound() {
    let sha1 = unencrypted(pbkdf2(600_000, Pbkdf2Prf::HmacWithSha1));
    assert_eq!(strength(&sha1), Err(SealFault::Unsupported));
    let cheap = unencrypted(pbkdf2(2048, Pbkdf2Prf::HmacWithSha256));
    assert_eq!(strength(&cheap), Ok(Strength::Weak));
    let sound = unencrypted(pbkdf2(600_000, Pbkdf2Prf::HmacWithSha256));
    assert_eq!(strength(&sound), Ok(Strength::Sound));
    assert_eq!(strength(&sealed_with(&CHEAP)), Ok(Strength::Weak));
}

/// Each bit of it: whatever else comes of it, not the secret's neighbour, and no panic.
#[test]
fn a_damaged_one_opens_to_nothing_or_is_found_out() {
    let sealed = sealed_with(&CHEAP);
    let right = passphrase("right");
    assert_eq!(**open(&sealed, &right).unwrap(), *b"secret");
    for bit in 0..sealed.len() * 8 {
        let mut damaged = sealed.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let _ = strength(&damaged);
        if let Ok(secret) = open(&damaged, &right) {
            assert_ne!(**secret, *b"secret", "bit {bit}");
        }
    }
    for length in 0..sealed.len() {
        assert_eq!(
            open(&sealed[..length], &right).err(),
            Some(SealFault::Malformed)
        );
    }
}

fn pbkdf2(iterations: u32, prf: Pbkdf2Prf) -> Kdf {
    Kdf::Pbkdf2(Pbkdf2Params {
        salt: Salt::new([1; 8]).unwrap(),
        iteration_count: iterations,
        key_length: None,
        prf,
    })
}

fn unencrypted(kdf: Kdf) -> Vec<u8> {
    let parameters = Parameters {
        kdf,
        encryption: Cipher::Aes256Cbc { iv: [8; 16] },
    };
    let info = EncryptedPrivateKeyInfoOwned {
        encryption_algorithm: parameters.into(),
        encrypted_data: OctetString::new([0; 64]).unwrap(),
    };
    info.to_der().unwrap()
}
