//! The functions: arguments in, one call of the portal, result or exception out.

#![allow(non_snake_case, reason = "the names of parameters are what PHP's named arguments use")]
#![allow(clippy::needless_pass_by_value, reason = "arguments come by value from PHP's frame")]

use super::arguments::{Array, Int, Text, invalid};
use super::arrays::{PhpArray, array, shown};
use super::params::params;
use super::reply::Reply;
use super::{engine, panics, runtime};
use crate::error::portal::{ErrorKind, Result};
use crate::id::HouseId;
use crate::portal::{CheckLine, LogId, NewWebhook, Portal};
use crate::tour::{Problem, Slot, zone as zones};
use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::prelude::{php_function, wrap_function};
use secrecy::SecretString;
use std::time::Instant;

/// Where the portal's people live, unless a caller says otherwise.
const SHOWN_IN: &str = "America/Chicago";

/// Adds every function to the module.
pub(super) fn add(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module
        .function(wrap_function!(logWebhook))
        .function(wrap_function!(handleWebhook))
        .function(wrap_function!(exchangeAuthCode))
        .function(wrap_function!(ingestProperty))
        .function(wrap_function!(getTourAvailability))
        .function(wrap_function!(getTourAvailabilityJson))
        .function(wrap_function!(convertTourTime))
        .function(wrap_function!(sendLeadToEntrataFromViewing))
        .function(wrap_function!(call))
        .function(wrap_function!(runJobs))
        .function(wrap_function!(check))
}

/// Keeps our secrets out of stack traces; runs while the module loads.
pub(super) fn mark_sensitive_arguments() {
    for (function, parameter) in
        [("entrata\\logwebhook", 3), ("entrata\\handlewebhook", 0), ("entrata\\exchangeauthcode", 0)]
    {
        engine::mark_as_sensitive(function, parameter);
    }
}

#[php_function]
#[php(name = "Entrata\\logWebhook", optional = remoteAddr)]
fn logWebhook(
    requestType: Option<Text>,
    cid: Option<Int>,
    propertyId: Option<Int>,
    rawQuery: Text,
    remoteAddr: Option<Text>,
) -> Result<String> {
    guarded(|| {
        let webhook = NewWebhook {
            request_type: owned(requestType.as_ref(), "requestType")?,
            cid: cid.map(|cid| cid.count("cid")).transpose()?,
            property_id: propertyId.map(|id| id.count("propertyId")).transpose()?,
            raw_query: rawQuery.query("rawQuery")?.to_vec(),
            remote_addr: owned(remoteAddr.as_ref(), "remoteAddr")?,
        };
        runtime::run(async |portal| Ok(portal.log_webhook(&webhook).await.to_string()))
    })
}

#[php_function]
#[php(name = "Entrata\\handleWebhook")]
fn handleWebhook(rawQuery: Text, remoteAddr: Option<Text>, logId: Option<Text>) -> Result<Reply> {
    guarded(|| {
        let raw_query = rawQuery.query("rawQuery")?;
        let remote_addr = owned(remoteAddr.as_ref(), "remoteAddr")?;
        let log_id = owned(logId.as_ref(), "logId")?.map(|id| log_id(&id)).transpose()?;
        let reply = runtime::run(async |portal| {
            Ok(portal.handle_webhook(raw_query, remote_addr.as_deref(), log_id).await)
        })?;
        Reply::new(&reply)
    })
}

#[php_function]
#[php(name = "Entrata\\exchangeAuthCode")]
fn exchangeAuthCode(authCode: Text, cid: Int) -> Result<PhpArray> {
    guarded(|| {
        let code = SecretString::from(authCode.text("authCode")?);
        let cid = cid.id("cid")?;
        array(&runtime::run(async |portal| portal.exchange_auth_code(&code, cid).await)?)
    })
}

#[php_function]
#[php(name = "Entrata\\ingestProperty")]
fn ingestProperty(cid: Int, propertyId: Int) -> Result<PhpArray> {
    guarded(|| {
        let (cid, property) = (cid.id("cid")?, propertyId.id("propertyId")?);
        array(&runtime::run(async |portal| portal.ingest_property(cid, property).await)?)
    })
}

#[php_function]
#[php(name = "Entrata\\getTourAvailability")]
fn getTourAvailability(propertyId: Int, month: Option<Text>, tourType: Option<Text>) -> Result<PhpArray> {
    guarded(|| {
        let (house, month, kind) = tours_asked(propertyId, month.as_ref(), tourType.as_ref())?;
        array(&runtime::run(async |portal| portal.tour_availability(house, month, kind).await)?)
    })
}

#[php_function]
#[php(name = "Entrata\\getTourAvailabilityJson")]
fn getTourAvailabilityJson(propertyId: Int, month: Option<Text>, tourType: Option<Text>) -> Result<String> {
    guarded(|| {
        let (house, month, kind) = tours_asked(propertyId, month.as_ref(), tourType.as_ref())?;
        runtime::run(async |portal| portal.tour_availability_json(house, month, kind).await)
    })
}

#[php_function]
#[php(name = "Entrata\\convertTourTime", defaults(timeZone = SHOWN_IN))]
fn convertTourTime(date: Text, time: Text, timeZone: Text) -> Result<PhpArray> {
    guarded(|| {
        let (date, time, zone) = (date.text("date")?, time.text("time")?, timeZone.text("timeZone")?);
        let wanted =
            "must be an IANA time zone such as America/Chicago, and one whose clocks this version knows";
        let zone = zones::shown_in(zone).ok_or_else(|| invalid("timeZone", wanted))?;
        let slot = Slot::parse(date, time).map_err(|error| {
            let parameter = if error.problem == Problem::Date { "date" } else { "time" };
            invalid(parameter, error.to_string())
        })?;
        shown(&slot.shown(zone))
    })
}

#[php_function]
#[php(name = "Entrata\\sendLeadToEntrataFromViewing")]
fn sendLeadToEntrataFromViewing(viewingId: Int) -> Result<PhpArray> {
    guarded(|| {
        let viewing = viewingId.id("viewingId")?;
        array(&runtime::run(async |portal| portal.send_lead_from_viewing(viewing).await)?)
    })
}

#[php_function]
#[php(name = "Entrata\\call", defaults(params = Array::default()))]
fn call(cid: Int, service: Text, method: Text, params: Array, version: Option<Text>) -> Result<PhpArray> {
    guarded(|| {
        let cid = cid.id("cid")?;
        let (service, method) = (service.text("service")?, method.text("method")?);
        let version = version.as_ref().map(|version| version.text("version")).transpose()?;
        let params = self::params(params.0)?;
        array(&runtime::run(async |portal| portal.call(cid, service, method, params, version).await)?)
    })
}

#[php_function]
#[php(name = "Entrata\\runJobs", defaults(max = 10))]
fn runJobs(max: Int) -> Result<i64> {
    guarded(|| {
        let (max, began, mut ran) = (max.count("max")?, Instant::now(), 0);
        // Each job has the budget of one call; none is begun when that of the first has passed.
        while ran < max {
            let work = async |portal: &Portal| Ok((portal.run_jobs(1).await?, portal.settings().timeout));
            let (done, budget) = runtime::run(work)?;
            ran += u64::from(done);
            if done == 0 || began.elapsed() >= budget {
                break;
            }
        }
        Ok(i64::try_from(ran).unwrap_or(i64::MAX))
    })
}

#[php_function]
#[php(name = "Entrata\\check")]
fn check() -> Result<PhpArray> {
    guarded(|| match runtime::run(async |portal| Ok(portal.check().await)) {
        // What is wrong is what a check is for.
        Err(error) if error.kind() == ErrorKind::Config => array(&vec![CheckLine::bad_settings(&error)]),
        lines => array(&lines?),
    })
}

type ToursAsked<'a> = (HouseId, Option<&'a str>, Option<&'a str>);

fn tours_asked<'a>(
    house: Int,
    month: Option<&'a Text<'_>>,
    tour_type: Option<&'a Text<'_>>,
) -> Result<ToursAsked<'a>> {
    let house = house.id("propertyId")?;
    let month = month.map(|month| month.text("month")).transpose()?;
    let tour_type = tour_type.map(|kind| kind.text("tourType")).transpose()?;
    Ok((house, month, tour_type))
}

/// A panic of ours becomes an exception of ours: whatever happens here, the next call works.
fn guarded<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    panics::caught(body)?
}

fn owned(text: Option<&Text<'_>>, parameter: &'static str) -> Result<Option<String>> {
    text.map(|text| text.text(parameter).map(str::to_owned)).transpose()
}

fn log_id(text: &str) -> Result<LogId> {
    text.parse().map_err(|_| invalid("logId", "must be an id that logWebhook() returned"))
}
