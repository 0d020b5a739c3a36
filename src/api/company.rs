//! One client company, and its calls.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::auth::{Auth, Credentials, CredentialsProvider, CredentialsSource};
use super::client::Client;
use super::cursor::{Cursor, has_next_link};
use super::method::{Method, Rejection};
use super::rate_limit::{CallKey, Priority};
use super::request::{self, Page};
#[cfg(feature = "cli")]
use super::response::HttpResponse;
use super::retry::{Deadline, Idempotency, RetryPolicy};
use super::send::{Admission, Permit, Request, Responded, admit};
use super::url::Subdomain;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};

/// A client company with its credentials. Clones are cheap.
///
/// ```no_run
/// use entrata::api::properties::GetProperties;
/// use entrata::api::{Company, Deadline};
/// use std::time::Duration;
///
/// # async fn example(company: &Company) -> entrata::Result<()> {
/// let deadline = Deadline::after(Duration::from_secs(10));
/// for property in company.with_deadline(deadline).send(&GetProperties::default()).await? {
///     println!("{}: {}", property.id, property.marketing_name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Company {
    client: Client,
    identity: Arc<Identity>,
    priority: Priority,
    deadline: Option<Deadline>,
    retry: RetryPolicy,
    reserved: Option<Arc<Mutex<Vec<Permit>>>>,
}

struct Identity {
    cid: Cid,
    subdomain: Subdomain,
    credentials: CredentialsSource,
}

impl Client {
    /// Returns a company, by its id, its subdomain and its credentials.
    ///
    /// The subdomain may be a name (`exampleliving`), a host (`exampleliving.entrata.com`) or a URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the subdomain is invalid, or if the credentials are empty or cannot be sent.
    pub fn company(&self, cid: Cid, subdomain: &str, auth: Auth) -> Result<Company> {
        let credentials = auth.into_credentials().map(|fixed| CredentialsSource::Fixed(Arc::new(fixed)));
        self.company_from(cid, subdomain, credentials)
    }

    /// Returns a company whose credentials come from a provider, which can replace them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the subdomain is invalid.
    pub fn company_with_provider(
        &self,
        cid: Cid,
        subdomain: &str,
        provider: impl CredentialsProvider + 'static,
    ) -> Result<Company> {
        self.company_from(cid, subdomain, Ok(CredentialsSource::new(provider)))
    }

    fn company_from(
        &self,
        cid: Cid,
        subdomain: &str,
        credentials: Result<CredentialsSource>,
    ) -> Result<Company> {
        let of_client = |error: Error| error.context(format!("client {cid}"));
        let subdomain = Subdomain::parse(subdomain).map_err(of_client)?;
        let credentials = credentials.map_err(of_client)?;
        Ok(Company {
            client: self.clone(),
            identity: Arc::new(Identity { cid, subdomain, credentials }),
            priority: Priority::Interactive,
            deadline: None,
            retry: self.retry(),
            reserved: None,
        })
    }
}

impl Company {
    /// Returns the company's id.
    #[must_use]
    pub fn cid(&self) -> Cid {
        self.identity.cid
    }

    /// Returns the company with a deadline for all its calls together. Without one each call has the client's timeout.
    #[must_use]
    pub fn with_deadline(&self, deadline: Deadline) -> Self {
        Self { deadline: Some(deadline), ..self.clone() }
    }

    /// Returns the company with a retry policy of its own.
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        Self { retry: policy, ..self.clone() }
    }

    /// Returns the company for calls that a person waits for. This is the default.
    #[must_use]
    pub fn interactive(&self) -> Self {
        Self { priority: Priority::Interactive, ..self.clone() }
    }

    /// Returns the company for background calls, which leave Entrata's budget to the others.
    #[must_use]
    pub fn background(&self) -> Self {
        Self { priority: Priority::Background, ..self.clone() }
    }

    /// Reserves rate-limit budget for all of the calls at once, and returns the company that makes them.
    ///
    /// Each reservation is used by the first call with its key; later calls are counted as usual. Unused reservations are
    /// given back when the returned company and its clones are dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RateLimited`] if one of the calls may not be made by the deadline.
    pub async fn reserve(&self, calls: &[CallKey]) -> Result<Self> {
        let limiter = &self.client.transport().limiter;
        admit(&**limiter, calls, self.priority, self.deadline()).await?;
        let permits = calls.iter().map(|key| Permit::new(Arc::clone(limiter), key.clone()));
        Ok(Self { reserved: Some(Arc::new(Mutex::new(permits.collect()))), ..self.clone() })
    }

    /// Returns the key under which a method of this company is counted.
    #[must_use]
    pub fn limit_key<M: Method>(&self, method: &M) -> CallKey {
        CallKey::new(self.identity.cid, method.property(), M::SERVICE, M::NAME)
    }

    /// Sends a method and returns its decoded response.
    ///
    /// A response that comes in pages is returned as a whole; [`pages`](Self::pages) and [`items`](Self::items) return it
    /// piece by piece.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::RateLimited`], [`ErrorKind::NotSent`], [`ErrorKind::Unavailable`] after all retries
    /// - [`ErrorKind::Indeterminate`] if a write may have been carried out
    /// - [`ErrorKind::Rejected`], and for some methods [`ErrorKind::ToursNotSupported`] or
    ///   [`ErrorKind::SlotUnavailable`]
    /// - [`ErrorKind::Unauthorized`], [`ErrorKind::Decode`], [`ErrorKind::Config`], [`ErrorKind::Validation`]
    pub async fn send<M: Method>(&self, method: &M) -> Result<M::Response> {
        let company = self.with_deadline(self.deadline());
        let Some(paging) = M::PAGING else {
            let (response, responded) = company.send_page(method, None).await?;
            if M::IDEMPOTENCY == Idempotency::Safe && has_next_link(&responded.headers) {
                let message =
                    format!("the response of {} has more pages (expected Method::PAGING to be set)", M::NAME);
                return Err(Error::new(ErrorKind::Validation, message));
            }
            return Ok(response);
        };
        let mut cursor = Cursor::default();
        let (mut all, mut responded) = company.send_page(method, Some(cursor.page())).await?;
        let mut records = (paging.len)(&all);
        while cursor.advance(&responded, records) {
            let (page, next) = company.send_page(method, Some(cursor.page())).await?;
            if cursor.is_repeated(&next) {
                break;
            }
            records = (paging.len)(&page);
            (paging.append)(&mut all, page);
            responded = next;
        }
        Ok(all)
    }

    pub(crate) async fn send_page<M: Method>(
        &self,
        method: &M,
        page: Option<Page>,
    ) -> Result<(M::Response, Responded)> {
        let parts = Parts {
            service: M::SERVICE,
            method: M::NAME,
            version: M::VERSION,
            params: method.params(),
            property: method.property(),
            idempotency: M::IDEMPOTENCY,
            classify_rejection: M::classify_rejection,
            page,
        };
        let responded = self.exchange(parts).await?;
        let response = M::read(responded.result()).map_err(|error| responded.undecodable(&error))?;
        match M::failure(&response) {
            Some(message) => {
                let rejection = Rejection { code: None, message: &message, of_record: true };
                let kind = M::classify_rejection(&rejection).unwrap_or(ErrorKind::Rejected);
                Err(responded.rejected(message, kind))
            }
            None => Ok((response, responded)),
        }
    }

    fn deadline(&self) -> Deadline {
        self.deadline.unwrap_or_else(|| Deadline::after(self.client.timeout()))
    }

    /// Sends a call once and returns the response of whatever server answers, uninterpreted.
    #[cfg(feature = "cli")]
    pub(super) async fn send_once(&self, parts: Parts<'_>) -> Result<HttpResponse> {
        request::check_names(parts.service, parts.method, parts.version)?;
        let deadline = self.deadline();
        let credentials = in_time(deadline, self.identity.credentials.current()).await?;
        self.client.transport().send_once(self.request(&parts, &credentials, deadline)?).await
    }

    pub(super) async fn exchange(&self, parts: Parts<'_>) -> Result<Responded> {
        request::check_names(parts.service, parts.method, parts.version)?;
        let deadline = self.deadline();
        let source = &self.identity.credentials;
        let credentials = in_time(deadline, source.current()).await?;
        let request = self.request(&parts, &credentials, deadline)?;
        let result = self.client.transport().send(request).await;
        if result.as_ref().err().is_none_or(|error| error.kind() != ErrorKind::Unauthorized) {
            return result;
        }
        match in_time(deadline, source.replace(&credentials)).await? {
            Some(fresh) => self.client.transport().send(self.request(&parts, &fresh, deadline)?).await,
            None => result,
        }
    }

    fn request(&self, parts: &Parts<'_>, credentials: &Credentials, deadline: Deadline) -> Result<Request> {
        let identity = &self.identity;
        let mut url = self.client.api_url().of_service(&identity.subdomain, parts.service)?;
        if let Some(page) = parts.page {
            let pair = [("page_no", page.number.to_string()), ("per_page", page.size.to_string())];
            url.query_pairs_mut().extend_pairs(pair);
        }
        let request_id = request::request_id();
        let auth = json!({ "type": credentials.auth_type });
        let body = request::body(&auth, &request_id, parts.method, parts.version, &parts.params)?;
        Ok(Request {
            url,
            header: Some(credentials.header.clone()),
            body,
            method: parts.method.to_owned(),
            cid: Some(identity.cid),
            property: parts.property,
            request_id,
            idempotency: parts.idempotency,
            admission: self.admission(parts),
            deadline,
            retry: self.retry,
            redactor: credentials.redactor.clone(),
            classify_rejection: parts.classify_rejection,
        })
    }

    fn admission(&self, parts: &Parts<'_>) -> Admission {
        let key = CallKey::new(self.identity.cid, parts.property, parts.service, parts.method);
        if let Some(reserved) = &self.reserved {
            let mut permits = reserved.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(at) = permits.iter().position(|permit| *permit.key() == key) {
                return Admission::Reserved(permits.swap_remove(at));
            }
        }
        // The pages of one listing are one piece of work: only the first waits for the contract's interval.
        let is_continuation = parts.page.is_some_and(|page| page.number > 1);
        let priority = if is_continuation { Priority::Interactive } else { self.priority };
        Admission::Needed(key, priority)
    }
}

/// One call, typed or not.
pub(super) struct Parts<'a> {
    pub(super) service: &'a str,
    pub(super) method: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) params: Value,
    pub(super) property: Option<PropertyId>,
    pub(super) idempotency: Idempotency,
    pub(super) classify_rejection: fn(&Rejection<'_>) -> Option<ErrorKind>,
    pub(super) page: Option<Page>,
}

/// Waits for the credentials until the deadline.
async fn in_time<T>(deadline: Deadline, credentials: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout_at(deadline.instant(), credentials).await.unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::NotSent, "the credentials provider did not respond in time"))
    })
}

impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company")
            .field("cid", &self.identity.cid)
            .field("subdomain", &self.identity.subdomain)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}
