//! Responses that come in pages.

use futures_util::StreamExt as _;

use super::server::{Server, answer, status};
use super::{company, ok, property};
use crate::api::appinfo::GetStatus;
use crate::api::leads::GetLeads;
use crate::api::{Method as _, RawCall};
use crate::error::ErrorKind;

const NEXT: &str = r#"<https://apis.entrata.com/x?page_no=2>; rel="next""#;

fn page(ids: std::ops::RangeInclusive<u32>) -> String {
    let leads: Vec<_> = ids.map(|id| format!(r#"{{"applicationId":{id}}}"#)).collect();
    ok(&format!(r#"{{"prospects":{{"prospect":[{}]}}}}"#, leads.join(",")))
}

fn leads() -> GetLeads {
    GetLeads::by_email(property(), "a@example.com".parse().unwrap())
}

fn paths(server: &Server) -> Vec<String> {
    let path = |head: &str| head.split(' ').nth(1).unwrap().to_owned();
    server.received().iter().map(|received| path(&received.head)).collect()
}

#[tokio::test]
async fn pages_follow_while_the_link_header_says_next() {
    let server = Server::plan([
        answer(page(1..=2)).with("Link", NEXT),
        answer(page(3..=3)).with("Link", r#"<https://apis.entrata.com/x?page_no=1>; rel="prev""#),
    ])
    .await;
    let pages: Vec<_> = company(&server).pages(leads()).collect().await;
    let counts: Vec<_> = pages.into_iter().map(|page| page.unwrap().len()).collect();
    assert_eq!(counts, [2, 1]);
    let base = "/ext/orgs/exampleliving/v1/leads";
    assert_eq!(
        paths(&server),
        [format!("{base}?page_no=1&per_page=500"), format!("{base}?page_no=2&per_page=500")]
    );
}

#[tokio::test]
async fn without_headers_a_page_that_is_not_full_is_the_last() {
    let server = Server::plan([answer(page(1..=500)), answer(page(501..=503))]).await;
    assert_eq!(company(&server).pages(leads()).count().await, 2);
}

#[tokio::test]
async fn a_server_without_paging_gets_at_most_two_requests() {
    let server = Server::plan([answer(page(1..=500)), answer(page(1..=500))]).await;
    assert_eq!(company(&server).pages(leads()).count().await, 1);
    let server = Server::plan([answer(page(1..=500)), answer(page(1..=500))]).await;
    assert_eq!(company(&server).send(&leads()).await.unwrap().len(), 500);
}

#[tokio::test]
async fn send_returns_the_records_of_all_pages() {
    let server =
        Server::plan([answer(page(1..=500)), answer(page(501..=1000)), answer(page(1001..=1200))]).await;
    assert_eq!(company(&server).send(&leads()).await.unwrap().len(), 1_200);
}

#[tokio::test]
async fn send_fails_if_a_later_page_fails() {
    let rejected = r#"{"response":{"error":{"code":318,"message":"No."}}}"#;
    let server = Server::plan([answer(page(1..=500)), status(400, rejected)]).await;
    assert_eq!(company(&server).send(&leads()).await.unwrap_err().kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn a_method_without_paging_reports_a_response_with_more_pages() {
    assert!(GetStatus::PAGING.is_none());
    let up = ok(r#"{"status":"Success","message":"Service is up."}"#);
    let server = Server::plan([answer(up).with("Link", NEXT)]).await;
    let error = company(&server).send(&GetStatus).await.unwrap_err();
    assert!(error.message().contains("getStatus has more pages"), "{error}");
}

#[tokio::test]
async fn a_call_by_name_reports_more_pages_and_returns_any_of_them() {
    let up = ok(r#"{"status":"Success"}"#);
    let more = || answer(up.clone()).with("Link", NEXT);
    let server = Server::plan([more(), more(), answer(up.clone()), more()]).await;
    let (company, call) = (company(&server), RawCall::new("status", "getStatus"));
    let error = company.call(&call).await.unwrap_err();
    assert!(error.message().contains("getStatus has more pages"), "{error}");
    assert_eq!(company.call_page(&call).await.unwrap().next, Some(2));
    assert_eq!(company.call_page(&call.clone().page(2, 5)).await.unwrap().next, None);
    assert!(paths(&server)[2].ends_with("/v1/status?page_no=2&per_page=5"));
    let write = RawCall::new("status", "setStatus");
    company.call(&write).await.expect("a write is done, however long its response is");
}

#[tokio::test]
async fn items_come_one_by_one_and_can_be_resumed_after_an_error() {
    let rejected = r#"{"response":{"error":{"code":318,"message":"No."}}}"#;
    let more = |ids| answer(page(ids)).with("X-Total-Count", "12");
    let server = Server::plan([more(1..=5), more(6..=10), status(400, rejected), more(11..=12)]).await;
    let company = company(&server);
    let mut items = company.items(leads()).page_size(5);
    let mut ids = Vec::new();
    let error = loop {
        match items.next().await.unwrap() {
            Ok(lead) => ids.push(lead.application_id.get()),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), items.next_page()), (ErrorKind::Rejected, 3));
    assert!(items.next().await.is_none(), "a stream ends after an error");
    let mut rest = company.items(leads()).page_size(5).from_page(items.next_page());
    while let Some(lead) = rest.next().await {
        ids.push(lead.unwrap().application_id.get());
    }
    assert_eq!(ids, (1..=12).collect::<Vec<_>>());
    assert!(paths(&server)[3].ends_with("?page_no=3&per_page=5"));
}

#[test]
fn the_streams_can_be_moved_and_sent_to_other_threads() {
    fn check<T: Unpin + Send + 'static>() {}
    check::<crate::api::Pages<GetLeads>>();
    check::<crate::api::Items<GetLeads>>();
}
