//! `entrata_clients`: each client company with its token.

use crate::error::portal::Result;
use crate::id::Cid;
use crate::store::events::{EventKind, NewEvent, adding_if_changed};
use crate::store::{Session, Statement, Store, change, first, rows};
use chrono::{DateTime, NaiveDateTime, Utc};
use mysql_async::prelude::FromRow;
use mysql_async::{Transaction, params};
use std::fmt;

/// A client as stored.
#[derive(Clone, FromRow)]
pub struct Client {
    /// Its row.
    pub id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// The company's subdomain at Entrata.
    pub subdomain: String,
    /// The company's name.
    pub company_name: String,
    /// The access token, sealed.
    pub access_token: String,
    /// When the token expires, UTC, if Entrata said so.
    pub token_expires_at: Option<NaiveDateTime>,
    /// The refresh token, sealed, if Entrata sent one.
    pub refresh_token: Option<String>,
    /// `ACTIVE` or `REAUTH_REQUIRED`.
    pub status: String,
    /// Its property operator.
    pub property_operator_id: u64,
    /// Its agent.
    pub agent_id: u64,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("cid", &self.cid)
            .field("subdomain", &self.subdomain)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A client that Entrata has just authenticated.
pub struct Authenticated {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// When Entrata authenticated it.
    pub at: DateTime<Utc>,
    /// The company's subdomain at Entrata.
    pub subdomain: String,
    /// The company's name.
    pub company_name: String,
    /// The access token, sealed.
    pub access_token: String,
    /// When the token expires, UTC.
    pub token_expires_at: Option<NaiveDateTime>,
    /// The refresh token, sealed, if Entrata sent one.
    pub refresh_token: Option<String>,
}

const COLUMNS: &str = "id, cid, subdomain, company_name, access_token, token_expires_at, refresh_token, status, \
                       property_operator_id, agent_id";

/// The client of a `cid`.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(conn: &mut impl Session, cid: Cid) -> Result<Option<Client>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_clients WHERE cid = :cid");
    first(conn, "reading a client", &sql, params! { "cid" => cid.get() }).await
}

/// The client of a `cid`, locked until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find_for_update(tx: &mut Transaction<'_>, cid: Cid) -> Result<Option<Client>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_clients WHERE cid = :cid FOR UPDATE");
    first(tx, "reading a client", &sql, params! { "cid" => cid.get() }).await
}

/// Checks that a client could be stored: the database takes writes.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn check_writable(store: &Store) -> Result<()> {
    let found: Option<(u8,)> =
        first(&mut store.conn().await?, "checking the database", "SELECT @@GLOBAL.read_only", ()).await?;
    match found {
        Some((0,)) | None => Ok(()),
        Some(_) => Err(crate::error::portal::Error::new(
            crate::error::portal::ErrorKind::Database,
            "the database is read-only (expected the primary server)",
        )),
    }
}

/// Returns whether a client has this subdomain. Locks it until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn is_subdomain_bound(tx: &mut Transaction<'_>, subdomain: &str) -> Result<bool> {
    let sql = "SELECT cid FROM entrata_clients WHERE subdomain = :subdomain LIMIT 1 FOR UPDATE";
    let found: Option<(u64,)> =
        first(tx, "reading a client", sql, params! { "subdomain" => subdomain }).await?;
    Ok(found.is_some())
}

/// Every client, by `cid`.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn all(store: &Store) -> Result<Vec<Client>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_clients ORDER BY cid");
    rows(&mut store.conn().await?, "reading the clients", &sql, ()).await
}

/// Inserts a new client, linked to its property operator and agent.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database); a duplicate key if the client is known already.
pub async fn insert(
    tx: &mut Transaction<'_>,
    client: &Authenticated,
    property_operator_id: u64,
    agent_id: u64,
) -> Result<()> {
    let sql = r"
        INSERT INTO entrata_clients
            (cid, subdomain, company_name, access_token, token_expires_at, refresh_token, status, authenticated_at,
             property_operator_id, agent_id)
        VALUES (:cid, :subdomain, :company_name, :access_token, :token_expires_at, :refresh_token, 'ACTIVE', :at,
                :operator, :agent)";
    let values = params! {
        "cid" => client.cid.get(),
        "subdomain" => &client.subdomain,
        "company_name" => &client.company_name,
        "access_token" => &client.access_token,
        "token_expires_at" => client.token_expires_at,
        "refresh_token" => &client.refresh_token,
        "at" => client.at.naive_utc(),
        "operator" => property_operator_id,
        "agent" => agent_id,
    };
    change(tx, "setting up a client", sql, values).await.map(drop)
}

/// Renews a client's token, and reactivates a client that had to authenticate again. A token that is older than the
/// stored one changes nothing.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn renew(tx: &mut Transaction<'_>, client: &Authenticated) -> Result<()> {
    let sql = "UPDATE entrata_clients SET company_name = :company_name, access_token = :access_token, \
               token_expires_at = :token_expires_at, refresh_token = :refresh_token, status = 'ACTIVE', \
               authenticated_at = :at, updated_at = UTC_TIMESTAMP() \
               WHERE cid = :cid AND (authenticated_at IS NULL OR authenticated_at <= :at)";
    let values = params! {
        "cid" => client.cid.get(),
        "company_name" => &client.company_name,
        "access_token" => &client.access_token,
        "token_expires_at" => client.token_expires_at,
        "refresh_token" => &client.refresh_token,
        "at" => client.at.naive_utc(),
    };
    change(tx, "renewing a client's token", sql, values).await.map(drop)
}

/// Marks a client whose token Entrata rejected, and adds the event; a token renewed in the meantime stays as it is.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn require_reauthentication(store: &Store, cid: Cid, rejected_token: &str) -> Result<()> {
    let sql = "UPDATE entrata_clients SET status = 'REAUTH_REQUIRED', updated_at = UTC_TIMESTAMP() \
               WHERE cid = :cid AND access_token = :token AND status = 'ACTIVE'";
    let values = params! { "cid" => cid.get(), "token" => rejected_token };
    let event = NewEvent { kind: EventKind::ClientUnauthorized, cid, property: None, viewing: None };
    let statements = [Statement::new(sql, values), adding_if_changed(&event)];
    store.batch("marking a client", &statements).await.map(drop)
}

/// A client's tokens, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedTokens {
    /// The access token.
    pub access: String,
    /// The refresh token, if Entrata sent one.
    pub refresh: Option<String>,
}

/// Replaces the seals of a client's tokens; `false` if the tokens were renewed in the meantime.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn reseal(store: &Store, cid: Cid, before: &SealedTokens, after: &SealedTokens) -> Result<bool> {
    let sql = "UPDATE entrata_clients SET access_token = :access, refresh_token = :refresh \
               WHERE cid = :cid AND access_token = :access_before AND refresh_token <=> :refresh_before";
    let values = params! {
        "cid" => cid.get(),
        "access" => &after.access,
        "refresh" => &after.refresh,
        "access_before" => &before.access,
        "refresh_before" => &before.refresh,
    };
    Ok(change(&mut store.conn().await?, "resealing a token", sql, values).await? == 1)
}
