//! Entrata's OAuth service: an authorization code becomes an access token, and a token is mapped to its user and company.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::auth::Auth;
use super::client::Client;
use super::redact::Redactor;
use super::request::{body, request_id};
use super::retry::{Deadline, Idempotency};
use super::send::{Admission, Request, Responded};
use super::url::Subdomain;
use super::wire::{Node, Unreadable};
use crate::error::{ErrorKind, Result};
use crate::id::PropertyId;

/// The credentials of an app at Entrata.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AppCredentials {
    /// `client_id`, such as `0123456789abcdef0123.exampleapp`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: SecretString,
}

impl AppCredentials {
    /// Creates the credentials of an app, as Entrata gave them to its vendor.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into() }
    }
}

/// An access token for the calls of one company.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token itself.
    pub token: SecretString,
    /// How long it is valid, if Entrata says so. Entrata's documents name ten years.
    pub expires_in: Option<Duration>,
    /// The refresh token. Entrata's documents do not mention one.
    pub refresh_token: Option<SecretString>,
    /// What the token allows.
    pub scope: Vec<String>,
}

/// The user and the company of an access token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UserInfo {
    /// Entrata's id of the user who installed the app.
    pub user_id: String,
    /// The company's name.
    pub company_name: String,
    /// The company's subdomain.
    pub subdomain: String,
    /// The properties that the token reaches; empty if Entrata lists none.
    pub properties: Vec<PropertyId>,
}

/// Entrata's OAuth service; see [`Client::oauth`].
///
/// ```no_run
/// use entrata::api::oauth::AppCredentials;
/// use entrata::api::{Auth, Client};
///
/// # async fn example(client: &Client, auth_code: String) -> entrata::Result<()> {
/// let app = AppCredentials::new("0123456789abcdef0123.exampleapp", "secret");
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
    /// Sets the company's subdomain, for an OAuth URL with `{subdomain}`. Other URLs ignore it.
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
    /// [`ErrorKind::Rejected`] with Entrata's message if it rejects the code or the app's credentials;
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
        let read = AccessToken::read;
        let (token, responded) =
            self.exchange("getAccessToken", &auth, None, redactor, Idempotency::Unsafe, read).await?;
        if token.token.expose_secret().is_empty() {
            return Err(responded.rejected("the access token is empty".to_owned(), ErrorKind::Rejected));
        }
        Ok(token)
    }

    /// Returns the user and the company of an access token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`] if Entrata rejects the token; [`ErrorKind::Unavailable`] after all retries.
    pub async fn get_user_info(&self, token: &SecretString) -> Result<UserInfo> {
        let credentials = Auth::Bearer(token.clone()).into_credentials()?;
        let auth = json!({ "type": credentials.auth_type });
        let (header, redactor) = (Some(credentials.header), credentials.redactor);
        let read = UserInfo::read;
        let (user, responded) =
            self.exchange("getUserInfo", &auth, header, redactor, Idempotency::Safe, read).await?;
        if user.subdomain.is_empty() {
            return Err(responded.rejected("the user has no company".to_owned(), ErrorKind::Rejected));
        }
        Ok(user)
    }

    async fn exchange<T>(
        &self,
        method: &str,
        auth: &Value,
        header: Option<(HeaderName, HeaderValue)>,
        redactor: Redactor,
        idempotency: Idempotency,
        read: fn(&Node<'_>) -> Result<T, Unreadable>,
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
        let typed = responded.result().tree().and_then(|tree| read(&tree));
        let typed = typed.map_err(|error| responded.undecodable(&error))?;
        Ok((typed, responded))
    }
}

impl AccessToken {
    fn read(result: &Node<'_>) -> Result<Self, Unreadable> {
        let refresh_token = result.at("refresh_token").word();
        // A list, or one text with blanks or commas between the words.
        let scope = result.at("scope").items().into_iter().map(Node::word);
        let scope = scope.flat_map(|text| text.split([' ', ',']).map(ToOwned::to_owned).collect::<Vec<_>>());
        Ok(Self {
            token: result.require("access_token")?.word().into(),
            expires_in: result.at("expires_in").count().map(|seconds| Duration::from_secs(seconds.into())),
            refresh_token: (!refresh_token.is_empty()).then(|| refresh_token.into()),
            scope: scope.filter(|word| !word.is_empty()).collect(),
        })
    }
}

impl UserInfo {
    fn read(result: &Node<'_>) -> Result<Self, Unreadable> {
        // Ids, or objects with an id: no filled sample of this list is known.
        let id = |node: &Node<'_>| node.any(&["id", "propertyId"]).id().or_else(|| node.id());
        Ok(Self {
            user_id: result.at("user_id").word(),
            company_name: result.at("company_name").text(),
            subdomain: result.at("subdomain").word(),
            properties: result.at("properties").items().into_iter().filter_map(id).collect(),
        })
    }
}
