//! `entrata_tour_times`: Entrata's answer on tour times, shared by all processes.

use crate::error::portal::Result;
use crate::id::{Cid, HouseId, PropertyId};
use crate::store::host::houses::EntrataHouse;
use crate::store::{LeaseOwner, Store, change, first, milliseconds, rows};
use chrono::NaiveDate;
use mysql_async::prelude::FromRow;
use mysql_async::{Params, params};
use std::time::Duration;

/// Which answer: one property, one kind of tour, one window of days.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: &'static str,
    /// The first day asked for.
    pub from: NaiveDate,
    /// The last day asked for.
    pub to: NaiveDate,
}

/// An answer as kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The answer, as it was written down.
    pub answer: String,
    /// Whether it may still be shown without asking again.
    pub fresh: bool,
    /// How long ago Entrata gave it.
    pub age: Duration,
}

const KEY: &str = "cid = :cid AND property_id = :property AND tour_type = :tour_type \
                   AND from_date = :from AND to_date = :to";

impl Question {
    fn with(&self, more: Vec<(&str, mysql_async::Value)>) -> Params {
        let key = vec![
            ("cid", self.cid.get().into()),
            ("property", self.property.get().into()),
            ("tour_type", self.tour_type.into()),
            ("from", self.from.into()),
            ("to", self.to.into()),
        ];
        Params::from(key.into_iter().chain(more).collect::<Vec<_>>())
    }
}

impl Kept {
    fn of((answer, fresh, age): (String, u8, i64)) -> Self {
        let age = Duration::from_millis(u64::try_from(age).unwrap_or(0));
        Self { answer, fresh: fresh == 1, age }
    }
}

const FRESH_AND_AGE: &str = "COALESCE(fresh_until > UTC_TIMESTAMP(3), 0) AS fresh, \
                             CAST(TIMESTAMPDIFF(MICROSECOND, fetched_at, UTC_TIMESTAMP(3)) / 1000 AS SIGNED) AS age";

/// The kept answer to a question, however old.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(store: &Store, question: &Question) -> Result<Option<Kept>> {
    let sql =
        format!("SELECT answer, {FRESH_AND_AGE} FROM entrata_tour_times WHERE {KEY} AND answer IS NOT NULL");
    let found =
        first(&mut store.conn().await?, "reading the kept tour times", &sql, question.with(vec![])).await?;
    Ok(found.map(Kept::of))
}

#[derive(FromRow)]
struct HouseWithTimes {
    id: u64,
    cid: u64,
    property_id: u64,
    status: u8,
    time_zone: Option<String>,
    answer: Option<String>,
    fresh: u8,
    age: Option<i64>,
}

/// A house that came from Entrata, and the kept answer on its property's tour times, in one statement; none when
/// there is no such house, or it is not Entrata's.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn of_house(
    store: &Store,
    house: HouseId,
    tour_type: &str,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Option<(EntrataHouse, Option<Kept>)>> {
    let sql = format!(
        "SELECT h.id, c.cid, h.entrata_property_id AS property_id, h.status, p.time_zone, t.answer, {FRESH_AND_AGE} \
         FROM houses h JOIN entrata_clients c ON c.id = h.entrata_client_id \
         LEFT JOIN entrata_properties p ON p.cid = c.cid AND p.property_id = h.entrata_property_id \
         LEFT JOIN entrata_tour_times t ON t.cid = c.cid AND t.property_id = h.entrata_property_id \
         AND t.tour_type = :tour_type AND t.from_date = :from AND t.to_date = :to \
         WHERE h.id = :house AND h.source = 'ENTRATA' AND h.deleted_at IS NULL"
    );
    let values = params! { "house" => house.get(), "tour_type" => tour_type, "from" => from, "to" => to };
    let found: Option<HouseWithTimes> =
        first(&mut store.conn().await?, "reading a house and its tour times", &sql, values).await?;
    Ok(found.map(|row| {
        let HouseWithTimes { id, cid, property_id, status, time_zone, answer, fresh, age } = row;
        let kept = answer.zip(age).map(|(answer, age)| Kept::of((answer, fresh, age)));
        (EntrataHouse { id, cid, property_id, status, time_zone }, kept)
    }))
}

/// Takes the lease to ask Entrata; `false` when somebody is asking already.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, question: &Question, lease: Duration) -> Result<bool> {
    let sql = "INSERT INTO entrata_tour_times (cid, property_id, tour_type, from_date, to_date, lease_owner, lease_until) \
               VALUES (:cid, :property, :tour_type, :from, :to, :owner, \
               UTC_TIMESTAMP(3) + INTERVAL :lease * 1000 MICROSECOND) ON DUPLICATE KEY UPDATE \
               lease_owner = IF(lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3), VALUES(lease_owner), lease_owner), \
               lease_until = IF(lease_owner = VALUES(lease_owner), VALUES(lease_until), lease_until)";
    let more = vec![("owner", owner.text().into()), ("lease", milliseconds(lease).into())];
    Ok(change(&mut store.conn().await?, "asking for tour times", sql, question.with(more)).await? > 0)
}

/// Keeps an answer, fresh for `fresh`, and gives the lease back.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn keep(
    store: &Store,
    owner: LeaseOwner,
    question: &Question,
    answer: &str,
    fresh: Duration,
) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_tour_times SET answer = :answer, fetched_at = UTC_TIMESTAMP(3), \
         fresh_until = UTC_TIMESTAMP(3) + INTERVAL :fresh * 1000 MICROSECOND, \
         lease_owner = NULL, lease_until = NULL WHERE {KEY} AND lease_owner = :owner"
    );
    let more = vec![
        ("answer", answer.into()),
        ("fresh", milliseconds(fresh).into()),
        ("owner", owner.text().into()),
    ];
    change(&mut store.conn().await?, "keeping tour times", &sql, question.with(more)).await.map(drop)
}

/// Gives the lease back without an answer.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn release(store: &Store, owner: LeaseOwner, question: &Question) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_tour_times SET lease_owner = NULL, lease_until = NULL WHERE {KEY} AND lease_owner = :owner"
    );
    let more = vec![("owner", owner.text().into())];
    change(&mut store.conn().await?, "asking for tour times", &sql, question.with(more)).await.map(drop)
}

/// Ends the freshness of all that is kept of a property: a slot of it has just been booked.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn clear(store: &Store, cid: Cid, property: PropertyId) -> Result<()> {
    let sql = "UPDATE entrata_tour_times SET fresh_until = NULL WHERE cid = ? AND property_id = ?";
    change(&mut store.conn().await?, "clearing tour times", sql, (cid.get(), property.get())).await.map(drop)
}

/// The kept answers on one property and kind of tour that cover a day and are at most `age` old.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn covering(
    store: &Store,
    cid: Cid,
    property: PropertyId,
    tour_type: &str,
    day: NaiveDate,
    age: Duration,
) -> Result<Vec<String>> {
    let sql = "SELECT answer FROM entrata_tour_times WHERE cid = :cid AND property_id = :property \
               AND tour_type = :tour_type AND :day BETWEEN from_date AND to_date AND answer IS NOT NULL \
               AND fetched_at > UTC_TIMESTAMP(3) - INTERVAL :age * 1000 MICROSECOND ORDER BY fetched_at DESC LIMIT 3";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "tour_type" => tour_type,
        "day" => day,
        "age" => milliseconds(age),
    };
    let found: Vec<(String,)> =
        rows(&mut store.conn().await?, "reading the kept tour times", sql, values).await?;
    Ok(found.into_iter().map(|(answer,)| answer).collect())
}

/// Forgets answers older than a day.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_old(store: &Store) -> Result<u64> {
    let sql =
        "DELETE FROM entrata_tour_times WHERE fetched_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY LIMIT 1000";
    change(&mut store.conn().await?, "forgetting old tour times", sql, ()).await
}
