//! Entrata's OAuth: a code becomes a token, and a token tells whose it is.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::auth::{Auth, Credentials};
use super::body::{body, request_id};
use super::client::Client;
use super::deadline::Deadline;
use super::limit::Priority;
use super::mask::Mask;
use super::retry::Idempotency;
use super::send::{Answered, Call};
use super::wire;
use crate::error::Result;
use crate::id::PropertyId;

/// What Entrata knows an app by.
#[derive(Debug, Clone)]
pub struct AppCredentials {
    /// `client_id`, such as `0123456789abcdef0123.exampleapp`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: SecretString,
}

/// A token for the calls of one client company.
#[derive(Debug, Clone, Deserialize)]
pub struct AccessToken {
    /// The token itself.
    #[serde(rename = "access_token", deserialize_with = "secret")]
    pub token: SecretString,
    /// How long it lives, where Entrata says so.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: Option<Duration>,
    /// What fetches the next token. Entrata documents none.
    #[serde(default, deserialize_with = "optional_secret")]
    pub refresh_token: Option<SecretString>,
    /// What the token allows.
    #[serde(default, deserialize_with = "words")]
    pub scope: Vec<String>,
}

/// Whose a token is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct UserInfo {
    /// Entrata's id of the user who installed the app.
    #[serde(deserialize_with = "wire::text")]
    pub user_id: String,
    /// The client company's name.
    #[serde(deserialize_with = "wire::text")]
    pub company_name: String,
    /// The client company's subdomain.
    #[serde(deserialize_with = "wire::text")]
    pub subdomain: String,
    /// The properties that the token reaches; empty when Entrata lists none.
    #[serde(deserialize_with = "properties")]
    pub properties: Vec<PropertyId>,
}

impl Client {
    /// Exchanges an authorisation code for a token. A code is good once, and for a short time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`] with Entrata's words when it takes the code or the credentials for wrong;
    /// [`ErrorKind::Indeterminate`] when no whole answer came: the code is then most likely spent.
    pub async fn get_access_token(
        &self,
        app: &AppCredentials,
        code: &SecretString,
        deadline: Deadline,
    ) -> Result<AccessToken> {
        let auth = json!({
            "type": "oauth",
            "code": code.expose_secret(),
            "grant_type": "authorization_code",
            "client_id": app.client_id,
            "client_secret": app.client_secret.expose_secret(),
        });
        let mask = Mask::of([code.clone(), app.client_secret.clone()]);
        let answered = self.ask("getAccessToken", &auth, None, mask, Idempotency::Unsafe, deadline).await?;
        let token: AccessToken = typed(&answered)?;
        if token.token.expose_secret().is_empty() {
            return Err(answered.refused("the access token is empty", None));
        }
        Ok(token)
    }

    /// Asks whose a token is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`] when Entrata does not take the token.
    pub async fn get_user_info(&self, token: &SecretString, deadline: Deadline) -> Result<UserInfo> {
        let Credentials { auth_type, header, mask } = Auth::Bearer(token.clone()).into_credentials()?;
        let auth = json!({ "type": auth_type });
        let answered =
            self.ask("getUserInfo", &auth, Some(header), mask, Idempotency::Safe, deadline).await?;
        let user: UserInfo = typed(&answered)?;
        if user.subdomain.is_empty() {
            return Err(answered.refused("the user has no company", None));
        }
        Ok(user)
    }

    async fn ask(
        &self,
        method: &str,
        auth: &Value,
        header: Option<(HeaderName, HeaderValue)>,
        mask: Mask,
        repeat: Idempotency,
        deadline: Deadline,
    ) -> Result<Answered> {
        let request_id = request_id();
        let body = body(auth, &request_id, method, None, json!({}))?;
        let call = Call {
            url: self.0.oauth_url.clone(),
            header,
            body,
            method: method.to_owned(),
            property: None,
            request_id,
            repeat,
            key: None,
            counted: false,
            priority: Priority::Interactive,
            deadline,
            page: None,
            mask,
            classify_rejection: |_| None,
        };
        call.send(&self.0).await
    }
}

fn typed<T: serde::de::DeserializeOwned>(answered: &Answered) -> Result<T> {
    answered.result().typed().map_err(|error| answered.unreadable(&error))
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

/// A list, or one text with blanks or commas between the words.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list: Vec<String> = wire::many(deserializer)?;
    let words = list.iter().flat_map(|text| text.split([' ', ','])).filter(|word| !word.is_empty());
    Ok(words.map(ToOwned::to_owned).collect())
}

/// Ids, or objects with an id: no filled sample of this list is known.
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
