//! The operator: the name that the audit log keeps.

use messages::{Failure, failure};

use crate::register::Actor;

/// The argument `--operator`, for every command that writes to the register.
#[derive(Debug, clap::Args)]
pub(crate) struct Operator {
    /// 经办人，记入操作记录；不写则用本机登录名 | who does this, for the audit log; the login name if left out
    #[arg(
        id = "operator",
        long = "operator",
        value_name = "NAME",
        display_order = 90
    )]
    name: Option<String>,
}

impl Operator {
    /// The person who does it.
    ///
    /// # Errors
    /// `actor-invalid` for a name that is empty, too long or has control characters;
    /// `operator-missing` if none is given and the system has none.
    pub(crate) fn actor(&self) -> Result<Actor, Failure> {
        match &self.name {
            Some(name) => Actor::new(name),
            None => whoami::username()
                .ok()
                .and_then(|name| Actor::new(&name).ok())
                .ok_or_else(nobody),
        }
    }
}

fn nobody() -> Failure {
    failure!("operator-missing"; "不知道经办人是谁：系统没有给出可用的登录名";
        "it is not known who does this: the system gave no login name that can be used";
        "请用 --operator 写经办人姓名。"; "Say who with --operator.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_names_that_would_forge_lines_of_the_audit_log() {
        for name in ["", "  ", "王芳\n2 李强 revoke", &"王".repeat(65)] {
            let operator = Operator {
                name: Some(name.to_owned()),
            };
            assert_eq!(operator.actor().unwrap_err().code, "actor-invalid");
        }
        let operator = Operator {
            name: Some(" 王芳 ".to_owned()),
        };
        assert_eq!(operator.actor().unwrap().as_str(), "王芳");
        assert!(Operator { name: None }.actor().is_ok());
    }
}
