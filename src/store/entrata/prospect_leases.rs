//! `entrata_prospect_leases`: one row per person and property. Its lease keeps two viewings of one person from becoming two
//! leads at Entrata.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::lease::{GIVE_BACK, TAKE_IF_FREE, UNTIL, milliseconds};
use crate::store::{LeaseOwner, Store, change};
use mysql_async::{Transaction, params};
use std::time::Duration;

/// A person at a property.
#[derive(Clone)]
pub struct Prospect {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// The person's e-mail address in lower case.
    pub email: String,
}

/// Takes the lease of a person's lead; `false` if another holder has it.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, prospect: &Prospect, lease: Duration) -> Result<bool> {
    let mut conn = store.conn().await?;
    let values = params! {
        "owner" => owner.text(),
        "lease" => milliseconds(lease),
        "cid" => prospect.cid.get(),
        "property" => prospect.property.get(),
        "email" => &prospect.email,
    };
    let sql = format!(
        "INSERT INTO entrata_prospect_leases (cid, property_id, email, lease_owner, lease_until) \
         VALUES (:cid, :property, :email, :owner, {UNTIL}) ON DUPLICATE KEY UPDATE {TAKE_IF_FREE}"
    );
    // 1 row: inserted; 2 rows: an existing one changed; 0: it stayed with its holder.
    Ok(change(&mut conn, "leasing a person's lead", &sql, values).await? > 0)
}

/// Gives the lease back.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn release(store: &Store, owner: LeaseOwner, prospect: &Prospect) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_prospect_leases SET {GIVE_BACK} \
         WHERE cid = :cid AND property_id = :property AND email = :email AND lease_owner = :owner"
    );
    let values = params! {
        "cid" => prospect.cid.get(),
        "property" => prospect.property.get(),
        "email" => &prospect.email,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "releasing a person's lead", &sql, values).await.map(drop)
}

/// Keeps the lease for another `lease`, after which it ends by itself.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn keep(store: &Store, owner: LeaseOwner, prospect: &Prospect, lease: Duration) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_prospect_leases SET lease_until = {UNTIL} \
         WHERE cid = :cid AND property_id = :property AND email = :email AND lease_owner = :owner"
    );
    let values = params! {
        "lease" => milliseconds(lease),
        "cid" => prospect.cid.get(),
        "property" => prospect.property.get(),
        "email" => &prospect.email,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "keeping the lease of a person's lead", &sql, values).await.map(drop)
}

/// Deletes a person's leases.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn erase(tx: &mut Transaction<'_>, email: &str) -> Result<u64> {
    let sql = "DELETE FROM entrata_prospect_leases WHERE email = :email";
    change(tx, "erasing a lead", sql, params! { "email" => email.to_lowercase() }).await
}

/// Deletes up to `most` leases that have no holder: such a row has nothing but an address.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_free(store: &Store, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_prospect_leases \
               WHERE lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3) - INTERVAL 1 DAY \
               ORDER BY cid, property_id, email LIMIT :most";
    change(&mut store.conn().await?, "deleting old leases", sql, params! { "most" => most }).await
}
