//! Putting a vector together: what is scanned, where and when, and the verdict, stated by hand.

use test_vectors::{
    CredentialVector, ListPolicy, LoadOutcome, Policy, Reason, RootSetVector, TrustListVector,
    Verdict, from_hex, to_hex,
};

use crate::build::cose::{Sign1, challenge_aad};
use crate::build::written;
use crate::person::Person;
use crate::times::NOW;

/// A vector without its verdict.
pub(crate) struct Draft(CredentialVector);

/// Begins a vector: trust list `main`, clock at [`NOW`], policy of a gate.
pub(crate) fn vector(id: &str, comment: &str) -> Draft {
    Draft(CredentialVector {
        id: id.into(),
        comment: comment.into(),
        flags: Vec::new(),
        text: String::new(),
        bytes: None,
        payload: None,
        sig_structure: None,
        trust_list: "main".into(),
        now: NOW,
        challenges: Vec::new(),
        policy: gate(),
        expected: Verdict {
            verdict: String::new(),
            stage: None,
            code: String::new(),
            detail: None,
            cautions: Vec::new(),
            advice: String::new(),
            issuer: None,
            claims: None,
        },
        without_sm2: None,
    })
}

impl Draft {
    /// A COSE_Sign1 in the digits form.
    pub(crate) fn object(mut self, message: &Sign1) -> Self {
        self.0.payload = Some(to_hex(&message.payload));
        self.0.sig_structure = Some(to_hex(&message.to_be_signed()));
        self.bytes(&message.to_bytes())
    }

    /// Any bytes in the digits form; too few for that form in Base45.
    pub(crate) fn bytes(mut self, object: &[u8]) -> Self {
        self.0.text = written::digits(object);
        if self.0.text.len() < written::LEAST_DIGITS {
            self.0.text = written::base45(object);
        }
        self.0.bytes = Some(to_hex(object));
        self
    }

    /// A presentation, as a terminal reads it that shows the challenges of the vector.
    pub(crate) fn presented(mut self, message: &Sign1) -> Self {
        let aad = self.0.challenges.first().and_then(|shown| from_hex(shown));
        let aad = aad.map_or(Vec::new(), |shown| challenge_aad(&shown));
        self.0.payload = Some(to_hex(&message.payload));
        self.0.sig_structure = Some(to_hex(&message.to_be_signed_with(&aad)));
        self.presented_bytes(&message.to_bytes())
    }

    /// Any bytes with the mark of a presentation.
    pub(crate) fn presented_bytes(mut self, object: &[u8]) -> Self {
        self.0.text = written::marked(86, &written::number(object));
        self.0.bytes = Some(to_hex(object));
        self
    }

    /// The terminal shows these. Comes before the code that is shown to it.
    pub(crate) fn challenges(mut self, shown: &[[u8; 16]]) -> Self {
        self.0.challenges = shown.iter().map(|bytes| to_hex(bytes)).collect();
        self
    }

    /// The text as it is scanned, in place of the plain digits form.
    pub(crate) fn scanned(mut self, text: &str) -> Self {
        self.0.text = text.into();
        self
    }

    pub(crate) fn flags(mut self, flags: &[&str]) -> Self {
        self.0.flags = flags.iter().map(|flag| String::from(*flag)).collect();
        self
    }

    pub(crate) fn at(mut self, now: u64) -> Self {
        self.0.now = now;
        self
    }

    pub(crate) fn policy(mut self, policy: Policy) -> Self {
        self.0.policy = policy;
        self
    }

    pub(crate) fn trusting(mut self, trust_list: &str) -> Self {
        self.0.trust_list = trust_list.into();
        self
    }

    pub(crate) fn accept(mut self, person: &Person, issuer: u32) -> CredentialVector {
        self = self.says(person, issuer);
        self.0.flags.insert(0, "valid".into());
        self.verdict("accept", None, "accepted", None, "give-benefit")
    }

    /// Passed, with cautions in their order.
    pub(crate) fn check(
        mut self,
        cautions: &[&str],
        person: &Person,
        issuer: u32,
    ) -> CredentialVector {
        self = self.says(person, issuer);
        self.0.flags.insert(0, "valid".into());
        self.0.expected.cautions = cautions.iter().map(|code| String::from(*code)).collect();
        let (stage, code, advice) = match cautions.first() {
            Some(&"clock-wrong") => ("time", "clock-wrong", "set-clock"),
            Some(&"credential-dated-ahead") => ("time", "credential-dated-ahead", "ask-bureau"),
            Some(&"key-compromised") => ("scope", "key-compromised", "update-terminal"),
            Some(&"category-unknown") => ("entitlement", "category-unknown", "update-terminal"),
            Some(&"trust-list-stale") => ("time", "trust-list-stale", "update-terminal"),
            Some(code @ (&"status-list-stale" | &"status-missing")) => {
                ("status", *code, "update-terminal")
            }
            Some(&"repeat-unchecked") => ("admission", "repeat-unchecked", "compare-person"),
            _ => ("holder", "bearer", "compare-person"),
        };
        self.verdict("check", Some(stage), code, None, advice)
    }

    /// Refused before anything could be believed.
    pub(crate) fn refuse(self, stage: &str, code: &str, detail: Option<&str>) -> CredentialVector {
        self.verdict("refuse", Some(stage), code, detail, advice(code))
    }

    /// Refused although signature and claims are in order.
    pub(crate) fn refuse_known(
        self,
        stage: &str,
        code: &str,
        person: &Person,
        issuer: u32,
    ) -> CredentialVector {
        self.says(person, issuer).refuse(stage, code, None)
    }

    fn says(mut self, person: &Person, issuer: u32) -> Self {
        self.0.expected.claims = Some(person.claims());
        self.0.expected.issuer = Some(issuer);
        self
    }

    fn verdict(
        mut self,
        verdict: &str,
        stage: Option<&str>,
        code: &str,
        detail: Option<&str>,
        advice: &str,
    ) -> CredentialVector {
        let expected = &mut self.0.expected;
        expected.verdict = verdict.into();
        expected.stage = stage.map(String::from);
        expected.code = code.into();
        expected.detail = detail.map(String::from);
        expected.advice = advice.into();
        self.0
    }
}

/// What the operator should do about a refusal: the last column of the table of reason codes.
fn advice(code: &str) -> &'static str {
    match code {
        "empty" | "unreadable" => "scan-again",
        "too-long" | "not-ours" | "malformed" | "object-unsupported" => "show-other-code",
        "header-unexpected"
        | "algorithm-unsupported"
        | "issuer-unknown"
        | "trust-list-expired"
        | "status-list-expired"
        | "status-missing"
        | "text-unsupported"
        | "content-unsupported"
        | "key-compromised"
        | "trust-list-missing"
        | "category-unknown" => "update-terminal",
        "signature-invalid" | "not-vouched" => "report",
        "not-entitled" => "no-benefit",
        "proof-missing" | "proof-invalid" | "proof-stale" | "proof-replayed" | "bearer-refused" => {
            "open-on-phone"
        }
        "proof-from-future" => "set-phone-clock",
        "passed-recently" => "wait",
        _ => "ask-bureau",
    }
}

/// Nobody is there to look; the trust list counts to its end.
pub(crate) fn gate() -> Policy {
    Policy {
        bearer: "accept".into(),
        holder_proof: "required".into(),
        trust_list_check_after: None,
        clock_leeway: 600,
        unknown_category: "refuse".into(),
        compromised_key: "refuse".into(),
        served: None,
        served_from: Vec::new(),
        proofs: None,
        lists: None,
    }
}

/// A gate whose terminal holds status lists.
pub(crate) fn gate_with_lists() -> Policy {
    Policy {
        lists: Some(ListPolicy {
            trust_list_refuse_after: None,
            status_list_check_after: None,
            status_list_refuse_after: None,
            missing_status: "accept".into(),
        }),
        ..gate()
    }
}

/// A shop whose terminal holds status lists.
pub(crate) fn shop_with_lists() -> Policy {
    Policy {
        lists: Some(ListPolicy {
            trust_list_refuse_after: None,
            status_list_check_after: Some(60 * 86_400),
            status_list_refuse_after: None,
            missing_status: "check".into(),
        }),
        ..shop()
    }
}

/// Somebody is there to compare; a list older than 180 days asks for a look.
pub(crate) fn shop() -> Policy {
    Policy {
        bearer: "check".into(),
        trust_list_check_after: Some(180 * 86_400),
        unknown_category: "check".into(),
        compromised_key: "check".into(),
        ..gate()
    }
}

/// Taken, with this version; so many distinct keys of the root set at hand have signed.
pub(crate) fn taken(version: u64, signers: usize) -> LoadOutcome {
    LoadOutcome {
        result: "ok".into(),
        stage: None,
        code: None,
        detail: None,
        version: Some(version),
        signers: Some(signers),
    }
}

/// Not taken.
pub(crate) fn refused(stage: &str, code: &str, detail: Option<&str>) -> LoadOutcome {
    LoadOutcome {
        result: "refuse".into(),
        stage: Some(stage.into()),
        code: Some(code.into()),
        detail: detail.map(String::from),
        version: None,
        signers: None,
    }
}

/// Not taken because only so many distinct keys of the root set at hand have signed.
pub(crate) fn too_few(signers: usize) -> LoadOutcome {
    LoadOutcome {
        signers: Some(signers),
        ..refused("signature", "threshold-not-met", None)
    }
}

/// Why something is refused.
pub(crate) fn reason(stage: &str, code: &str, detail: Option<&str>) -> Reason {
    Reason {
        stage: stage.into(),
        code: code.into(),
        detail: detail.map(String::from),
    }
}

/// A root set to start from, or to go on to from the one named `held`.
pub(crate) fn root_set(
    id: &str,
    comment: &str,
    flags: &[&str],
    held: Option<&str>,
    object: &[u8],
    expected: LoadOutcome,
) -> RootSetVector {
    RootSetVector {
        id: id.into(),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        held: held.map(String::from),
        bytes: to_hex(object),
        expected,
        without_sm2: None,
    }
}

/// A trust list for a terminal that holds the root set `v1`.
pub(crate) fn trust_list(
    id: &str,
    comment: &str,
    flags: &[&str],
    object: &[u8],
    expected: LoadOutcome,
) -> TrustListVector {
    TrustListVector {
        id: id.into(),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        root_set: "v1".into(),
        bytes: to_hex(object),
        expected,
        without_sm2: None,
    }
}
