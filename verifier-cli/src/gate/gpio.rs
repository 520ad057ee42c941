//! The line of `--gpio`: a GPIO of the computer, through the character device of the kernel.

use std::path::{Path, PathBuf};

use messages::{Failure, failure};

use super::opener::OutputLine;

/// What the active line looks like on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Polarity {
    ActiveHigh,
    ActiveLow,
}

/// A line by the chip that has it: `gpiochip0:17`, `/dev/gpiochip0:17`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GpioName {
    chip: PathBuf,
    line: u32,
}

impl GpioName {
    /// The line that was named; `None` if it is written otherwise.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (chip, line) = text.rsplit_once(':')?;
        let is_number = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        let line = line.parse().ok().filter(|_| is_number)?;
        let chip = match chip {
            "" => return None,
            name if name.contains(':') && !name.contains('/') => return None,
            path if path.contains('/') => PathBuf::from(path),
            name => Path::new("/dev").join(name),
        };
        Some(Self { chip, line })
    }
}

/// # Errors
/// If the line is not there, is used by another program, or may not be used.
#[cfg(all(feature = "gpio", target_os = "linux"))]
pub(crate) fn open(name: &GpioName, polarity: Polarity) -> Result<Box<dyn OutputLine>, Failure> {
    linux::open(name, polarity)
}

/// # Errors
/// Always: this build has no GPIO.
#[cfg(not(all(feature = "gpio", target_os = "linux")))]
pub(crate) fn open(name: &GpioName, polarity: Polarity) -> Result<Box<dyn OutputLine>, Failure> {
    let _ = (&name.chip, name.line, polarity);
    Err(
        failure!("gpio-unavailable"; "本程序没有 --gpio 的功能"; "this program was built without GPIO";
        "请在 Linux 上用 cargo build -p verifier-cli --features gpio 编译，或用 --hook 开闸。";
        "Build it on Linux with cargo build -p verifier-cli --features gpio, or open with --hook."),
    )
}

/// What is wrong with the way in which a line is named.
pub(crate) fn not_a_name(text: &str) -> Failure {
    let text = messages::untrusted::escape_untrusted(text);
    failure!("usage"; "--gpio 的写法不对：{text}"; "this is no line: --gpio {text}";
        "请写芯片和线号，如 gpiochip0:17；gpioinfo 列出所有线。";
        "Write the chip and the number of the line, such as gpiochip0:17; gpioinfo lists them all.")
}

#[cfg(all(feature = "gpio", target_os = "linux"))]
mod linux {
    use std::fs::File;
    use std::io;

    use gpiocdev::line::Value;
    use gpiocdev::{Chip, Request};
    use messages::untrusted::escape_untrusted_path;
    use messages::{Failure, Lang, failure, io_error};

    use super::super::opener::{LineLevel, OutputLine};
    use super::{GpioName, Polarity};

    /// Who has the line, in the list of `gpioinfo`.
    const CONSUMER: &str = "verifier-gate";

    struct GpioLine(Request);

    impl OutputLine for GpioLine {
        fn set(&mut self, level: LineLevel) -> io::Result<()> {
            let value = match level {
                LineLevel::Active => Value::Active,
                LineLevel::Inactive => Value::Inactive,
            };
            self.0.set_lone_value(value).map_err(io::Error::other)
        }
    }

    pub(super) fn open(
        name: &GpioName,
        polarity: Polarity,
    ) -> Result<Box<dyn OutputLine>, Failure> {
        let (path, line) = (escape_untrusted_path(&name.chip), name.line);
        // By the standard library first, which says what is wrong in words.
        File::open(&name.chip).map_err(|error| {
            let why = io_error(&error);
            failure!("gpio-unavailable"; "打不开 GPIO 芯片 {path}（{}）", why.in_lang(Lang::Zh);
                "cannot open the GPIO chip {path} ({})", why.in_lang(Lang::En);
                "请用 gpiodetect 查看芯片名称；没有权限的，加入 gpio 组，服务文件里写 DeviceAllow={path} rw。";
                "gpiodetect lists the chips; without permission, join the group gpio, and write DeviceAllow={path} rw into the unit.")
            .with_detail(error)
        })?;
        let other = |error: gpiocdev::Error| {
            failure!("gpio-unavailable"; "{path} 的第 {line} 线不能用作输出"; "line {line} of {path} cannot be used as an output";
                "请用 gpioinfo 查看这条线；换一条没有被占用的线。"; "gpioinfo tells about the line; take one that is free.")
            .with_detail(error)
        };
        let chip = Chip::from_path(&name.chip).map_err(|error| {
            failure!("gpio-unavailable"; "{path} 不是 GPIO 芯片"; "{path} is no GPIO chip";
                "请用 gpiodetect 查看芯片名称。"; "gpiodetect lists the chips.")
            .with_detail(error)
        })?;
        let lines = chip.info().map_err(other)?.num_lines;
        if line >= lines {
            return Err(
                failure!("gpio-unavailable"; "{path} 没有第 {line} 线，共 {lines} 条，从 0 数起";
                "{path} has no line {line}: it has {lines}, counted from 0";
                "请用 gpioinfo 查看线号。"; "gpioinfo lists the lines."),
            );
        }
        if chip.line_info(line).map_err(other)?.used {
            return Err(
                failure!("gpio-unavailable"; "{path} 的第 {line} 线正被别的程序占用";
                "line {line} of {path} is used by another program";
                "请用 gpioinfo 查看是谁在用，停掉它，或换一条线。";
                "gpioinfo tells by whom; stop it, or take another line."),
            );
        }
        let mut builder = Request::builder();
        builder
            .on_chip(&name.chip)
            .with_consumer(CONSUMER)
            .with_line(line);
        match polarity {
            Polarity::ActiveHigh => builder.as_active_high(),
            Polarity::ActiveLow => builder.as_active_low(),
        };
        let request = builder.as_output(Value::Inactive).request();
        Ok(Box::new(GpioLine(request.map_err(other)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_by_chip_and_number() {
        let named = GpioName::parse("gpiochip0:17");
        assert_eq!(named, GpioName::parse("/dev/gpiochip0:17"));
        assert_eq!(named.unwrap().line, 17);
        for text in [
            "",
            "17",
            "gpiochip0",
            "gpiochip0:",
            ":17",
            "gpiochip0:-1",
            "gpiochip0:+1",
            "gpiochip0:4294967296",
            "gpiochip0:17:500",
            "gpiochip0: 17",
        ] {
            assert_eq!(GpioName::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_had_is_told_with_what_to_do() {
        let open = |text| {
            let name = GpioName::parse(text).unwrap();
            open(&name, Polarity::ActiveLow).err().unwrap()
        };
        for text in ["gpiochip9999:1", "/dev/null:1"] {
            let failure = open(text);
            assert_eq!(failure.code, "gpio-unavailable");
            let words = format!("{failure:?}");
            let expected = match (cfg!(feature = "gpio"), text) {
                (false, _) => "built without GPIO",
                (true, "/dev/null:1") => "/dev/null is no GPIO chip",
                (true, _) => "cannot open the GPIO chip /dev/gpiochip9999",
            };
            assert!(words.contains(expected), "{words}");
        }
    }
}
