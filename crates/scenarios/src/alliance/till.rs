//! What a till program says to the counter (`verifier scan --commands`), and what it is answered.

use serde_json::Value;

use crate::stage::Trouble;

/// Commands of one sitting, in their order. The moment is the same for all of them.
#[derive(Default)]
pub(crate) struct Till {
    lines: String,
    codes: usize,
    commands: usize,
}

impl Till {
    /// Holds a code before the scanner. Gives its number, for what follows.
    pub(crate) fn show(&mut self, text: &str) -> usize {
        self.codes += 1;
        self.lines.push_str(&format!("code {text}\n"));
        self.codes
    }

    /// Whether nobody has shown anything, and nothing was done.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn command(&mut self, line: &str) -> usize {
        self.lines.push_str(line);
        self.lines.push('\n');
        self.commands += 1;
        self.commands - 1
    }

    /// A person has compared the holder with the code. Gives the place of the answer, as all that follow.
    pub(crate) fn confirm(&mut self, code: usize) -> usize {
        self.command(&format!("confirm {code}"))
    }

    /// Gives a benefit; price in fen where it matters.
    pub(crate) fn grant(
        &mut self,
        code: usize,
        benefit: u64,
        units: Option<u64>,
        price: Option<u64>,
    ) -> usize {
        let units = units.map(|units| format!(" units={units}"));
        let (units, price) = (units.unwrap_or_default(), price_word(price));
        self.command(&format!("grant {code} {benefit}{units}{price}"))
    }

    /// Gives several together, each on what the one before has left.
    pub(crate) fn together(&mut self, code: usize, benefits: &[u64], price: u64) -> usize {
        let benefits: Vec<String> = benefits.iter().map(u64::to_string).collect();
        let (benefits, price) = (benefits.join("+"), price_word(Some(price)));
        self.command(&format!("grant {code} {benefits}{price}"))
    }

    /// Gives by hand, where no code can be read.
    pub(crate) fn manual(
        &mut self,
        reason: &str,
        benefit: u64,
        holder: Option<u64>,
        price: Option<u64>,
    ) -> usize {
        let holder = holder.map(|holder| format!(" holder={holder}"));
        let (holder, price) = (holder.unwrap_or_default(), price_word(price));
        self.command(&format!("manual {reason} {benefit}{holder}{price}"))
    }

    /// The holder rates the grant of this record: `satisfied`, `fair` or `dissatisfied`.
    pub(crate) fn rate(&mut self, record: u64, rating: &str) -> usize {
        self.command(&format!("rate {record} {rating}"))
    }

    /// Takes the grant of this record back.
    pub(crate) fn undo(&mut self, record: u64) -> usize {
        self.command(&format!("undo {record}"))
    }

    /// What standard input has.
    pub(super) fn lines(&self) -> String {
        self.lines.clone()
    }

    /// Reads what was said to it. Every code and every command must have been answered.
    pub(super) fn read(&self, events: &[Value]) -> Result<Served, Trouble> {
        let of = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);
        let verdicts: Vec<String> = of("code")
            .map(|event| event["code"].as_str().unwrap_or("error").to_owned())
            .collect();
        let answers: Vec<Answer> = of("counter").map(Answer::read).collect();
        if (verdicts.len(), answers.len()) != (self.codes, self.commands) {
            return Err(Trouble::new(format!(
                "{} of {} codes and {} of {} commands were answered: {events:?}\n{}",
                verdicts.len(),
                self.codes,
                answers.len(),
                self.commands,
                self.lines
            )));
        }
        Ok(Served { verdicts, answers })
    }
}

fn price_word(price: Option<u64>) -> String {
    price.map_or_else(String::new, |fen| {
        format!(" price={}.{:02}", fen / 100, fen % 100)
    })
}

/// What became of a sitting.
pub(crate) struct Served {
    /// The code of the verdict of each code that was shown.
    pub(crate) verdicts: Vec<String>,
    pub(crate) answers: Vec<Answer>,
}

impl Served {
    /// The records of a grant that must have been given.
    pub(crate) fn granted(&self, at: usize) -> Result<&[u64], Trouble> {
        match self.answers.get(at) {
            Some(answer) if answer.failed.is_none() => Ok(&answer.records),
            other => Err(Trouble::new(format!(
                "nothing was granted: {other:?}, verdicts {:?}",
                self.verdicts
            ))),
        }
    }

    /// Why a command was not done, which it must not have been.
    pub(crate) fn failed(&self, at: usize) -> Result<&str, Trouble> {
        let failed = self.answers.get(at).and_then(|it| it.failed.as_deref());
        failed.ok_or_else(|| Trouble::new("a command was done that should have failed"))
    }
}

/// What a command was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The numbers of the records that were written.
    pub(crate) records: Vec<u64>,
    /// The code of the failure, or what else stood in the way.
    pub(crate) failed: Option<String>,
}

impl Answer {
    fn read(event: &Value) -> Self {
        let granted = event["granted"].as_array().into_iter().flatten();
        let failed = (event["result"] != "done").then(|| {
            let code = event["error"]["code"].as_str();
            code.or(event["result"].as_str())
                .unwrap_or_default()
                .to_owned()
        });
        Self {
            records: granted.filter_map(|one| one["record"].as_u64()).collect(),
            failed,
        }
    }
}
