//! One client company, and its calls.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::address::{self, Subdomain};
use super::auth::{Auth, Credentials};
use super::body::{body, is_empty, request_id};
use super::client::Client;
use super::deadline::Deadline;
use super::limit::{CallKey, Priority};
use super::method::{Method, Rejection};
use super::retry::Idempotency;
use super::send::{Answered, Call, Page, fit_to_show};
use super::wire::Unreadable;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};

/// A client company with its credentials. Cheap to clone.
#[derive(Clone)]
pub struct Company {
    client: Client,
    who: Arc<Who>,
    priority: Priority,
    deadline: Option<Deadline>,
    counted: bool,
}

struct Who {
    cid: Cid,
    subdomain: Subdomain,
    credentials: Credentials,
}

impl Company {
    pub(crate) fn new(client: Client, cid: Cid, subdomain: Subdomain, auth: Auth) -> Result<Self> {
        let who = Who { cid, subdomain, credentials: auth.into_credentials()? };
        Ok(Self {
            client,
            who: Arc::new(who),
            priority: Priority::Interactive,
            deadline: None,
            counted: false,
        })
    }

    /// The company's id.
    #[must_use]
    pub fn cid(&self) -> Cid {
        self.who.cid
    }

    /// The same company, whose calls all end by this deadline.
    #[must_use]
    pub fn with_deadline(&self, deadline: Deadline) -> Self {
        Self { deadline: Some(deadline), ..self.clone() }
    }

    /// The same company, for calls that a person waits for. This is how a company starts.
    #[must_use]
    pub fn interactive(&self) -> Self {
        Self { priority: Priority::Interactive, ..self.clone() }
    }

    /// The same company, for calls that nobody waits for: they leave Entrata's budget to those that someone does.
    #[must_use]
    pub fn background(&self) -> Self {
        Self { priority: Priority::Background, ..self.clone() }
    }

    /// The same company for calls that are all made now: they are counted at once, instead of one after the other as they
    /// are sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RateLimited`] when one of them may not be made yet.
    pub async fn reserve(&self, calls: &[CallKey]) -> Result<Self> {
        let deadline = self.deadline.unwrap_or_else(|| Deadline::after(self.client.0.timeout));
        self.client.0.limiter.admit(calls, self.priority, deadline).await?;
        Ok(Self { counted: true, ..self.clone() })
    }

    /// What a call is counted under.
    #[must_use]
    pub fn key<M: Method>(&self, method: &M) -> CallKey {
        self.key_of(M::SERVICE, M::NAME, method.property())
    }

    fn key_of(&self, service: &str, method: &str, property: Option<PropertyId>) -> CallKey {
        CallKey { cid: self.who.cid, property, service: service.to_owned(), method: method.to_owned() }
    }

    /// Sends a method, and reads its answer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotSent`], [`ErrorKind::Unavailable`] and [`ErrorKind::Indeterminate`] when no answer came, whatever was repeated;
    /// [`ErrorKind::RateLimited`]; [`ErrorKind::Unauthorized`]; [`ErrorKind::Rejected`] with Entrata's own words and code, and for
    /// some methods [`ErrorKind::ToursNotSupported`] or [`ErrorKind::SlotUnavailable`].
    pub async fn send<M: Method>(&self, method: &M) -> Result<M::Response> {
        Ok(self.send_page(method, None).await?.0)
    }

    pub(crate) async fn send_page<M: Method>(
        &self,
        method: &M,
        page: Option<Page>,
    ) -> Result<(M::Response, Answered)> {
        let mut call = self.make_call(
            M::SERVICE,
            M::NAME,
            M::VERSION,
            method.params(),
            method.property(),
            M::IDEMPOTENCY,
        )?;
        call.page = page;
        call.classify_rejection = M::classify_rejection;
        let answered = call.send(&self.client.0).await?;
        let answer = M::read(answered.result()).map_err(|error| answered.unreadable(&error))?;
        match M::failure(&answer) {
            Some(message) => {
                let rejection = Rejection { code: None, message: &message, of_record: true };
                Err(answered.refused(&message, M::classify_rejection(&rejection)))
            }
            None => Ok((answer, answered)),
        }
    }

    /// Sends any method, and returns the `result` of its answer.
    ///
    /// A method counts as reading, and may be repeated, when its name starts with `get`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and [`ErrorKind::Validation`] for a service that is none.
    pub async fn call(
        &self,
        service: &str,
        method: &str,
        version: Option<&str>,
        params: Value,
        property: Option<PropertyId>,
    ) -> Result<Value> {
        let repeat = if method.starts_with("get") { Idempotency::Safe } else { Idempotency::Unsafe };
        let call = self.make_call(service, method, version, params, property, repeat)?;
        let answered = call.send(&self.client.0).await?;
        answered.result().typed().map_err(|error| answered.unreadable(&error))
    }

    /// The error of a part of an answer that was read late, and has another shape than known.
    pub(crate) fn unreadable(&self, part: &Unreadable) -> Error {
        let found = fit_to_show(part, &self.who.credentials.mask);
        Error::new(ErrorKind::Indeterminate, "a part of Entrata's answer cannot be read").with_source(found)
    }

    fn make_call(
        &self,
        service: &str,
        method: &str,
        version: Option<&str>,
        params: Value,
        property: Option<PropertyId>,
        repeat: Idempotency,
    ) -> Result<Call> {
        let who = &self.who;
        let url = address::gateway(&self.client.0.api_url, &who.subdomain, service)?;
        let request_id = request_id();
        // PHP cannot tell an empty object from an empty list.
        let params = if is_empty(&params) { json!({}) } else { params };
        let body = body(&json!({ "type": who.credentials.auth_type }), &request_id, method, version, params)?;
        Ok(Call {
            url,
            header: Some(who.credentials.header.clone()),
            body,
            method: method.to_owned(),
            property,
            request_id,
            repeat,
            key: Some(self.key_of(service, method, property)),
            counted: self.counted,
            priority: self.priority,
            deadline: self.deadline.unwrap_or_else(|| Deadline::after(self.client.0.timeout)),
            page: None,
            mask: who.credentials.mask.clone(),
            classify_rejection: |_| None,
        })
    }
}

impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company")
            .field("cid", &self.who.cid)
            .field("subdomain", &self.who.subdomain)
            .field("pace", &self.priority)
            .finish_non_exhaustive()
    }
}
