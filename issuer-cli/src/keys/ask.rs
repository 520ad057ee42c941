//! Passphrases, given or asked for.

use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, io_error, text};

use super::passphrase::Passphrase;
use super::source;
use crate::Call;

/// Somebody who has forgotten it does not remember it at the fourth try.
const MAX_TRIES: usize = 3;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Secret {
    Passphrase,
    #[cfg(feature = "pkcs11")]
    Pin,
}

impl Secret {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Passphrase => ("口令", "passphrase"),
            #[cfg(feature = "pkcs11")]
            Self::Pin => (" PIN ", "PIN"),
        }
    }
}

/// What became of a passphrase.
pub(super) enum Try<T> {
    Opened(T),
    Wrong,
}

/// Opens something with the passphrases that were given; asks for one where none was.
///
/// `what` stands in the question: which key it is.
///
/// # Errors
/// That of `open`; `passphrase-wrong`, `passphrase-needed` if there is nobody to ask.
pub(super) fn unlock<T>(
    what: &Text,
    secret: Secret,
    call: &mut Call<'_, '_>,
    mut open: impl FnMut(&Passphrase) -> Result<Try<T>, Failure>,
) -> Result<T, Failure> {
    let given = call.passphrases.read_once()?;
    if !given.is_empty() {
        for passphrase in given {
            if let Try::Opened(opened) = open(passphrase)? {
                return Ok(opened);
            }
        }
        return Err(wrong(what, secret));
    }
    // Typed a moment ago for the person key, it mostly is that of the issuing key too.
    if let (Secret::Passphrase, Some(typed)) = (secret, call.passphrases.person_key.clone())
        && let Try::Opened(opened) = open(&typed)?
    {
        return Ok(opened);
    }
    unlock_by_asking(what, secret, call, open)
}

fn unlock_by_asking<T>(
    what: &Text,
    secret: Secret,
    call: &mut Call<'_, '_>,
    mut open: impl FnMut(&Passphrase) -> Result<Try<T>, Failure>,
) -> Result<T, Failure> {
    let (zh, en) = secret.words();
    let question = text!(
        "请输入{}的{zh}：", what.in_lang(Zh); "The {en} of {}: ", what.in_lang(En));
    for left in (0..MAX_TRIES).rev() {
        let passphrase = ask(&question, call)?.ok_or_else(|| needed(what, secret))?;
        if let Try::Opened(opened) = open(&passphrase)? {
            return Ok(opened);
        }
        if left > 0 {
            say(call, &text!("{zh}不对。"; "Wrong {en}."))?;
        }
    }
    Err(wrong(what, secret))
}

/// As [`unlock`], for the person key of a bureau: it mostly has the passphrase that has just opened
/// the issuing key, which is not asked for again. A passphrase that was given for something else, such
/// as the PIN of a token, is no reason not to ask.
pub(super) fn unlock_person<T>(
    what: &Text,
    call: &mut Call<'_, '_>,
    mut open: impl FnMut(&Passphrase) -> Result<Try<T>, Failure>,
) -> Result<T, Failure> {
    let known = call.passphrases.for_person_key()?;
    for passphrase in &known {
        if let Try::Opened(opened) = open(passphrase)? {
            return Ok(opened);
        }
    }
    if call.console.secrets.is_none() && !known.is_empty() {
        return Err(wrong_for_person_key(what));
    }
    unlock_by_asking(what, Secret::Passphrase, call, open)
}

/// As [`unlock`], for a token: a wrong PIN brings it closer to being locked, so none is tried that may
/// be meant for something else.
#[cfg(feature = "pkcs11")]
pub(super) fn unlock_token<T>(
    what: &Text,
    call: &mut Call<'_, '_>,
    open: impl FnMut(&Passphrase) -> Result<Try<T>, Failure>,
) -> Result<T, Failure> {
    let given = call.passphrases.read_once()?.len();
    if given > 1 {
        return Err(failure!("usage";
            "给了 {given} 个口令，不知道哪一个是{}的 PIN", what.in_lang(Zh);
            "{given} passphrases: which one is the PIN of {}?", what.in_lang(En);
            "用令牌时只给一个 --passphrase-file 或 --passphrase-fd；试错会锁住令牌。";
            "With a token, give one --passphrase-file or --passphrase-fd only: wrong ones lock the token."));
    }
    unlock(what, Secret::Pin, call, open)
}

/// A passphrase for something new, typed twice.
pub(super) fn choose(what: &Text, call: &mut Call<'_, '_>) -> Result<Passphrase, Failure> {
    let first_question = text!(
        "为{}设置口令：", what.in_lang(Zh); "New passphrase for {}: ", what.in_lang(En));
    let again = text!("再输一遍："; "The same again: ");
    let mut last = None;
    for _ in 0..MAX_TRIES {
        let first = ask(&first_question, call)?.ok_or_else(|| nobody_to_choose(what))?;
        if let Err(weak) = first.check_new(call.passphrases.names()) {
            say(call, &weak.what)?;
            say(call, &weak.remedy)?;
            last = Some(weak);
            continue;
        }
        let second = ask(&again, call)?.ok_or_else(|| nobody_to_choose(what))?;
        if first == second {
            return Ok(first);
        }
        say(
            call,
            &text!("两次输入不一样。"; "These were two different ones."),
        )?;
        last = Some(failure!("passphrase-differs";
            "两次输入的口令不一样"; "the passphrase was not the same twice";
            "什么也没有写入。请再来一次。"; "Nothing was written. Try again."));
    }
    Err(last.unwrap_or_else(|| nobody_to_choose(what)))
}

/// The passphrases that were given on the command line, read once: a pipe has them only once.
#[derive(Debug, Default)]
pub(crate) struct Given {
    args: source::PassphraseArgs,
    read: Option<Vec<Passphrase>>,
    read_for_person_key: Option<Vec<Passphrase>>,
    /// What has opened the bureau's issuing key in this run.
    issuing_key: Option<Passphrase>,
    /// What has opened the person key in this run.
    person_key: Option<Passphrase>,
    /// Names that belong to the key: nobody may choose them.
    names: Vec<String>,
}

impl Given {
    pub(crate) fn new(args: source::PassphraseArgs) -> Self {
        Self {
            args,
            ..Self::default()
        }
    }

    /// Notes names that belong to the key which is made or encrypted: they are guessed first.
    pub(crate) fn add_names(&mut self, names: impl IntoIterator<Item = String>) {
        let names = names.into_iter().map(|name| name.trim().to_owned());
        self.names.extend(names.filter(|name| !name.is_empty()));
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Notes what has opened the issuing key: the person key follows it.
    pub(crate) fn note_issuing_key(&mut self, passphrase: Option<Passphrase>) {
        self.issuing_key = passphrase;
    }

    /// Notes what has opened the person key: the issuing key is tried with it.
    pub(crate) fn note_person_key(&mut self, passphrase: Option<Passphrase>) {
        self.person_key = passphrase;
    }

    /// What has opened the issuing key in this run; `None` if it was not opened, or has none.
    pub(crate) fn of_issuing_key(&self) -> Option<&Passphrase> {
        self.issuing_key.as_ref()
    }

    /// What may open the person key, the likeliest first.
    fn for_person_key(&mut self) -> Result<Vec<Passphrase>, Failure> {
        if self.read_for_person_key.is_none() {
            self.read_for_person_key = Some(self.args.read_for_person_key()?);
        }
        let own = self.read_for_person_key.clone().unwrap_or_default();
        if !own.is_empty() {
            return Ok(own);
        }
        let mut known: Vec<Passphrase> = self.issuing_key.iter().cloned().collect();
        for given in self.read_once()? {
            if !known.contains(given) {
                known.push(given.clone());
            }
        }
        Ok(known)
    }

    /// Whether any were given.
    pub(crate) fn any(&self) -> bool {
        self.args.any()
    }

    pub(super) fn read_once(&mut self) -> Result<&[Passphrase], Failure> {
        if self.read.is_none() {
            self.read = Some(self.args.read()?);
        }
        Ok(self.read.as_deref().unwrap_or_default())
    }
}

/// `None` where there is nobody.
fn ask(question: &Text, call: &mut Call<'_, '_>) -> Result<Option<Passphrase>, Failure> {
    let lang = call.console.lang;
    let Some(prompt) = call.console.secrets.as_deref_mut() else {
        return Ok(None);
    };
    prompt
        .ask(question.in_lang(lang))
        .map(|answer| Some(Passphrase::new(answer)))
        .map_err(|error| {
            let why = io_error(&error);
            failure!("passphrase-needed";
                "没有输入口令（{}）", why.in_lang(Zh);
                "no passphrase was typed ({})", why.in_lang(En);
                "什么也没有改变。请再来一次。"; "Nothing was changed. Try again.")
        })
}

/// A terminal on which nothing can be said any more cannot answer either.
fn say(call: &mut Call<'_, '_>, text: &Text) -> Result<(), Failure> {
    call.console.say(text).map_err(|error| {
        let why = io_error(&error);
        failure!("terminal-gone";
            "屏幕无法写入（{}）", why.in_lang(Zh);
            "the terminal cannot be written ({})", why.in_lang(En);
            "请再来一次。"; "Try again.")
    })
}

fn wrong(what: &Text, secret: Secret) -> Failure {
    let (zh, en) = secret.words();
    let (fix_zh, fix_en) = match secret {
        Secret::Passphrase => (
            "口令忘了就无法找回，只能从备份恢复或更换密钥。",
            "A forgotten passphrase cannot be found again: restore a backup, or replace the key.",
        ),
        #[cfg(feature = "pkcs11")]
        Secret::Pin => (
            "PIN 输错几次令牌就会锁定；忘了请由保管 SO PIN 的人重设。",
            "A few wrong PINs lock the token; whoever keeps the SO PIN can set a new one.",
        ),
    };
    failure!("passphrase-wrong";
        "{}的{zh}不对", what.in_lang(Zh); "wrong {en} for {}", what.in_lang(En);
        "什么也没有改变。请检查大写锁定和输入法（全角、半角）。{fix_zh}";
        "Nothing was changed. Check caps lock and the input method (full-width letters). {fix_en}")
}

fn wrong_for_person_key(what: &Text) -> Failure {
    failure!("passphrase-wrong";
        "{}的口令不对", what.in_lang(Zh); "wrong passphrase for {}", what.in_lang(En);
        "什么也没有改变。它可能还是更换签发密钥以前的口令，或者是令牌旁边另设的口令：请用 --person-passphrase-file 给出。口令忘了只能从备份恢复（issuer key restore）。";
        "Nothing was changed. It may still be that of the former issuing key, or the one that was set beside a token: give it \
         with --person-passphrase-file. A forgotten one cannot be found again: restore a backup (issuer key restore).")
}

fn needed(what: &Text, secret: Secret) -> Failure {
    let (zh, en) = secret.words();
    failure!("passphrase-needed"; "{}需要{zh}，而这里无法询问", what.in_lang(Zh);
        "the {en} of {} is needed, and there is no terminal to ask for it", what.in_lang(En);
        "请在命令行窗口中运行，或用 --passphrase-file、--passphrase-fd 给出{zh}。";
        "Run it on a terminal, or give the {en} with --passphrase-file or --passphrase-fd.")
}

fn nobody_to_choose(what: &Text) -> Failure {
    failure!("passphrase-needed"; "{}需要口令，而这里无法询问", what.in_lang(Zh);
        "a passphrase is needed for {}, and there is no terminal to ask for it", what.in_lang(En);
        "请在命令行窗口中运行，或用 --new-passphrase-file、--new-passphrase-fd 给出口令。只有演练和测试才用 --no-passphrase。";
        "Run it on a terminal, or give one with --new-passphrase-file or --new-passphrase-fd. --no-passphrase is for \
         rehearsals and tests only.")
}
