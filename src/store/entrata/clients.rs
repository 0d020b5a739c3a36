//! `entrata_clients`, and the property operator and agent that stand behind each client.

use crate::error::portal::Result;
use crate::id::{Cid, UserId};
use crate::store::{Session, Store, change, database, first, rows};
use chrono::NaiveDateTime;
use mysql_async::prelude::{FromRow, Queryable};
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
    /// When the token ends, UTC, where Entrata said so.
    pub token_expires_at: Option<NaiveDateTime>,
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

/// What Entrata told about a client that has just been authenticated.
pub struct Authenticated {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// The company's subdomain at Entrata.
    pub subdomain: String,
    /// The company's name.
    pub company_name: String,
    /// The access token, sealed.
    pub access_token: String,
    /// When the token ends, UTC.
    pub token_expires_at: Option<NaiveDateTime>,
    /// The refresh token, sealed, should Entrata ever send one.
    pub refresh_token: Option<String>,
}

const COLUMNS: &str = "id, cid, subdomain, company_name, access_token, token_expires_at, status, \
                       property_operator_id, agent_id";

/// The client of a `cid`.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(conn: &mut impl Session, cid: Cid) -> Result<Option<Client>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_clients WHERE cid = ?");
    first(conn, "reading a client", &sql, (cid.get(),)).await
}

/// The client of a `cid`, held until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find_for_update(tx: &mut Transaction<'_>, cid: Cid) -> Result<Option<Client>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_clients WHERE cid = ? FOR UPDATE");
    first(tx, "reading a client", &sql, (cid.get(),)).await
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

/// Makes a new client's three records: property operator, agent user, client.
///
/// The agent's address is a placeholder that can receive no mail, until `entrata agent` gives it a real one;
/// being unique, it also keeps a client from being made twice at once.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn insert(tx: &mut Transaction<'_>, client: &Authenticated) -> Result<()> {
    let doing = "setting up a client";
    tx.exec_drop("INSERT INTO property_operators (name) VALUES (?)", (&client.company_name,))
        .await
        .map_err(database(doing))?;
    let operator = tx.last_insert_id();
    let agent = params! {
        "last_name" => &client.company_name,
        "email" => format!("agent-{}@entrata.invalid", client.cid),
        "operator" => operator,
    };
    tx.exec_drop(
        "INSERT INTO users (role, first_name, last_name, email, property_operator_id) \
         VALUES ('AGENT', 'Entrata', :last_name, :email, :operator)",
        agent,
    )
    .await
    .map_err(database(doing))?;
    let agent = tx.last_insert_id();
    let values = params! {
        "cid" => client.cid.get(),
        "subdomain" => &client.subdomain,
        "company_name" => &client.company_name,
        "access_token" => &client.access_token,
        "token_expires_at" => client.token_expires_at,
        "refresh_token" => &client.refresh_token,
        "operator" => operator,
        "agent" => agent,
    };
    let sql = "INSERT INTO entrata_clients (cid, subdomain, company_name, access_token, token_expires_at, \
               refresh_token, status, property_operator_id, agent_id) VALUES (:cid, :subdomain, :company_name, \
               :access_token, :token_expires_at, :refresh_token, 'ACTIVE', :operator, :agent)";
    change(tx, doing, sql, values).await.map(drop)
}

/// Renews a client's token, and heals a client that had to authenticate again.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn renew(tx: &mut Transaction<'_>, client: &Authenticated) -> Result<()> {
    let sql = "UPDATE entrata_clients SET company_name = :company_name, access_token = :access_token, \
               token_expires_at = :token_expires_at, refresh_token = :refresh_token, status = 'ACTIVE', \
               updated_at = UTC_TIMESTAMP() WHERE cid = :cid";
    let values = params! {
        "cid" => client.cid.get(),
        "company_name" => &client.company_name,
        "access_token" => &client.access_token,
        "token_expires_at" => client.token_expires_at,
        "refresh_token" => &client.refresh_token,
    };
    change(tx, "renewing a client's token", sql, values).await.map(drop)
}

/// Marks a client whose token Entrata refused; a token renewed in the meantime stays as it is.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn require_reauthentication(store: &Store, cid: Cid, refused_token: &str) -> Result<()> {
    let sql = "UPDATE entrata_clients SET status = 'REAUTH_REQUIRED', updated_at = UTC_TIMESTAMP() \
               WHERE cid = ? AND access_token = ?";
    change(&mut store.conn().await?, "marking a client", sql, (cid.get(), refused_token)).await.map(drop)
}

/// Puts the same token under another seal; says whether the token was still the one that had been read.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn reseal(store: &Store, cid: Cid, before: &str, after: &str) -> Result<bool> {
    let sql = "UPDATE entrata_clients SET access_token = ? WHERE cid = ? AND access_token = ?";
    let changed =
        change(&mut store.conn().await?, "sealing a token anew", sql, (after, cid.get(), before)).await?;
    Ok(changed == 1)
}

/// Gives a client's agent a real address and a password, so that an operator can sign in.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database); a doubled key when another user has the address.
pub async fn set_agent(store: &Store, agent: UserId, email: &str, password_hash: &str) -> Result<()> {
    let sql = "UPDATE users SET email = ?, password_hash = ? WHERE id = ? AND role = 'AGENT'";
    let values = (email, password_hash, agent.get());
    change(&mut store.conn().await?, "giving a client's agent its sign-in", sql, values).await.map(drop)
}
