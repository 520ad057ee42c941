//! Bytes under a passphrase: `EncryptedPrivateKeyInfo` (RFC 5958 §3) with PBES2 (RFC 8018 §6.2).

use messages::{Failure, failure};
use pkcs8::der::asn1::OctetString;
use pkcs8::der::{Decode, Encode, ErrorKind};
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::{
    EncryptionScheme as Cipher, Kdf, Parameters, Pbkdf2Params, Pbkdf2Prf, Salt, ScryptParams,
};
use pkcs8::{EncryptedPrivateKeyInfoOwned, EncryptedPrivateKeyInfoRef};
use zeroize::Zeroizing;

use super::passphrase::Passphrase;
use crate::random;

/// What a guess costs. OpenSSL reads no scrypt of more than 32 MiB, and `N` = 2^14 is the largest
/// power below; `p` makes it slow (RFC 7914 §2): twice what OWASP asks for, some tenths of a second.
const COST: ScryptCost = ScryptCost {
    n: 1 << 14,
    r: 8,
    p: 10,
};

/// What a file may make us spend: no honest one takes as much.
const MAX_SCRYPT_BYTES: u64 = 256 << 20;
const MAX_SCRYPT_STEPS: u64 = 1 << 25;
const MAX_PBKDF2_ITERATIONS: u32 = 10_000_000;

/// Below it a graphics card tries too many passphrases a second.
const SOUND_SCRYPT_STEPS: u64 = 1 << 17;
const SOUND_PBKDF2_ITERATIONS: u32 = 300_000;

struct ScryptCost {
    n: u64,
    r: u16,
    p: u16,
}

/// Why bytes under a passphrase were not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SealFault {
    /// Not an `EncryptedPrivateKeyInfo`.
    Malformed,
    /// Encrypted in a way that is out of date or unknown.
    Unsupported,
    /// It asks for more time or memory than any honest file.
    TooCostly,
    /// The passphrase does not open it. Damage in the encrypted part looks the same.
    WrongPassphrase,
}

/// Whether it takes long enough to try a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    Sound,
    /// Written by another program with a cost of former times.
    Weak,
}

/// Encrypts with AES-256-CBC under a key from scrypt; the result is DER.
///
/// # Errors
/// A [`Failure`] if the system has no random numbers.
pub(super) fn seal(secret: &[u8], passphrase: &Passphrase) -> Result<Vec<u8>, Failure> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random::fill(&mut salt)?;
    random::fill(&mut iv)?;
    seal_with(&COST, &salt, iv, secret, passphrase).ok_or_else(not_sealed)
}

fn seal_with(
    cost: &ScryptCost,
    salt: &[u8; 16],
    iv: [u8; 16],
    secret: &[u8],
    passphrase: &Passphrase,
) -> Option<Vec<u8>> {
    let parameters = Parameters {
        kdf: Kdf::Scrypt(ScryptParams {
            salt: Salt::new(salt).ok()?,
            cost_parameter: cost.n,
            block_size: cost.r,
            parallelization: cost.p,
            key_length: None,
        }),
        encryption: Cipher::Aes256Cbc { iv },
    };
    let encrypted = parameters.encrypt(passphrase.as_bytes(), secret).ok()?;
    let info = EncryptedPrivateKeyInfoOwned {
        encryption_algorithm: parameters.into(),
        encrypted_data: OctetString::new(encrypted).ok()?,
    };
    info.to_der().ok()
}

/// Decrypts what [`seal`] or another program encrypted, if the cost is bearable.
pub(super) fn open(der: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, SealFault> {
    let info = parse(der)?;
    info.encryption_algorithm
        .decrypt(passphrase.as_bytes(), info.encrypted_data.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| SealFault::WrongPassphrase)
}

/// How well the bytes are protected; a fault if they cannot be opened with whatever passphrase.
///
/// Looked at before anybody is asked for a passphrase.
pub(super) fn strength(der: &[u8]) -> Result<Strength, SealFault> {
    let info = parse(der)?;
    let sound = match &info.encryption_algorithm {
        EncryptionScheme::Pbes2(parameters) => match &parameters.kdf {
            Kdf::Pbkdf2(kdf) => kdf.iteration_count >= SOUND_PBKDF2_ITERATIONS,
            Kdf::Scrypt(kdf) => steps(kdf) >= SOUND_SCRYPT_STEPS,
            _ => false,
        },
        _ => false,
    };
    Ok(if sound {
        Strength::Sound
    } else {
        Strength::Weak
    })
}

fn parse(der: &[u8]) -> Result<EncryptedPrivateKeyInfoRef<'_>, SealFault> {
    let info = EncryptedPrivateKeyInfoRef::from_der(der).map_err(|error| match error.kind() {
        ErrorKind::OidUnknown { .. } => SealFault::Unsupported,
        _ => SealFault::Malformed,
    })?;
    let EncryptionScheme::Pbes2(parameters) = &info.encryption_algorithm else {
        return Err(SealFault::Unsupported);
    };
    if !matches!(
        parameters.encryption,
        Cipher::Aes128Cbc { .. } | Cipher::Aes192Cbc { .. } | Cipher::Aes256Cbc { .. }
    ) {
        return Err(SealFault::Unsupported);
    }
    match &parameters.kdf {
        Kdf::Pbkdf2(kdf) => check_pbkdf2(kdf)?,
        Kdf::Scrypt(kdf) => check_scrypt(kdf)?,
        _ => return Err(SealFault::Unsupported),
    }
    Ok(info)
}

fn check_pbkdf2(kdf: &Pbkdf2Params) -> Result<(), SealFault> {
    match kdf.prf {
        Pbkdf2Prf::HmacWithSha1 => Err(SealFault::Unsupported),
        _ if kdf.iteration_count == 0 => Err(SealFault::Malformed),
        _ if kdf.iteration_count > MAX_PBKDF2_ITERATIONS => Err(SealFault::TooCostly),
        _ => Ok(()),
    }
}

fn check_scrypt(kdf: &ScryptParams) -> Result<(), SealFault> {
    // The library takes these for granted.
    if kdf.cost_parameter < 2
        || !kdf.cost_parameter.is_power_of_two()
        || kdf.block_size == 0
        || kdf.parallelization == 0
    {
        return Err(SealFault::Malformed);
    }
    let (r, p) = (u64::from(kdf.block_size), u64::from(kdf.parallelization));
    let bytes = kdf.cost_parameter.saturating_add(p).saturating_mul(128 * r);
    if bytes > MAX_SCRYPT_BYTES || steps(kdf) > MAX_SCRYPT_STEPS {
        return Err(SealFault::TooCostly);
    }
    Ok(())
}

fn steps(kdf: &ScryptParams) -> u64 {
    kdf.cost_parameter
        .saturating_mul(u64::from(kdf.block_size))
        .saturating_mul(u64::from(kdf.parallelization))
}

fn not_sealed() -> Failure {
    failure!("key-not-encrypted"; "密钥无法加密"; "the key could not be encrypted";
        "什么也没有写入。请检查内存是否够用，再试一次。";
        "Nothing was written. Make sure that there is memory to spare, and try again.")
}

#[cfg(test)]
mod tests;
