//! What the tables hold: values that the map does not list, and homes that the portal cannot show.

use super::{CONTEXT, Misfit};
use crate::error::portal::Result;
use crate::store::host::map::{Column, Map, Table, Words};
use crate::store::statement::literal;
use crate::store::{errors, rows};
use mysql_async::{Conn, params};

/// More different values than that are not listed.
const MOST_VALUES: u32 = 50;

pub(super) async fn check(conn: &mut Conn, map: &Map, found: &mut Vec<Misfit>) -> Result<()> {
    let (viewings, houses) = (&map.viewings, &map.houses);
    let all = format!("{} v", viewings.quoted());
    unlisted(conn, viewings, &viewings.status, "v", &map.viewing_status, &all, found).await?;
    // Only a viewing that is still to be delivered needs its tour type.
    let requested = format!(
        "{all} JOIN entrata_houses e ON e.house_id = {} WHERE {} = {} AND {} IS NOT NULL",
        viewings.house_id.of("v"),
        viewings.status.of("v"),
        literal(map.viewing_status.value("REQUESTED")),
        viewings.tour_type.of("v"),
    );
    unlisted(conn, viewings, &viewings.tour_type, "v", &map.tour_types, &requested, found).await?;
    let ours = format!("entrata_houses e JOIN {} h ON {} = e.house_id", houses.quoted(), houses.id.of("h"));
    unlisted(conn, houses, &houses.status, "h", &map.house_status, &ours, found).await?;
    for column in [&houses.latitude, &houses.longitude] {
        without_coordinate(conn, map, column, &ours, found).await?;
    }
    Ok(())
}

/// The values of a column that the map does not list, as the server compares them.
async fn unlisted(
    conn: &mut Conn,
    table: &dyn Table,
    column: &Column,
    alias: &str,
    words: &Words,
    source: &str,
    found: &mut Vec<Misfit>,
) -> Result<()> {
    let Some(name) = &column.name else { return Ok(()) };
    let value = column.of(alias);
    // Letters that differ in case alone are the same or not, as the collation has it.
    let sql = format!(
        "SELECT CONCAT({value}) AS value, {is_listed} AS is_listed, COUNT(*) AS number FROM {source} \
         GROUP BY CONCAT({value}), {is_listed} LIMIT {MOST_VALUES}",
        is_listed = words.is_listed(&value),
    );
    let used: Vec<(Option<String>, bool, u64)> = match rows(conn, CONTEXT, &sql, ()).await {
        // The table or column is missing, or cannot be read, which has been found already.
        Err(error) if errors::is_rejection(&error) => return Ok(()),
        read => read?,
    };
    for (value, is_listed, number) in used {
        if is_listed && value.as_deref().is_some_and(|value| words.ours(value).next().is_some()) {
            continue;
        }
        let shown = value.map_or_else(|| "NULL".to_owned(), |value| format!("{value:?}"));
        let rows = if number == 1 { "row" } else { "rows" };
        let problem = format!(
            "has the value {shown} in {number} {rows}, which the map does not list (expected {})",
            words.expected()
        );
        found.push(Misfit::new(table.name(), Some(name), problem));
    }
    Ok(())
}

async fn without_coordinate(
    conn: &mut Conn,
    map: &Map,
    column: &Column,
    source: &str,
    found: &mut Vec<Misfit>,
) -> Result<()> {
    let Some(name) = &column.name else { return Ok(()) };
    let houses = &map.houses;
    let sql = format!(
        "SELECT COUNT(*) FROM {source} WHERE {} = :on_market AND {} IS NULL",
        houses.status.of("h"),
        column.of("h")
    );
    let on_market = map.house_status.value("ON_MARKET");
    let counted: Vec<(u64,)> = match rows(conn, CONTEXT, &sql, params! { "on_market" => on_market }).await {
        Err(error) if errors::is_rejection(&error) => return Ok(()),
        read => read?,
    };
    if let Some((count @ 1..,)) = counted.first() {
        let problem =
            format!("is NULL for {count} homes from Entrata on the market, which some portals hide");
        found.push(Misfit::new(houses.name(), Some(name), problem));
    }
    Ok(())
}
