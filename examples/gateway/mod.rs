//! Where the examples call: Entrata itself, or a sandbox when the environment names no company.

use entrata::api::oauth::AppCredentials;
use entrata::api::{Auth, ClientBuilder, Company, Deadline, Url};
use entrata::id::PropertyId;
use entrata::sandbox::Sandbox;
use std::env;
use std::error::Error;
use std::time::Duration;

/// A company to call, one of its properties, and the sandbox that must live as long.
pub(crate) struct Gateway {
    pub(crate) company: Company,
    pub(crate) property: PropertyId,
    _sandbox: Option<Sandbox>,
}

impl Gateway {
    /// Entrata when `ENTRATA_CID`, `ENTRATA_SUBDOMAIN`, `ENTRATA_API_KEY` and `ENTRATA_PROPERTY_ID` are set.
    pub(crate) async fn open(builder: ClientBuilder) -> Result<Self, Box<dyn Error>> {
        let Ok(subdomain) = env::var("ENTRATA_SUBDOMAIN") else { return Self::sandbox(builder).await };
        let auth = Auth::ApiKey(env::var("ENTRATA_API_KEY")?.into());
        let company = builder.build()?.company(env::var("ENTRATA_CID")?.parse()?, &subdomain, auth)?;
        Ok(Self { company, property: env::var("ENTRATA_PROPERTY_ID")?.parse()?, _sandbox: None })
    }

    async fn sandbox(builder: ClientBuilder) -> Result<Self, Box<dyn Error>> {
        let sandbox = Sandbox::start().await?;
        let builder = builder.api_url(Url::parse(&sandbox.api_url())?);
        let client = builder.oauth_url(Url::parse(&sandbox.oauth_url())?).build()?;

        // What a portal does when a client company installs it: the code that Entrata brings becomes a token.
        let app = AppCredentials {
            client_id: "0123456789abcdef0123.portal".to_owned(),
            client_secret: "sandbox-secret".into(),
        };
        let soon = Deadline::after(Duration::from_secs(10));
        let token = client.get_access_token(&app, &sandbox.auth_code(4711)?.into(), soon).await?;
        let user = client.get_user_info(&token.token, soon).await?;
        let company = client.company("4711".parse()?, &user.subdomain, Auth::Bearer(token.token))?;
        Ok(Self { company, property: "739076".parse()?, _sandbox: Some(sandbox) })
    }
}
