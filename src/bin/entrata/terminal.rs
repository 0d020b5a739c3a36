//! Text for a terminal: quantities, and foreign text without control characters.

use entrata::logging::is_unprintable;

/// `1 job`, `2 jobs`.
pub(crate) fn quantity(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// A text from outside, without characters that control a terminal or the direction of text.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|letter| if is_unprintable(letter) { '\u{fffd}' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_agree_with_their_number() {
        let jobs = |count| quantity(count, "job", "jobs");
        assert_eq!([jobs(0), jobs(1), jobs(2)], ["0 jobs", "1 job", "2 jobs"]);
    }

    #[test]
    fn foreign_text_cannot_control_a_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\n\u{202e}c"), "a\u{fffd}[31mb\u{fffd}\u{fffd}c");
    }
}
