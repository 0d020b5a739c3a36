//! The shapes of replies: the same facts in the JSON forms that Entrata's PHP code writes.

mod random;

use crate::{Error, ErrorKind};
use random::Reshaper;
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// How replies are shaped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shapes {
    /// As production code reads them.
    #[default]
    Production,
    /// As the published description has them, where it differs from production code: `getLeads`.
    Documented,
    /// One object for a list of one, maps for lists, numbers as text, empty forms, unknown fields: at random.
    Random {
        /// The same seed and the same calls give the same shapes.
        seed: u64,
    },
}

/// Shapes replies.
pub(super) struct Shaper {
    pub(super) shapes: Shapes,
    reshaper: Option<Reshaper>,
}

impl Shaper {
    pub(super) fn new(shapes: Shapes) -> Self {
        let reshaper = if let Shapes::Random { seed } = shapes { Some(Reshaper::new(seed)) } else { None };
        Self { shapes, reshaper }
    }

    /// Shapes a whole body. Its facts stay the same.
    pub(super) fn shape(&mut self, method: &str, body: &mut Value) {
        match &mut self.reshaper {
            Some(reshaper) => reshaper.shape(method, body),
            None if self.shapes == Shapes::Production && method == "getLeads" => group_prospects(body),
            None => {}
        }
    }
}

/// Production code reads the prospects of `getLeads` from a list of groups: `prospects[0].prospect[0]`.
fn group_prospects(body: &mut Value) {
    if let Some(prospects) = body.pointer_mut("/response/result/prospects") {
        *prospects = Value::Array(vec![prospects.take()]);
    }
}

impl FromStr for Shapes {
    type Err = Error;

    /// Reads `production`, `documented`, `random`, or `random:7` with a seed.
    fn from_str(text: &str) -> Result<Self, Error> {
        let seed = match text.split_once(':') {
            None if text == "production" => return Ok(Self::Production),
            None if text == "documented" => return Ok(Self::Documented),
            None if text == "random" => Some(1),
            Some(("random", seed)) => seed.parse().ok(),
            _ => None,
        };
        let invalid = || {
            let message = "shapes must be `production`, `documented`, `random`, or `random:7` with a seed";
            Error::new(ErrorKind::Config, message)
        };
        Ok(Self::Random { seed: seed.ok_or_else(invalid)? })
    }
}

impl fmt::Display for Shapes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Production => f.write_str("production"),
            Self::Documented => f.write_str("documented"),
            Self::Random { seed } => write!(f, "random:{seed}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read_as_they_are_printed() {
        for text in ["production", "documented", "random:7"] {
            assert_eq!(text.parse::<Shapes>().unwrap().to_string(), text);
        }
        assert!("wild".parse::<Shapes>().is_err() && "random:x".parse::<Shapes>().is_err());
    }
}
