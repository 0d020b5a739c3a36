//! The report of a probe: what differs, which assumptions hold, and how the replies look, without anything that could
//! name a person, a company, a property or an amount.

use super::anonymize::Anonymizer;
use super::booking::Booking;
use super::compare::{self, Difference};
use super::description::{Assumption, Description};
use super::evaluate;
use super::exchange::{Exchange, Outcome};
use super::path::is_within;
use super::verdict::{Evidence, Verdict};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The anonymous outcome of a probe.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The version of this crate.
    pub version: String,
    /// One line for each call.
    pub calls: Vec<CallLine>,
    /// The differences between the replies and the description.
    pub deviations: Vec<Deviation>,
    /// The assumptions, and whether they hold.
    pub assumptions: Vec<AssumptionLine>,
    /// What a booking showed, with replaced values.
    #[serde(skip_serializing_if = "Option::is_none", rename = "booking")]
    anonymous_booking: Option<Booking>,
    /// What a booking showed, for the person who made it.
    #[serde(skip)]
    booking: Option<Booking>,
    /// The replies with replaced values, at most two items of each list.
    pub replies: BTreeMap<String, Vec<Value>>,
}

/// The outcome of one call.
#[derive(Debug, Clone, Serialize)]
pub struct CallLine {
    /// The method and its version.
    pub method: String,
    /// `reply`, `rejected with code 311: …`, `not Entrata's reply: …`, or why there was none.
    pub outcome: String,
    /// Whether Entrata answered, be it with a rejection.
    pub answered: bool,
    /// Entrata's headers about limits and pages.
    pub headers: BTreeMap<String, String>,
}

/// One difference between replies and the description.
#[derive(Debug, Clone, Serialize)]
pub struct Deviation {
    /// The method and its version.
    pub method: String,
    /// The place in the reply, without indices.
    pub path: String,
    /// What is different.
    pub difference: String,
    /// The first value, replaced unless it is a word or a form.
    pub value: Value,
    /// How often it occurs.
    pub count: usize,
}

/// One assumption, and whether it holds.
#[derive(Debug, Clone, Serialize)]
pub struct AssumptionLine {
    /// Its short name.
    pub id: String,
    /// The assumption.
    pub says: String,
    /// How sure it was before.
    pub sure: String,
    /// Where it is known from.
    pub source: String,
    /// `confirmed`, `contradicted` or `not seen`.
    pub verdict: &'static str,
    /// What contradicts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Value>,
}

impl Report {
    /// Whether every reply was as described and no assumption is contradicted.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        self.deviations.is_empty()
            && self.contradicted().next().is_none()
            && self.calls.iter().all(|call| call.answered)
    }

    /// The assumptions that a reply contradicts.
    pub fn contradicted(&self) -> impl Iterator<Item = &AssumptionLine> {
        self.assumptions.iter().filter(|line| line.verdict == "contradicted")
    }

    /// What a booking showed, line by line.
    #[must_use]
    pub fn booking_lines(&self) -> Option<Vec<String>> {
        let booking = self.booking.as_ref()?;
        let id = if booking.has_id { "with an id" } else { "without an id" };
        let mut lines = vec![format!("{}: {:?} {:?}, {id}", booking.slot, booking.status, booking.message)];
        if booking.read_back.is_empty() {
            lines.push("no appointment was read back".to_owned());
        }
        for read in &booking.read_back {
            lines.push(format!(
                "{}: event type {}, {}: {}",
                read.method, read.event_type, read.times, read.clock
            ));
            if !read.text.is_empty() {
                lines.push(format!("  its text: {:?}", read.text));
            }
        }
        Some(lines)
    }

    /// The number of assumptions with a verdict.
    #[must_use]
    pub fn count(&self, verdict: &str) -> usize {
        self.assumptions.iter().filter(|line| line.verdict == verdict).count()
    }
}

/// Builds the report.
pub(super) fn build(
    description: &Description,
    exchanges: &[Exchange],
    booking: Option<Booking>,
    mut names: Anonymizer,
) -> Report {
    for exchange in exchanges {
        if let Some(result) = exchange.response().and_then(|response| response.get("result")) {
            names.learn_from(description, description.part(&exchange.name, "result"), result);
        }
    }
    let judged: Vec<_> = description
        .assumptions()
        .iter()
        .map(|assumption| (assumption, evaluate::assumption(assumption, exchanges)))
        .collect();
    let deviations = deviations(description, exchanges, &judged, &mut names);
    Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        calls: exchanges.iter().map(|exchange| call_line(exchange, &names)).collect(),
        deviations,
        assumptions: judged
            .into_iter()
            .map(|(assumption, verdict)| line(assumption, verdict, &mut names))
            .collect(),
        anonymous_booking: booking.clone().map(|booking| anonymous(booking, &mut names)),
        booking,
        replies: replies(description, exchanges, &mut names),
    }
}

/// The differences that no contradicted assumption explains.
fn deviations(
    description: &Description,
    exchanges: &[Exchange],
    judged: &[(&Assumption, Verdict)],
    names: &mut Anonymizer,
) -> Vec<Deviation> {
    let mut found: Vec<Deviation> = Vec::new();
    for exchange in exchanges {
        for difference in differences(description, exchange) {
            if judged.iter().any(|(assumption, verdict)| explains(assumption, verdict, exchange, &difference))
            {
                continue;
            }
            let words = difference.kind.words();
            let is_same = |known: &&mut Deviation| {
                known.method == exchange.name && known.path == difference.path && known.difference == words
            };
            if let Some(known) = found.iter_mut().find(is_same) {
                known.count += difference.count;
                continue;
            }
            found.push(Deviation {
                method: exchange.name.clone(),
                value: names.leaf(&difference.value, difference.keep),
                path: difference.path,
                difference: words,
                count: difference.count,
            });
        }
    }
    found
}

/// The differences of a reply: its envelope and its result.
fn differences(description: &Description, exchange: &Exchange) -> Vec<Difference> {
    match &exchange.outcome {
        Outcome::Reply(body) => {
            let mut envelope = body.clone();
            let result = envelope.pointer_mut("/response/result").map(Value::take).unwrap_or_default();
            let mut found = compare::differences(description, description.definition("reply"), &envelope, "");
            found.iter_mut().for_each(|one| one.path = one.path.trim_start_matches(".response.").to_owned());
            let schema = description.part(&exchange.name, "result");
            if !schema.is_null() {
                found.extend(compare::differences(description, schema, &result, "result"));
            }
            found
        }
        Outcome::Rejected { body, .. } => {
            let mut found = compare::differences(description, description.definition("rejection"), body, "");
            found.iter_mut().for_each(|one| one.path = one.path.trim_start_matches(".response.").to_owned());
            found
        }
        Outcome::Foreign { .. } | Outcome::Failed(_) => Vec::new(),
    }
}

fn explains(
    assumption: &Assumption,
    verdict: &Verdict,
    exchange: &Exchange,
    difference: &Difference,
) -> bool {
    let is_contradicted = matches!(verdict, Verdict::Contradicted(_));
    let is_about = assumption.method == "*" || assumption.method == exchange.name;
    let covers = |path: &String| is_within(&difference.path, path);
    let covered = match assumption.covers.as_slice() {
        [] => assumption.look.as_ref().is_some_and(covers),
        paths => paths.iter().any(covers),
    };
    is_contradicted && is_about && covered
}

fn call_line(exchange: &Exchange, names: &Anonymizer) -> CallLine {
    let (outcome, answered) = match &exchange.outcome {
        Outcome::Reply(_) => ("reply".to_owned(), true),
        Outcome::Rejected { code, message, .. } => {
            let code = code.map_or_else(|| "no code".to_owned(), |code| format!("code {code}"));
            (format!("rejected with {code}: {}", names.sentence(message)), true)
        }
        Outcome::Foreign { status, body } => {
            (format!("not Entrata's reply: HTTP {status} with {body}"), false)
        }
        Outcome::Failed(error) => (format!("no reply: {}", names.sentence(error)), false),
    };
    CallLine {
        method: exchange.name.clone(),
        outcome,
        answered,
        headers: exchange.headers.iter().cloned().collect(),
    }
}

fn line(assumption: &Assumption, verdict: Verdict, names: &mut Anonymizer) -> AssumptionLine {
    let (verdict, evidence) = match verdict {
        Verdict::Confirmed => ("confirmed", None),
        Verdict::NotSeen => ("not seen", None),
        Verdict::Contradicted(Evidence::Words(words)) => ("contradicted", Some(Value::String(words))),
        Verdict::Contradicted(Evidence::Value(value)) => {
            let keep = !assumption.private;
            ("contradicted", Some(names.leaf(&value, keep)))
        }
    };
    AssumptionLine {
        id: assumption.id.clone(),
        says: assumption.says.clone(),
        sure: assumption.sure.clone(),
        source: assumption.source.clone(),
        verdict,
        evidence,
    }
}

fn anonymous(mut booking: Booking, names: &mut Anonymizer) -> Booking {
    booking.message = names.sentence(&booking.message);
    booking.status = names.sentence(&booking.status);
    for read in &mut booking.read_back {
        read.event_type = names.appointment(&read.event_type);
        read.text = names.appointment(&read.text);
    }
    booking
}

fn replies(
    description: &Description,
    exchanges: &[Exchange],
    names: &mut Anonymizer,
) -> BTreeMap<String, Vec<Value>> {
    let mut replies: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for exchange in exchanges {
        let Some(response) = exchange.response().and_then(Value::as_object) else { continue };
        let mut shown = Map::new();
        for (name, value) in response {
            let value = match name.as_str() {
                "result" => names.replace(description, description.part(&exchange.name, "result"), value),
                "code" => names.leaf(value, true),
                _ => names.replace(description, &Value::Null, value),
            };
            shown.insert(name.clone(), value);
        }
        replies.entry(exchange.name.clone()).or_default().push(Value::Object(shown));
    }
    replies
}
