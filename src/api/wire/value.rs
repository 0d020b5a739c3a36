//! The value of a node, as text, number, date, address or id.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::node::Node;
use super::{date, number, text, url};
use crate::api::redact::excerpt;

impl Node<'_> {
    /// The text byte for byte, for what goes back to Entrata in the same form.
    #[must_use]
    pub fn verbatim(&self) -> String {
        self.joined(" ").into_owned()
    }

    /// An id, a status or another word, as sent but for blanks around it.
    #[must_use]
    pub fn word(&self) -> String {
        self.joined(" ").trim().to_owned()
    }

    /// Text for people on one line: entities decoded, no markup, no control characters.
    #[must_use]
    pub fn text(&self) -> String {
        text::single_line(&self.joined(" "))
    }

    /// Text for people with its paragraphs: entities decoded, no markup, no control characters.
    #[must_use]
    pub fn paragraphs(&self) -> String {
        text::plain_text(&self.joined("\n"))
    }

    /// A yes or no: `1`, `true`, `t`, `yes`, `y` or `0`, `false`, `f`, `no`, `n`; anything else is absent.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        let word = self.joined(" ");
        let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word.trim()));
        match () {
            () if is(&["1", "true", "t", "yes", "y"]) => Some(true),
            () if is(&["0", "false", "f", "no", "n"]) => Some(false),
            () => None,
        }
    }

    /// An amount, in any form that [`read_amount`](super::read_amount) knows.
    #[must_use]
    pub fn amount(&self) -> Option<Decimal> {
        self.read(number::read_amount)
    }

    /// An area in square feet; square meters are converted.
    #[must_use]
    pub fn area(&self) -> Option<Decimal> {
        self.read(number::read_area)
    }

    /// A count of things.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        self.amount().filter(|amount| amount.fract().is_zero()).and_then(|amount| amount.try_into().ok())
    }

    /// A date, in any form that [`read_date`](super::read_date) knows, or as `Year`, `Month` and `Day`.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        let part = |name: &str| self.at(name).count();
        date::from_parts(part("Year"), part("Month"), part("Day")).or_else(|| self.read(date::read_date))
    }

    /// The address of a web page or a file, completed to `https` where it has no scheme.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.read(url::web_url)
    }

    /// An id; `0` stands for none.
    #[must_use]
    pub fn id<T: FromStr>(&self) -> Option<T> {
        self.joined(" ").trim().parse().ok()
    }

    /// An id that the element cannot do without.
    ///
    /// # Errors
    ///
    /// Why it is unusable, for [`Skipped::reason`](super::Skipped::reason).
    pub fn required_id<T: FromStr<Err: fmt::Display>>(&self) -> Result<T, String> {
        match self.joined(" ").trim() {
            "" | "0" => Err("has no id".to_owned()),
            text => text.parse().map_err(|error| format!("has the id {:?}, which {error}", excerpt(text))),
        }
    }

    fn read<T>(&self, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.joined(" ");
        let value = read(&text);
        if value.is_none() && !text.trim().is_empty() {
            tracing::debug!(found = excerpt(&text), "a value that cannot be read counts as absent");
        }
        value
    }
}
