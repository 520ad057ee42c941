//! Where a key lies in a token: a PKCS #11 URI (RFC 7512), as a bureau's folder keeps it.

use std::fmt::{self, Write};
use std::path::PathBuf;

use messages::{Failure, failure, untrusted::escape_untrusted};

/// What a `pkcs11:` URI says of token, key and module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenUri {
    pub(crate) token: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) object: Option<String>,
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) module: PathBuf,
}

pub(crate) const SCHEME: &str = "pkcs11:";

/// Longer than any that a person would write.
const MAX_BYTES: usize = 2048;

impl TokenUri {
    /// Reads `pkcs11:token=…;object=…;id=%01?module-path=/…`.
    ///
    /// # Errors
    /// `token-uri-invalid`, naming the part; also for a PIN in it, which stands in no file.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let rest = text
            .strip_prefix(SCHEME)
            .filter(|_| text.len() <= MAX_BYTES)
            .ok_or_else(|| invalid("pkcs11:"))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut uri = Self::default();
        for (name, value) in parts(path, ';').chain(parts(query, '&')) {
            let taken = match name {
                "token" => set(&mut uri.token, utf8(value)),
                "serial" => set(&mut uri.serial, utf8(value)),
                "object" => set(&mut uri.object, utf8(value)),
                "id" => set(&mut uri.id, percent_decoded(value)),
                "type" => value == "private",
                "module-path" if uri.module.as_os_str().is_empty() => {
                    uri.module = utf8(value).unwrap_or_default().into();
                    uri.module.is_absolute()
                }
                "pin-value" | "pin-source" => return Err(pin_in_uri()),
                _ => false,
            };
            if !taken {
                return Err(invalid(name));
            }
        }
        if uri.module.as_os_str().is_empty() {
            return Err(invalid("module-path"));
        }
        if uri.token.is_none() && uri.serial.is_none() {
            return Err(invalid("token"));
        }
        Ok(uri)
    }
}

/// The URI in one way of writing, whichever way it was read.
impl fmt::Display for TokenUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCHEME)?;
        let id = self.id.as_ref().map(|id| {
            id.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "%{byte:02X}");
                text
            })
        });
        let encoded = |text: &Option<String>| text.as_deref().map(percent_encoded);
        let named = [
            ("token", encoded(&self.token)),
            ("serial", encoded(&self.serial)),
            ("object", encoded(&self.object)),
            ("id", id),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        for (at, (name, value)) in named.enumerate() {
            let separator = if at == 0 { "" } else { ";" };
            write!(f, "{separator}{name}={value}")?;
        }
        let module = self.module.to_string_lossy();
        write!(f, "?module-path={}", percent_encoded(&module))
    }
}

fn parts(text: &str, separator: char) -> impl Iterator<Item = (&str, &str)> {
    text.split(separator)
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// Whether there was a value, and none before.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let first = place.is_none() && value.is_some();
    *place = value;
    first
}

fn utf8(value: &str) -> Option<String> {
    String::from_utf8(percent_decoded(value)?)
        .ok()
        .filter(|text| !text.chars().any(char::is_control))
}

fn percent_decoded(value: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            _ => byte,
        });
    }
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/ :@".contains(&byte) && byte != b' ' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn invalid(part: &str) -> Failure {
    let part = escape_untrusted(part);
    failure!("token-uri-invalid";
        "PKCS#11 地址不对：{part}"; "the PKCS#11 URI is not in order: {part}";
        "写法：pkcs11:token=令牌名;object=密钥名?module-path=/模块的完整路径.so。用 issuer key list-token 可以列出。";
        "Write pkcs11:token=LABEL;object=LABEL?module-path=/full/path/to/module.so; issuer key list-token lists what \
         there is.")
}

fn pin_in_uri() -> Failure {
    failure!("token-uri-invalid";
        "PKCS#11 地址中不能写 PIN"; "a PIN does not belong into a PKCS#11 URI";
        "请删去，并尽快更换 PIN。使用时会询问 PIN，或用 --passphrase-file 给出。";
        "Take it out, and change the PIN soon. It is asked for when it is needed, or given with --passphrase-file.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_what_the_standard_says() {
        for (text, canonical) in [
            (
                "pkcs11:token=Bureau;object=issuer-1?module-path=/usr/lib/p11.so",
                "pkcs11:token=Bureau;object=issuer-1?module-path=/usr/lib/p11.so",
            ),
            (
                "pkcs11:object=a%3Bb;token=%e5%86%9b;type=private;id=%00%ff?module-path=/lib/a b.so",
                "pkcs11:token=%E5%86%9B;object=a%3Bb;id=%00%FF?module-path=/lib/a%20b.so",
            ),
            (
                "pkcs11:serial=00ff?module-path=/x",
                "pkcs11:serial=00ff?module-path=/x",
            ),
        ] {
            let uri = TokenUri::parse(text).unwrap();
            assert_eq!(uri.to_string(), canonical);
            assert_eq!(TokenUri::parse(canonical).unwrap(), uri);
        }
    }

    #[test]
    fn refuses_what_is_ambiguous_or_not_understood() {
        for text in [
            "",
            "pkcs11:",
            "http://example.org",
            "pkcs11:token=a",
            "pkcs11:?module-path=/x",
            "pkcs11:object=a?module-path=/x",
            "pkcs11:token=a;token=b?module-path=/x",
            "pkcs11:token=?module-path=/x",
            "pkcs11:token=%4?module-path=/x",
            "pkcs11:token=%zz?module-path=/x",
            "pkcs11:token=%ff?module-path=/x",
            "pkcs11:token=a%0a?module-path=/x",
            "pkcs11:token=a;colour=red?module-path=/x",
            "pkcs11:token=a?module-path=x.so",
            "pkcs11:token=a?module-path=/x&module-path=/y",
            "pkcs11:token=a;type=public?module-path=/x",
        ] {
            assert_eq!(
                TokenUri::parse(text).unwrap_err().code,
                "token-uri-invalid",
                "{text}"
            );
        }
    }

    #[test]
    fn a_pin_in_it_is_refused_and_not_repeated() {
        for text in [
            "pkcs11:token=a?module-path=/x&pin-value=918273",
            "pkcs11:token=a?pin-source=file:/918273&module-path=/x",
        ] {
            let failure = TokenUri::parse(text).unwrap_err();
            assert!(!format!("{failure:?}").contains("918273"));
            assert!(format!("{failure:?}").contains("PIN"));
        }
    }
}
