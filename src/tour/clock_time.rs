//! A time of day as people write it: `9:30`, `09:30:00`, `9.30 a.m.`, `9am`, `24:00`, `noon`.

/// A time of day without a date or a zone. `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClockTime {
    /// Seconds since the day began; 86,400 for `24:00`.
    second_of_day: u32,
    /// Which kind of clock it is written for.
    pub(super) style: Style,
}

/// How a time of day says whether it is before or after noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `13:30`.
    TwentyFourHour,
    /// `1:30 PM`.
    TwelveHour,
    /// `noon`, `midnight`: fits both.
    Word,
}

impl Style {
    /// Whether two times may mean different kinds of clocks.
    pub(super) fn differs(self, other: Self) -> bool {
        self != other && self != Self::Word && other != Self::Word
    }
}

const DAY: u32 = 24 * 3600;

impl ClockTime {
    /// Parses the time of day with which a text starts, and returns it with the rest of the text.
    ///
    /// A bare hour counts only with `AM` or `PM`: `9 MST` may be anything, `9 AM MST` is nine o'clock.
    pub(super) fn parse_prefix(text: &str) -> Option<(Self, &str)> {
        let (hour, rest) = match number(text) {
            Some(found) => found,
            None => return word(text),
        };
        let (minute, rest) = part(rest)?;
        let (second, rest) = if minute.is_some() { part(rest)? } else { (None, rest) };
        let after_minutes = minute.unwrap_or(0) * 60 + second.unwrap_or(0);
        if minute.is_some_and(|minute| minute > 59) || second.is_some_and(|second| second > 59) {
            return None;
        }
        if let Some((time, rest)) = word(rest.trim_start()).filter(|_| hour == 12 && after_minutes == 0) {
            return Some((time, rest));
        }
        let (second_of_day, style, rest) = match meridiem(rest) {
            Some((noon, rest)) => {
                let hour = (1..=12).contains(&hour).then_some(hour % 12 + noon)?;
                (hour * 3600 + after_minutes, Style::TwelveHour, rest)
            }
            None => (minute.map(|_| hour * 3600 + after_minutes)?, Style::TwentyFourHour, rest),
        };
        (second_of_day <= DAY).then_some((Self { second_of_day, style }, rest))
    }

    /// Whether it is `24:00`.
    pub(super) fn is_end_of_day(self) -> bool {
        self.second_of_day == DAY
    }

    /// The seconds since the day began.
    pub(super) fn seconds(self) -> i64 {
        self.second_of_day.into()
    }
}

/// Trims a text, including narrow and invisible blanks.
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim_ascii();
    let is_blank = |letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    match text.as_bytes() {
        [] => text,
        [first, .., last] if first.is_ascii() && last.is_ascii() => text,
        _ => text.trim_matches(is_blank),
    }
}

/// One or two digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let digit = |at: usize| {
        text.as_bytes().get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| u32::from(byte - b'0'))
    };
    match (digit(0)?, digit(1), digit(2)) {
        (ones, None, _) => Some((ones, &text[1..])),
        (tens, Some(ones), None) => Some((tens * 10 + ones, &text[2..])),
        _ => None,
    }
}

/// A colon or a dot and two digits, or neither. Nothing if the digits do not fit.
fn part(text: &str) -> Option<(Option<u32>, &str)> {
    let Some(rest) = text.strip_prefix([':', '.']) else {
        return Some((None, text));
    };
    let (value, after) = number(rest)?;
    (rest.len() - after.len() == 2).then_some((Some(value), after))
}

/// The hours that `AM` or `PM` adds to the twelve-hour clock, and the rest of the text. Dots and blanks do not matter: `a.m.`,
/// `A. M.`, `am`, and `9:30a` directly after the digits.
fn meridiem(text: &str) -> Option<(u32, &str)> {
    let start = text.trim_start();
    let noon = match start.as_bytes().first()? {
        b'a' | b'A' => 0,
        b'p' | b'P' => 12,
        _ => return None,
    };
    if start.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("america/")) {
        return None;
    }
    let after_letter = &start[1..];
    let undotted = after_letter.trim_start().trim_start_matches('.').trim_start();
    if let Some(rest) = undotted.strip_prefix(['m', 'M']) {
        let is_contiguous = after_letter.trim_start_matches('.').len() == undotted.len();
        if is_contiguous || !starts_with_letter(rest) {
            return Some((noon, rest.strip_prefix('.').unwrap_or(rest)));
        }
    }
    (start.len() == text.len() && !starts_with_letter(after_letter)).then_some((noon, after_letter))
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
}

fn word(text: &str) -> Option<(ClockTime, &str)> {
    let known = [("noon", DAY / 2), ("midnight", DAY)];
    known.into_iter().find_map(|(word, second_of_day)| {
        let rest = text.get(word.len()..)?;
        let matches = text[..word.len()].eq_ignore_ascii_case(word) && !starts_with_letter(rest);
        matches.then_some((ClockTime { second_of_day, style: Style::Word }, rest))
    })
}
