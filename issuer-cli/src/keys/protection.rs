//! How the file of a new key is protected.

use messages::{Text, text};

use super::passphrase::Passphrase;

/// How the file of a new key is protected.
#[derive(Debug)]
pub(crate) enum Protection {
    /// Encrypted with this passphrase.
    Passphrase(Passphrase),
    /// By its mode alone: whoever has the file can sign.
    ModeAlone,
}

impl Protection {
    /// What keeps others from using the key, and what is left to do.
    pub(crate) fn in_words(&self) -> Text {
        match self {
            Self::Passphrase(_) => text!(
                "密钥文件已用口令加密。口令忘了就无法找回：请用 issuer key backup 备份，口令与备份分开存放。";
                "The key file is encrypted. A forgotten passphrase cannot be found again: make a backup with issuer key \
                 backup, and keep it apart from the passphrase."),
            Self::ModeAlone => text!(
                "注意：密钥文件没有口令，谁拿到文件谁就能签署，只能用于演练和测试。正式使用前请执行 issuer key passwd。";
                "Note: the key file has no passphrase; whoever gets it can sign. That is for rehearsals and tests: run issuer \
                 key passwd before it is used in production."),
        }
    }

    /// The same of the person key, where the issuing key is in a token.
    pub(crate) fn of_the_person_key(&self) -> Text {
        match self {
            Self::Passphrase(_) => text!(
                "人员密钥不在令牌里，已用口令另外加密。请马上用 issuer key backup 备份：忘了这个口令，台账就认不出任何人。";
                "The person key is not in the token; it is encrypted with its passphrase. Back it up with issuer key backup now: \
                 without that passphrase the register recognises nobody."),
            Self::ModeAlone => text!(
                "注意：人员密钥没有口令，谁拷走文件夹谁就能试出身份证号，只能用于演练和测试。正式使用前请执行 issuer key passwd。";
                "Note: the person key has no passphrase; whoever copies the folder can find out identity numbers. That is for \
                 rehearsals and tests: run issuer key passwd before it is used in production."),
        }
    }
}
