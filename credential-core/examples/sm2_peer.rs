//! Issues credentials with SM2 keys, and reads those of others: what `test-vectors/independent/sm2.py`
//! compares with OpenSSL.
//!
//! `sm2_peer issue COUNT` prints, a line each, the public key (SEC 1, compressed) and a credential.
//! `sm2_peer verify` reads such lines and answers each with `ok` and the name, or the error's code.

use std::error::Error;
use std::io::{BufRead as _, Write as _};

use credential_core::*;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = std::io::stdout().lock();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["issue", count] => {
            for number in 1..=count.parse()? {
                writeln!(out, "{}", issued(number)?)?;
            }
        }
        ["verify"] => {
            for line in std::io::stdin().lock().lines() {
                writeln!(out, "{}", verified(&line?)?)?;
            }
        }
        _ => return Err("sm2_peer issue COUNT | verify".into()),
    }
    Ok(())
}

fn issued(number: u32) -> Result<String, Box<dyn Error>> {
    // For the comparison only: a real key comes from the randomness of the system.
    let mut secret = [0x5a; 32];
    for (to, from) in secret.iter_mut().zip(number.to_be_bytes()) {
        *to = from;
    }
    let key = Sm2SigningKey::from_secret_bytes(&secret)?;
    let issued = UnixTime::from_secs(1_800_000_000);
    let claims = Claims::new(
        DisplayName::masked("王建明")?,
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(number),
        StatusIndex(number),
        Validity::new(issued, issued.plus(std::time::Duration::from_secs(86_400))),
    )?;
    let credential = issue(&claims, &key)?;
    Ok(format!(
        "{} {}",
        hex(&key.public_key().to_bytes()),
        hex(credential.as_bytes())
    ))
}

fn verified(line: &str) -> Result<String, Box<dyn Error>> {
    let (key, credential) = line.split_once(' ').ok_or("a key and a credential")?;
    let key = PublicKey::from_bytes(Algorithm::Sm2, &bytes(key)?)?;
    let claims =
        ParsedCredential::from_bytes(&bytes(credential)?).and_then(|code| code.verify_own(&key));
    Ok(match claims {
        Ok(claims) => format!("ok {}", claims.name),
        Err(error) => error.code().into(),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| Ok(u8::from_str_radix(core::str::from_utf8(pair)?, 16)?))
        .collect()
}
