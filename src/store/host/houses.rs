//! `houses` and `house_images`: one row a floor plan, in batches, so that a property is a handful of statements.

use crate::error::portal::Result;
use crate::id::PropertyId;
use crate::store::entrata::clients::Client;
use crate::store::{change, first, rows};
use chrono::NaiveDate;
use mysql_async::{Params, Transaction, Value};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// How many rows one statement carries: far below the protocol's 65,535 parameters.
const BATCH: usize = 500;

/// The columns of a house that Entrata fills.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct House {
    /// Entrata's id of the floor plan; 0 for a property without floor plans.
    pub floorplan_id: u64,
    /// The property's marketing name and the plan's name.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// Street and number.
    pub address: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// Degrees north.
    pub latitude: Option<Decimal>,
    /// Degrees east.
    pub longitude: Option<Decimal>,
    /// How many bedrooms.
    pub bedrooms: Option<u8>,
    /// How many bathrooms, halves included.
    pub bathrooms: Option<Decimal>,
    /// The smallest area in square feet.
    pub square_feet_min: Option<u32>,
    /// The largest area in square feet.
    pub square_feet_max: Option<u32>,
    /// The lowest rent a month, in dollars.
    pub price_pm: Option<Decimal>,
    /// The highest rent a month, in dollars.
    pub price_pm_max: Option<Decimal>,
    /// The lowest deposit, in dollars.
    pub deposit: Option<Decimal>,
    /// How many units are available.
    pub number_available: u32,
    /// The first day on which one is.
    pub available_on: Option<NaiveDate>,
    /// The property's site.
    pub website: Option<String>,
    /// The property's telephone number.
    pub phone: Option<String>,
    /// The property's e-mail address.
    pub email: Option<String>,
    /// Pictures of the plan, then of the property.
    pub images: Vec<Image>,
}

/// One picture of a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// What it shows.
    pub caption: String,
}

/// The columns of [`House`], in the order in which [`values`] writes them.
const FILLED: [&str; 21] = [
    "title",
    "description",
    "address",
    "city",
    "state",
    "postal_code",
    "country",
    "latitude",
    "longitude",
    "bedrooms",
    "bathrooms",
    "square_feet_min",
    "square_feet_max",
    "price_pm",
    "price_pm_max",
    "deposit",
    "number_available",
    "available_on",
    "website",
    "phone",
    "email",
];

/// What must be known of a property's houses beside what Entrata says of them.
pub struct Owner<'a> {
    /// The client they belong to.
    pub client: &'a Client,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// The feed type that Entrata last named.
    pub feed_type: Option<&'a str>,
    /// Whether they are on the market.
    pub on_market: bool,
}

/// Writes a property's houses; columns that Entrata does not fill stay as they are.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn write(tx: &mut Transaction<'_>, owner: &Owner<'_>, houses: &[House]) -> Result<()> {
    let columns = FILLED.join(", ");
    let kept_current: Vec<_> = FILLED.iter().map(|column| format!("{column} = VALUES({column})")).collect();
    let row = format!("({})", vec!["?"; FILLED.len() + 8].join(", "));
    for batch in houses.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO houses (source, entrata_client_id, entrata_property_id, entrata_floorplan_id, \
             property_operator_id, agent_id, feed_type, status, {columns}) VALUES {} \
             ON DUPLICATE KEY UPDATE property_operator_id = VALUES(property_operator_id), \
             agent_id = VALUES(agent_id), feed_type = VALUES(feed_type), status = VALUES(status), deleted_at = NULL, retired_at = NULL, \
             updated_at = UTC_TIMESTAMP(), {}",
            vec![row.as_str(); batch.len()].join(", "),
            kept_current.join(", ")
        );
        let values: Vec<Value> = batch.iter().flat_map(|house| values(owner, house)).collect();
        change(tx, "writing a property's houses", &sql, Params::Positional(values)).await?;
    }
    Ok(())
}

fn values(owner: &Owner<'_>, house: &House) -> Vec<Value> {
    vec![
        "ENTRATA".into(),
        owner.client.id.into(),
        owner.property.get().into(),
        house.floorplan_id.into(),
        owner.client.property_operator_id.into(),
        owner.client.agent_id.into(),
        owner.feed_type.into(),
        owner.on_market.into(),
        house.title.as_str().into(),
        house.description.as_str().into(),
        house.address.as_deref().into(),
        house.city.as_deref().into(),
        house.state.as_deref().into(),
        house.postal_code.as_deref().into(),
        house.country.as_deref().into(),
        house.latitude.into(),
        house.longitude.into(),
        house.bedrooms.into(),
        house.bathrooms.into(),
        house.square_feet_min.into(),
        house.square_feet_max.into(),
        house.price_pm.into(),
        house.price_pm_max.into(),
        house.deposit.into(),
        house.number_available.into(),
        house.available_on.into(),
        house.website.as_deref().into(),
        house.phone.as_deref().into(),
        house.email.as_deref().into(),
    ]
}

/// The ids of all of a property's houses by their floor plans, those that Entrata no longer lists among them.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn ids(
    tx: &mut Transaction<'_>,
    client: &Client,
    property: PropertyId,
) -> Result<HashMap<u64, u64>> {
    let sql =
        "SELECT entrata_floorplan_id, id FROM houses WHERE entrata_client_id = ? AND entrata_property_id = ?";
    let found = rows(tx, "reading a property's houses", sql, (client.id, property.get())).await?;
    Ok(found.into_iter().collect())
}

/// Writes the pictures of a property's houses anew, in order.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn write_images(
    tx: &mut Transaction<'_>,
    owner: &Owner<'_>,
    houses: &[House],
    ids: &HashMap<u64, u64>,
) -> Result<u64> {
    let doing = "writing a property's pictures";
    let sql = "DELETE i FROM house_images i JOIN houses h ON h.id = i.house_id \
               WHERE h.entrata_client_id = ? AND h.entrata_property_id = ?";
    change(tx, doing, sql, (owner.client.id, owner.property.get())).await?;
    let images: Vec<_> = houses
        .iter()
        .filter_map(|house| ids.get(&house.floorplan_id).map(|id| (id, &house.images)))
        .flat_map(|(id, images)| {
            images.iter().zip(1_u32..).map(move |(image, position)| (id, image, position))
        })
        .collect();
    for batch in images.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO house_images (house_id, url, caption, position) VALUES {}",
            vec!["(?, ?, ?, ?)"; batch.len()].join(", ")
        );
        let values: Vec<Value> = batch
            .iter()
            .flat_map(|(id, image, position)| {
                [(*id).into(), image.url.as_str().into(), image.caption.as_str().into(), position.into()]
            })
            .collect();
        change(tx, doing, &sql, Params::Positional(values)).await?;
    }
    Ok(u64::try_from(images.len()).unwrap_or(u64::MAX))
}

/// Takes the houses off the market whose floor plans Entrata no longer lists; says how many there were.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn retire_unlisted(
    tx: &mut Transaction<'_>,
    listed: &[House],
    ids: &HashMap<u64, u64>,
) -> Result<u64> {
    let listed: HashSet<_> = listed.iter().map(|house| house.floorplan_id).collect();
    let unlisted = ids.iter().filter(|(floorplan, _)| !listed.contains(floorplan));
    let unlisted: Vec<_> = unlisted.map(|(_, id)| id.to_string()).collect();
    if unlisted.is_empty() {
        return Ok(0);
    }
    // Numbers of our own type: nothing that a quote could hide in.
    let sql = format!(
        "UPDATE houses SET status = 0, number_available = 0, retired_at = UTC_TIMESTAMP(), updated_at = UTC_TIMESTAMP() \
         WHERE id IN ({}) AND retired_at IS NULL",
        unlisted.join(", ")
    );
    change(tx, "taking unlisted houses off the market", &sql, ()).await
}

/// How many floor plans of a property are on the market.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn plans_on_market(tx: &mut Transaction<'_>, client: &Client, property: PropertyId) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM houses WHERE entrata_client_id = ? AND entrata_property_id = ? \
               AND entrata_floorplan_id <> 0 AND status = 1";
    let count: Option<(u64,)> =
        first(tx, "counting a property's houses", sql, (client.id, property.get())).await?;
    Ok(count.map_or(0, |(count,)| count))
}

/// Where a house's tours and leads belong at Entrata.
#[derive(Debug, Clone)]
pub struct EntrataHouse {
    /// Its row.
    pub id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// 1 on the market, 0 off.
    pub status: u8,
    /// The property's zone as Entrata writes it.
    pub time_zone: Option<String>,
}
