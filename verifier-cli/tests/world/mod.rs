//! What the tests of the program itself judge with.

#![allow(dead_code, unreachable_pub, reason = "each test uses what it needs")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use code_writer::{Level, Options, Symbol};
use credential_core::{
    Category, CategorySet, Claims, DisplayName, HolderNumber, Issuer, IssuerId, IssuerKey, OrgName,
    Pending, Region, RootSetClaims, RootSigned, Signer as _, SigningKey, Standing, StatusIndex,
    TextForm, TrustListClaims, UnixTime, Validity, issue,
};
use tempfile::TempDir;

const ISSUED: u64 = 1_800_000_000;
pub const NOW: &str = "2027-06-01T12:00";

/// Machines that run tests have other work too.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a root set, a trust list and a code.
pub struct World {
    folder: TempDir,
    pub code: String,
}

impl World {
    pub fn new() -> Self {
        let from = UnixTime::from_secs(ISSUED);
        let validity = Validity::new(from, from.plus(Duration::from_secs(365 * 86_400)));
        let key = |number: u8| SigningKey::from_seed(&[number; 32]);
        let name = |zh: &str| OrgName {
            zh: zh.into(),
            en: None,
        };
        let region = Region::new(421_200).unwrap();
        let categories = CategorySet::EMPTY.with(Category::Veteran);
        let roots = RootSetClaims {
            version: 1,
            issued: from,
            name: name("湖北省退役军人事务厅"),
            threshold: 1,
            keys: vec![key(1).public_key().clone()],
        };
        let list = TrustListClaims {
            version: 1,
            root_version: 1,
            validity,
            issuers: vec![Arc::new(Issuer {
                id: IssuerId(42_120_010),
                name: name("咸宁市退役军人事务局"),
                region,
                categories,
                regions: vec![region],
                standing: Standing::Active,
                keys: vec![IssuerKey {
                    key: key(10).public_key().clone(),
                    in_force: validity,
                    standing: Standing::Active,
                    longest_validity: None,
                }],
                code_name: None,
                status_expectation: None,
                catalogue_expectation: None,
            })],
        };
        let holder = DisplayName::masked("王建明").unwrap();
        let claims = Claims::new(
            holder,
            categories,
            HolderNumber(17),
            StatusIndex(40_321),
            validity,
        )
        .unwrap();
        let code = issue(&claims, &key(10)).unwrap().to_text(TextForm::Digits);
        let folder = tempfile::tempdir().unwrap();
        let put =
            |path: &str, bytes: &[u8]| std::fs::write(folder.path().join(path), bytes).unwrap();
        put("root-set.cbor", &signed(roots, &key(1)));
        put("trust-list.cbor", &signed(list, &key(1)));
        Self { folder, code }
    }

    /// With pictures of the code, as a camera would give them.
    pub fn with_frames() -> Self {
        let world = Self::new();
        std::fs::create_dir(world.path("frames")).unwrap();
        let picture = Symbol::new(&world.code, Level::M).unwrap();
        let png = picture.to_png(&Options::default()).unwrap();
        for number in 0..60 {
            std::fs::write(world.path(&format!("frames/{number:02}.png")), &png).unwrap();
        }
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn signed<T: RootSigned>(claims: T, key: &SigningKey) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).unwrap();
    pending.sign(key).unwrap();
    pending.to_bytes().unwrap()
}
