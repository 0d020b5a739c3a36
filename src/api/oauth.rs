//! Entrata's OAuth service: an authorization code becomes an access token, and a token says whose it is.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::auth::Auth;
use super::client::Client;
use super::redact::Redactor;
use super::request::{body, request_id};
use super::retry::{Deadline, Idempotency};
use super::send::{Admission, Request, Responded};
use super::url::Subdomain;
use super::wire;
use crate::error::{ErrorKind, Result};
use crate::id::PropertyId;

/// What Entrata knows an app by.
#[derive(Debug, Clone)]
pub struct AppCredentials {
    /// `client_id`, such as `0123456789abcdef0123.exampleapp`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: SecretString,
}

/// An access token for the calls of one company.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token itself.
    #[serde(rename = "access_token", deserialize_with = "secret")]
    pub token: SecretString,
    /// How long it is valid, if Entrata says so. Entrata's documents name ten years.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: Option<Duration>,
    /// What fetches the next token. Entrata's documents have none.
    #[serde(default, deserialize_with = "optional_secret")]
    pub refresh_token: Option<SecretString>,
    /// What the token allows.
    #[serde(default, deserialize_with = "words")]
    pub scope: Vec<String>,
}

/// Whose an access token is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UserInfo {
    /// Entrata's id of the user who installed the app.
    #[serde(deserialize_with = "wire::text")]
    pub user_id: String,
    /// The company's name.
    #[serde(deserialize_with = "wire::text")]
    pub company_name: String,
    /// The company's subdomain.
    #[serde(deserialize_with = "wire::text")]
    pub subdomain: String,
    /// The properties that the token reaches; empty if Entrata lists none.
    #[serde(deserialize_with = "properties")]
    pub properties: Vec<PropertyId>,
}

/// Entrata's OAuth service; see [`Client::oauth`].
///
/// ```no_run
/// use entrata::api::oauth::AppCredentials;
/// use entrata::api::{Auth, Client};
///
/// # async fn example(client: &Client, auth_code: String) -> entrata::Result<()> {
/// let app = AppCredentials {
///     client_id: "0123456789abcdef0123.exampleapp".to_owned(),
///     client_secret: "secret".into(),
/// };
/// let token = client.oauth().get_access_token(&app, &auth_code.into()).await?;
/// let user = client.oauth().get_user_info(&token.token).await?;
/// let company = client.company("4711".parse()?, &user.subdomain, Auth::Bearer(token.token))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct OAuth {
    client: Client,
    subdomain: Option<Subdomain>,
    deadline: Option<Deadline>,
}

impl Client {
    /// Returns Entrata's OAuth service.
    #[must_use]
    pub fn oauth(&self) -> OAuth {
        OAuth { client: self.clone(), subdomain: None, deadline: None }
    }
}

impl OAuth {
    /// Sets the company's subdomain, for an OAuth URL with `{subdomain}`. Another URL does not use it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if it is not a subdomain.
    pub fn with_subdomain(self, subdomain: &str) -> Result<Self> {
        Ok(Self { subdomain: Some(Subdomain::parse(subdomain)?), ..self })
    }

    /// Sets a deadline for all calls together. Without one each call has the client's timeout.
    #[must_use]
    pub fn with_deadline(self, deadline: Deadline) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Exchanges an authorization code for an access token. A code is valid once, and for a short time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`] with Entrata's words if it rejects the code or the app's credentials;
    /// [`ErrorKind::Indeterminate`] if no usable response came: the code is then most likely used up.
    pub async fn get_access_token(&self, app: &AppCredentials, code: &SecretString) -> Result<AccessToken> {
        let auth = json!({
            "type": "oauth",
            "code": code.expose_secret(),
            "grant_type": "authorization_code",
            "client_id": app.client_id,
            "client_secret": app.client_secret.expose_secret(),
        });
        let redactor = Redactor::new([code.clone(), app.client_secret.clone()]);
        let (token, responded): (AccessToken, _) =
            self.exchange("getAccessToken", &auth, None, redactor, Idempotency::Unsafe).await?;
        if token.token.expose_secret().is_empty() {
            return Err(responded.rejected("the access token is empty".to_owned(), ErrorKind::Rejected));
        }
        Ok(token)
    }

    /// Returns whose an access token is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`] if Entrata rejects the token; [`ErrorKind::Unavailable`] after all retries.
    pub async fn get_user_info(&self, token: &SecretString) -> Result<UserInfo> {
        let credentials = Auth::Bearer(token.clone()).into_credentials()?;
        let auth = json!({ "type": credentials.auth_type });
        let (header, redactor) = (Some(credentials.header), credentials.redactor);
        let (user, responded): (UserInfo, _) =
            self.exchange("getUserInfo", &auth, header, redactor, Idempotency::Safe).await?;
        if user.subdomain.is_empty() {
            return Err(responded.rejected("the user has no company".to_owned(), ErrorKind::Rejected));
        }
        Ok(user)
    }

    async fn exchange<T: DeserializeOwned>(
        &self,
        method: &str,
        auth: &Value,
        header: Option<(HeaderName, HeaderValue)>,
        redactor: Redactor,
        idempotency: Idempotency,
    ) -> Result<(T, Responded)> {
        let request_id = request_id();
        let request = Request {
            url: self.client.oauth_url().itself(self.subdomain.as_ref())?,
            header,
            body: body(auth, &request_id, method, None, &Value::Null)?,
            method: method.to_owned(),
            cid: None,
            property: None,
            request_id,
            idempotency,
            admission: Admission::Free,
            deadline: self.deadline.unwrap_or_else(|| Deadline::after(self.client.timeout())),
            retry: self.client.retry(),
            redactor,
            classify_rejection: |_| None,
        };
        let responded = self.client.oauth_transport().send(request).await?;
        let typed = responded.result().typed().map_err(|error| responded.undecodable(&error))?;
        Ok((typed, responded))
    }
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    wire::text::<String, _>(deserializer).map(SecretString::from)
}

fn optional_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let text: String = wire::text(deserializer)?;
    Ok((!text.is_empty()).then(|| SecretString::from(text)))
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    Ok(wire::count(deserializer)?.map(|seconds| Duration::from_secs(seconds.into())))
}

/// Reads a list, or one text with blanks or commas between the words.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list: Vec<String> = wire::many(deserializer)?;
    let words = list.iter().flat_map(|text| text.split([' ', ','])).filter(|word| !word.is_empty());
    Ok(words.map(ToOwned::to_owned).collect())
}

/// Reads ids, or objects with an id: no filled sample of this list is known.
fn properties<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PropertyId>, D::Error> {
    Ok(wire::many::<Listed, D>(deserializer)?.into_iter().filter_map(|Listed(id)| id).collect())
}

struct Listed(Option<PropertyId>);

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListedVisitor).map(Self)
    }
}

struct ListedVisitor;

impl<'de> serde::de::Visitor<'de> for ListedVisitor {
    type Value = Option<PropertyId>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property or its id")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.trim().parse().ok())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(PropertyId::try_from(number).ok())
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut id = None;
        while let Some(key) = map.next_key::<String>()? {
            if matches!(key.to_ascii_lowercase().as_str(), "id" | "propertyid" | "property_id") {
                id = map.next_value::<Listed>()?.0;
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(id)
    }
}
