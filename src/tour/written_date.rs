//! A date as people write it in a sentence.

use chrono::NaiveDate;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Parses the date with which a text starts, and returns it with the rest of the text: `09/15/2019`, `9/15/19`, `2019-09-15`,
/// `September 15, 2019` or `15 Sep 2019`.
pub(super) fn date_prefix(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, month, day, rest) = numeric_date(text).or_else(|| written_date(text))?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let ends = !rest.starts_with(|letter: char| letter.is_ascii_digit());
    (ends && (2000..2100).contains(&year)).then_some((date, rest))
}

fn numeric_date(text: &str) -> Option<(u32, u32, u32, &str)> {
    let (first, rest) = digits(text)?;
    let sign = rest.chars().next().filter(|sign| matches!(sign, '/' | '-'))?;
    let (second, rest) = digits(&rest[1..])?;
    let (third, after) = digits(rest.strip_prefix(sign)?)?;
    let is_short = rest.len() - after.len() == 3;
    Some(match first > 31 {
        true => (first, second, third, after),
        false if is_short => (2000 + third, first, second, after),
        false => (third, first, second, after),
    })
}

fn written_date(text: &str) -> Option<(u32, u32, u32, &str)> {
    let (month, day, rest) = match month_name(text) {
        Some((month, rest)) => {
            let (day, rest) = digits(rest.trim_start_matches(['.', ' ']))?;
            (month, day, rest)
        }
        None => {
            let (day, rest) = digits(text)?;
            let (month, rest) = month_name(without_ordinal(rest).trim_start())?;
            (month, day, rest)
        }
    };
    let (year, rest) = digits(without_ordinal(rest).trim_start_matches([',', '.', ' ']))?;
    Some((year, month, day, rest))
}

fn month_name(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let name = text[..end].get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|&known| known == name)?;
    Some((u32::try_from(month).ok()? + 1, &text[end..]))
}

fn without_ordinal(text: &str) -> &str {
    ["st", "nd", "rd", "th"].into_iter().find_map(|ending| text.strip_prefix(ending)).unwrap_or(text)
}

/// One to four digits.
fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (1..=4).contains(&end).then(|| Some((text[..end].parse().ok()?, &text[end..])))?
}
