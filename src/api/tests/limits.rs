//! Calls, reservations and the rate limiter together.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::server::{Plan, Server, answer, status};
use super::{TOKEN, builder, ok, property};
use crate::api::appinfo::GetStatus;
use crate::api::leads::GetLeads;
use crate::api::properties::GetFloorPlans;
use crate::api::rate_limit::{CallKey, Limiter, MemoryLimiter, Priority, RateHeaders};
use crate::api::{Auth, BoxFuture, Company, Deadline};
use crate::error::{ErrorKind, Result};

const UP: &str = r#"{"status":"Success","message":"Service is up."}"#;

fn company(url: &str, limiter: impl Limiter + 'static) -> Company {
    let client = builder(url).limiter(Arc::new(limiter)).build().unwrap();
    client.company("4711".parse().unwrap(), "exampleliving", Auth::Bearer(TOKEN.into())).unwrap()
}

fn with_budget(plan: Plan) -> Plan {
    plan.with("X-RateLimit-Limit", "150/minute")
        .with("X-RateLimit-Remaining", "149/minute")
        .with("X-RateLimit-Reset", "40")
}

#[tokio::test]
async fn a_call_that_never_reached_entrata_does_not_count() {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let company = company(&format!("http://127.0.0.1:{port}"), MemoryLimiter::new()).background();
    for _ in 0..2 {
        assert_eq!(company.send(&GetStatus).await.unwrap_err().kind(), ErrorKind::NotSent);
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_does_not_count() {
    let server = Server::plan([Plan::Silence, answer(ok(UP))]).await;
    let company = company(&server.url(), MemoryLimiter::new()).background();
    tokio::select! {
        _ = company.send(&GetStatus) => panic!("the server is silent"),
        () = received(&server, 1) => {}
    }
    company.send(&GetStatus).await.unwrap();
}

async fn received(server: &Server, calls: usize) {
    while server.received().len() < calls {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_response_counts_and_a_foreign_one_does_not() {
    let foreign = || status(403, "<html>Request blocked.</html>");
    let server = Server::plan([foreign(), foreign(), foreign(), answer(ok(UP))]).await;
    let company = company(&server.url(), MemoryLimiter::new()).background();
    assert_eq!(company.send(&GetStatus).await.unwrap_err().kind(), ErrorKind::Unavailable);
    company.send(&GetStatus).await.unwrap();
    let company = company.with_deadline(Deadline::after(Duration::from_secs(5)));
    let error = company.send(&GetStatus).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent(), error.attempts()), (ErrorKind::RateLimited, false, 0));
    assert!(error.retry_after().unwrap() > Duration::from_secs(50), "{error:?}");
    assert_eq!((error.method(), error.request_id().is_some()), (Some("getStatus"), true));
}

#[tokio::test]
async fn a_rejection_by_the_rate_limit_stops_the_other_calls_too() {
    let server = Server::plan([status(429, "").with("Retry-After", "120")]).await;
    let company = company(&server.url(), MemoryLimiter::new());
    assert_eq!(company.send(&GetStatus).await.unwrap_err().kind(), ErrorKind::RateLimited);
    let error = company.send(&GetStatus).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
}

#[tokio::test]
async fn a_reservation_is_used_once_and_what_is_left_is_given_back() {
    let server = Server::plan([answer(ok(UP)), answer(ok(r#"{"FloorPlans":{"FloorPlan":[]}}"#))]).await;
    let company = company(&server.url(), MemoryLimiter::new()).background();
    let company = company.with_deadline(Deadline::after(Duration::from_secs(5)));
    let plans = GetFloorPlans::new(property());
    let calls = [company.limit_key(&GetStatus), company.limit_key(&plans)];
    let reserved = company.reserve(&calls).await.unwrap();
    reserved.send(&GetStatus).await.unwrap();
    let again = reserved.send(&GetStatus).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::RateLimited, "a kept handle does not bypass the limiter");
    drop(reserved);
    company.send(&plans).await.unwrap();
}

#[tokio::test]
async fn background_paging_waits_for_the_interval_once() {
    let page = |ids: std::ops::RangeInclusive<u32>| {
        let leads: Vec<_> = ids.map(|id| format!(r#"{{"applicationId":{id}}}"#)).collect();
        with_budget(answer(ok(&format!(r#"{{"prospects":{{"prospect":[{}]}}}}"#, leads.join(",")))))
    };
    let server = Server::plan([page(1..=500), page(501..=1000), page(1001..=1002)]).await;
    let company = company(&server.url(), MemoryLimiter::new()).background();
    let leads = GetLeads::by_email(property(), "a@example.com".parse().unwrap());
    assert_eq!(company.send(&leads).await.unwrap().len(), 1_002);
}

/// A limiter whose database hangs.
#[derive(Default)]
struct Hanging {
    admits: bool,
    released: Arc<Mutex<u32>>,
}

impl Limiter for Hanging {
    fn admit<'a>(&'a self, _: &'a [CallKey], _: Priority, _: Deadline) -> BoxFuture<'a, Result<()>> {
        Box::pin(async {
            if !self.admits {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }

    fn record<'a>(&'a self, _: &'a CallKey, _: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(std::future::pending())
    }

    fn release(&self, _: &CallKey) {
        *self.released.lock().unwrap() += 1;
    }
}

#[tokio::test]
async fn the_deadline_bounds_the_limiter_too() {
    let server = Server::plan([answer(ok(UP))]).await;
    let soon = || Deadline::after(Duration::from_millis(100));
    let error =
        company(&server.url(), Hanging::default()).with_deadline(soon()).send(&GetStatus).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::RateLimited, false));
    let released = Arc::default();
    let admitting = Hanging { admits: true, released: Arc::clone(&released) };
    let response = company(&server.url(), admitting).with_deadline(soon()).send(&GetStatus).await;
    assert_eq!(response.unwrap().status, "Success", "a response is not lost for its record");
    assert_eq!(*released.lock().unwrap(), 0);
}
