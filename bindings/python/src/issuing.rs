//! Issuing: a key, and a code that it signs.

use credential_core::{
    Category, CategorySet, Claims, DisplayName, HolderNumber, Region, Signer as _, StatusIndex,
    TextForm, UnixTime, Validity,
};
use ed25519::pkcs8::KeypairBytes;
use messages::{Failure, failure};
use pkcs8::DecodePrivateKey as _;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use zeroize::Zeroizing;

use crate::failure::{of_core, raised};

/// A private key of Ed25519. It is never printed, and cannot be pickled.
#[pyclass(frozen, module = "laobingma")]
pub(crate) struct SigningKey(credential_core::SigningKey);

#[pymethods]
impl SigningKey {
    /// A new key, of random bytes of the system.
    #[staticmethod]
    fn generate(py: Python<'_>) -> PyResult<Self> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|error| {
            let failure = terminal::benefits::not_made(error.to_string());
            raised(py, &failure)
        })?;
        Ok(Self(credential_core::SigningKey::from_seed(&seed)))
    }

    /// The key of this seed of 32 bytes.
    #[staticmethod]
    fn from_seed(py: Python<'_>, seed: &[u8]) -> PyResult<Self> {
        let seed: &[u8; 32] = seed.try_into().map_err(|_| raised(py, &no_key()))?;
        Ok(Self(credential_core::SigningKey::from_seed(seed)))
    }

    /// The key in an unencrypted PKCS #8 file (PEM).
    #[staticmethod]
    fn from_pem(py: Python<'_>, pem: &str) -> PyResult<Self> {
        let pair = KeypairBytes::from_pkcs8_pem(pem).map_err(|_| raised(py, &no_key()))?;
        let seed = Zeroizing::new(pair.secret_key);
        Ok(Self(credential_core::SigningKey::from_seed(&seed)))
    }

    /// The public key, as a COSE key.
    fn public_key<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.public_key().encode())
    }

    /// The thumbprint of the public key, in hexadecimal.
    #[getter]
    fn thumbprint(&self) -> String {
        messages::words::thumbprint(self.0.public_key())
    }

    fn __repr__(&self) -> String {
        format!("<SigningKey {}>", self.0.public_key().id())
    }
}

/// Issues a code: the text that a QR code has. `name` is masked unless `masked` is false; times are seconds since
/// 1970; `form` is `digits` or `base45`.
#[pyfunction]
#[pyo3(signature = (key, name, categories, holder, status_index, issued, expires, *, masked = true, home_region = None, disability_grade = None, honour_class = None, form = "digits"))]
#[allow(clippy::too_many_arguments, reason = "they have names in Python")]
pub(crate) fn issue(
    py: Python<'_>,
    key: &SigningKey,
    name: &str,
    categories: Vec<String>,
    holder: u32,
    status_index: u32,
    issued: u64,
    expires: u64,
    masked: bool,
    home_region: Option<u32>,
    disability_grade: Option<u8>,
    honour_class: Option<u8>,
    form: &str,
) -> PyResult<String> {
    let form = match form {
        "digits" => TextForm::Digits,
        "base45" => TextForm::Base45,
        other => return Err(raised(py, &not_known(other))),
    };
    let mut set = CategorySet::EMPTY;
    for code in &categories {
        let known = Category::ALL.into_iter().find(|one| one.code() == code);
        set = set.with(known.ok_or_else(|| raised(py, &not_known(code)))?);
    }
    let validity = Validity::new(UnixTime::from_secs(issued), UnixTime::from_secs(expires));
    let make = || -> credential_core::Result<Claims> {
        let name = match masked {
            true => DisplayName::masked(name)?,
            false => DisplayName::new(name)?,
        };
        let (number, index) = (HolderNumber(holder), StatusIndex(status_index));
        let mut claims = Claims::new(name, set, number, index, validity)?;
        claims.home_region = home_region.map(Region::new).transpose()?;
        claims.disability_grade = disability_grade;
        claims.honour_class = honour_class;
        Ok(claims)
    };
    let claims = make().map_err(|error| of_core(py, &error))?;
    match credential_core::issue(&claims, &key.0) {
        Ok(credential) => Ok(credential.to_text(form)),
        Err(credential_core::SignError::Invalid(error)) => Err(of_core(py, &error)),
        Err(_) => Err(raised(py, &no_key())),
    }
}

fn not_known(what: &str) -> Failure {
    let what = messages::untrusted::escape_untrusted(what);
    failure!("usage"; "不认识 {what}"; "{what} is not known";
        "请对照文档更正。"; "Correct it by the documentation.")
}

fn no_key() -> Failure {
    failure!("key-invalid"; "这不是可用的私钥"; "this is no private key that can be used";
        "请给出 32 字节的种子，或没有加密的 PKCS #8 文件。";
        "Give a seed of 32 bytes, or a PKCS #8 file without a passphrase.")
}
