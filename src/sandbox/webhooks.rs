//! The webhooks that Entrata sends to a portal.

use crate::{Error, ErrorKind, Result};
use reqwest::Url;
use std::fmt;
use std::time::Duration;

/// One webhook: where it goes and what it says.
#[derive(Clone, Default)]
pub struct WebhookMessage {
    /// The portal's URL; parameters that it has already stay in front.
    pub to: String,
    /// `ACTIVATION`, `SUSPENDED`, `CHANGE_FEED_TYPE`; none when it only brings a code.
    pub request_type: Option<String>,
    /// Who the portal is for Entrata.
    pub client_id: String,
    /// How the portal knows Entrata.
    pub client_secret: String,
    /// The company that the webhook is about.
    pub cid: u64,
    /// The property that it is about.
    pub property_id: Option<u64>,
    /// A one-time authorisation code.
    pub auth_code: Option<String>,
    /// The feed that the company wants.
    pub feed_type: Option<String>,
}

/// What the portal answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookReply {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: String,
}

impl WebhookMessage {
    /// The URL that is fetched: everything percent-encoded, a code's `+` as `%2B`.
    ///
    /// # Errors
    ///
    /// `Validation` when `to` is no URL.
    pub fn url(&self) -> Result<Url> {
        let mut url: Url = self.to.parse().map_err(|_| {
            Error::new(ErrorKind::Validation, "a webhook needs a URL like http://127.0.0.1:8080/index.php")
        })?;
        {
            let (cid, property) = (self.cid.to_string(), self.property_id.map(|id| id.to_string()));
            let mut query = url.query_pairs_mut();
            query.append_pair("client_id", &self.client_id).append_pair("client_secret", &self.client_secret);
            query.append_pair("cid", &cid);
            let rest = [
                ("property_id", &property),
                ("request_type", &self.request_type),
                ("feed_type", &self.feed_type),
                ("auth_code", &self.auth_code),
            ];
            for (name, value) in rest {
                if let Some(value) = value {
                    query.append_pair(name, value);
                }
            }
        }
        Ok(url)
    }

    /// Sends it, and waits up to half a minute for the portal's answer.
    ///
    /// # Errors
    ///
    /// `Validation` when `to` is no URL, `Unreachable` when nothing answers there.
    pub async fn send(&self) -> Result<WebhookReply> {
        let url = self.url()?;
        // Without effect when the program has chosen its cryptography already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // The URL holds the secret and must not stand in an error.
        let wrong = |cause: reqwest::Error| {
            Error::new(ErrorKind::NotSent, format!("the webhook found no answer at {}", self.place()))
                .with_source(cause.without_url())
        };
        let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().map_err(wrong)?;
        let answer = client.get(url).send().await.map_err(wrong)?;
        let status = answer.status().as_u16();
        Ok(WebhookReply { status, body: answer.text().await.map_err(wrong)? })
    }

    /// The URL without its parameters.
    pub(super) fn place(&self) -> &str {
        self.to.split('?').next().unwrap_or_default()
    }
}

impl fmt::Debug for WebhookMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookMessage")
            .field("to", &self.place())
            .field("request_type", &self.request_type)
            .field("cid", &self.cid)
            .field("property_id", &self.property_id)
            .field("feed_type", &self.feed_type)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> WebhookMessage {
        WebhookMessage {
            to: "http://portal.example/index.php?key=k".to_owned(),
            request_type: Some("ACTIVATION".to_owned()),
            client_id: "0123456789abcdef0123.portal".to_owned(),
            client_secret: "a&b".to_owned(),
            cid: 4711,
            property_id: Some(739_076),
            auth_code: Some("a+b/c==".to_owned()),
            feed_type: None,
        }
    }

    #[test]
    fn a_codes_plus_sign_survives_the_query_string() {
        assert_eq!(
            message().url().unwrap().as_str(),
            "http://portal.example/index.php?key=k&client_id=0123456789abcdef0123.portal&client_secret=a%26b\
             &cid=4711&property_id=739076&request_type=ACTIVATION&auth_code=a%2Bb%2Fc%3D%3D"
        );
    }

    #[tokio::test]
    async fn neither_the_message_nor_its_error_tells_the_secret() {
        let nobody = WebhookMessage { to: "http://127.0.0.1:1/index.php".to_owned(), ..message() };
        let error = nobody.send().await.unwrap_err();
        for text in [format!("{nobody:?}"), error.display_chain(), format!("{error:?}")] {
            assert!(!text.contains("a&b") && !text.contains("a%26b") && !text.contains("b/c"), "{text}");
        }
        assert!(error.to_string().contains("http://127.0.0.1:1/index.php"));
    }
}
