//! The row that the statement of `viewing.rs` selects.

use chrono::{NaiveDate, NaiveDateTime};
use mysql_async::prelude::{FromRow, FromValue};
use mysql_async::{FromRowError, Row};

/// One viewing as the tables have it: the portal's columns as they are named here, ours with `our_`.
pub(super) struct Joined {
    pub(super) id: u64,
    pub(super) user_id: u64,
    pub(super) house_id: u64,
    pub(super) status: Option<String>,
    pub(super) is_listed: bool,
    pub(super) message: Option<String>,
    pub(super) tour_type: Option<String>,
    pub(super) tour_date: Option<String>,
    pub(super) tour_time: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) created_at: NaiveDateTime,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) cid: Option<u64>,
    pub(super) property_id: Option<u64>,
    pub(super) our_status: Option<String>,
    pub(super) our_tour_type: Option<String>,
    pub(super) our_tour_date: Option<String>,
    pub(super) our_tour_time: Option<String>,
    pub(super) our_external_id: Option<String>,
    pub(super) our_error: Option<String>,
    pub(super) our_first_name: Option<String>,
    pub(super) our_last_name: Option<String>,
    pub(super) our_email: Option<String>,
    pub(super) our_phone: Option<String>,
    pub(super) our_move_in_date: Option<NaiveDate>,
    pub(super) our_attempts: Option<u32>,
    pub(super) our_sent_ago_ms: Option<i64>,
    pub(super) our_starts_at: Option<NaiveDateTime>,
    pub(super) our_ends_at: Option<NaiveDateTime>,
}

/// By hand: for as many columns, what `derive` generates takes 190 KB.
impl FromRow for Joined {
    fn from_row_opt(mut row: Row) -> Result<Self, FromRowError> {
        Self::read(&mut row).ok_or(FromRowError(row))
    }
}

impl Joined {
    fn read(row: &mut Row) -> Option<Self> {
        fn column<T: FromValue>(row: &mut Row, name: &str) -> Option<T> {
            row.take_opt(name)?.ok()
        }
        Some(Self {
            id: column(row, "id")?,
            user_id: column(row, "user_id")?,
            house_id: column(row, "house_id")?,
            status: column(row, "status")?,
            is_listed: column(row, "is_listed")?,
            message: column(row, "message")?,
            tour_type: column(row, "tour_type")?,
            tour_date: column(row, "tour_date")?,
            tour_time: column(row, "tour_time")?,
            external_id: column(row, "external_id")?,
            created_at: column(row, "created_at")?,
            first_name: column(row, "first_name")?,
            last_name: column(row, "last_name")?,
            email: column(row, "email")?,
            phone: column(row, "phone")?,
            cid: column(row, "cid")?,
            property_id: column(row, "property_id")?,
            our_status: column(row, "our_status")?,
            our_tour_type: column(row, "our_tour_type")?,
            our_tour_date: column(row, "our_tour_date")?,
            our_tour_time: column(row, "our_tour_time")?,
            our_external_id: column(row, "our_external_id")?,
            our_error: column(row, "our_error")?,
            our_first_name: column(row, "our_first_name")?,
            our_last_name: column(row, "our_last_name")?,
            our_email: column(row, "our_email")?,
            our_phone: column(row, "our_phone")?,
            our_move_in_date: column(row, "our_move_in_date")?,
            our_attempts: column(row, "our_attempts")?,
            our_sent_ago_ms: column(row, "our_sent_ago_ms")?,
            our_starts_at: column(row, "our_starts_at")?,
            our_ends_at: column(row, "our_ends_at")?,
        })
    }
}
