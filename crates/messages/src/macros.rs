//! `text!` and `failure!`: both wordings side by side, as format strings.

/// A [`Text`](crate::Text): the Chinese wording, then the English one, each a format string that may
/// name variables in scope.
///
/// Arguments stand behind the wording they belong to, or behind both if both take the same; these
/// are evaluated once for each wording. A wording without arguments is not copied.
///
/// ```
/// # use messages::text;
/// # let (name, size) = ("list", [0; 3]);
/// text!("没有找到 {name}"; "{name} was not found");
/// text!("共 {} 字节", size.len(); "{} bytes in {name}", size.len());
/// text!("共 {} 字节"; "{} bytes"; size.len());
/// ```
#[macro_export]
macro_rules! text {
    ($zh:literal $(, $zh_arg:expr)*; $en:literal $(, $en_arg:expr)*) => {
        $crate::Text::formatted(
            ::core::format_args!($zh $(, $zh_arg)*),
            ::core::format_args!($en $(, $en_arg)*),
        )
    };
    ($zh:literal; $en:literal; $($arg:expr),+) => {
        $crate::text!($zh $(, $arg)+; $en $(, $arg)+)
    };
}

/// A [`Failure`](crate::Failure): its code, what went wrong, and what to do about it. The wordings
/// are those of [`text!`](crate::text); the remedy may also be a [`Text`](crate::Text) at hand.
///
/// ```
/// # use messages::{failure, text};
/// # let name = "list";
/// failure!("file-empty"; "{name} 是空的"; "{name} is empty"; "请重新拷贝。"; "Copy it again.");
/// let remedy = text!("请重新拷贝。"; "Copy it again.");
/// failure!("file-empty"; "{name} 是空的"; "{name} is empty"; remedy);
/// ```
#[macro_export]
macro_rules! failure {
    ($code:expr; $zh:literal $(, $zh_arg:expr)*; $en:literal $(, $en_arg:expr)*;
        $zh_remedy:literal $(, $zh_remedy_arg:expr)*;
        $en_remedy:literal $(, $en_remedy_arg:expr)*) => {
        $crate::Failure::new(
            $code,
            $crate::text!($zh $(, $zh_arg)*; $en $(, $en_arg)*),
            $crate::text!($zh_remedy $(, $zh_remedy_arg)*; $en_remedy $(, $en_remedy_arg)*),
        )
    };
    ($code:expr; $zh:literal $(, $zh_arg:expr)*; $en:literal $(, $en_arg:expr)*; $remedy:expr) => {
        $crate::Failure::new(
            $code,
            $crate::text!($zh $(, $zh_arg)*; $en $(, $en_arg)*),
            $remedy,
        )
    };
}
