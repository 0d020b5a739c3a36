//! What the tables hold: values that the map does not list, and homes that the portal cannot show.

use super::{CONTEXT, Misfit, TableInfo};
use crate::error::portal::Result;
use crate::store::host::map::{Map, Table, Words};
use crate::store::rows;
use mysql_async::{Conn, params};

/// More different values than that are not listed.
const MOST_VALUES: u32 = 50;

pub(super) async fn check(
    conn: &mut Conn,
    map: &Map,
    tables: &[TableInfo],
    found: &mut Vec<Misfit>,
) -> Result<()> {
    let viewings = &map.viewings;
    if is_sound(found, viewings.name()) {
        let status = viewings.status.of("v");
        let sql = format!(
            "SELECT {status} AS value, COUNT(*) AS number FROM {} v GROUP BY {status} LIMIT {MOST_VALUES}",
            viewings.quoted()
        );
        let used: Vec<(Option<String>, u64)> = rows(conn, CONTEXT, &sql, ()).await?;
        unknown_values(viewings, viewings.status.name.as_deref(), &map.viewing_status, used, found);
    }
    let houses = &map.houses;
    let has_links = tables.iter().any(|table| table.name == "entrata_houses");
    if !has_links || !is_sound(found, houses.name()) {
        return Ok(());
    }
    let (status, id) = (houses.status.of("h"), houses.id.of("h"));
    let sql = format!(
        "SELECT {status} AS value, COUNT(*) AS number FROM entrata_houses e JOIN {} h ON {id} = e.house_id \
         GROUP BY {status} LIMIT {MOST_VALUES}",
        houses.quoted()
    );
    let used: Vec<(Option<String>, u64)> = rows(conn, CONTEXT, &sql, ()).await?;
    unknown_values(houses, houses.status.name.as_deref(), &map.house_status, used, found);
    for column in [&houses.latitude, &houses.longitude] {
        let Some(name) = &column.name else { continue };
        let sql = format!(
            "SELECT COUNT(*) FROM entrata_houses e JOIN {} h ON {id} = e.house_id \
             WHERE {status} = :on_market AND {} IS NULL",
            houses.quoted(),
            column.of("h")
        );
        let on_market = map.house_status.value("ON_MARKET");
        let counted: Vec<(u64,)> = rows(conn, CONTEXT, &sql, params! { "on_market" => on_market }).await?;
        if let Some((count @ 1..,)) = counted.first() {
            found.push(Misfit {
                table: houses.name().to_owned(),
                column: Some(name.clone()),
                problem: format!(
                    "is NULL for {count} homes from Entrata on the market; some portals hide those"
                ),
            });
        }
    }
    Ok(())
}

/// Whether a table can be read as the map names it.
fn is_sound(found: &[Misfit], table: &str) -> bool {
    !found.iter().any(|misfit| misfit.table == table && misfit.problem.starts_with("does not exist"))
}

fn unknown_values(
    table: &impl Table,
    column: Option<&str>,
    words: &Words,
    used: Vec<(Option<String>, u64)>,
    found: &mut Vec<Misfit>,
) {
    for (value, number) in used {
        let is_known = value.as_deref().is_some_and(|value| words.ours(value).next().is_some());
        if !is_known {
            let shown = value.map_or_else(|| "NULL".to_owned(), |value| format!("{value:?}"));
            let rows = if number == 1 { "row" } else { "rows" };
            found.push(Misfit {
                table: table.name().to_owned(),
                column: column.map(str::to_owned),
                problem: format!(
                    "has the value {shown} in {number} {rows}, which the map does not list (expected {})",
                    words.expected()
                ),
            });
        }
    }
}
