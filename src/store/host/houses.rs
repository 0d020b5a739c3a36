//! `houses` and `house_images`: one row a floor plan. The links to Entrata's floor plans are ours, in `entrata_houses`.

use super::map::{Column, Map, Table};
use super::rows::{Cell, NOW, cell, insert_into, listed, update};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, HouseId, PropertyId};
use crate::store::statement::literal;
use crate::store::{Statement, Store, change_all, first, rows};
use chrono::NaiveDate;
use mysql_async::prelude::FromRow;
use mysql_async::{Transaction, Value, params};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// The columns of a house that Entrata fills. What Entrata does not provide is `None`, and stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct House {
    /// Entrata's id of the floor plan; 0 for a property without floor plans.
    pub floorplan_id: u64,
    /// The property's marketing name and the plan's name.
    pub title: String,
    /// Plain text.
    pub description: Option<String>,
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
    /// The number of bedrooms.
    pub bedrooms: Option<u8>,
    /// The number of bathrooms, halves included.
    pub bathrooms: Option<Decimal>,
    /// The smallest area in square feet.
    pub square_feet_min: Option<u32>,
    /// The largest area in square feet.
    pub square_feet_max: Option<u32>,
    /// The lowest monthly rent in dollars.
    pub price_pm: Option<Decimal>,
    /// The highest monthly rent in dollars.
    pub price_pm_max: Option<Decimal>,
    /// The lowest deposit in dollars.
    pub deposit: Option<Decimal>,
    /// The application fee in dollars.
    pub application_fee: Option<Decimal>,
    /// The lease terms on offer.
    pub lease_terms: Option<String>,
    /// The pet policy.
    pub pets: Option<String>,
    /// The kind of property.
    pub property_type: Option<String>,
    /// The year in which it was built.
    pub year_built: Option<u16>,
    /// The number of available units; `None` if Entrata lists no unit at all.
    pub number_available: Option<u32>,
    /// The first day on which one is available.
    pub available_on: Option<NaiveDate>,
    /// Where the availability is shown.
    pub availability_url: Option<String>,
    /// The property's site.
    pub website: Option<String>,
    /// The property's telephone number.
    pub phone: Option<String>,
    /// The property's e-mail address.
    pub email: Option<String>,
    /// Pictures of the plan, then of the property. Without any, those of the house stay.
    pub images: Vec<Image>,
}

/// One picture of a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its URL.
    pub url: String,
    /// What it shows.
    pub caption: String,
    /// Whether it is a photo or a drawing of the floor plan.
    pub kind: ImageKind,
}

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImageKind {
    /// A photo.
    #[default]
    Photo,
    /// A drawing of the floor plan.
    Floorplan,
}

impl ImageKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "PHOTO",
            Self::Floorplan => "FLOORPLAN",
        }
    }
}

/// What must be known of a property's houses beside what Entrata says of them.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    /// The client's property operator.
    pub property_operator_id: u64,
    /// The client's agent.
    pub agent_id: u64,
    /// Whether they are on the market.
    pub on_market: bool,
}

/// A house of a property, as linked to its floor plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Entrata's id of the floor plan.
    pub floorplan_id: u64,
    /// Its row.
    pub house_id: u64,
    /// Whether the row is there: the portal may have deleted it.
    pub exists: bool,
    /// Whether it is on the market.
    pub on_market: bool,
    /// Whether Entrata no longer lists the floor plan.
    pub retired: bool,
}

/// The houses of a property, those of floor plans that Entrata no longer lists among them.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn linked(
    tx: &mut Transaction<'_>,
    map: &Map,
    cid: Cid,
    property: PropertyId,
) -> Result<Vec<Linked>> {
    let houses = &map.houses;
    let sql = format!(
        "SELECT e.floorplan_id, e.house_id, {id} IS NOT NULL, COALESCE({status} = :on_market, 0), \
         e.retired_at IS NOT NULL FROM entrata_houses e LEFT JOIN {table} h ON {id} = e.house_id \
         WHERE e.cid = :cid AND e.property_id = :property",
        id = houses.id.of("h"),
        status = houses.status.of("h"),
        table = houses.quoted(),
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "on_market" => map.house_status.value(ON_MARKET),
    };
    let found = rows(tx, "reading a property's houses", &sql, values).await?;
    let linked = |(floorplan_id, house_id, exists, on_market, retired): (u64, u64, bool, bool, bool)| {
        Linked { floorplan_id, house_id, exists, on_market, retired }
    };
    Ok(found.into_iter().map(linked).collect())
}

const ON_MARKET: &str = "ON_MARKET";
const OFF_MARKET: &str = "OFF_MARKET";

fn market(on_market: bool) -> &'static str {
    if on_market { ON_MARKET } else { OFF_MARKET }
}

/// Writes a property's houses, in one round trip, and returns the id of each by its floor plan. Columns that Entrata
/// does not fill stay as they are.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn write(
    tx: &mut Transaction<'_>,
    map: &Map,
    owner: &Owner,
    linked: &[Linked],
    houses: &[House],
) -> Result<HashMap<u64, u64>> {
    let known: HashMap<_, _> = linked
        .iter()
        .filter(|house| house.exists)
        .map(|house| (house.floorplan_id, house.house_id))
        .collect();
    let table = &map.houses;
    let statements: Vec<_> = houses
        .iter()
        .filter_map(|house| {
            let mut cells = cells(map, owner, house);
            cells.push((&table.updated_at, NOW.to_owned()));
            match known.get(&house.floorplan_id) {
                Some(id) => update(table, &table.id, *id, &cells),
                None => {
                    cells.push((&table.created_at, NOW.to_owned()));
                    Some(insert_into(table, &cells))
                }
            }
        })
        .collect();
    let done = change_all(tx, "writing a property's houses", &statements).await?;
    let ids = houses.iter().zip(done).map(|(house, done)| {
        let id = known.get(&house.floorplan_id).copied().or(done.inserted);
        let id = id.ok_or_else(|| {
            Error::new(
                ErrorKind::Database,
                "a house got no id: the id of the portal's table must be AUTO_INCREMENT",
            )
        })?;
        Ok((house.floorplan_id, id))
    });
    ids.collect()
}

/// What Entrata provides of a house; `status`, operator and agent are ours to say.
fn cells<'m>(map: &'m Map, owner: &Owner, house: &House) -> Vec<Cell<'m>> {
    let table = &map.houses;
    let mut cells = vec![
        cell(&table.source, "ENTRATA"),
        cell(&table.property_operator_id, owner.property_operator_id),
        cell(&table.agent_id, owner.agent_id),
        cell(&table.status, map.house_status.value(market(owner.on_market))),
        cell(&table.title, &house.title),
    ];
    let mut provided =
        |column: &'m Column, value: Option<Value>| cells.extend(value.map(|value| cell(column, value)));
    provided(&table.description, text(house.description.as_ref()));
    provided(&table.address, text(house.address.as_ref()));
    provided(&table.city, text(house.city.as_ref()));
    provided(&table.state, text(house.state.as_ref()));
    provided(&table.postal_code, text(house.postal_code.as_ref()));
    provided(&table.country, text(house.country.as_ref()));
    provided(&table.latitude, house.latitude.map(Value::from));
    provided(&table.longitude, house.longitude.map(Value::from));
    provided(&table.bedrooms, house.bedrooms.map(Value::from));
    provided(&table.bathrooms, house.bathrooms.map(Value::from));
    provided(&table.square_feet_min, house.square_feet_min.map(Value::from));
    provided(&table.square_feet_max, house.square_feet_max.map(Value::from));
    provided(&table.price_pm, house.price_pm.map(Value::from));
    provided(&table.price_pm_max, house.price_pm_max.map(Value::from));
    provided(&table.deposit, house.deposit.map(Value::from));
    provided(&table.application_fee, house.application_fee.map(Value::from));
    provided(&table.lease_terms, text(house.lease_terms.as_ref()));
    provided(&table.pets, text(house.pets.as_ref()));
    provided(&table.property_type, text(house.property_type.as_ref()));
    provided(&table.year_built, house.year_built.map(Value::from));
    provided(&table.number_available, house.number_available.map(Value::from));
    provided(&table.available_on, house.available_on.map(Value::from));
    provided(&table.availability_url, text(house.availability_url.as_ref()));
    provided(&table.website, text(house.website.as_ref()));
    provided(&table.phone, text(house.phone.as_ref()));
    provided(&table.email, text(house.email.as_ref()));
    cells
}

fn text(text: Option<&String>) -> Option<Value> {
    text.filter(|text| !text.is_empty()).map(Value::from)
}

#[derive(FromRow)]
struct StoredImage {
    id: u64,
    house_id: u64,
    url: String,
    caption: Option<String>,
    kind: Option<String>,
    position: Option<u32>,
}

/// Brings the pictures of a property's houses up to date, in order, and returns how many Entrata lists. Those of a house
/// for which it lists none stay as they are.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn write_images(
    tx: &mut Transaction<'_>,
    map: &Map,
    houses: &[House],
    ids: &HashMap<u64, u64>,
) -> Result<u64> {
    let context = "writing a property's pictures";
    let table = &map.house_images;
    let of_house: HashMap<u64, &[Image]> = houses
        .iter()
        .filter(|house| !house.images.is_empty())
        .filter_map(|house| Some((*ids.get(&house.floorplan_id)?, house.images.as_slice())))
        .collect();
    if of_house.is_empty() {
        return Ok(0);
    }
    let house_ids: Vec<_> = of_house.keys().copied().collect();
    let sql = format!(
        "SELECT {id} AS id, {house} AS house_id, {url} AS url, {caption} AS caption, {kind} AS kind, \
         {position} AS position FROM {table} i WHERE {house} IN ({ids}) ORDER BY {id}",
        id = table.id.of("i"),
        house = table.house_id.of("i"),
        url = table.url.of("i"),
        caption = table.caption.of("i"),
        kind = table.kind.of("i"),
        position = table.position.of("i"),
        table = table.quoted(),
        ids = listed(&house_ids),
    );
    let stored: Vec<StoredImage> = rows(tx, context, &sql, ()).await?;
    let mut changes = Changes::default();
    let mut count = 0;
    for (house, images) in &of_house {
        count += images.len();
        changes.of_house(map, *house, images, stored.iter().filter(|image| image.house_id == *house));
    }
    if !changes.gone.is_empty() {
        let (images, id) = (table.quoted(), table.id.of("i"));
        let gone = format!("DELETE i FROM {images} i WHERE {id} IN ({})", listed(&changes.gone));
        changes.statements.push(Statement::complete(gone));
    }
    change_all(tx, context, &changes.statements).await?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

#[derive(Default)]
struct Changes {
    statements: Vec<Statement>,
    gone: Vec<u64>,
}

impl Changes {
    /// Each picture keeps its row as long as Entrata lists its URL.
    fn of_house<'s>(
        &mut self,
        map: &Map,
        house: u64,
        images: &[Image],
        stored: impl Iterator<Item = &'s StoredImage>,
    ) {
        let table = &map.house_images;
        let mut left: HashMap<&str, &StoredImage> = HashMap::new();
        for image in stored {
            if left.contains_key(image.url.as_str()) {
                self.gone.push(image.id);
            } else {
                left.insert(&image.url, image);
            }
        }
        for (image, position) in images.iter().zip(1_u32..) {
            let mut cells = vec![
                cell(&table.caption, &image.caption),
                cell(&table.kind, map.image_kinds.value(image.kind.as_str())),
                cell(&table.position, position),
            ];
            match left.remove(image.url.as_str()) {
                Some(stored) if is_same(map, stored, image, position) => {}
                Some(stored) => self.statements.extend(update(table, &table.id, stored.id, &cells)),
                None => {
                    cells.extend([cell(&table.house_id, house), cell(&table.url, &image.url)]);
                    self.statements.push(insert_into(table, &cells));
                }
            }
        }
        self.gone.extend(left.values().map(|image| image.id));
    }
}

fn is_same(map: &Map, stored: &StoredImage, image: &Image, position: u32) -> bool {
    let kind = |stored: &str| map.image_kinds.ours(stored).any(|ours| ours == image.kind.as_str());
    stored.caption.as_deref().is_none_or(|caption| caption == image.caption)
        && stored.position.is_none_or(|stored| stored == position)
        && stored.kind.as_deref().is_none_or(kind)
}

/// Takes houses off the market, for good or until Entrata lists their floor plans again.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn take_off_market(tx: &mut Transaction<'_>, map: &Map, houses: &[u64]) -> Result<()> {
    let table = &map.houses;
    let off = || {
        vec![
            cell(&table.status, map.house_status.value(OFF_MARKET)),
            cell(&table.number_available, 0),
            (&table.updated_at, NOW.to_owned()),
        ]
    };
    let statements: Vec<_> =
        houses.iter().filter_map(|house| update(table, &table.id, *house, &off())).collect();
    change_all(tx, "taking unlisted houses off the market", &statements).await.map(drop)
}

/// Puts a property's houses on the market or takes them off, if the webhook with this log id is the one that decided.
/// Houses whose floor plans Entrata no longer lists stay off.
#[must_use]
pub fn decided(map: &Map, cid: Cid, property: PropertyId, by: &str, on_market: bool) -> Statement {
    let houses = &map.houses;
    let sql = format!(
        "UPDATE {table} h JOIN entrata_houses e ON e.house_id = {id} \
         JOIN entrata_properties p ON p.cid = e.cid AND p.property_id = e.property_id \
         SET {status} = :new{updated} WHERE e.cid = :cid AND e.property_id = :property \
         AND p.cid = :cid AND p.decided_by = :by AND e.retired_at IS NULL AND {status} = :old",
        table = houses.quoted(),
        id = houses.id.of("h"),
        status = houses.status.of("h"),
        updated = houses.updated_at.and_set("h", NOW),
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "by" => by,
        "new" => map.house_status.value(market(on_market)),
        "old" => map.house_status.value(market(!on_market)),
    };
    Statement::new(&sql, values)
}

/// The same within an update of `entrata_properties p`: the tables to join, and the assignments.
#[must_use]
pub fn decided_joined(map: &Map, on_market: bool) -> (String, String) {
    let houses = &map.houses;
    let status = houses.status.of("h");
    let value = |on_market| literal(map.house_status.value(market(on_market)));
    let tables = format!(
        "LEFT JOIN (entrata_houses e JOIN {table} h ON h_id = e.house_id AND {status} = {old}) \
         ON e.cid = p.cid AND e.property_id = p.property_id AND e.retired_at IS NULL",
        table = houses.quoted(),
        old = value(!on_market),
    )
    .replace("h_id", &houses.id.of("h"));
    let assignments = format!(
        "{status} = {new}{updated}",
        new = value(on_market),
        updated = houses.updated_at.and_set("h", NOW)
    );
    (tables, assignments)
}

/// Where a house's tours and leads belong at Entrata, and the kept response on its tour times.
#[derive(Debug, Clone)]
pub struct EntrataHouse {
    /// Its row.
    pub id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// Whether it is on the market.
    pub on_market: bool,
    /// The IANA name of the property's zone, if it is known.
    pub time_zone: Option<String>,
    /// The kept response: its text, whether it may still be shown without asking again, and its age in milliseconds.
    pub tour_times: Option<(String, bool, i64)>,
}

#[derive(FromRow)]
struct HouseRow {
    id: u64,
    cid: u64,
    property_id: u64,
    on_market: bool,
    time_zone: Option<String>,
    answer: Option<String>,
    fresh: bool,
    age: Option<i64>,
}

/// A house that came from Entrata, and the kept response on its property's tour times, in one statement; `None` if there
/// is no such house, or it is not Entrata's.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn with_tour_times(
    store: &Store,
    map: &Map,
    house: HouseId,
    tour_type: &str,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Option<EntrataHouse>> {
    let houses = &map.houses;
    let sql = format!(
        "SELECT e.house_id AS id, e.cid, e.property_id, COALESCE({status} = :on_market, 0) AS on_market, p.time_zone, t.answer, \
         COALESCE(t.fresh_until > UTC_TIMESTAMP(3), 0) AS fresh, \
         CAST(TIMESTAMPDIFF(MICROSECOND, t.fetched_at, UTC_TIMESTAMP(3)) / 1000 AS SIGNED) AS age \
         FROM entrata_houses e JOIN {table} h ON {id} = e.house_id{not_deleted} \
         LEFT JOIN entrata_properties p ON p.cid = e.cid AND p.property_id = e.property_id \
         LEFT JOIN entrata_tour_times t ON t.cid = e.cid AND t.property_id = e.property_id \
         AND t.tour_type = :tour_type AND t.from_date = :from AND t.to_date = :to \
         WHERE e.house_id = :house",
        status = houses.status.of("h"),
        table = houses.quoted(),
        id = houses.id.of("h"),
        not_deleted = houses.deleted_at.and("h", "IS NULL"),
    );
    let values = params! {
        "house" => house.get(),
        "on_market" => map.house_status.value(ON_MARKET),
        "tour_type" => tour_type,
        "from" => from,
        "to" => to,
    };
    let context = "reading a house and its tour times";
    let found: Option<HouseRow> = first(&mut store.conn().await?, context, &sql, values).await?;
    Ok(found.map(|row| EntrataHouse {
        id: row.id,
        cid: row.cid,
        property_id: row.property_id,
        on_market: row.on_market,
        time_zone: row.time_zone,
        tour_times: row.answer.zip(row.age).map(|(answer, age)| (answer, row.fresh, age)),
    }))
}

/// The floor plans of `linked` that Entrata no longer lists, and that are not retired yet.
#[must_use]
pub fn unlisted(linked: &[Linked], houses: &[House]) -> Vec<u64> {
    let listed: HashSet<_> = houses.iter().map(|house| house.floorplan_id).collect();
    let unlisted = linked.iter().filter(|house| !house.retired && !listed.contains(&house.floorplan_id));
    unlisted.map(|house| house.house_id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_entrata_does_not_provide_is_not_written() {
        let map = Map::default();
        let owner = Owner { property_operator_id: 1, agent_id: 2, on_market: true };
        let house = House {
            title: "Elm Court".to_owned(),
            description: Some(String::new()),
            price_pm: Some(Decimal::from(1200)),
            ..House::default()
        };
        let cells = cells(&map, &owner, &house);
        let names: Vec<_> = cells.iter().map(|(column, _)| column.ours).collect();
        assert_eq!(names, ["source", "property_operator_id", "agent_id", "status", "title", "price_pm"]);
        assert_eq!(literal("Elm Court"), cells[4].1);
    }

    #[test]
    fn a_picture_keeps_its_row_as_long_as_its_url_is_listed() {
        let map = Map::default();
        let image = |url: &str| Image { url: url.to_owned(), caption: String::new(), kind: ImageKind::Photo };
        let stored = |id, url: &str, position| StoredImage {
            id,
            house_id: 5,
            url: url.to_owned(),
            caption: Some(String::new()),
            kind: Some("PHOTO".to_owned()),
            position: Some(position),
        };
        let rows = [stored(1, "a", 1), stored(2, "b", 2), stored(3, "c", 3), stored(4, "c", 4)];
        let mut changes = Changes::default();
        changes.of_house(&map, 5, &[image("a"), image("c"), image("d")], rows.iter());
        changes.gone.sort_unstable();
        assert_eq!(changes.gone, [2, 4]);
        let texts: Vec<_> = changes.statements.iter().map(Statement::text).collect();
        assert!(texts[0].starts_with("UPDATE") && texts[0].ends_with("`id` = 3"), "{texts:?}");
        assert!(texts[1].starts_with("INSERT") && texts[1].contains("'d'"), "{texts:?}");
        assert_eq!(texts.len(), 2);
    }
}
