//! `Entrata\Portal` and the interface that it implements: the functions as methods, one object for each set of settings.

#![allow(non_snake_case, reason = "PHP's named arguments are the names of the parameters")]

use super::arguments::{Array, Callable, Int, Text};
use super::arrays::PhpArray;
use super::reply::Reply;
use super::settings::Given;
use super::{engine, operations};
use crate::error::portal::Result;
use ext_php_rs::prelude::{php_class, php_impl, php_interface};
use ext_php_rs::zend::ClassEntry;
use std::sync::Once;

/// The portal's interface. Tests of PHP code implement it without a database.
#[expect(dead_code, reason = "it declares the interface to PHP")]
#[php_interface]
#[php(name = "Entrata\\PortalApi", change_method_case = "none")]
pub(super) trait PortalApi {
    #[php(optional = remoteAddr)]
    fn logWebhook(
        &self,
        requestType: Option<Text>,
        cid: Option<Int>,
        propertyId: Option<Int>,
        rawQuery: Text,
        remoteAddr: Option<Text>,
    ) -> Result<String>;
    fn handleWebhook(&self, rawQuery: Text, remoteAddr: Option<Text>, logId: Option<Text>) -> Result<Reply>;
    fn exchangeAuthCode(&self, authCode: Text, cid: Int) -> Result<PhpArray>;
    fn ingestProperty(&self, cid: Int, propertyId: Int) -> Result<PhpArray>;
    fn getTourAvailability(
        &self,
        propertyId: Int,
        month: Option<Text>,
        tourType: Option<Text>,
    ) -> Result<PhpArray>;
    fn getTourAvailabilityJson(
        &self,
        propertyId: Int,
        month: Option<Text>,
        tourType: Option<Text>,
    ) -> Result<String>;
    fn convertTourTime(&self, date: Text, time: Text, timeZone: Option<Text>) -> Result<PhpArray>;
    fn sendLeadToEntrataFromViewing(&self, viewingId: Int) -> Result<PhpArray>;
    #[php(defaults(params = Array::default()))]
    fn call(
        &self,
        cid: Int,
        service: Text,
        method: Text,
        params: Array,
        version: Option<Text>,
    ) -> Result<PhpArray>;
    #[php(defaults(max = 10))]
    fn runJobs(&self, max: Int) -> Result<i64>;
    #[php(defaults(max = 100))]
    fn deliverEvents(&self, listener: Callable, max: Int) -> Result<i64>;
    fn check(&self) -> Result<PhpArray>;
}

/// Hides secrets from stack traces. Runs at the first request, because classes are registered after the module's
/// startup function.
pub(super) fn mark_sensitive_arguments() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for class in ["Entrata\\Portal", "Entrata\\PortalApi"].into_iter().filter_map(ClassEntry::try_find) {
            for (method, parameter) in
                [("__construct", 0), ("logwebhook", 3), ("handlewebhook", 0), ("exchangeauthcode", 0)]
            {
                engine::mark_method_as_sensitive(class, method, parameter);
            }
        }
    });
}

/// A portal with settings of its own. Other settings come from php.ini and the environment.
#[php_class]
#[php(name = "Entrata\\Portal", implements(PhpInterfacePortalApi))]
pub(super) struct PhpPortal {
    given: Given,
}

#[php_impl]
#[php(change_method_case = "none")]
impl PhpPortal {
    #[php(defaults(settings = Array::default()))]
    pub(super) fn __construct(settings: Array) -> Result<Self> {
        Ok(Self { given: operations::settings(settings)? })
    }

    #[php(optional = remoteAddr)]
    pub(super) fn logWebhook(
        &self,
        requestType: Option<Text>,
        cid: Option<Int>,
        propertyId: Option<Int>,
        rawQuery: Text,
        remoteAddr: Option<Text>,
    ) -> Result<String> {
        operations::log_webhook(&self.given, requestType, cid, propertyId, rawQuery, remoteAddr)
    }

    pub(super) fn handleWebhook(
        &self,
        rawQuery: Text,
        remoteAddr: Option<Text>,
        logId: Option<Text>,
    ) -> Result<Reply> {
        operations::handle_webhook(&self.given, rawQuery, remoteAddr, logId)
    }

    pub(super) fn exchangeAuthCode(&self, authCode: Text, cid: Int) -> Result<PhpArray> {
        operations::exchange_auth_code(&self.given, authCode, cid)
    }

    pub(super) fn ingestProperty(&self, cid: Int, propertyId: Int) -> Result<PhpArray> {
        operations::ingest_property(&self.given, cid, propertyId)
    }

    pub(super) fn getTourAvailability(
        &self,
        propertyId: Int,
        month: Option<Text>,
        tourType: Option<Text>,
    ) -> Result<PhpArray> {
        operations::tour_availability(&self.given, propertyId, month, tourType)
    }

    pub(super) fn getTourAvailabilityJson(
        &self,
        propertyId: Int,
        month: Option<Text>,
        tourType: Option<Text>,
    ) -> Result<String> {
        operations::tour_availability_json(&self.given, propertyId, month, tourType)
    }

    pub(super) fn convertTourTime(&self, date: Text, time: Text, timeZone: Option<Text>) -> Result<PhpArray> {
        operations::convert_tour_time(&self.given, date, time, timeZone)
    }

    pub(super) fn sendLeadToEntrataFromViewing(&self, viewingId: Int) -> Result<PhpArray> {
        operations::send_lead(&self.given, viewingId)
    }

    #[php(defaults(params = Array::default()))]
    pub(super) fn call(
        &self,
        cid: Int,
        service: Text,
        method: Text,
        params: Array,
        version: Option<Text>,
    ) -> Result<PhpArray> {
        operations::call(&self.given, cid, service, method, params, version)
    }

    #[php(defaults(max = 10))]
    pub(super) fn runJobs(&self, max: Int) -> Result<i64> {
        operations::run_jobs(&self.given, max)
    }

    #[php(defaults(max = 100))]
    pub(super) fn deliverEvents(&self, listener: Callable, max: Int) -> Result<i64> {
        operations::deliver_events(&self.given, listener, max)
    }

    pub(super) fn check(&self) -> Result<PhpArray> {
        operations::check(&self.given)
    }
}
