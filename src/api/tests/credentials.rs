//! Credentials from a provider.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::ExposeSecret as _;

use super::sending::lead;
use super::server::{Server, answer, status};
use super::{client, ok};
use crate::api::appinfo::GetStatus;
use crate::api::{Auth, BoxFuture, CredentialsProvider};
use crate::error::{ErrorKind, Result};

const UP: &str = r#"{"status":"Success","message":"Service is up."}"#;
const EXPIRED: &str = r#"{"response":{"code":401,"error":{"code":401,"message":"Expired."}}}"#;

/// Returns token-1, token-2 and so on, up to a last one.
struct Tokens {
    asked: Arc<AtomicU32>,
    last: u32,
}

impl CredentialsProvider for Tokens {
    fn credentials<'a>(&'a self, rejected: Option<&'a Auth>) -> BoxFuture<'a, Result<Auth>> {
        Box::pin(async move {
            let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
            match rejected {
                None => assert_eq!(asked, 1, "only the first call has no rejected credentials"),
                Some(Auth::Bearer(token)) => assert!(token.expose_secret().starts_with("token-")),
                Some(other) => panic!("{other:?}"),
            }
            Ok(Auth::Bearer(format!("token-{}", asked.min(self.last)).into()))
        })
    }
}

fn tokens(last: u32) -> (Tokens, Arc<AtomicU32>) {
    let asked = Arc::default();
    (Tokens { asked: Arc::clone(&asked), last }, asked)
}

#[tokio::test]
async fn rejected_credentials_are_replaced_and_the_request_is_sent_again() {
    let accepted = ok(r#"{"prospects":{"prospect":[{"applicationId":"3001","status":"Success"}]}}"#);
    let server = Server::plan([answer(ok(UP)), status(401, EXPIRED), answer(accepted), answer(ok(UP))]).await;
    let (tokens, asked) = tokens(2);
    let company = client(&server.url()).company_with_provider("4711".parse().unwrap(), "a", tokens).unwrap();
    company.send(&GetStatus).await.unwrap();
    company.send(&lead()).await.unwrap();
    company.clone().send(&GetStatus).await.unwrap();
    let sent: Vec<_> = server
        .received()
        .iter()
        .map(|received| received.head.split("Bearer ").nth(1).unwrap()[..7].to_owned())
        .collect();
    assert_eq!(sent, ["token-1", "token-1", "token-2", "token-2"]);
    assert_eq!(asked.load(Ordering::Relaxed), 2, "kept until they are rejected");
}

#[tokio::test]
async fn without_other_credentials_the_call_ends_unauthorized() {
    let server = Server::plan([status(401, EXPIRED)]).await;
    let (tokens, _) = tokens(1);
    let company = client(&server.url()).company_with_provider("4711".parse().unwrap(), "a", tokens).unwrap();
    assert_eq!(company.send(&GetStatus).await.unwrap_err().kind(), ErrorKind::Unauthorized);
}

#[tokio::test]
async fn many_rejected_calls_ask_for_new_credentials_once() {
    // Both calls are rejected before either asks for new credentials.
    let server =
        Server::plan([status(401, EXPIRED), status(401, EXPIRED), answer(ok(UP)), answer(ok(UP))]).await;
    let (tokens, asked) = tokens(9);
    let company = client(&server.url()).company_with_provider("4711".parse().unwrap(), "a", tokens).unwrap();
    let (one, two) = tokio::join!(company.send(&GetStatus), company.send(&GetStatus));
    one.and(two).unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
