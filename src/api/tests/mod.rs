//! Tests of the SDK: response shapes like the recorded ones, and calls over real sockets.

mod appinfo;
mod broken;
mod calendar;
mod credentials;
mod floor_plans;
mod foreign;
mod forms;
mod found_leads;
mod leads;
mod limits;
mod media_files;
mod mits;
mod oauth;
mod offers;
mod pages;
mod payloads;
mod pricing;
mod properties;
mod property_units;
#[cfg(feature = "sandbox")]
mod sandboxed;
mod secrets;
mod sending;
mod sent_leads;
mod server;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::future::BoxFuture;
use super::rate_limit::{CallKey, Limiter, Priority, RateHeaders};
use super::wire::RawResult;
use super::{Auth, BaseUrl, Client, ClientBuilder, Company, Deadline, Method, RetryPolicy};
use crate::error::Result;
use server::Server;

/// Admits everything.
#[derive(Debug)]
struct Unlimited;

impl Limiter for Unlimited {
    fn admit<'a>(&'a self, _: &'a [CallKey], _: Priority, _: Deadline) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn record<'a>(&'a self, _: &'a CallKey, _: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

fn builder(url: &str) -> ClientBuilder {
    let quick = RetryPolicy::default().attempts(3).first_pause(Duration::from_millis(1));
    let url: BaseUrl = url.parse().unwrap();
    let builder = Client::builder().api_url(url.clone()).oauth_url(url).limiter(Arc::new(Unlimited));
    builder.retry(quick).timeout(Duration::from_secs(20))
}

/// An HTTP client that a caller provides.
fn http_client() -> reqwest::Client {
    let tls = super::tls::config_without_roots().unwrap();
    reqwest::Client::builder().tls_backend_preconfigured(tls).build().unwrap()
}

const TOKEN: &str = "tok/planted+token==";

fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

fn company(server: &Server) -> Company {
    let auth = Auth::Bearer(TOKEN.into());
    client(&server.url()).company("4711".parse().unwrap(), "exampleliving", auth).unwrap()
}

fn property() -> crate::id::PropertyId {
    "100001".parse().unwrap()
}

/// Reads a result with a method.
fn read<M: Method>(result: &str) -> M::Response {
    M::read(RawResult::new(result)).unwrap_or_else(|error| panic!("{error}\n{result}"))
}

/// Why a method cannot read a result.
fn unreadable<M: Method>(result: &str) -> String {
    match M::read(RawResult::new(result)) {
        Ok(_) => panic!("it was read: {result}"),
        Err(error) => error.to_string(),
    }
}

fn number(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn ok(result: &str) -> String {
    format!(r#"{{"response":{{"requestId":"15","code":200,"result":{result}}}}}"#)
}
