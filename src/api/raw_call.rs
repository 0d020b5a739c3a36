//! Calls of methods by name.

use serde_json::Value;

use super::company::{Company, Parts};
use super::cursor::has_next_link;
use super::request::Page;
#[cfg(feature = "cli")]
use super::response::HttpResponse;
use super::retry::Idempotency;
use crate::error::{Error, ErrorKind, Result};
use crate::id::PropertyId;

/// A call of any method by name, for methods without a type in this crate.
///
/// A method whose name begins with `get` counts as safe to send twice, any other as unsafe;
/// [`idempotency`](Self::idempotency) overrides this.
///
/// ```no_run
/// use entrata::api::{Company, RawCall};
/// use serde_json::json;
///
/// # async fn example(company: &Company) -> entrata::Result<()> {
/// let call = RawCall::new("customers", "getCustomers")
///     .version("r2")
///     .params(json!({ "propertyId": 100001 }))
///     .property("100001".parse()?);
/// let result = company.call(&call).await?;
/// println!("{result}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a call does nothing until it is sent"]
pub struct RawCall {
    pub(crate) service: String,
    pub(crate) method: String,
    pub(crate) version: Option<String>,
    pub(crate) params: Value,
    pub(crate) property: Option<PropertyId>,
    pub(crate) idempotency: Idempotency,
    pub(crate) page: Option<Page>,
}

impl RawCall {
    /// Creates a call of a service's method, such as `leads` and `getLeads`, without parameters.
    pub fn new(service: impl Into<String>, method: impl Into<String>) -> Self {
        let method = method.into();
        let idempotency = if method.starts_with("get") { Idempotency::Safe } else { Idempotency::Unsafe };
        Self {
            service: service.into(),
            method,
            version: None,
            params: Value::Null,
            property: None,
            idempotency,
            page: None,
        }
    }

    /// Sets the method's version, such as `r2`. Without one Entrata uses `r1`.
    pub fn version(self, version: impl Into<String>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// Sets the parameters: an object.
    pub fn params(self, params: Value) -> Self {
        Self { params, ..self }
    }

    /// Sets the property that the call is about; Entrata counts its rate limits by it.
    pub fn property(self, property: PropertyId) -> Self {
        Self { property: Some(property), ..self }
    }

    /// Sets whether the request may be sent twice.
    pub fn idempotency(self, idempotency: Idempotency) -> Self {
        Self { idempotency, ..self }
    }

    /// Requests one page of a paged response. Pages are counted from 1, and hold 5 to 1,000 records.
    ///
    /// [`Company::call_page`] says whether another page follows. A type with [`Method::PAGING`](super::Method::PAGING) has
    /// all pages put together.
    pub fn page(self, number: u32, size: u32) -> Self {
        Self { page: Some(Page::new(number, size)), ..self }
    }
}

/// One page of the response to a [`RawCall`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawPage {
    /// The `result` of the response.
    pub result: Value,
    /// The number of the next page, if the response says that there is one.
    pub next: Option<u32>,
}

impl Company {
    /// Sends a call of any method and returns the `result` of its response, undecoded.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send); and [`ErrorKind::Validation`] if the response of a read has more pages and none was
    /// requested, because the result is incomplete. [`call_page`](Self::call_page) returns one page at a time.
    pub async fn call(&self, call: &RawCall) -> Result<Value> {
        let page = self.call_page(call).await?;
        if page.next.is_some() && call.page.is_none() && call.idempotency == Idempotency::Safe {
            let message = format!("the response of {} has more pages (expected RawCall::page)", call.method);
            return Err(Error::new(ErrorKind::Validation, message));
        }
        Ok(page.result)
    }

    /// Sends a call of any method and returns one page of its response: the first unless the call names another.
    ///
    /// ```no_run
    /// use entrata::api::{Company, RawCall};
    ///
    /// # async fn example(company: &Company) -> entrata::Result<()> {
    /// let call = RawCall::new("customers", "getCustomers");
    /// let mut next = Some(1);
    /// while let Some(number) = next {
    ///     let page = company.call_page(&call.clone().page(number, 500)).await?;
    ///     println!("{}", page.result);
    ///     next = page.next;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn call_page(&self, call: &RawCall) -> Result<RawPage> {
        let responded = self.exchange(Parts::of_call(call)).await?;
        let number = call.page.map_or(1, |page| page.number);
        let next = has_next_link(&responded.headers).then(|| number.saturating_add(1));
        let result = responded.result().typed().map_err(|error| responded.undecodable(&error))?;
        Ok(RawPage { result, next })
    }

    /// Sends a call once and returns the response of whatever server answers, uninterpreted, for diagnosis.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), if the call is not sent or there is no response.
    #[cfg(feature = "cli")]
    pub(crate) async fn send_raw(&self, call: &RawCall) -> Result<HttpResponse> {
        self.send_once(Parts::of_call(call)).await
    }
}

impl<'a> Parts<'a> {
    fn of_call(call: &'a RawCall) -> Self {
        Self {
            service: &call.service,
            method: &call.method,
            version: call.version.as_deref(),
            params: call.params.clone(),
            property: call.property,
            idempotency: call.idempotency,
            classify_rejection: |_| None,
            page: call.page,
        }
    }
}
