//! The switch for shapes.

use crate::{Error, ErrorKind};
use std::fmt;
use std::str::FromStr;

/// How answers are shaped.
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

impl FromStr for Shapes {
    type Err = Error;

    /// `documented`, `random`, or `random:7` with a seed.
    fn from_str(text: &str) -> Result<Self, Error> {
        let seed = match text.split_once(':') {
            None if text == "documented" => return Ok(Self::Documented),
            None if text == "random" => Some(1),
            Some(("random", seed)) => seed.parse().ok(),
            _ => None,
        };
        let wrong =
            || Error::new(ErrorKind::Config, "shapes are `documented`, `random` or `random:7` with a seed");
        Ok(Self::Random { seed: seed.ok_or_else(wrong)? })
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
    fn shapes_read_what_they_print() {
        for text in ["documented", "random:7"] {
            assert_eq!(text.parse::<Shapes>().unwrap().to_string(), text);
        }
        assert!("wild".parse::<Shapes>().is_err() && "random:x".parse::<Shapes>().is_err());
    }
}
