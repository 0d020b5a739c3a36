//! The webhooks that Entrata sends.

use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, Utc};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// One step of a script: a pause, then a webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// How long to wait before it, in milliseconds.
    pub after_ms: u64,
    /// The receiver's registered URL, including its key; without it, the sandbox's registered URL.
    pub to: Option<String>,
    /// `ACTIVATION`, `SUSPENDED` or `CHANGE_FEED_TYPE`; without it, the webhook only brings a code.
    pub request_type: Option<String>,
    /// The company that the webhook is about.
    pub cid: u64,
    /// The property that it is about.
    pub property_id: Option<u64>,
    /// Whether it brings a new authorization code.
    pub auth_code: bool,
    /// What the company leases: `Conventional`, for example. Without it, the parameter is missing.
    pub occupancy_type: Option<String>,
    /// A parameter that no public source knows, for receivers that read one.
    pub feed_type: Option<String>,
}

/// The outcome of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When the reply arrived, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// The step.
    #[serde(flatten)]
    pub step: Step,
    /// The HTTP status of the receiver's reply.
    pub status: Option<u16>,
    /// The receiver's reply.
    pub body: Option<String>,
    /// Why there is no reply.
    pub error: Option<String>,
}

/// One webhook: its URL and its parameters, which are those that a live receiver reads.
#[derive(Clone, Default)]
pub struct WebhookMessage {
    /// The URL that the receiver has registered, including its key. Its own parameters stay in front.
    pub to: String,
    /// Our client id and client secret, for a receiver that expects them. Live webhooks carry neither.
    pub credentials: Option<(String, String)>,
    /// The company that the webhook is about.
    pub cid: u64,
    /// The company's name.
    pub company_name: String,
    /// The company's subdomain.
    pub subdomain: String,
    /// A one-time authorization code.
    pub auth_code: Option<String>,
    /// Where the company's API is.
    pub api_location: String,
    /// The property that it is about.
    pub property_id: Option<u64>,
    /// What the company leases.
    pub occupancy_type: Option<String>,
    /// `ACTIVATION`, `SUSPENDED`, `CHANGE_FEED_TYPE`; without it, the webhook only brings a code.
    pub request_type: Option<String>,
    /// Who sends it: `entrata`.
    pub referrer: String,
    /// A parameter that no public source knows.
    pub feed_type: Option<String>,
}

/// The receiver's reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookReply {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: String,
}

impl WebhookMessage {
    /// The URL to fetch: every value percent-encoded, a code's `+` as `%2B`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] if `to` is not a URL.
    pub fn url(&self) -> Result<Url> {
        let mut url: Url = self.to.parse().map_err(|_| {
            Error::new(
                ErrorKind::Validation,
                "a webhook needs a URL such as http://127.0.0.1:8080/index.php?key=KEY",
            )
        })?;
        let (client_id, client_secret) = self.credentials.clone().unzip();
        let parameters = [
            ("client_id", client_id),
            ("client_secret", client_secret),
            ("cid", Some(self.cid.to_string())),
            ("company_name", Some(self.company_name.clone())),
            ("subdomain", Some(self.subdomain.clone())),
            ("auth_code", self.auth_code.clone()),
            ("api_location", Some(self.api_location.clone())),
            ("property_id", self.property_id.map(|id| id.to_string())),
            ("occupancy_type", self.occupancy_type.clone()),
            ("request_type", self.request_type.clone()),
            ("feed_type", self.feed_type.clone()),
            ("referrer", Some(self.referrer.clone())),
        ];
        let present = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
        url.query_pairs_mut().extend_pairs(present.filter(|(_, value)| !value.is_empty()));
        Ok(url)
    }

    /// Sends it, and waits up to 30 seconds for the reply.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] if `to` is not a URL, [`ErrorKind::NotSent`] if nothing answers there.
    pub async fn send(&self) -> Result<WebhookReply> {
        let url = self.url()?;
        // The URL contains secrets and must not be part of an error.
        let failed = |cause: reqwest::Error| {
            Error::new(ErrorKind::NotSent, format!("the webhook got no reply at {}", self.place()))
                .with_source(cause.without_url())
        };
        let client = client(Duration::from_secs(30)).map_err(failed)?;
        let reply = client.get(url).send().await.map_err(failed)?;
        let status = reply.status().as_u16();
        Ok(WebhookReply { status, body: reply.text().await.map_err(failed)? })
    }

    /// The URL without its parameters.
    fn place(&self) -> &str {
        self.to.split('?').next().unwrap_or_default()
    }
}

/// An HTTP client that follows no redirect, as a webhook's sender does not know the receiver's other addresses.
pub(super) fn client(timeout: Duration) -> reqwest::Result<reqwest::Client> {
    let tls = crate::api::tls::config(&[]).or_else(|_| crate::api::tls::config_without_roots());
    let builder = reqwest::Client::builder();
    let builder = match tls {
        Ok(tls) => builder.tls_backend_preconfigured(tls),
        Err(_) => builder,
    };
    builder.timeout(timeout).redirect(reqwest::redirect::Policy::none()).no_proxy().build()
}

impl fmt::Debug for WebhookMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookMessage")
            .field("to", &self.place())
            .field("request_type", &self.request_type)
            .field("cid", &self.cid)
            .field("property_id", &self.property_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> WebhookMessage {
        WebhookMessage {
            to: "http://portal.example/index.php?key=k".to_owned(),
            cid: 4711,
            company_name: "Example & Living".to_owned(),
            subdomain: "exampleliving".to_owned(),
            auth_code: Some("a+b/c==".to_owned()),
            api_location: "https://api.example/api".to_owned(),
            property_id: Some(739_076),
            request_type: Some("ACTIVATION".to_owned()),
            referrer: "entrata".to_owned(),
            ..WebhookMessage::default()
        }
    }

    #[test]
    fn a_webhook_has_the_live_parameters_and_its_code_keeps_its_plus() {
        assert_eq!(
            message().url().unwrap().as_str(),
            "http://portal.example/index.php?key=k&cid=4711&company_name=Example+%26+Living\
             &subdomain=exampleliving&auth_code=a%2Bb%2Fc%3D%3D&api_location=https%3A%2F%2Fapi.example%2Fapi\
             &property_id=739076&request_type=ACTIVATION&referrer=entrata"
        );
    }

    #[test]
    fn credentials_are_sent_only_to_a_receiver_that_expects_them() {
        let credentials = Some(("0123456789abcdef0123.portal".to_owned(), "a&b".to_owned()));
        let url = WebhookMessage { credentials, ..message() }.url().unwrap();
        assert!(url.as_str().contains("&client_id=0123456789abcdef0123.portal&client_secret=a%26b&cid=4711"));
    }

    #[tokio::test]
    async fn neither_the_message_nor_its_error_contains_a_secret() {
        let credentials = Some(("id".to_owned(), "a&b".to_owned()));
        let to = "http://127.0.0.1:1/index.php?key=hidden".to_owned();
        let unreachable = WebhookMessage { to, credentials, ..message() };
        let error = unreachable.send().await.unwrap_err();
        for text in [format!("{unreachable:?}"), error.display_chain(), format!("{error:?}")] {
            for secret in ["a&b", "a%26b", "b/c", "hidden"] {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
        }
        assert!(error.to_string().contains("http://127.0.0.1:1/index.php"));
    }
}
