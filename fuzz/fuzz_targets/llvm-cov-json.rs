#![no_main]
report_formats_fuzz::reader!("llvm-cov-json");
