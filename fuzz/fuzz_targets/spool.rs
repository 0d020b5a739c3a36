//! A spool file after a crash: every whole line comes back as it was written, every other one is counted.
#![no_main]

use entrata::portal::fuzzing::spooled;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| {
    let (entries, damaged) = spooled(lines);
    let all = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    assert_eq!(entries + damaged, all);
});
