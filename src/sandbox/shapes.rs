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
    /// As the published description and the recordings have them.
    #[default]
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
        if let Some(reshaper) = &mut self.reshaper {
            reshaper.shape(method, body);
        }
    }
}

impl FromStr for Shapes {
    type Err = Error;

    /// Reads `documented`, `random`, or `random:7` with a seed.
    fn from_str(text: &str) -> Result<Self, Error> {
        let seed = match text.split_once(':') {
            None if text == "documented" => return Ok(Self::Documented),
            None if text == "random" => Some(1),
            Some(("random", seed)) => seed.parse().ok(),
            _ => None,
        };
        let invalid = || {
            Error::new(ErrorKind::Config, "shapes must be `documented`, `random`, or `random:7` with a seed")
        };
        Ok(Self::Random { seed: seed.ok_or_else(invalid)? })
    }
}

impl fmt::Display for Shapes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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
        for text in ["documented", "random:7"] {
            assert_eq!(text.parse::<Shapes>().unwrap().to_string(), text);
        }
        assert!("wild".parse::<Shapes>().is_err() && "random:x".parse::<Shapes>().is_err());
    }
}
