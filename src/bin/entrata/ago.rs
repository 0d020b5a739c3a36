//! How long ago: `90d`, `36h`, `30m`.

use chrono::TimeDelta;

/// Parses a whole number and its unit. Rejects times in the future.
pub(crate) fn read(text: &str) -> Result<TimeDelta, String> {
    let wanted = || "must be a whole number and its unit: 90d, 36h or 30m".to_owned();
    let unit = text.chars().last().ok_or_else(wanted)?;
    let number: u32 = text.strip_suffix(unit).and_then(|number| number.parse().ok()).ok_or_else(wanted)?;
    let ago = match unit {
        'm' => TimeDelta::try_minutes(number.into()),
        'h' => TimeDelta::try_hours(number.into()),
        'd' => TimeDelta::try_days(number.into()),
        _ => None,
    };
    ago.ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_without_a_unit_or_in_the_future_is_rejected() {
        assert_eq!(read("90d"), Ok(TimeDelta::days(90)));
        assert_eq!(read("36h"), Ok(TimeDelta::hours(36)));
        assert_eq!(read("0m"), Ok(TimeDelta::zero()));
        for wrong in ["", "90", "d", "-1d", "1.5h", "1w", "90 d", "4294967296d", "9é"] {
            assert!(read(wrong).unwrap_err().contains("90d"), "{wrong}");
        }
    }
}
