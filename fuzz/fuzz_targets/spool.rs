//! A spool file after a crash: every complete line is read back as written, the others are counted.
#![no_main]

use entrata::portal::fuzzing::spooled;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| {
    let (entries, damaged) = spooled(lines);
    let all = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    assert_eq!(entries + damaged, all);
});
