//! The written description of Entrata's API: `docs/entrata.schema.json`, which is part of the program.

use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::Value;

const TEXT: &str = include_str!("../../docs/entrata.schema.json");

/// The description: a schema for each method, and the assumptions.
pub(crate) struct Description {
    root: Value,
    assumptions: Vec<Assumption>,
}

/// One fact that the crate relies on, and how a reply shows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assumption {
    /// A short name.
    pub(crate) id: String,
    /// The method and version it is about; `*` for every method.
    pub(crate) method: String,
    /// The fact, as a sentence.
    pub(crate) says: String,
    /// How sure it is.
    pub(crate) sure: String,
    /// Where it is known from.
    pub(crate) source: String,
    /// Where in the reply it shows, from `response` inwards.
    #[serde(default)]
    pub(crate) look: Option<String>,
    /// What each value there must be.
    #[serde(default)]
    pub(crate) expect: Option<Expectation>,
    /// A rule in code, for a fact that more than one value shows.
    #[serde(default)]
    pub(crate) rule: Option<String>,
    /// Whether the values at `look` must not be shown.
    #[serde(default)]
    pub(crate) private: bool,
    /// The paths that differ when the fact is wrong; without them, `look`.
    #[serde(default)]
    pub(crate) covers: Vec<String>,
}

/// What a value must be.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expectation {
    /// A JSON type: `object`, `array`, `string`, `integer`.
    Type(String),
    /// A text that fits this regular expression.
    Pattern(String),
    /// This value.
    Const(Value),
    /// One of these values.
    Enum(Vec<Value>),
    /// An object with a field at this path.
    Has(String),
    /// All of these values, among the values at `look`.
    Includes(Vec<Value>),
    /// A value that occurs at `look`. Other values say nothing.
    Seen(Value),
}

impl Description {
    /// Reads the description.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the program was built with an invalid description.
    pub(crate) fn read() -> Result<Self> {
        let invalid = |cause| {
            Error::new(ErrorKind::Config, "the description of Entrata's API is invalid").with_source(cause)
        };
        let mut root: Value = serde_json::from_str(TEXT).map_err(invalid)?;
        let assumptions = serde_json::from_value(root["assumptions"].take()).map_err(invalid)?;
        Ok(Self { root, assumptions })
    }

    /// The assumptions, in the order of the description.
    pub(crate) fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// The schema of a method's parameters or result.
    pub(crate) fn part(&self, method: &str, part: &str) -> &Value {
        &self.root["methods"][method][part]
    }

    /// A named definition.
    pub(crate) fn definition(&self, name: &str) -> &Value {
        &self.root["$defs"][name]
    }

    /// A schema, or the definition that it refers to.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        target.and_then(|place| self.root.pointer(place)).unwrap_or(schema)
    }

    /// Every method with its version.
    pub(crate) fn methods(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.root["methods"].as_object().into_iter().flatten()
    }
}
