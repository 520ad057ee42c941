// Also included by the tutorial of the crate, where a file cannot have docs of its own.

use credential_core::*;

/// An authority with one root key and one bureau, which has issued one credential.
pub(crate) struct Authority {
    root: SigningKey,
    bureau: SigningKey,
    start: UnixTime,
}

const ISSUER: IssuerId = IssuerId(42_120_001);
const STATUS_INDEX: StatusIndex = StatusIndex(7);

impl Authority {
    /// An authority that began its work at `start`.
    pub(crate) fn new(start: UnixTime) -> Self {
        Self {
            root: SigningKey::from_seed(&[1; 32]),
            bureau: SigningKey::from_seed(&[2; 32]),
            start,
        }
    }

    pub(crate) fn root_set(&self) -> Vec<u8> {
        let mut pending = Pending::prepare(RootSetClaims {
            version: 1,
            issued: self.start,
            name: name("湖北省退役军人事务厅"),
            threshold: 1,
            keys: vec![self.root.public_key().clone()],
        })
        .unwrap();
        pending.sign(&self.root).unwrap();
        pending.to_bytes().unwrap()
    }

    /// The credential as a scanner reads it.
    pub(crate) fn credential(&self) -> String {
        let credential = issue(&self.claims(), &self.bureau).unwrap();
        credential.to_text(TextForm::Digits)
    }

    /// The credential of the same holder, bound to a phone's key.
    #[allow(dead_code, reason = "not every test has a phone")]
    pub(crate) fn bound_to(&self, key: &PublicKey) -> ParsedCredential {
        let mut claims = self.claims();
        claims.holder_key = Some(HolderKey::try_from(key).unwrap());
        let credential = issue(&claims, &self.bureau).unwrap();
        ParsedCredential::from_bytes(credential.as_bytes()).unwrap()
    }

    fn claims(&self) -> Claims {
        Claims::new(
            DisplayName::masked("王建明").unwrap(),
            CategorySet::EMPTY.with(Category::Veteran),
            HolderNumber(17),
            STATUS_INDEX,
            self.validity(0),
        )
        .unwrap()
    }

    /// The update file of hour `hour`, in which the credential has this status.
    pub(crate) fn update(&self, hour: u64, status: Status) -> Vec<u8> {
        let mut statuses = StatusArray::all_valid(64).unwrap();
        statuses.set(STATUS_INDEX, status).unwrap();
        let claims = StatusListClaims {
            issuer: ISSUER,
            validity: self.validity(hour),
            ttl: None,
            statuses,
        };
        let mut update = Update::default();
        update.trust_list = Some(self.trust_list(hour));
        update.status_lists = vec![StatusList::issue(&claims, &self.bureau).unwrap()];
        update.encode()
    }

    fn trust_list(&self, hour: u64) -> Vec<u8> {
        let region = Region::new(421_200).unwrap();
        let mut pending = Pending::prepare(TrustListClaims {
            version: hour + 1,
            root_version: 1,
            validity: self.validity(hour),
            issuers: vec![
                Issuer {
                    id: ISSUER,
                    name: name("咸宁市退役军人事务局"),
                    region,
                    categories: CategorySet::EMPTY.with(Category::Veteran),
                    regions: vec![region],
                    standing: Standing::Active,
                    keys: vec![IssuerKey {
                        key: self.bureau.public_key().clone(),
                        in_force: self.validity(0),
                        standing: Standing::Active,
                        longest_validity: None,
                    }],
                    code_name: None,
                    status_expectation: None,
                    catalogue_expectation: None,
                }
                .into(),
            ],
        })
        .unwrap();
        pending.sign(&self.root).unwrap();
        pending.to_bytes().unwrap()
    }

    /// A year from that hour on.
    fn validity(&self, hour: u64) -> Validity {
        let from = self.start.as_secs() + hour * 3_600;
        Validity::new(
            UnixTime::from_secs(from),
            UnixTime::from_secs(from + 365 * 86_400),
        )
    }
}

fn name(zh: &str) -> OrgName {
    OrgName {
        zh: zh.into(),
        en: None,
    }
}
