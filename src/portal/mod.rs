//! (a stand-in until the real one lands)
#![allow(missing_docs)]
#![allow(clippy::missing_errors_doc, clippy::unused_async, clippy::needless_pass_by_value)]

use crate::config::Settings;
use crate::error::{Error, Kind, Result};
use crate::id::{Cid, HouseId, PropertyId, ViewingId};
use crate::store::Store;
use crate::store::clients::Client;
use crate::store::webhooks::LogId;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;

pub struct Portal(Settings, Store);
pub struct NewWebhook {
    pub request_type: Option<String>,
    pub cid: Option<u64>,
    pub property_id: Option<u64>,
    pub raw_query: Vec<u8>,
    pub remote_addr: Option<String>,
}
pub struct Reply {
    pub status: u16,
    pub body: String,
    pub log_id: String,
    pub headers: Vec<(&'static str, &'static str)>,
}
#[derive(Serialize)]
pub struct Ingested {
    pub houses: u32,
    pub images: u32,
    pub retired: u32,
}
#[derive(Serialize)]
pub struct TourTimes {}
#[derive(Serialize)]
pub struct Delivery {}
#[derive(Serialize)]
pub struct CheckLine {
    pub name: &'static str,
    pub ok: bool,
    pub message: String,
}

fn later<T>() -> Result<T> {
    Err(Error::new(Kind::Internal, "not built yet"))
}

impl Portal {
    pub fn open(settings: Settings, connections: usize) -> Result<Self> {
        let store = Store::open(&settings.database, connections);
        Ok(Self(settings, store))
    }
    pub fn settings(&self) -> &Settings {
        &self.0
    }
    pub fn store(&self) -> &Store {
        &self.1
    }
    pub async fn close(self) {
        self.1.close().await;
    }
    pub async fn log_webhook(&self, _: &NewWebhook) -> LogId {
        LogId::fresh()
    }
    pub async fn handle_webhook(&self, _: &[u8], _: Option<&str>, log_id: Option<LogId>) -> Reply {
        let log_id = log_id.unwrap_or_else(LogId::fresh).to_string();
        tracing::info!(%log_id, "handled");
        Reply {
            status: 501,
            body: "{}".to_owned(),
            log_id,
            headers: vec![("Content-Type", "application/json")],
        }
    }
    pub async fn exchange_auth_code(&self, _: &SecretString, _: Cid) -> Result<Client> {
        later()
    }
    pub async fn ingest_property(&self, _: Cid, _: PropertyId) -> Result<Ingested> {
        later()
    }
    pub async fn tour_availability(&self, _: HouseId, _: Option<&str>, _: Option<&str>) -> Result<TourTimes> {
        later()
    }
    pub async fn send_lead_from_viewing(&self, _: ViewingId) -> Result<Delivery> {
        later()
    }
    pub async fn call(&self, _: Cid, _: &str, _: &str, params: Value, _: Option<&str>) -> Result<Value> {
        Ok(params)
    }
    pub async fn run_jobs(&self, _: u32) -> Result<u32> {
        later()
    }
    pub async fn check(&self) -> Vec<CheckLine> {
        vec![CheckLine { name: "database", ok: false, message: "not built yet".to_owned() }]
    }
}
