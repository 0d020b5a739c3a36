//! The room's tests: recorded-like shapes, and calls over real sockets.

mod broken;
mod leads;
mod oauth;
mod pages;
mod pricing;
#[cfg(feature = "sandbox")]
mod sandboxed;
mod secrets;
mod sending;
mod server;
mod shapes;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::wire::RawResult;
use super::{
    Auth, CallKey, Client, Company, Deadline, Limiter, Method, Priority, RateHeaders, RetryPolicy, Url,
};
use crate::error::Result;
use server::Server;

/// Admits everything.
#[derive(Debug)]
struct Unlimited;

impl Limiter for Unlimited {
    fn admit<'a>(&'a self, _: &'a [CallKey], _: Priority, _: Deadline) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn told<'a>(&'a self, _: &'a CallKey, _: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

const TOKEN: &str = "tok/planted+token==";

fn client(url: &str) -> Client {
    let quick = RetryPolicy { attempts: 3, first_pause: Duration::from_millis(1), ..RetryPolicy::default() };
    let url = Url::parse(url).unwrap();
    let builder =
        Client::builder().api_url(url.clone()).oauth_url(url).limiter(Arc::new(Unlimited)).retry(quick);
    builder.timeout(Duration::from_secs(20)).build().unwrap()
}

fn company(server: &Server) -> Company {
    let auth = Auth::Bearer(TOKEN.into());
    client(&server.url()).company("4711".parse().unwrap(), "exampleliving", auth).unwrap()
}

fn property() -> crate::id::PropertyId {
    "100001".parse().unwrap()
}

/// Reads a result as a method does.
fn read<M: Method>(result: &str) -> M::Response {
    M::read(RawResult::new(result)).unwrap_or_else(|error| panic!("{error}\n{result}"))
}

fn ok(result: &str) -> String {
    format!(r#"{{"response":{{"requestId":"15","code":200,"result":{result}}}}}"#)
}
