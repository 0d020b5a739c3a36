//! Answers in pages.

use futures_util::StreamExt as _;

use super::server::{Server, answer, status};
use super::{company, ok, property};
use crate::api::leads::GetLeads;

fn page(count: u32) -> String {
    let leads: Vec<_> = (1..=count).map(|id| format!(r#"{{"applicationId":{id}}}"#)).collect();
    ok(&format!(r#"{{"prospects":{{"prospect":[{}]}}}}"#, leads.join(",")))
}

#[tokio::test]
async fn pages_follow_while_the_link_header_says_next() {
    let more = r#"<https://apis.entrata.com/x?page_no=2>; rel="next""#;
    let server = Server::plan([
        answer(page(2)).with("Link", more),
        answer(page(1)).with("Link", r#"<https://apis.entrata.com/x?page_no=1>; rel="prev""#),
    ])
    .await;
    let method = GetLeads { property: property(), email: String::new() };
    let pages: Vec<_> = company(&server).pages(method).collect().await;
    let counts: Vec<_> = pages.into_iter().map(|page| page.unwrap().len()).collect();
    assert_eq!(counts, [2, 1]);
    assert!(server.received()[0].head.contains("/v1/leads?page_no=1&per_page=500 "));
    assert!(server.received()[1].head.contains("/v1/leads?page_no=2&per_page=500 "));
}

#[tokio::test]
async fn without_headers_a_page_that_is_not_full_is_the_last() {
    let server = Server::plan([answer(page(500)), answer(page(3))]).await;
    let method = GetLeads { property: property(), email: String::new() };
    assert_eq!(company(&server).pages(method).count().await, 2);
}

#[tokio::test]
async fn a_server_that_knows_no_pages_does_not_send_the_same_one_for_ever() {
    let server = Server::plan([answer(page(500)), answer(page(500))]).await;
    let method = GetLeads { property: property(), email: String::new() };
    assert_eq!(company(&server).pages(method).count().await, 1);
}

#[tokio::test]
async fn the_stream_ends_with_the_first_error() {
    let server = Server::plan([
        answer(page(2)).with("X-Total-Count", "900"),
        status(400, r#"{"response":{"error":{"code":318,"message":"No."}}}"#),
    ])
    .await;
    let method = GetLeads { property: property(), email: String::new() };
    let pages: Vec<_> = company(&server).pages(method).collect().await;
    assert!(matches!(&pages[..], [Ok(_), Err(_)]), "{pages:?}");
}
