//! A probe of the real Entrata, for those who have a contract: how its replies differ from what this crate expects.
//!
//! It calls each method that this crate uses, once and read-only, and compares each reply with the description in
//! `docs/entrata.schema.json`: unknown fields, other types, other words, other forms. It lists each assumption of
//! `docs/methods.md` as confirmed, contradicted or not seen. The [`Report`] has names, ids, addresses, amounts and
//! secrets replaced, so that it can be attached to a bug report.

mod anonymize;
mod booking;
mod calls;
mod compare;
mod description;
mod evaluate;
mod exchange;
mod path;
mod report;
mod rules;
mod verdict;

pub use report::{AssumptionLine, CallLine, Deviation, Report};

#[cfg(test)]
pub(crate) use compare::differences;
pub(crate) use description::Description;
#[cfg(test)]
pub(crate) use rules::is_known as is_rule;

use crate::api::{Company, Deadline, RawCall};
use crate::id::PropertyId;
use crate::tour::Slot;
use crate::tour::zone::TimeZone;
use crate::{EmailAddress, ErrorKind, Result};
use anonymize::Anonymizer;
use chrono::Utc;
use exchange::{Exchange, Outcome, Question};
use std::time::Duration;

/// The longest wait for one reply.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// What to probe.
#[derive(Debug, Clone)]
pub struct Probe {
    /// The property that the calls are about.
    pub property: PropertyId,
    /// A slot to book for a test person. Without one, the probe only reads.
    pub book: Option<Slot>,
    /// Texts that must not be in the report: the company's name and subdomain, for example.
    pub private: Vec<String>,
}

/// What a probe is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// It calls a method.
    Calling(String),
    /// It waits for Entrata's rate limit.
    Waiting(String, Duration),
}

impl Probe {
    /// Makes the calls and builds the report. A call that fails is part of the report, and does not end the probe.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the program was built with an invalid description.
    pub async fn run(&self, company: &Company, mut progress: impl FnMut(Progress)) -> Result<Report> {
        let description = Description::read()?;
        let today = TimeZone::mountain().date_at(Utc::now());
        let mut names = Anonymizer::default();
        names.learn(&company.cid().to_string());
        names.learn(&self.property.to_string());
        self.private.iter().for_each(|text| names.learn(text));
        let mut exchanges = Vec::new();
        for question in calls::read_only(&description, self.property, today) {
            exchanges.push(ask(company, &question, &mut progress).await);
        }
        // A new person each time, so that the booking is a lead of its own.
        let email = format!("entrata-probe-{}@example.com", Utc::now().format("%Y%m%d%H%M%S%3f"));
        let booking = match self.book.as_ref().zip(email.parse().ok()) {
            None => None,
            Some((slot, email)) => {
                Some(self.book(company, slot, &email, &mut exchanges, &mut progress).await)
            }
        };
        Ok(report::build(&description, &exchanges, booking, names))
    }

    async fn book(
        &self,
        company: &Company,
        slot: &Slot,
        email: &EmailAddress,
        exchanges: &mut Vec<Exchange>,
        progress: &mut impl FnMut(Progress),
    ) -> booking::Booking {
        let sent = ask(company, &booking::send(self.property, slot, email), progress).await;
        let mut read = Vec::new();
        for question in booking::read_back(self.property, email, &sent) {
            read.push(ask(company, &question, progress).await);
        }
        let summary = booking::summary(slot, &sent, &read);
        exchanges.push(sent);
        exchanges.extend(read);
        summary
    }
}

/// Makes one call. It waits for the rate limit as long as that takes, and never sends a call twice.
async fn ask(company: &Company, question: &Question, progress: &mut impl FnMut(Progress)) -> Exchange {
    let mut call = RawCall::new(&question.service, &question.method).params(question.params.clone());
    if let Some(version) = &question.version {
        call = call.version(version);
    }
    if let Some(property) = question.property {
        call = call.property(property);
    }
    loop {
        progress(Progress::Calling(question.name.clone()));
        let company = company.with_deadline(Deadline::after(CALL_TIMEOUT));
        match company.send_raw(&call).await {
            // The request was not processed.
            Ok(response) if response.status == 429 => {
                let pause =
                    response.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
                wait(&question.name, Duration::from_secs(pause.unwrap_or(60)), progress).await;
            }
            Ok(response) => {
                let headers = response.headers.iter().filter_map(|(name, value)| {
                    let is_shown = name.as_str().starts_with("x-ratelimit-")
                        || ["retry-after", "content-type", "x-total-count"].contains(&name.as_str());
                    is_shown.then(|| Some((name.to_string(), value.to_str().ok()?.to_owned()))).flatten()
                });
                let headers = headers.collect();
                let outcome = exchange::outcome(response.status, &response.body);
                return Exchange { name: question.name.clone(), outcome, headers };
            }
            // The limiter refused the call, so it was not sent.
            Err(error) if error.kind() == ErrorKind::RateLimited => {
                wait(&question.name, error.retry_after().unwrap_or(Duration::from_secs(60)), progress).await;
            }
            Err(error) => {
                let outcome = Outcome::Failed(error.display_chain());
                return Exchange { name: question.name.clone(), outcome, headers: Vec::new() };
            }
        }
    }
}

async fn wait(name: &str, pause: Duration, progress: &mut impl FnMut(Progress)) {
    progress(Progress::Waiting(name.to_owned(), pause));
    tokio::time::sleep(pause).await;
}
