//! getAccessibleServices.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method};

/// The methods that the client company has granted to the app.
///
/// Source: Entrata's OpenAPI document has the response with values. Whether every company supports it is unknown.
///
/// ```no_run
/// use entrata::api::appinfo::GetAccessibleServices;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for service in company.send(&GetAccessibleServices).await? {
///     println!("{}: {}", service.service, service.method);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GetAccessibleServices;

/// A method that the app may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccessibleService {
    /// The service: `leads`, the end of the URL's path.
    pub service: String,
    /// The method: `sendLeads`.
    pub method: String,
    /// The path of the URL, as sent: `/ext/orgs/exampleliving/v1/leads`.
    pub uri: String,
}

impl AccessibleService {
    /// Returns whether it is this method type.
    #[must_use]
    pub fn is<M: Method>(&self) -> bool {
        self.method.eq_ignore_ascii_case(M::NAME)
    }

    fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let (method, uri) =
            (node.any(&["service", "method", "name"]).word(), node.any(&["uri", "url"]).word());
        if method.is_empty() {
            return Err("has no name".to_owned());
        }
        let service = uri.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Self { service, method, uri })
    }
}

impl Method for GetAccessibleServices {
    const SERVICE: &'static str = "appinfo";
    const NAME: &'static str = "getAccessibleServices";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<AccessibleService>;

    fn params(&self) -> Value {
        json!({})
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        records(&result.tree()?, &["services"], "service", AccessibleService::read)
    }
}
