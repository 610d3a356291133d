#![no_main]

use report_formats::FORMATS;

// All readers in one target, for a quick look at all of them: the first byte says which one.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rest)) = bytes.split_first() {
        let format = FORMATS[usize::from(*first) % FORMATS.len()];
        report_formats_fuzz::read_as(Some(format.id().0), rest);
    }
});
