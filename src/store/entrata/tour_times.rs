//! `entrata_tour_times`: Entrata's tour times, cached for all processes.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::lease::{GIVE_BACK, TAKE_IF_FREE, UNTIL, milliseconds};
use crate::store::{LeaseOwner, Store, change, first, rows};
use chrono::NaiveDate;
use mysql_async::{Params, params};
use std::time::Duration;

/// Which response: one property, one kind of tour, one window of days.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: &'static str,
    /// The first day requested.
    pub from: NaiveDate,
    /// The last day requested.
    pub to: NaiveDate,
}

/// A cached response.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The response as stored.
    pub answer: String,
    /// Whether it may still be shown without another fetch.
    pub fresh: bool,
    /// Its age.
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
    /// A response, whether it is fresh, and its age in milliseconds.
    #[must_use]
    pub fn new((answer, fresh, age): (String, bool, i64)) -> Self {
        let age = Duration::from_millis(u64::try_from(age).unwrap_or(0));
        Self { answer, fresh, age }
    }
}

const FRESH_AND_AGE: &str = "COALESCE(fresh_until > UTC_TIMESTAMP(3), 0) AS fresh, \
                             CAST(TIMESTAMPDIFF(MICROSECOND, fetched_at, UTC_TIMESTAMP(3)) / 1000 AS SIGNED) AS age";

/// The cached response to a question, of any age.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(store: &Store, question: &Question) -> Result<Option<Kept>> {
    let sql =
        format!("SELECT answer, {FRESH_AND_AGE} FROM entrata_tour_times WHERE {KEY} AND answer IS NOT NULL");
    let found =
        first(&mut store.conn().await?, "reading the cached tour times", &sql, question.with(vec![])).await?;
    Ok(found.map(Kept::new))
}

/// Takes the lease to fetch from Entrata; `false` if another process holds it.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, question: &Question, lease: Duration) -> Result<bool> {
    let sql = format!(
        "INSERT INTO entrata_tour_times (cid, property_id, tour_type, from_date, to_date, lease_owner, lease_until) \
         VALUES (:cid, :property, :tour_type, :from, :to, :owner, {UNTIL}) ON DUPLICATE KEY UPDATE {TAKE_IF_FREE}"
    );
    let more = vec![("owner", owner.text().into()), ("lease", milliseconds(lease).into())];
    Ok(change(&mut store.conn().await?, "leasing the tour times", &sql, question.with(more)).await? > 0)
}

/// Keeps a response, fresh for `fresh`, and gives the lease back.
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
         {GIVE_BACK} WHERE {KEY} AND lease_owner = :owner"
    );
    let more = vec![
        ("answer", answer.into()),
        ("fresh", milliseconds(fresh).into()),
        ("owner", owner.text().into()),
    ];
    change(&mut store.conn().await?, "keeping tour times", &sql, question.with(more)).await.map(drop)
}

/// Gives the lease back without a response.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn release(store: &Store, owner: LeaseOwner, question: &Question) -> Result<()> {
    let sql = format!("UPDATE entrata_tour_times SET {GIVE_BACK} WHERE {KEY} AND lease_owner = :owner");
    let more = vec![("owner", owner.text().into())];
    change(&mut store.conn().await?, "leasing the tour times", &sql, question.with(more)).await.map(drop)
}

/// Expires the cached responses of a property, because one of its slots has just been booked.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn clear(store: &Store, cid: Cid, property: PropertyId) -> Result<()> {
    let sql = "UPDATE entrata_tour_times SET fresh_until = NULL WHERE cid = :cid AND property_id = :property";
    let values = params! { "cid" => cid.get(), "property" => property.get() };
    change(&mut store.conn().await?, "clearing tour times", sql, values).await.map(drop)
}

/// Which cached responses count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// All: they prove what was offered.
    Ever,
    /// Those after the last booking at the property: they prove what is offered now.
    LastBooking,
}

/// The cached responses for a property and kind of tour that cover a day and are at most `age` old, newest first.
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
    since: Since,
) -> Result<Vec<String>> {
    let sql = "SELECT answer FROM entrata_tour_times WHERE cid = :cid AND property_id = :property \
               AND tour_type = :tour_type AND :day BETWEEN from_date AND to_date AND answer IS NOT NULL \
               AND fetched_at > UTC_TIMESTAMP(3) - INTERVAL :age * 1000 MICROSECOND \
               AND (:ever OR fresh_until IS NOT NULL) ORDER BY fetched_at DESC LIMIT 3";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "tour_type" => tour_type,
        "day" => day,
        "age" => milliseconds(age),
        "ever" => since == Since::Ever,
    };
    let found: Vec<(String,)> =
        rows(&mut store.conn().await?, "reading the cached tour times", sql, values).await?;
    Ok(found.into_iter().map(|(answer,)| answer).collect())
}

/// How many responses were fetched recently.
#[derive(Debug, Clone, Copy)]
pub struct Fetched {
    /// Of one property.
    pub of_property: u32,
    /// Of all properties of its company.
    pub of_company: u32,
}

/// Counts the responses that were fetched within `period`, of a question's property and company.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn fetched_within(store: &Store, question: &Question, period: Duration) -> Result<Fetched> {
    let sql = "SELECT CAST(COALESCE(SUM(property_id = :property), 0) AS UNSIGNED), COUNT(*) FROM entrata_tour_times \
               WHERE cid = :cid AND fetched_at > UTC_TIMESTAMP(3) - INTERVAL :period * 1000 MICROSECOND";
    let values = params! {
        "cid" => question.cid.get(),
        "property" => question.property.get(),
        "period" => milliseconds(period),
    };
    let found: Option<(u32, u32)> =
        first(&mut store.conn().await?, "counting the fetched tour times", sql, values).await?;
    let (of_property, of_company) = found.unwrap_or_default();
    Ok(Fetched { of_property, of_company })
}

/// Deletes responses older than a day.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_old(store: &Store) -> Result<u64> {
    let sql = "DELETE FROM entrata_tour_times WHERE fetched_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY \
         ORDER BY cid, property_id, tour_type, from_date, to_date LIMIT 1000";
    change(&mut store.conn().await?, "deleting old tour times", sql, ()).await
}

/// Deletes up to 1000 notes of what a user of the pages requested more than an hour ago.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_old_questions(store: &Store) -> Result<u64> {
    let sql = "DELETE FROM entrata_tour_questions WHERE asked_at < UTC_TIMESTAMP() - INTERVAL 1 HOUR \
               ORDER BY user_id, question LIMIT 1000";
    change(&mut store.conn().await?, "deleting old questions for tour times", sql, ()).await
}
