#![no_main]
report_formats_fuzz::reader!("google-benchmark");
