//! What each function and method does: arguments in, one call of the portal, result or exception out.

#![allow(clippy::needless_pass_by_value, reason = "arguments come by value from PHP's frame")]

use super::arguments::{Array, Callable, Int, Text, invalid};
use super::arrays::{PhpArray, array, array_within_memory_limit, shown};
use super::params::params;
use super::reply::Reply;
use super::settings::Given;
use super::{events, panics, runtime};
use crate::error::portal::{ErrorKind, Result};
use crate::id::HouseId;
use crate::portal::{CheckLine, LogId, NewWebhook, Portal};
use crate::tour::Slot;
use crate::tour::zone::TimeZone;
use secrecy::SecretString;
use std::time::Instant;

/// Logs a webhook; returns its log id.
pub(super) fn log_webhook(
    given: &Given,
    request_type: Option<Text>,
    cid: Option<Int>,
    property: Option<Int>,
    raw_query: Text,
    remote_addr: Option<Text>,
) -> Result<String> {
    guarded(|| {
        // A value that does not fit costs its column, never the entry.
        let [request_type, remote_addr] =
            [&request_type, &remote_addr].map(|text| text.as_ref().map(Text::lossy));
        let webhook = NewWebhook {
            request_type: request_type.as_deref(),
            cid: cid.and_then(Int::positive),
            property_id: property.and_then(Int::positive),
            raw_query: raw_query.bytes(),
            remote_addr: remote_addr.as_deref(),
        };
        runtime::run(given, async |portal| Ok(portal.log_webhook(&webhook).await.to_string()))
    })
}

/// Handles a webhook; returns what to answer.
pub(super) fn handle_webhook(
    given: &Given,
    raw_query: Text,
    remote_addr: Option<Text>,
    log_id: Option<Text>,
) -> Result<Reply> {
    guarded(|| {
        let raw_query = raw_query.bytes();
        let remote_addr = remote_addr.as_ref().map(Text::lossy);
        let log_id = owned(log_id.as_ref(), "logId")?.map(|id| parse_log_id(&id)).transpose()?;
        let reply = runtime::run(given, async |portal| {
            Ok(portal.handle_webhook(raw_query, remote_addr.as_deref(), log_id).await)
        })?;
        Reply::new(&reply)
    })
}

/// Exchanges an authorization code; returns the client as stored.
pub(super) fn exchange_auth_code(given: &Given, auth_code: Text, cid: Int) -> Result<PhpArray> {
    guarded(|| {
        let code = SecretString::from(auth_code.text("authCode")?);
        let cid = cid.id("cid")?;
        array(&runtime::run(given, async |portal| portal.exchange_auth_code(&code, cid).await)?)
    })
}

/// Ingests a property; returns the counts.
pub(super) fn ingest_property(given: &Given, cid: Int, property: Int) -> Result<PhpArray> {
    guarded(|| {
        let (cid, property) = (cid.id("cid")?, property.id("propertyId")?);
        array(&runtime::run_large(given, async |portal| portal.ingest_property(cid, property).await)?)
    })
}

/// Returns a house's tour times as an array.
pub(super) fn tour_availability(
    given: &Given,
    house: Int,
    month: Option<Text>,
    tour_type: Option<Text>,
) -> Result<PhpArray> {
    guarded(|| {
        let (house, month, kind) = tour_query(house, month.as_ref(), tour_type.as_ref())?;
        array(&runtime::run(given, async |portal| portal.tour_availability(house, month, kind).await)?)
    })
}

/// Returns a house's tour times as JSON.
pub(super) fn tour_availability_json(
    given: &Given,
    house: Int,
    month: Option<Text>,
    tour_type: Option<Text>,
) -> Result<String> {
    guarded(|| {
        let (house, month, kind) = tour_query(house, month.as_ref(), tour_type.as_ref())?;
        runtime::run(given, async |portal| portal.tour_availability_json(house, month, kind).await)
    })
}

/// Converts a slot to a zone: the one that is named, else the configured one.
pub(super) fn convert_tour_time(
    given: &Given,
    date: Text,
    time: Text,
    time_zone: Option<Text>,
) -> Result<PhpArray> {
    guarded(|| {
        let (date, time) = (date.text("date")?, time.text("time")?);
        let zone = match &time_zone {
            Some(zone) => {
                let expected = "must be an IANA time zone such as America/Chicago";
                zone.text("timeZone")?.parse::<TimeZone>().map_err(|_| invalid("timeZone", expected))?
            }
            None => given.time_zone()?,
        };
        let slot = Slot::parse(date, time).map_err(|error| {
            let parameter = if error.problem.is_about_date() { "date" } else { "time" };
            invalid(parameter, error.to_string())
        })?;
        shown(&slot.shown(zone))
    })
}

/// Delivers a viewing's lead; returns where it stands.
pub(super) fn send_lead(given: &Given, viewing: Int) -> Result<PhpArray> {
    guarded(|| {
        let viewing = viewing.id("viewingId")?;
        array(&runtime::run(given, async |portal| portal.send_lead_from_viewing(viewing).await)?)
    })
}

/// Calls any method of Entrata; returns the `result` of its response.
pub(super) fn call(
    given: &Given,
    cid: Int,
    service: Text,
    method: Text,
    params: Array,
    version: Option<Text>,
) -> Result<PhpArray> {
    guarded(|| {
        let cid = cid.id("cid")?;
        let (service, method) = (service.text("service")?, method.text("method")?);
        let version = version.as_ref().map(|version| version.text("version")).transpose()?;
        let params = self::params(params.0)?;
        let result =
            runtime::run(given, async |portal| portal.call(cid, service, method, params, version).await)?;
        array_within_memory_limit(&result)
    })
}

/// Runs due jobs; returns how many ran.
pub(super) fn run_jobs(given: &Given, max: Int) -> Result<i64> {
    guarded(|| {
        let (max, began, mut ran) = (max.count("max")?, Instant::now(), 0);
        // Each job has the budget of one call; none starts after that of the first has passed.
        while ran < max {
            let work = async |portal: &Portal| {
                let budget = portal.settings().timeout;
                Ok((portal.run_jobs_within(1, budget).await?, budget))
            };
            let (done, budget) = runtime::run_large(given, work)?;
            ran += u64::from(done);
            if done == 0 || began.elapsed() >= budget {
                break;
            }
        }
        Ok(i64::try_from(ran).unwrap_or(i64::MAX))
    })
}

/// Hands events to a listener; returns how many it took.
pub(super) fn deliver_events(given: &Given, listener: Callable, max: Int) -> Result<i64> {
    guarded(|| {
        let delivered = events::deliver(given, &listener, max.count("max")?)?;
        Ok(i64::try_from(delivered).unwrap_or(i64::MAX))
    })
}

/// Returns what `entrata check` prints.
pub(super) fn check(given: &Given) -> Result<PhpArray> {
    guarded(|| match runtime::run(given, async |portal| Ok(portal.check().await)) {
        // Bad settings are what a check is for.
        Err(error) if error.kind() == ErrorKind::Config => array(&vec![CheckLine::bad_settings(&error)]),
        lines => array(&lines?),
    })
}

/// Checks settings for `Entrata\configure()` or a new `Entrata\Portal`.
pub(super) fn settings(array: Array) -> Result<Given> {
    guarded(|| Given::new(array.0))
}

type TourQuery<'a> = (HouseId, Option<&'a str>, Option<&'a str>);

fn tour_query<'a>(
    house: Int,
    month: Option<&'a Text<'_>>,
    tour_type: Option<&'a Text<'_>>,
) -> Result<TourQuery<'a>> {
    let house = house.id("propertyId")?;
    let month = month.map(|month| month.text("month")).transpose()?;
    let tour_type = tour_type.map(|kind| kind.text("tourType")).transpose()?;
    Ok((house, month, tour_type))
}

/// Turns a panic of ours into an exception of ours, after which the next call works.
fn guarded<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    panics::caught(body)?
}

fn owned(text: Option<&Text<'_>>, parameter: &'static str) -> Result<Option<String>> {
    text.map(|text| text.text(parameter).map(str::to_owned)).transpose()
}

fn parse_log_id(text: &str) -> Result<LogId> {
    text.parse().map_err(|_| invalid("logId", "must be an id that logWebhook() returned"))
}
