//! Faults by switch: what can go wrong with a call, on purpose or by a seeded chance.

mod foreign;
mod lead_status;

pub use foreign::{Foreign, ForeignBody};
pub use lead_status::{LeadStatus, Nesting};

use crate::{Error, ErrorKind};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The faults in force.
///
/// ```
/// use entrata::sandbox::{Fault, Faults, Foreign, ForeignBody};
///
/// // The next two `getLeads` get a firewall's page.
/// let page = Foreign { status: 403, body: ForeignBody::Html, ..Foreign::default() };
/// let faults = Faults::default().fail_next("getLeads", Fault::Foreign(page), 2);
///
/// let json = r#"{"fail_next": [
///     {"method": "getLeads", "kind": {"foreign": {"status": 403, "body": "html"}}, "count": 2}
/// ]}"#;
/// assert_eq!(json.parse::<Faults>()?, faults);
/// # Ok::<(), entrata::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Faults {
    /// The same seed and the same calls give the same faults.
    pub seed: u64,
    /// The rates of every method without rates of its own.
    #[serde(flatten)]
    pub all: Rates,
    /// The rates of single methods, such as `sendLeads` or `getAccessToken`.
    pub methods: BTreeMap<String, Rates>,
    /// Faults of the very next calls. They come before the rates.
    pub fail_next: Vec<Planned>,
}

/// How often each fault occurs: from 0 to 1, and at most 1 in total, because a call has one fault at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    /// HTTP 500 to 504 in Entrata's error form. The call is not carried out.
    pub error_rate: f64,
    /// The call is carried out, then the connection closes without a reply.
    pub lose_reply_rate: f64,
    /// The call is carried out, then the connection closes after half of the reply.
    pub cut_body_rate: f64,
    /// HTTP 429 with `Retry-After`. The call is not carried out.
    pub rate_limit_rate: f64,
    /// The call is carried out, but a proxy times out: HTTP 504 with an HTML page.
    pub html_rate: f64,
    /// The right reply under `text/html`.
    pub content_type_rate: f64,
    /// The right reply with a byte order mark, a raw control character and a byte that is not UTF-8.
    pub dirty_json_rate: f64,
    /// The call's token expires before the call.
    pub expired_token_rate: f64,
    /// How long a delayed reply waits after the call is carried out, in milliseconds.
    pub delay_ms: u64,
    /// How many replies are delayed. A delay can be added to another fault.
    pub delay_rate: f64,
}

/// A fault of the next calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The method of the calls; without it, any method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The fault.
    pub kind: Fault,
    /// The number of calls, or [`ALWAYS`] (in JSON `"always"`).
    #[serde(default = "once", deserialize_with = "read_count", serialize_with = "write_count")]
    pub count: u32,
}

/// The [`count`](Planned::count) of a fault that never ends.
pub const ALWAYS: u32 = u32::MAX;

/// One thing that can go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// As [`Rates::error_rate`].
    Error,
    /// As [`Rates::lose_reply_rate`].
    LoseReply,
    /// As [`Rates::cut_body_rate`].
    CutBody,
    /// As [`Rates::rate_limit_rate`].
    RateLimit,
    /// As [`Rates::html_rate`].
    Html,
    /// As [`Rates::content_type_rate`].
    ContentType,
    /// As [`Rates::dirty_json_rate`].
    DirtyJson,
    /// As [`Rates::expired_token_rate`].
    ExpiredToken,
    /// A reply that does not come from Entrata's API: a proxy, firewall, CDN or another server answers.
    Foreign(Foreign),
    /// A rejection in Entrata's own envelope, with any code and message.
    Rejection(Rejection),
    /// `sendLeads`, `updateLeads` or `sendMitsLeads` answers each prospect with this status.
    LeadStatus(LeadStatus),
}

/// A rejection in Entrata's own envelope. The call is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// `response.code`: 300, for example.
    pub code: u16,
    /// `response.error.code`; the same as `code` when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u16>,
    /// `response.error.message`.
    pub message: String,
    /// The HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
}

fn once() -> u32 {
    1
}

fn ok() -> u16 {
    200
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Number(u32),
    Word(String),
}

fn read_count<'de, D: Deserializer<'de>>(reader: D) -> Result<u32, D::Error> {
    match Count::deserialize(reader)? {
        Count::Number(count) => Ok(count),
        Count::Word(word) if word == "always" => Ok(ALWAYS),
        Count::Word(_) => Err(serde::de::Error::custom("count must be a number or \"always\"")),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn write_count<S: Serializer>(count: &u32, writer: S) -> Result<S::Ok, S::Error> {
    if *count == ALWAYS { writer.serialize_str("always") } else { writer.serialize_u32(*count) }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            error_rate: 0.0,
            lose_reply_rate: 0.0,
            cut_body_rate: 0.0,
            rate_limit_rate: 0.0,
            html_rate: 0.0,
            content_type_rate: 0.0,
            dirty_json_rate: 0.0,
            expired_token_rate: 0.0,
            delay_ms: 0,
            delay_rate: 1.0,
        }
    }
}

impl Rates {
    pub(super) fn table(&self) -> [(f64, Fault); 8] {
        [
            (self.error_rate, Fault::Error),
            (self.lose_reply_rate, Fault::LoseReply),
            (self.cut_body_rate, Fault::CutBody),
            (self.rate_limit_rate, Fault::RateLimit),
            (self.html_rate, Fault::Html),
            (self.content_type_rate, Fault::ContentType),
            (self.dirty_json_rate, Fault::DirtyJson),
            (self.expired_token_rate, Fault::ExpiredToken),
        ]
    }

    fn check(&self) -> Result<(), String> {
        let rates = self.table().map(|(rate, _)| rate);
        let is_rate = |rate: f64| (0.0..=1.0).contains(&rate);
        let all_are_rates = rates.iter().all(|rate| is_rate(*rate)) && is_rate(self.delay_rate);
        if !all_are_rates || rates.iter().sum::<f64>() > 1.000_001 {
            return Err("each rate must be from 0 to 1, and their sum at most 1".to_owned());
        }
        Ok(())
    }
}

impl Planned {
    fn check(&self) -> Result<(), String> {
        let status = match &self.kind {
            Fault::Foreign(foreign) => foreign.status,
            Fault::Rejection(rejection) => rejection.status,
            _ => return Ok(()),
        };
        if (200..600).contains(&status) {
            return Ok(());
        }
        Err(format!("{status} is not an HTTP status from 200 to 599"))
    }
}

impl Faults {
    /// Adds a fault of the next `count` calls of a method.
    #[must_use]
    pub fn fail_next(mut self, method: impl Into<String>, kind: Fault, count: u32) -> Self {
        self.fail_next.push(Planned { method: Some(method.into()), kind, count });
        self
    }

    /// Reads the control API's JSON: the rates of all methods are at the top level.
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let mut top: Map<String, Value> = serde_json::from_slice(body).map_err(|cause| cause.to_string())?;
        let (seed, methods, fail_next) = (top.remove("seed"), top.remove("methods"), top.remove("fail_next"));
        let faults = Self {
            seed: given(seed)?,
            methods: given(methods)?,
            fail_next: given(fail_next)?,
            all: given(Some(Value::Object(top)))?,
        };
        faults.check()?;
        Ok(faults)
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.all.check()?;
        self.methods.values().try_for_each(Rates::check)?;
        self.fail_next.iter().try_for_each(Planned::check)
    }
}

impl FromStr for Faults {
    type Err = Error;

    /// Reads the control API's JSON: `{"error_rate": 0.1}`.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text.as_bytes())
            .map_err(|message| Error::new(ErrorKind::Config, format!("faults: {message}")))
    }
}

fn given<T: Default + serde::de::DeserializeOwned>(value: Option<Value>) -> Result<T, String> {
    let Some(value) = value else { return Ok(T::default()) };
    serde_json::from_value(value).map_err(|cause| cause.to_string())
}
