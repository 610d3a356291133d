#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| report_formats_fuzz::read_in_parts(bytes));
