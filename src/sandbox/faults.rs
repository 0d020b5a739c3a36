//! Faults by switch: what the wild does to a client, on purpose and from a seed.

use super::chance::Chance;
use crate::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::str::FromStr;

/// What shall go wrong, and how often.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Faults {
    /// The same seed and the same calls give the same faults.
    pub seed: u64,
    /// For every method that has no rates of its own.
    #[serde(flatten)]
    pub all: Rates,
    /// For single methods, `sendLeads` or `getAccessToken`.
    pub methods: BTreeMap<String, Rates>,
    /// What happens to the very next calls, whatever the rates say.
    pub fail_next: Vec<Planned>,
}

/// How often each fault happens: from 0 to 1, and all together at most 1, since a call has one fault at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    /// HTTP 500 to 504 with Entrata's error form; nothing was done.
    pub error_rate: f64,
    /// The work is done, then the connection closes without an answer.
    pub lose_reply_rate: f64,
    /// The work is done, half of the answer comes, then the connection closes.
    pub cut_body_rate: f64,
    /// HTTP 429 with `Retry-After`; nothing was done.
    pub rate_limit_rate: f64,
    /// The work is done, but a proxy in between lost patience: HTTP 504 and its HTML page.
    pub html_rate: f64,
    /// The right answer under `text/html`.
    pub content_type_rate: f64,
    /// The right answer with a byte order mark, a raw control character and a byte that is not UTF-8.
    pub dirty_json_rate: f64,
    /// The call's token ends before the call.
    pub expired_token_rate: f64,
    /// How long a delayed answer waits after its work is done.
    pub delay_ms: u64,
    /// How many answers are delayed; a delay may come on top of another fault.
    pub delay_rate: f64,
}

/// A fault for the next calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The calls it waits for; without it, any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What happens to them.
    pub kind: Fault,
    /// How many of them.
    #[serde(default = "once")]
    pub count: u32,
}

/// One thing that can go wrong; the rates say what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
}

fn once() -> u32 {
    1
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
    fn table(&self) -> [(f64, Fault); 8] {
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

    fn checked(&self) -> Result<(), String> {
        let rates = self.table().map(|(rate, _)| rate);
        let one = |rate: f64| (0.0..=1.0).contains(&rate);
        if !rates.iter().all(|rate| one(*rate))
            || !one(self.delay_rate)
            || rates.iter().sum::<f64>() > 1.000_001
        {
            return Err("each rate is from 0 to 1, and together they are at most 1".to_owned());
        }
        Ok(())
    }
}

impl Faults {
    /// Reads what the control API is sent: the rates for all methods stand at the top.
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let mut top: Map<String, Value> = serde_json::from_slice(body).map_err(|cause| cause.to_string())?;
        let mut part = |name: &str| top.remove(name);
        let (seed, methods, fail_next) = (part("seed"), part("methods"), part("fail_next"));
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
        self.all.checked()?;
        self.methods.values().try_for_each(Rates::checked)
    }
}

impl FromStr for Faults {
    type Err = Error;

    /// The JSON that the control API takes: `{"error_rate": 0.1}`.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text.as_bytes())
            .map_err(|message| Error::new(ErrorKind::Config, format!("faults: {message}")))
    }
}

fn given<T: Default + serde::de::DeserializeOwned>(value: Option<Value>) -> Result<T, String> {
    value.map_or_else(
        || Ok(T::default()),
        |value| serde_json::from_value(value).map_err(|cause| cause.to_string()),
    )
}

/// What chance, or the plan, has in store for one call.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Fate {
    pub(super) fault: Option<Fault>,
    pub(super) delay_ms: u64,
}

/// The faults in force, and the chance that deals them.
pub(super) struct Dealer {
    pub(super) faults: Faults,
    chance: Chance,
}

impl Dealer {
    pub(super) fn of(faults: Faults) -> Self {
        let chance = Chance::of(faults.seed);
        Self { faults, chance }
    }

    pub(super) fn deal(&mut self, method: &str) -> Fate {
        let planned = self.faults.fail_next.iter_mut().find(|planned| {
            planned.count > 0 && planned.method.as_deref().is_none_or(|wanted| wanted == method)
        });
        let planned = planned.map(|planned| {
            planned.count -= 1;
            planned.kind
        });
        self.faults.fail_next.retain(|planned| planned.count > 0);
        let rates = self.faults.methods.get(method).unwrap_or(&self.faults.all);
        let late = rates.delay_ms > 0 && self.chance.fraction() < rates.delay_rate;
        let mut drawn = self.chance.fraction();
        let by_chance = rates.table().into_iter().find(|(rate, _)| {
            drawn -= rate;
            drawn < 0.0
        });
        let fault = planned.or(by_chance.map(|(_, fault)| fault));
        Fate { fault, delay_ms: if late { rates.delay_ms } else { 0 } }
    }

    /// Which of the server's own failures it is.
    pub(super) fn error_status(&mut self) -> u16 {
        self.chance.pick(&[500, 501, 502, 503, 504]).copied().unwrap_or(500)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(seed: u64) -> Vec<Fate> {
        let all = Rates { error_rate: 0.15, lose_reply_rate: 0.15, ..Rates::default() };
        let mut dealer = Dealer::of(Faults { seed, all, ..Faults::default() });
        (0..10_000).map(|_| dealer.deal("sendLeads")).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_faults_at_the_rates_asked_for() {
        let faults = run(7);
        assert_eq!(faults, run(7));
        assert_ne!(faults, run(8));
        for kind in [Fault::Error, Fault::LoseReply] {
            let share = faults.iter().filter(|fate| fate.fault == Some(kind)).count();
            assert!((1350..1650).contains(&share), "{kind:?}: {share}");
        }
    }

    #[test]
    fn a_misspelt_switch_is_an_error_and_so_is_too_much() {
        assert!(Faults::read(br#"{"error_rat": 0.1}"#).unwrap_err().contains("error_rat"));
        assert!(Faults::read(br#"{"methods": {"sendLeads": {"eror_rate": 1}}}"#).is_err());
        assert!(Faults::read(br#"{"error_rate": 0.6, "lose_reply_rate": 0.6}"#).is_err());
        assert!(
            Faults::read(br#"{"fail_next": [{"method": "sendLeads", "kind": "lose_replies"}]}"#).is_err()
        );
        assert_eq!(Faults::read(b"{}").unwrap(), Faults::default());
    }
}
