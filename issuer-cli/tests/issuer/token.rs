//! Keys in tokens, with SoftHSM (Debian: `softhsm2`), where it is installed.

#![cfg(unix)]
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests that say what was left out"
)]

#[cfg(feature = "pkcs11")]

/// The program as it is built by default says how to get one that knows tokens.
#[cfg(not(feature = "pkcs11"))]
#[test]
fn a_program_without_tokens_says_so() {
    use cli_support::Console;
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let words = "issuer --lang en --json key list-token --module /none.so";
    issuer_cli::run(
        words.split(' ').map(Into::into),
        &mut Console::new(&mut results, &mut talk),
    );
    assert!(
        String::from_utf8(results)
            .unwrap()
            .contains("token-unsupported")
    );
    println!("left out: keys in tokens need --features pkcs11");
}

#[cfg(feature = "pkcs11")]
mod softhsm {
    use std::fs;
    use std::path::Path;
    use std::process::{Command, Output};

    use credential_core::{Policy, Verdict, Verifier};
    use serde_json::Value;

    use crate::support::{NOW, TestBureau, roster};

    const PIN: &str = "493827";
    const MODULES: [&str; 3] = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];

    /// A bureau with a token of its own; the program runs as a process, because the module reads where
    /// its tokens are from the environment.
    struct TokenBureau {
        bureau: TestBureau,
        module: &'static str,
    }

    impl TokenBureau {
        fn new() -> Option<Self> {
            let module = MODULES
                .into_iter()
                .find(|module| Path::new(module).exists());
            let Some(module) = module else {
                println!("left out: there is no SoftHSM here (Debian: apt-get install softhsm2)");
                return None;
            };
            let bureau = TestBureau::new();
            fs::create_dir(bureau.path("tokens")).unwrap();
            let tokens = bureau.path("tokens");
            bureau.write(
                "softhsm2.conf",
                &format!("directories.tokendir = {}\n", tokens.display()),
            );
            bureau.write_private("pin", PIN);
            bureau.write_private("wrong-pin", "000000");
            bureau.write_private("words", "correct horse battery");
            let this = Self { bureau, module };
            this.init_token("bureau");
            Some(this)
        }

        fn command(&self, program: &str) -> Command {
            let mut command = Command::new(program);
            command.env("SOFTHSM2_CONF", self.bureau.path("softhsm2.conf"));
            command
        }

        fn init_token(&self, label: &str) {
            let made = self
                .command("softhsm2-util")
                .args(["--init-token", "--free", "--so-pin", "87654321"])
                .args(["--pin", PIN, "--label", label])
                .output()
                .unwrap();
            assert!(made.status.success(), "{made:?}");
        }

        fn uri(&self, object: &str) -> String {
            format!(
                "pkcs11:token=bureau;object={object}?module-path={}",
                self.module
            )
        }

        fn run(&self, words: &str) -> Output {
            let words = words.split(' ').map(|word| match word.strip_prefix('@') {
                Some(name) => self.bureau.path(name).into_os_string(),
                None => word.into(),
            });
            self.command(env!("CARGO_BIN_EXE_issuer"))
                .args(["--lang", "en", "--json", "--at", NOW])
                .args(words)
                .output()
                .unwrap()
        }

        fn done(&self, words: &str) -> Value {
            let output = self.run(words);
            assert!(output.status.success(), "{words}\n{output:?}");
            let said = String::from_utf8(output.stdout).unwrap();
            serde_json::from_str(said.lines().last().unwrap()).unwrap()
        }

        fn fails(&self, code: &str, words: &str) {
            let output = self.run(words);
            assert_eq!(output.status.code(), Some(2), "{words}\n{output:?}");
            let said = String::from_utf8(output.stdout).unwrap();
            let json: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
            assert_eq!(json["error"]["code"], code, "{words}\n{json}");
        }

        fn create_bureau(&self) -> Value {
            self.done(&format!(
                "bureau create --folder @bureau --name 咸宁市退役军人事务局 --region 421200 --id 42120001 \
                 --pkcs11 {} --generate --passphrase-file @pin --new-passphrase-file @words",
                self.uri("issuer-1")
            ))
        }
    }

    #[test]
    fn a_key_made_in_a_token_issues_codes_that_verify() {
        let Some(token) = TokenBureau::new() else {
            return;
        };
        let created = token.create_bureau();
        let listed = token.done(&format!("key list-token --module {}", token.module));
        assert_eq!(listed["tokens"][0]["keys"][0]["kid"], created["key"]["kid"]);

        token.done(
            "authority create --folder @auth --name 省厅 --keepers 1 --threshold 1 --no-passphrase",
        );
        token.done("trust add --authority @auth --request @bureau/request.lbr --categories all");
        token.done("trust sign --authority @auth --key @auth/keys/root-1.pem");
        token.bureau.write("roster.csv", &roster(20));
        token.done("issue --bureau @bureau --roster @roster.csv --out @out --passphrase-file @pin --person-passphrase-file @words");

        let manifest = token.bureau.manifest("out");
        assert_eq!(manifest.len(), 20);
        let now = messages::dates::parse(NOW).unwrap();
        let trust = token.bureau.trust_list();
        for line in manifest {
            let text = line["text"].as_str().unwrap();
            let verdict =
                Verifier::without_revocation_check(&trust, Policy::gate()).verify_text(text, now);
            assert!(matches!(verdict, Verdict::Accept(_)), "{line}");
        }
        // The PIN does not open the person key, and without it nobody is recognised.
        token.fails(
            "passphrase-wrong",
            "issue --bureau @bureau --roster @roster.csv --out @again --passphrase-file @pin",
        );
        assert!(
            token
                .bureau
                .text("bureau/keys/person.key")
                .contains("ENCRYPTED PERSON KEY")
        );
        // Nothing that could sign lies in the folder.
        assert!(!token.bureau.path("bureau/keys/issuer-1.pem").exists());
        assert!(
            token
                .bureau
                .text("bureau/keys/issuer-1.uri")
                .contains("pkcs11:token=bureau")
        );
    }

    #[test]
    fn a_root_key_may_be_in_a_token_too() {
        let Some(token) = TokenBureau::new() else {
            return;
        };
        let made = token.done(&format!(
            "key from-token --pkcs11 {} --generate --out @root.uri --passphrase-file @pin",
            token.uri("root")
        ));
        let shown = token.done("key show --key @root.uri");
        assert_eq!(
            (&shown["kid"], &shown["opened"]),
            (&made["kid"], &Value::Bool(false))
        );
        let opened = token.done("key show --key @root.uri --passphrase-file @pin");
        assert_eq!(
            (&opened["kid"], &opened["opened"]),
            (&made["kid"], &Value::Bool(true))
        );
        assert!(token.bureau.text("root.pub").contains("BEGIN PUBLIC KEY"));
    }

    #[test]
    fn what_is_wrong_with_a_token_is_said() {
        let Some(token) = TokenBureau::new() else {
            return;
        };
        token.create_bureau();
        let create = "bureau create --folder @b2 --name 市局 --region 421200 --id 42120002 --passphrase-file @pin --new-passphrase-file @words";
        let module = token.module;
        for (code, uri) in [
            (
                "token-absent",
                format!("pkcs11:token=other;object=a?module-path={module}"),
            ),
            (
                "token-key-absent",
                format!("pkcs11:token=bureau;object=a?module-path={module}"),
            ),
            (
                "token-module",
                "pkcs11:token=bureau;object=a?module-path=/none.so".to_owned(),
            ),
            (
                "token-module",
                format!(
                    "pkcs11:token=bureau?module-path={}",
                    token.bureau.path("pin").display()
                ),
            ),
            (
                "token-uri-invalid",
                "pkcs11:token=bureau;object=a".to_owned(),
            ),
        ] {
            token.fails(code, &format!("{create} --pkcs11 {uri}"));
        }
        token.fails(
            "token-key-exists",
            &format!("{create} --generate --pkcs11 {}", token.uri("issuer-1")),
        );
        token.fails(
            "usage",
            &format!(
                "bureau rotate --bureau @bureau --passphrase-file @pin --generate --pkcs11 {} --no-passphrase",
                token.uri("issuer-2")
            ),
        );
        token.fails("usage", &format!("{create} --generate"));
        assert!(!token.bureau.path("b2").exists());

        let show = "key show --key @bureau/keys/issuer-1.uri";
        token.fails(
            "passphrase-wrong",
            &format!("{show} --passphrase-file @wrong-pin"),
        );
        // Two could be meant for anything, and a wrong one brings the token closer to being locked.
        token.fails(
            "usage",
            &format!("{show} --passphrase-file @wrong-pin --passphrase-file @pin"),
        );
        token.fails(
            "key-in-token",
            "key passwd --key @bureau/keys/issuer-1.uri --no-passphrase",
        );

        // Another token of the same name.
        token.init_token("bureau");
        token.fails("token-ambiguous", &format!("{show} --passphrase-file @pin"));
    }

    /// The token is pulled out: nothing is issued, and once it is back the same command does it.
    #[test]
    fn a_token_that_is_gone_is_missed_and_the_run_goes_on_when_it_is_back() {
        let Some(token) = TokenBureau::new() else {
            return;
        };
        token.create_bureau();
        token.bureau.write("roster.csv", &roster(3));
        let issue = "issue --bureau @bureau --roster @roster.csv --out @out --passphrase-file @pin --person-passphrase-file @words";
        fs::rename(token.bureau.path("tokens"), token.bureau.path("pocket")).unwrap();
        fs::create_dir(token.bureau.path("tokens")).unwrap();
        token.fails("token-absent", issue);
        assert!(!token.bureau.path("out/manifest.jsonl").exists());
        fs::remove_dir(token.bureau.path("tokens")).unwrap();
        fs::rename(token.bureau.path("pocket"), token.bureau.path("tokens")).unwrap();
        token.done(issue);
        assert_eq!(token.bureau.manifest("out").len(), 3);
    }

    /// Another key under the old label, as after a token was set up anew.
    #[test]
    fn another_key_under_the_same_label_is_not_used() {
        let Some(token) = TokenBureau::new() else {
            return;
        };
        token.create_bureau();
        token.done(&format!(
            "key from-token --pkcs11 {} --generate --out @other.uri --passphrase-file @pin",
            token.uri("other")
        ));
        let other = token.bureau.text("other.uri");
        let swapped = token
            .bureau
            .text("bureau/keys/issuer-1.uri")
            .lines()
            .take(3)
            .fold(String::new(), |text, line| text + line + "\n")
            + other.lines().last().unwrap();
        token
            .bureau
            .write_private("bureau/keys/issuer-1.uri", &swapped);
        token.fails(
            "key-mismatch",
            "key show --key @bureau/keys/issuer-1.uri --passphrase-file @pin",
        );
    }
}
