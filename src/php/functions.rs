//! The functions of the namespace `Entrata`, on the default portal.

#![allow(non_snake_case, reason = "PHP's named arguments are the names of the parameters")]

use super::arguments::{Array, Callable, Int, Text};
use super::arrays::PhpArray;
use super::reply::Reply;
use super::settings::Given;
use super::{engine, operations};
use crate::error::portal::Result;
use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::prelude::{php_function, wrap_function};

/// Adds every function to the module.
pub(super) fn add(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module
        .function(wrap_function!(configure))
        .function(wrap_function!(setLogger))
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
        .function(wrap_function!(deliverEvents))
        .function(wrap_function!(check))
}

/// Keeps secrets out of stack traces; runs while the module loads.
pub(super) fn mark_sensitive_arguments() {
    for (function, parameter) in [
        ("entrata\\configure", 0),
        ("entrata\\logwebhook", 3),
        ("entrata\\handlewebhook", 0),
        ("entrata\\exchangeauthcode", 0),
    ] {
        engine::mark_as_sensitive(function, parameter);
    }
}

#[php_function]
#[php(name = "Entrata\\configure")]
fn configure(settings: Array) -> Result<()> {
    operations::settings(settings).map(Given::configure)
}

#[php_function]
#[php(name = "Entrata\\setLogger")]
fn setLogger(logger: Option<Callable>) {
    super::log::set_logger(logger);
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
    operations::log_webhook(&Given::configured(), requestType, cid, propertyId, rawQuery, remoteAddr)
}

#[php_function]
#[php(name = "Entrata\\handleWebhook")]
fn handleWebhook(rawQuery: Text, remoteAddr: Option<Text>, logId: Option<Text>) -> Result<Reply> {
    operations::handle_webhook(&Given::configured(), rawQuery, remoteAddr, logId)
}

#[php_function]
#[php(name = "Entrata\\exchangeAuthCode")]
fn exchangeAuthCode(authCode: Text, cid: Int) -> Result<PhpArray> {
    operations::exchange_auth_code(&Given::configured(), authCode, cid)
}

#[php_function]
#[php(name = "Entrata\\ingestProperty")]
fn ingestProperty(cid: Int, propertyId: Int) -> Result<PhpArray> {
    operations::ingest_property(&Given::configured(), cid, propertyId)
}

#[php_function]
#[php(name = "Entrata\\getTourAvailability")]
fn getTourAvailability(propertyId: Int, month: Option<Text>, tourType: Option<Text>) -> Result<PhpArray> {
    operations::tour_availability(&Given::configured(), propertyId, month, tourType)
}

#[php_function]
#[php(name = "Entrata\\getTourAvailabilityJson")]
fn getTourAvailabilityJson(propertyId: Int, month: Option<Text>, tourType: Option<Text>) -> Result<String> {
    operations::tour_availability_json(&Given::configured(), propertyId, month, tourType)
}

#[php_function]
#[php(name = "Entrata\\convertTourTime")]
fn convertTourTime(date: Text, time: Text, timeZone: Option<Text>) -> Result<PhpArray> {
    operations::convert_tour_time(&Given::configured(), date, time, timeZone)
}

#[php_function]
#[php(name = "Entrata\\sendLeadToEntrataFromViewing")]
fn sendLeadToEntrataFromViewing(viewingId: Int) -> Result<PhpArray> {
    operations::send_lead(&Given::configured(), viewingId)
}

#[php_function]
#[php(name = "Entrata\\call", defaults(params = Array::default()))]
fn call(cid: Int, service: Text, method: Text, params: Array, version: Option<Text>) -> Result<PhpArray> {
    operations::call(&Given::configured(), cid, service, method, params, version)
}

#[php_function]
#[php(name = "Entrata\\runJobs", defaults(max = 10))]
fn runJobs(max: Int) -> Result<i64> {
    operations::run_jobs(&Given::configured(), max)
}

#[php_function]
#[php(name = "Entrata\\deliverEvents", defaults(max = 100))]
fn deliverEvents(listener: Callable, max: Int) -> Result<i64> {
    operations::deliver_events(&Given::configured(), listener, max)
}

#[php_function]
#[php(name = "Entrata\\check")]
fn check() -> Result<PhpArray> {
    operations::check(&Given::configured())
}
