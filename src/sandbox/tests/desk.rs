//! A caller with a token: what every test needs.

use crate::sandbox::{Clock, Options, Sandbox};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub(super) const DENVER: u64 = 739_076;

/// A sandbox, a client, and a token of one company.
pub(super) struct Desk {
    pub(super) sandbox: Sandbox,
    pub(super) http: reqwest::Client,
    pub(super) subdomain: &'static str,
    pub(super) token: String,
}

/// Monday, 2 December 2030, 10:00 in Denver.
pub(super) fn monday() -> DateTime<Utc> {
    "2030-12-02T17:00:00Z".parse().unwrap()
}

/// A sandbox whose clock stands still.
pub(super) fn on_monday() -> Options {
    Options { clock: Clock::new(monday), ..Options::default() }
}

/// Sends JSON to the control API.
pub(super) async fn post(http: &reqwest::Client, url: &str, body: &str) -> reqwest::Response {
    let request = http.post(url).header("content-type", "application/json").body(body.to_owned());
    request.send().await.unwrap()
}

pub(super) fn client() -> reqwest::Client {
    let tls = crate::api::tls::config_without_roots().unwrap();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap()
}

impl Desk {
    /// At a fixed moment, so that what is offered never changes.
    pub(super) async fn new() -> Self {
        Self::with(on_monday()).await
    }

    pub(super) async fn with(options: Options) -> Self {
        Self::signed_in(Sandbox::with(options).await.unwrap(), 4711, "exampleliving").await
    }

    pub(super) async fn signed_in(sandbox: Sandbox, cid: u64, subdomain: &'static str) -> Self {
        let http = client();
        let code = sandbox.auth_code(cid).unwrap();
        let answer = exchange(&http, &sandbox, &code, "sandbox-secret").await;
        let token = answer["response"]["result"]["access_token"].as_str().unwrap().to_owned();
        Self { sandbox, http, subdomain, token }
    }

    /// Sends one call and gives the whole answer with its HTTP status.
    pub(super) async fn raw(
        &self,
        service: &str,
        method: &str,
        version: &str,
        params: Value,
    ) -> reqwest::Response {
        let url = format!("{}/{}/v1/{service}", self.sandbox.api_url(), self.subdomain);
        let body = json!({
            "auth": { "type": "oauth" }, "requestId": 15,
            "method": { "name": method, "version": version, "params": params },
        });
        let call = self.http.post(url).bearer_auth(&self.token).body(body.to_string());
        call.send().await.unwrap()
    }

    pub(super) async fn call(&self, service: &str, method: &str, version: &str, params: Value) -> Value {
        let text = self.raw(service, method, version, params).await.text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["response"].take()
    }

    /// The slots of one day as Entrata writes them.
    pub(super) async fn slots(&self, property: u64, day: &str) -> Vec<String> {
        let params =
            json!({ "propertyId": property, "fromDate": day, "toDate": day, "tourType": "AGENT_GUIDED" });
        let answer = self.call("properties", "getCalendarAvailability", "r2", params).await;
        let days = answer["result"]["availableTours"]["availableTour"].as_array().unwrap().clone();
        let times = days.iter().flat_map(|day| day["tourTime"].as_array().unwrap().clone());
        times.map(|time| time.as_str().unwrap().to_owned()).collect()
    }
}

pub(super) async fn exchange(http: &reqwest::Client, sandbox: &Sandbox, code: &str, secret: &str) -> Value {
    let body = json!({
        "auth": {
            "type": "oauth", "code": code, "grant_type": "authorization_code",
            "client_id": "0123456789abcdef0123.portal", "client_secret": secret,
        },
        "method": { "name": "getAccessToken", "params": {} },
    });
    let answer = http.post(sandbox.oauth_url()).body(body.to_string()).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

/// A prospect who requests a slot, as `sendLeads` takes it.
pub(super) fn prospect(email: &str, date: &str, from: &str, to: &str) -> Value {
    json!({
        "leadSource": { "originatingLeadSourceId": "90001" },
        "createdDate": "12/02/2030T09:59:00",
        "customers": { "customer": [{
            "name": { "firstName": "Test", "lastName": "Person" },
            "phone": { "personalPhoneNumber": "555-555-0100" }, "email": email,
        }] },
        "customerPreferences": { "desiredMoveInDate": "01/15/2031", "comment": "Hello" },
        "events": { "event": [{
            "type": "Appointment", "eventTypeId": "17", "typeId": "17", "subtypeId": "454", "title": "Tour",
            "date": "12/02/2030T09:59:00", "appointmentDate": date, "timeFrom": from, "timeTo": to,
            "eventReasons": "Tour", "comments": "n/a",
        }] },
    })
}

pub(super) fn leads(property: u64, prospects: &Value) -> Value {
    json!({ "propertyId": property, "prospects": { "prospect": prospects } })
}
