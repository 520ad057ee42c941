//! The arguments that all commands share which make codes.

use std::path::PathBuf;

use credential_core::UnixTime;
use messages::{Failure, failure};

use crate::link::Link;
use crate::output::{CodeFolders, CodeForm, ImageFormat, OutFolder, RenderOptions};
use crate::values;

/// Where the codes go, how long they are valid and what they look like.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// 存放码和清单的新文件夹；上次中断的，写原来的文件夹 | a new folder for codes and manifest, or that of a run that was interrupted
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// 有效期最后一天 | last day on which the codes are valid
    #[arg(long, value_name = "DATE", conflicts_with = "years")]
    until: Option<String>,
    /// 有效年数，1 到 20 | for how many years the codes are valid, 1 to 20
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=20))]
    years: u8,
    /// 码的图片格式 | how codes are drawn
    #[arg(long, value_name = "png|svg", default_value = "png")]
    format: ImageFormat,
    /// 码的写法：纯数字，或 Base45 | how the code is written: digits or Base45
    #[arg(long, value_name = "digits|base45", default_value = "digits")]
    form: CodeForm,
    /// 码的图片放在一个文件夹，或按编号末两位分成一百个；不写时超过五千个码就分
    /// | pictures of codes in one folder, or in a hundred by the last two digits of the holder number; if it is left away, for more than five thousand codes
    #[arg(long, value_name = "one|last-digits", hide_possible_values = true)]
    code_folders: Option<CodeFolders>,
    /// PNG 中每个小方格的像素数，1 到 64 | pixels along a side of a module in PNG files, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    module_pixels: u32,
}

impl RunArgs {
    /// When the new codes end.
    ///
    /// # Errors
    /// A [`Failure`] if that is no date, or over already.
    pub(crate) fn until(&self, now: UnixTime) -> Result<UnixTime, Failure> {
        values::end_of_validity(self.until.as_deref(), self.years, now)
    }

    /// Until when the codes are valid, as it was typed. The day that comes of `--years` moves with the clock.
    pub(crate) fn validity_arguments(&self) -> String {
        match &self.until {
            Some(day) => format!("--until {day}"),
            None => format!("--years {}", self.years),
        }
    }

    /// How the codes are to look. A run that was interrupted goes on with the link that it began
    /// with, whatever the bureau's is by now, and puts its pictures where it has put others. `codes` is about how many there will be.
    ///
    /// # Errors
    /// `usage` for a link in front of another form than digits; those of reading the marker.
    pub(crate) fn render_options(
        &self,
        full_names: bool,
        link: Option<&Link>,
        codes: u64,
    ) -> Result<RenderOptions, Failure> {
        let (link, code_folders) = match OutFolder::new(&self.out).unfinished()? {
            Some(run) => (run.render_options.link, run.render_options.code_folders),
            None => {
                let suiting = CodeFolders::suiting(codes);
                (link.cloned(), self.code_folders.unwrap_or(suiting))
            }
        };
        if let (Some(link), CodeForm::Base45) = (&link, self.form) {
            return Err(link_needs_digits(link));
        }
        Ok(RenderOptions {
            format: self.format,
            module_pixels: self.module_pixels,
            form: self.form,
            full_names,
            link,
            code_folders,
        })
    }
}

fn link_needs_digits(link: &Link) -> Failure {
    failure!("usage"; "本单位的码前有网址 {link}，只能用数字写法";
        "the codes of this bureau have the link {link} in front, which needs the digits form";
        "请去掉 --form base45；或先取消网址：issuer bureau link --none。";
        "Leave out --form base45, or take the link away first: issuer bureau link --none.")
}
