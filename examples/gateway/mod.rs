//! The server for the examples: Entrata itself, or a sandbox if the environment names no company.

use entrata::api::oauth::AppCredentials;
use entrata::api::{Auth, ClientBuilder, Company};
use entrata::id::PropertyId;
use entrata::sandbox::{CLIENT_ID, CLIENT_SECRET, Sandbox};
use std::env;
use std::error::Error;

/// A company, one of its properties, and the sandbox, which must live as long.
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
        let builder = builder.api_url(sandbox.api_url().parse()?);
        let client = builder.oauth_url(sandbox.oauth_url().parse()?).build()?;

        // As when a client company installs the portal: exchanges Entrata's code for a token.
        let app = AppCredentials::new(CLIENT_ID, CLIENT_SECRET);
        let token = client.oauth().get_access_token(&app, &sandbox.auth_code(4711)?.into()).await?;
        let user = client.oauth().get_user_info(&token.token).await?;
        let company = client.company("4711".parse()?, &user.subdomain, Auth::Bearer(token.token))?;
        Ok(Self { company, property: "739076".parse()?, _sandbox: Some(sandbox) })
    }
}
