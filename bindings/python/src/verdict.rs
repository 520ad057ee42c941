//! A verdict.

use messages::Lang;
use pyo3::prelude::*;
use terminal::{Judged, VerdictWords, to_json};

/// What a code is worth: `accept`, `check` or `refuse`, with the stable reason.
#[pyclass(frozen, module = "laobingma")]
pub(crate) struct Verdict {
    judged: Judged,
}

impl Verdict {
    pub(crate) fn new(judged: Judged) -> Self {
        Self { judged }
    }
}

#[pymethods]
impl Verdict {
    /// `accept`, `check` or `refuse`.
    #[getter]
    fn decision(&self) -> &'static str {
        self.judged.verdict().decision().name()
    }

    /// The stable reason, such as `accepted` or `revoked`.
    #[getter]
    fn code(&self) -> &'static str {
        self.judged.verdict().reason()
    }

    /// What to do, such as `give-benefit`.
    #[getter]
    fn advice(&self) -> &'static str {
        self.judged.verdict().advice().name()
    }

    /// Whether the signature is good; only then the code says who it is.
    #[getter]
    fn authentic(&self) -> bool {
        self.judged.content().is_some()
    }

    /// The name on the credential, masked as the bureau has issued it.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.judged
            .content()
            .map(|(claims, _)| claims.name.as_str())
    }

    /// The holder's number, unique for the issuer.
    #[getter]
    fn holder(&self) -> Option<u32> {
        self.judged.content().map(|(claims, _)| claims.holder.0)
    }

    /// The number of the issuer.
    #[getter]
    fn issuer(&self) -> Option<u32> {
        self.judged.content().map(|(_, issuer)| issuer.id.0)
    }

    /// The codes of the categories.
    #[getter]
    fn categories(&self) -> Vec<&'static str> {
        let content = self.judged.content();
        let all = content.map(|(claims, _)| claims.categories);
        all.into_iter()
            .flat_map(|set| set.iter().collect::<Vec<_>>())
            .map(|category| category.code())
            .collect()
    }

    /// All of it as JSON, as `verifier check --json` prints it.
    fn json(&self) -> String {
        self.judged.json("text")
    }

    /// In words: JSON with word, reason, advice and rows. `lang` is `zh` or `en`.
    #[pyo3(signature = (lang = "zh"))]
    fn words(&self, lang: &str) -> String {
        let lang = Lang::from_tag(lang).unwrap_or(Lang::Zh);
        to_json(&VerdictWords::new(&self.judged, lang))
    }

    fn __bool__(&self) -> bool {
        self.judged.verdict().accepted().is_some()
    }

    fn __repr__(&self) -> String {
        format!("<Verdict {} {}>", self.decision(), self.code())
    }
}
