//! `houses`: one row per floor plan. The links to Entrata's floor plans are in our table `entrata_houses`.

use super::house_images::Image;
use super::house_status::{ON_MARKET, market};
use super::map::{Column, Map, Table as _};
use super::new_rows;
use super::rows::{Cell, NOW, cell, update_all};
use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::{change_all, rows};
use chrono::NaiveDate;
use mysql_async::{Transaction, Value, params};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};

/// The columns of a house that Entrata fills. Values that Entrata does not provide are `None` and stay unchanged.
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

/// The portal's columns of a property's houses, which do not come from Entrata.
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

/// The houses of a property, including those of floor plans that Entrata no longer lists.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
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

/// Writes a property's houses, and returns the id of each by its floor plan. Columns that Entrata does not fill stay as
/// they are.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn write(
    tx: &mut Transaction<'_>,
    map: &Map,
    owner: &Owner,
    linked: &[Linked],
    houses: &[House],
) -> Result<BTreeMap<u64, u64>> {
    let table = &map.houses;
    let mut ids: BTreeMap<_, _> = linked
        .iter()
        .filter(|house| house.exists)
        .map(|house| (house.floorplan_id, house.house_id))
        .collect();
    let (mut known, mut new, mut plans) = (Vec::new(), Vec::new(), Vec::new());
    for house in houses {
        let mut cells = cells(map, owner, house);
        cells.push((&table.updated_at, NOW.to_owned()));
        match ids.get(&house.floorplan_id) {
            Some(id) => known.push((*id, cells)),
            None => {
                cells.push((&table.created_at, NOW.to_owned()));
                new.push(cells);
                plans.push(house.floorplan_id);
            }
        }
    }
    change_all(tx, "updating a property's houses", &update_all(table, &table.id, &known)).await?;
    let inserted = new_rows::insert(tx, "inserting a property's houses", table, &table.id, &new).await?;
    let listed: HashSet<_> = houses.iter().map(|house| house.floorplan_id).collect();
    ids.retain(|plan, _| listed.contains(plan));
    ids.extend(plans.into_iter().zip(inserted));
    Ok(ids)
}

/// Entrata's data of a house, with our status, operator and agent.
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

/// The pictures of each house by its id. A house without any in Entrata's response keeps its own.
#[must_use]
pub fn images<'h>(houses: &'h [House], ids: &BTreeMap<u64, u64>) -> BTreeMap<u64, &'h [Image]> {
    let listed = houses.iter().filter(|house| !house.images.is_empty());
    listed.filter_map(|house| Some((*ids.get(&house.floorplan_id)?, house.images.as_slice()))).collect()
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
    use crate::store::statement::literal;

    #[test]
    fn values_that_entrata_does_not_provide_are_not_written() {
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
}
