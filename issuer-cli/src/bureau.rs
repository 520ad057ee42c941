//! The folder of a bureau: `bureau.json` (public), `keys/`, `register.db`.

mod last_backup;
mod longest;
mod person_key;
mod published;
mod scope;
mod signed_place;

pub(crate) use scope::{OutOfScope, Scope};

use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::Console;
use cli_support::files::{self, Access, Lock};
use credential_core::limits::MAX_VALIDITY;
use credential_core::{
    Category, DisplayName, Issuer, IssuerId, IssuerKey, IssuerRequest, KeyId, OrgName, PublicKey,
    Region, Signer, Standing, UnixTime, Validity,
};
use messages::{Failure, failure, text, untrusted::escape_untrusted_path};
use serde::{Deserialize, Serialize};

use crate::authority::check_issuer;
use crate::keys::{self, Key, Passphrase};
use crate::link::Link;
use crate::register::Register;
use crate::{Call, jsonfile, public_key_text};

const FORMAT: u32 = 1;

/// The folder of the bureau, where none is named.
pub(crate) const DEFAULT_FOLDER: &str = "bureau";

pub(crate) struct BureauFolder<'p> {
    path: &'p Path,
}

/// What a bureau states to the authority about itself. Nothing in it is secret.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BureauFile {
    format: u32,
    pub(crate) id: u32,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name_en: Option<String>,
    region: u32,
    kid: String,
    public_key: String,
    /// Which file under `keys/` holds the private key: 1 until it is rotated.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    key_number: u32,
    /// The key that will follow, once the authority has listed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_key: Option<NextKeyFile>,
    /// The keys before the present one, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_keys: Vec<NextKeyFile>,
    /// What stands in front of the digits of its codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<Link>,
    /// What its code is called in public, as the trust list has it; printed on cards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code_name: Option<String>,
    /// How long a code by the present key may be valid, as the trust list says; unknown if it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    longest_days: Option<u16>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NextKeyFile {
    kid: String,
    public_key: String,
    key_number: u32,
}

fn first() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_first(number: &u32) -> bool {
    *number == first()
}

/// A [`BureauFile`] whose values were found in order.
#[derive(Debug)]
pub(crate) struct Bureau {
    pub(crate) file: BureauFile,
    pub(crate) region: Region,
    pub(crate) key: PublicKey,
    /// The key that waits for its listing.
    pub(crate) next_key: Option<PublicKey>,
    /// The keys before, the oldest first: they have signed what they signed.
    pub(crate) former_keys: Vec<PublicKey>,
}

impl<'p> BureauFolder<'p> {
    pub(crate) fn new(path: &'p Path) -> Self {
        Self { path }
    }

    pub(crate) fn bureau_file(&self) -> PathBuf {
        self.path.join("bureau.json")
    }

    /// Where the first private key is written.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.numbered_key_file(first())
    }

    /// Where the private key of this number is; each rotation counts one up.
    pub(crate) fn numbered_key_file(&self, number: u32) -> PathBuf {
        let name = format!("issuer-{number}.pem");
        self.path.join("keys").join(name)
    }

    /// What is carried to the authority to have the first key listed.
    pub(crate) fn request_file(&self) -> PathBuf {
        self.path.join("request.lbr")
    }

    /// The same for a later key.
    pub(crate) fn next_request_file(&self, kid: KeyId) -> PathBuf {
        self.path.join(format!("request-{kid}.lbr"))
    }

    /// Held while the key is rotated.
    pub(crate) fn lock(&self, console: &mut Console<'_>) -> Result<Lock, Failure> {
        let file = self.bureau_file();
        if !file.exists() {
            return Err(no_bureau(self.path));
        }
        files::lock(&self.path.join(".lock"), console)
    }

    /// Sets what stands in front of the digits of its codes from now on.
    ///
    /// # Errors
    /// Those of locking, reading and writing `bureau.json`.
    pub(crate) fn keep_link(
        &self,
        link: Option<Link>,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let _lock = self.lock(console)?;
        let mut bureau = Bureau::read(&self.bureau_file())?;
        bureau.file.link = link;
        bureau.file.write(&self.bureau_file())
    }

    /// Sets what its code is called on cards from now on.
    ///
    /// # Errors
    /// Those of locking, reading and writing `bureau.json`.
    pub(crate) fn keep_code_name(
        &self,
        name: Option<String>,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let _lock = self.lock(console)?;
        let mut bureau = Bureau::read(&self.bureau_file())?;
        bureau.file.code_name = name;
        bureau.file.write(&self.bureau_file())
    }

    pub(crate) fn register_file(&self) -> PathBuf {
        self.path.join("register.db")
    }

    /// The bureau's books: what its terminals have granted.
    pub(crate) fn books_folder(&self) -> PathBuf {
        self.path.join("books")
    }

    /// The bureau's register. If the person key has a passphrase, it recognises nobody until
    /// [`BureauFolder::recognise_people`].
    ///
    /// # Errors
    /// `register-missing` with the way to get one, and those of [`keys::person::read`] and
    /// [`Register::open`].
    pub(crate) fn register(&self) -> Result<Register, Failure> {
        let register = self.register_skipping_rollback_check()?;
        register.check_age()?;
        Ok(register)
    }

    /// The bureau's register also if it is an older copy: to examine it.
    ///
    /// # Errors
    /// As [`BureauFolder::register`], without `register-rolled-back`.
    pub(crate) fn register_skipping_rollback_check(&self) -> Result<Register, Failure> {
        let path = self.register_file();
        if !path.exists() {
            return Err(self.no_register());
        }
        Register::open_skipping_rollback_check(&path, self.held_person_key()?)
    }

    /// Why there is no register, and how to get one.
    pub(crate) fn no_register(&self) -> Failure {
        let path = escape_untrusted_path(&self.register_file());
        if !self.bureau_file().exists() {
            return no_bureau(self.path);
        }
        let remedy = text!(
            "请从备份恢复台账（issuer recover）。不要新建，否则同一个人会有两个编号。";
            "Restore the register from its backup (issuer recover). A new one would give people second numbers.");
        failure!("register-missing";
            "发码单位没有台账（{path}）"; "the bureau has no register ({path})";
            remedy)
    }

    /// The bureau with its private key, which must be the one to the public key.
    pub(crate) fn open(&self, call: &mut Call<'_, '_>) -> Result<(Bureau, Key), Failure> {
        let bureau = Bureau::read(&self.bureau_file())?;
        let (key, passphrase) = self.open_key(bureau.file.key_number, &bureau.key, call)?;
        call.passphrases.note_issuing_key(passphrase);
        self.seal_person_key(&key, call)?;
        Ok((bureau, key))
    }

    /// The bureau with the private key that waits for its listing; `None` if none does.
    pub(crate) fn open_next(
        &self,
        call: &mut Call<'_, '_>,
    ) -> Result<(Bureau, Option<Key>), Failure> {
        let bureau = Bureau::read(&self.bureau_file())?;
        let key = match (&bureau.file.next_key, &bureau.next_key) {
            (Some(file), Some(public)) => Some(self.open_key(file.key_number, public, call)?.0),
            _ => None,
        };
        Ok((bureau, key))
    }

    fn open_key(
        &self,
        number: u32,
        public: &PublicKey,
        call: &mut Call<'_, '_>,
    ) -> Result<(Key, Option<Passphrase>), Failure> {
        let path = keys::where_kept(&self.numbered_key_file(number));
        let (key, passphrase) = Key::open_with_passphrase(&path, call)?;
        if key.public_key() == public {
            return Ok((key, passphrase));
        }
        let (name, held, named) = (
            escape_untrusted_path(&path),
            key.public_key().id(),
            public.id(),
        );
        Err(failure!("key-mismatch";
            "密钥文件 {name} 是密钥 {held}，而 bureau.json 写的是密钥 {named}";
            "{name} holds the key {held}, but bureau.json names the key {named}";
            "请把属于这个单位的密钥文件放回原处。";
            "Put the key file of this bureau back in its place."))
    }
}

impl BureauFile {
    pub(crate) fn new(id: u32, name: OrgName, region: Region, key: &PublicKey) -> Self {
        Self {
            format: FORMAT,
            id,
            name: name.zh,
            name_en: name.en,
            region: region.code(),
            kid: key.id().to_string(),
            public_key: public_key_text::encode(key),
            key_number: first(),
            next_key: None,
            former_keys: Vec::new(),
            link: None,
            code_name: None,
            longest_days: None,
        }
    }

    /// The number of the key that signs now.
    pub(crate) fn key_number(&self) -> u32 {
        self.key_number
    }

    /// Notes the key that is to follow.
    pub(crate) fn announce(&mut self, key: &PublicKey, number: u32) {
        self.next_key = Some(NextKeyFile {
            kid: key.id().to_string(),
            public_key: public_key_text::encode(key),
            key_number: number,
        });
    }

    /// Goes over to the key that was to follow; the number of the one before.
    pub(crate) fn switch(&mut self, longest: Option<Duration>) -> Option<u32> {
        let longest = longest.unwrap_or(MAX_VALIDITY).as_secs() / 86_400;
        let next = self.next_key.take()?;
        let former = NextKeyFile {
            kid: std::mem::replace(&mut self.kid, next.kid),
            public_key: std::mem::replace(&mut self.public_key, next.public_key),
            key_number: std::mem::replace(&mut self.key_number, next.key_number),
        };
        self.longest_days = u16::try_from(longest).ok();
        let number = former.key_number;
        self.former_keys.push(former);
        Some(number)
    }

    /// What it asks of the authority: to list `key`.
    pub(crate) fn request(&self, region: Region, key: &PublicKey, now: UnixTime) -> IssuerRequest {
        IssuerRequest {
            id: IssuerId(self.id),
            name: self.org_name(),
            region,
            key: key.clone(),
            issued: now,
        }
    }

    fn org_name(&self) -> OrgName {
        OrgName {
            zh: self.name.clone(),
            en: self.name_en.clone(),
        }
    }

    /// The bureau as a trust list would have it, with nothing but what it says of itself.
    pub(crate) fn as_issuer(&self, region: Region, key: &PublicKey, now: UnixTime) -> Issuer {
        Issuer {
            id: IssuerId(self.id),
            name: self.org_name(),
            region,
            categories: Category::ALL.into_iter().collect(),
            regions: vec![region],
            standing: Standing::Active,
            keys: vec![IssuerKey {
                key: key.clone(),
                in_force: Validity::new(now, now.plus(Duration::from_secs(1))),
                standing: Standing::Active,
                longest_validity: None,
            }],
            code_name: None,
            status_expectation: None,
            catalogue_expectation: None,
        }
    }

    pub(crate) fn write_new(&self, path: &Path) -> Result<(), Failure> {
        files::write_new(path, &jsonfile::to_bytes(path, self)?, Access::Public)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        jsonfile::write(path, self, Access::Public)
    }
}

impl Bureau {
    /// The keys that have signed for it: the present one, and those before, the newest first.
    pub(crate) fn signing_keys(&self) -> impl Iterator<Item = &PublicKey> {
        std::iter::once(&self.key).chain(self.former_keys.iter().rev())
    }

    /// A request to have `key` listed for this bureau.
    pub(crate) fn request(&self, key: &PublicKey, now: UnixTime) -> IssuerRequest {
        self.file.request(self.region, key, now)
    }

    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Err(no_bureau(path.parent().unwrap_or(path)));
        }
        let file: BureauFile = jsonfile::read(path)?;
        let wrong = |field: &str| {
            jsonfile::invalid(path, text!("{field} 的值不对"; "the value of {field}"))
        };
        if file.format != FORMAT {
            return Err(wrong("format"));
        }
        let region = Region::new(file.region).map_err(|_| wrong("region"))?;
        let public_key = |text: &str, kid: &str| {
            let key = public_key_text::decode(text).ok_or("public_key")?;
            // Read aloud on the telephone when a bureau is added: it must be that of the key.
            if key.id().to_string() == kid {
                Ok(key)
            } else {
                Err("kid")
            }
        };
        let key = public_key(&file.public_key, &file.kid).map_err(wrong)?;
        // Names stand in reports and on cards: by the same rules as where they are first given.
        let epoch = UnixTime::from_secs(0);
        check_issuer(file.as_issuer(region, &key, epoch).into(), epoch)
            .map_err(|why| jsonfile::invalid(path, why))?;
        if let Some(code_name) = &file.code_name {
            DisplayName::new(code_name).map_err(|_| wrong("code_name"))?;
        }
        let next_key = match &file.next_key {
            None => None,
            Some(next) => Some(
                public_key(&next.public_key, &next.kid)
                    .map_err(|field| wrong(&format!("next_key.{field}")))?,
            ),
        };
        let former_keys = file
            .former_keys
            .iter()
            .map(|former| {
                public_key(&former.public_key, &former.kid)
                    .map_err(|field| wrong(&format!("former_keys.{field}")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            file,
            region,
            key,
            next_key,
            former_keys,
        })
    }
}

/// Another folder was meant.
pub(crate) fn no_bureau(folder: &Path) -> Failure {
    let folder = escape_untrusted_path(folder);
    failure!("no-bureau"; "文件夹 {folder} 里没有发码单位"; "there is no bureau in {folder}";
        "请用 --bureau 写 issuer bureau create 建立的文件夹；不写时就是当前文件夹里的 bureau。";
        "Name the folder that issuer bureau create has made with --bureau; without it, it is the folder bureau in the current one.")
}
