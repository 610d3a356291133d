//! The options that bound what is taken from artifacts.

use report_formats::TextLimits;

use crate::discover::Limits;

/// How much is taken from archives, and kept of texts.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
#[expect(clippy::struct_field_names, reason = "the fields are the names of the options")]
pub(super) struct LimitArgs {
    /// The most that one archive, or standard input, may give
    #[arg(long, value_name = "SIZE", default_value = "2GiB", value_parser = size)]
    max_unpacked: u64,
    /// The most files that one archive may give
    #[arg(long, value_name = "N", default_value_t = Limits::default().files)]
    max_members: u64,
    /// How many times its packed size a large file in an archive may have
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio)]
    max_ratio: u64,
    /// The longest failure text or output that is kept whole
    #[arg(long, value_name = "SIZE", default_value = "256KiB", value_parser = size)]
    max_text: u64,
    /// How much the texts of one artifact may take before only what matters most is kept
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size)]
    max_texts: u64,
}

impl LimitArgs {
    pub(super) fn texts(&self) -> TextLimits {
        // A text shorter than a line of a log tells nobody anything.
        let bytes = |size: u64| usize::try_from(size).unwrap_or(usize::MAX).max(1 << 10);
        TextLimits { each: bytes(self.max_text), all: bytes(self.max_texts) }
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { bytes: self.max_unpacked, files: self.max_members, ratio: self.max_ratio }
    }
}

/// `512MiB`, `2 GB`, `1000000`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let unit = text.get(digits.len()..).unwrap_or_default().trim().to_ascii_lowercase();
    let times: u64 = match unit.as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "kb" => 1_000,
        "m" | "mib" => 1 << 20,
        "mb" => 1_000_000,
        "g" | "gib" => 1 << 30,
        "gb" => 1_000_000_000,
        _ => return Err("write it as 512MiB or 2GB".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|error| format!("write it as 512MiB or 2GB ({error})"))?;
    number.checked_mul(times).ok_or_else(|| "that is too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_write_them() {
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("2GiB"), Ok(2 << 30));
        assert_eq!(size("5 MB"), Ok(5_000_000));
        for wrong in ["", "GiB", "-1", "1.5G", "2 tons", "99999999999GiB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(size("2GiB"), Ok(Limits::default().bytes), "the default is written twice");
        assert_eq!(size("256KiB"), Ok(TextLimits::default().each as u64));
        assert_eq!(size("64MiB"), Ok(TextLimits::default().all as u64));
    }
}
