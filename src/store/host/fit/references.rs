//! Ids of rows of other tables: foreign keys that our rows would violate, and columns too small for the ids there are.

use super::columns::{self, ColumnInfo};
use super::{CONTEXT, Misfit};
use crate::error::portal::Result;
use crate::store::errors;
use crate::store::host::map::{Column, Constant, Map, Table, quoted};
use crate::store::rows;
use crate::store::statement::literal;
use mysql_async::{Conn, params};

/// New rows come while we run.
const HEADROOM: u64 = 1_000;

/// A column of ours that holds the id of a row of another table.
struct Reference<'m> {
    table: &'m str,
    column: &'m Column,
    target: &'m str,
    key: &'m Column,
}

fn references(map: &Map) -> [Reference<'_>; 4] {
    let (operators, users, houses, images) =
        (&map.property_operators, &map.users, &map.houses, &map.house_images);
    let reference = |table, column, target, key| Reference { table, column, target, key };
    [
        reference(users.name(), &users.property_operator_id, operators.name(), &operators.id),
        reference(houses.name(), &houses.property_operator_id, operators.name(), &operators.id),
        reference(houses.name(), &houses.agent_id, users.name(), &users.id),
        reference(images.name(), &images.house_id, houses.name(), &houses.id),
    ]
}

/// A foreign key of the portal's.
struct ForeignKey {
    table: String,
    column: String,
    target: String,
    key: String,
}

pub(super) async fn problems(conn: &mut Conn, map: &Map) -> Result<Vec<Misfit>> {
    let sql = "SELECT table_name AS t, column_name AS c, referenced_table_name AS r, referenced_column_name AS k \
               FROM information_schema.key_column_usage \
               WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL";
    let keys: Vec<(String, String, String, String)> = rows(conn, CONTEXT, sql, ()).await?;
    let keys: Vec<_> = keys
        .into_iter()
        .map(|(table, column, target, key)| ForeignKey { table, column, target, key })
        .collect();
    let mut found = Vec::new();
    for reference in references(map) {
        found.extend(elsewhere(&reference, &keys));
        found.extend(too_small(conn, &reference).await?);
    }
    constants(conn, &map.property_operators, &keys, &mut found).await?;
    constants(conn, &map.users, &keys, &mut found).await?;
    constants(conn, &map.houses, &keys, &mut found).await?;
    constants(conn, &map.house_images, &keys, &mut found).await?;
    let images = map.house_images.name();
    found.extend(keys.iter().filter(|key| key.target.eq_ignore_ascii_case(images)).map(|key| {
        let problem =
            format!("refers to {images}, from which we delete pictures that Entrata no longer lists");
        Misfit::new(&key.table, Some(&key.column), problem)
    }));
    Ok(found)
}

/// A foreign key that leads to another table than the map's.
fn elsewhere(reference: &Reference<'_>, keys: &[ForeignKey]) -> Option<Misfit> {
    let name = reference.column.name.as_deref()?;
    let of_column = |key: &&ForeignKey| {
        key.table.eq_ignore_ascii_case(reference.table) && key.column.eq_ignore_ascii_case(name)
    };
    let key = keys.iter().find(of_column)?;
    let expected = reference.key.name.as_deref()?;
    let fits = key.target.eq_ignore_ascii_case(reference.target) && key.key.eq_ignore_ascii_case(expected);
    (!fits).then(|| {
        let problem = format!(
            "refers to {}.{} (expected {}.{expected}, whose ids we write)",
            key.target, key.key, reference.target
        );
        Misfit::new(reference.table, Some(name), problem)
    })
}

/// A column that cannot hold the ids of the other table.
async fn too_small(conn: &mut Conn, reference: &Reference<'_>) -> Result<Option<Misfit>> {
    let (Some(name), Some(key)) = (reference.column.name.as_deref(), reference.key.quoted()) else {
        return Ok(None);
    };
    let info = columns::read(conn, reference.table).await?;
    let info = info.into_iter().find(|info: &ColumnInfo| info.name.eq_ignore_ascii_case(name));
    let Some(info) = info.filter(ColumnInfo::is_integer) else { return Ok(None) };
    let sql = format!("SELECT CAST(COALESCE(MAX({key}), 0) AS CHAR) FROM {}", quoted(reference.target));
    let greatest: Vec<(String,)> = match rows(conn, CONTEXT, &sql, ()).await {
        // The table or its id is missing, which has been found already.
        Err(error) if errors::is_rejection(&error) => return Ok(None),
        read => read?,
    };
    let greatest = greatest.first().and_then(|(id,)| id.parse::<u64>().ok()).unwrap_or(0);
    let target = reference.target;
    Ok((info.largest() < greatest.saturating_add(HEADROOM)).then(|| {
        let problem =
            format!("holds at most {} (expected ids of {target}, now at {greatest})", info.largest());
        Misfit::new(reference.table, Some(name), problem)
    }))
}

/// Constants of the map that name a row which does not exist.
async fn constants(
    conn: &mut Conn,
    table: &dyn Table,
    keys: &[ForeignKey],
    found: &mut Vec<Misfit>,
) -> Result<()> {
    for (name, constant) in table.insert() {
        let Constant::Value(value) = constant else { continue };
        let of_column = |key: &&ForeignKey| {
            key.table.eq_ignore_ascii_case(table.name()) && key.column.eq_ignore_ascii_case(name)
        };
        let Some(key) = keys.iter().find(of_column) else { continue };
        let sql =
            format!("SELECT 1 FROM {} WHERE {} = :value LIMIT 1", quoted(&key.target), quoted(&key.key));
        let row: Vec<(u8,)> = rows(conn, CONTEXT, &sql, params! { "value" => value.value() }).await?;
        if row.is_empty() {
            let problem = format!(
                "refers to {}.{}, which has no row {}, and insert gives it that value",
                key.target,
                key.key,
                literal(value.value())
            );
            found.push(Misfit::new(table.name(), Some(name), problem));
        }
    }
    Ok(())
}
