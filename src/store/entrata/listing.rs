//! `entrata_units`, `entrata_unit_rents`, `entrata_specials`, `entrata_amenities` and `entrata_fees`: the lists of a house.

use crate::error::portal::Result;
use crate::id::Cid;
use crate::store::statement::{inserting, tuple};
use crate::store::{Statement, change_all};
use chrono::NaiveDate;
use mysql_async::{Transaction, Value};
use rust_decimal::Decimal;

/// An available unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unit {
    /// Entrata's id of the unit.
    pub unit_id: Option<String>,
    /// Entrata's id of the space.
    pub space_id: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// Its building.
    pub building: Option<String>,
    /// Its floor.
    pub floor: Option<String>,
    /// Its area in square feet.
    pub square_feet: Option<u32>,
    /// Its lowest monthly rent in dollars.
    pub rent_min: Option<Decimal>,
    /// Its highest monthly rent in dollars.
    pub rent_max: Option<Decimal>,
    /// Its deposit in dollars.
    pub deposit: Option<Decimal>,
    /// The first day on which it is available.
    pub available_on: Option<NaiveDate>,
    /// Its rents by lease term.
    pub rents: Vec<TermRent>,
}

/// The rent of a unit for one lease term.
#[derive(Debug, Clone, PartialEq)]
pub struct TermRent {
    /// The term.
    pub lease_term: String,
    /// The monthly rent in dollars.
    pub rent: Decimal,
    /// The first day of the lease.
    pub starts_on: Option<NaiveDate>,
    /// The last day of the lease.
    pub ends_on: Option<NaiveDate>,
    /// Whether Entrata shows it as the best price.
    pub is_best_price: bool,
}

/// A special offer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Special {
    /// Its title.
    pub title: String,
    /// Plain text.
    pub description: Option<String>,
    /// The first day on which it is valid.
    pub starts_on: Option<NaiveDate>,
    /// The last day on which it is valid.
    pub ends_on: Option<NaiveDate>,
}

/// An amenity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amenity {
    /// What has it.
    pub scope: AmenityScope,
    /// Entrata's own category.
    pub kind: Option<String>,
    /// What it is.
    pub name: String,
}

/// What has an amenity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmenityScope {
    /// The property.
    Property,
    /// The floor plan.
    Floorplan,
    /// A unit.
    Unit,
}

impl AmenityScope {
    fn as_str(self) -> &'static str {
        match self {
            Self::Property => "PROPERTY",
            Self::Floorplan => "FLOORPLAN",
            Self::Unit => "UNIT",
        }
    }
}

/// A fee.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fee {
    /// What it is for.
    pub kind: Option<String>,
    /// Its name.
    pub name: String,
    /// The lowest amount in dollars.
    pub amount_min: Option<Decimal>,
    /// The highest amount in dollars.
    pub amount_max: Option<Decimal>,
    /// How often it is due.
    pub frequency: Option<String>,
    /// Whether every renter pays it.
    pub is_required: bool,
}

/// The lists of a house, each in display order. `None` keeps the stored list, because Entrata sent none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// Its available units.
    pub units: Option<Vec<Unit>>,
    /// Its special offers.
    pub specials: Option<Vec<Special>>,
    /// Its amenities.
    pub amenities: Option<Vec<Amenity>>,
    /// Its fees.
    pub fees: Option<Vec<Fee>>,
}

/// Replaces what is stored of houses: two statements a table, however many houses there are.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn replace(tx: &mut Transaction<'_>, cid: Cid, listings: &[(u64, &Listing)]) -> Result<()> {
    let mut statements = Vec::new();
    let mut table = |name, columns, rows_of: fn(&Listing) -> Option<Vec<Vec<Value>>>| {
        let rows = listings.iter().filter_map(|(house, listing)| Some((*house, rows_of(listing)?)));
        statements.extend(replacing(name, columns, cid, rows.collect()));
    };
    table(
        "entrata_units",
        "unit_id, space_id, number, building, floor, square_feet, rent_min, rent_max, deposit, available_on",
        |listing| Some(listing.units.as_deref()?.iter().map(unit).collect()),
    );
    table("entrata_unit_rents", "unit, lease_term, rent, starts_on, ends_on, is_best_price", |listing| {
        listing.units.as_deref().map(term_rents)
    });
    table("entrata_specials", "title, description, starts_on, ends_on", |listing| {
        Some(listing.specials.as_deref()?.iter().map(special).collect())
    });
    table("entrata_amenities", "scope, kind, name", |listing| {
        Some(listing.amenities.as_deref()?.iter().map(amenity).collect())
    });
    table("entrata_fees", "kind, name, amount_min, amount_max, frequency, is_required", |listing| {
        Some(listing.fees.as_deref()?.iter().map(fee).collect())
    });
    change_all(tx, "writing a property's units, specials, amenities and fees", &statements).await.map(drop)
}

/// The statements that replace the rows of houses in one table.
fn replacing(table: &str, columns: &str, cid: Cid, houses: Vec<(u64, Vec<Vec<Value>>)>) -> Vec<Statement> {
    if houses.is_empty() {
        return Vec::new();
    }
    let ids: Vec<_> = houses.iter().map(|(house, _)| house.to_string()).collect();
    let delete = format!("DELETE FROM {table} WHERE cid = {cid} AND house_id IN ({})", ids.join(", "));
    let rows = houses.into_iter().flat_map(|(house, rows)| {
        rows.into_iter().zip(1_u32..).map(move |(row, position)| {
            let key = [house.into(), position.into(), cid.get().into()];
            tuple(key.iter().chain(&row))
        })
    });
    let insert = format!("INSERT INTO {table} (house_id, position, cid, {columns})");
    std::iter::once(Statement::complete(delete)).chain(inserting(&insert, rows)).collect()
}

fn term_rents(units: &[Unit]) -> Vec<Vec<Value>> {
    let rents = units.iter().zip(1_u32..).flat_map(|(unit, position)| {
        unit.rents.iter().map(move |term| {
            vec![
                position.into(),
                (&term.lease_term).into(),
                term.rent.into(),
                term.starts_on.into(),
                term.ends_on.into(),
                term.is_best_price.into(),
            ]
        })
    });
    rents.collect()
}

fn unit(unit: &Unit) -> Vec<Value> {
    vec![
        unit.unit_id.as_ref().into(),
        unit.space_id.as_ref().into(),
        unit.number.as_ref().into(),
        unit.building.as_ref().into(),
        unit.floor.as_ref().into(),
        unit.square_feet.into(),
        unit.rent_min.into(),
        unit.rent_max.into(),
        unit.deposit.into(),
        unit.available_on.into(),
    ]
}

fn special(special: &Special) -> Vec<Value> {
    vec![
        (&special.title).into(),
        special.description.as_ref().into(),
        special.starts_on.into(),
        special.ends_on.into(),
    ]
}

fn amenity(amenity: &Amenity) -> Vec<Value> {
    vec![amenity.scope.as_str().into(), amenity.kind.as_ref().into(), (&amenity.name).into()]
}

fn fee(fee: &Fee) -> Vec<Value> {
    vec![
        fee.kind.as_ref().into(),
        (&fee.name).into(),
        fee.amount_min.into(),
        fee.amount_max.into(),
        fee.frequency.as_ref().into(),
        fee.is_required.into(),
    ]
}
