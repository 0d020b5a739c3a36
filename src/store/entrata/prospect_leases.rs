//! `entrata_leads`: one row a person and property. Its lease keeps two viewings of one person from becoming two
//! leads at Entrata.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::{LeaseOwner, Store, change, milliseconds};
use mysql_async::params;
use std::time::Duration;

/// A person at a property; addresses are the same without regard to case.
#[derive(Clone)]
pub struct Prospect {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// The person's e-mail address.
    pub email: String,
}

/// Takes the lease of a person's lead; `false` when somebody else has it.
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
    let sql = "INSERT INTO entrata_leads (cid, property_id, email, lease_owner, lease_until) \
               VALUES (:cid, :property, :email, :owner, UTC_TIMESTAMP(3) + INTERVAL :lease * 1000 MICROSECOND) \
               ON DUPLICATE KEY UPDATE \
               lease_owner = IF(lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3), VALUES(lease_owner), lease_owner), \
               lease_until = IF(lease_owner = VALUES(lease_owner), VALUES(lease_until), lease_until)";
    // 1 row: inserted; 2 rows: an existing one changed; 0: it stayed with its holder.
    Ok(change(&mut conn, "taking a person's lead", sql, values).await? > 0)
}

/// Gives the lease back.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn release(store: &Store, owner: LeaseOwner, prospect: &Prospect) -> Result<()> {
    let sql = "UPDATE entrata_leads SET lease_owner = NULL, lease_until = NULL \
               WHERE cid = :cid AND property_id = :property AND email = :email AND lease_owner = :owner";
    let values = params! {
        "cid" => prospect.cid.get(),
        "property" => prospect.property.get(),
        "email" => &prospect.email,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "giving a person's lead back", sql, values).await.map(drop)
}
