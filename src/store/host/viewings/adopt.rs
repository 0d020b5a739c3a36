//! Viewings that the portal's own code wrote.

use crate::error::portal::Result;
use crate::id::ViewingId;
use crate::store::host::map::{Map, Table as _};
use crate::store::statement::literal;
use crate::store::{Store, ViewingStatus, change};
use mysql_async::params;

/// Which viewings of the portal's own code to take over.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// This one.
    One(ViewingId),
    /// Those with ids above `after`, in their order, up to `most`.
    New {
        /// The greatest id that need not be looked at.
        after: u64,
        /// The most that are taken over.
        most: u32,
    },
}

/// Adopts viewings that the portal's own code wrote with its value for `REQUESTED`: those with a slot at a house from
/// Entrata that are not in `entrata_viewings` yet. Returns their number.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn adopt(store: &Store, map: &Map, which: Which) -> Result<u64> {
    let viewings = &map.viewings;
    let id = viewings.id.of("v");
    let (condition, row, most) = match which {
        Which::One(viewing) => ("=", viewing.get(), 1),
        Which::New { after, most } => (">", after, most),
    };
    let sql = format!(
        r"
        INSERT INTO entrata_viewings
            (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time, adopted)
        SELECT {id}, h.cid, h.property_id, h.house_id, COALESCE({user_id}, 0), {tour_type},
               LEFT(COALESCE({tour_date}, ''), 32), LEFT({tour_time}, 128), 1
        FROM {viewings} v JOIN entrata_houses h ON h.house_id = {house_id}
            LEFT JOIN entrata_viewings e ON e.viewing_id = {id}
        WHERE {id} {condition} :row AND {status} = :requested AND e.viewing_id IS NULL AND {tour_time} IS NOT NULL
        ORDER BY {id} LIMIT :most
        ON DUPLICATE KEY UPDATE entrata_viewings.viewing_id = entrata_viewings.viewing_id",
        user_id = viewings.user_id.of("v"),
        house_id = viewings.house_id.of("v"),
        status = viewings.status.of("v"),
        tour_type = tour_type(map),
        tour_date = viewings.entrata_tour_date.of("v"),
        tour_time = viewings.entrata_tour_time.of("v"),
        viewings = viewings.quoted(),
    );
    let values = params! {
        "row" => row,
        "requested" => map.viewing_status.value(ViewingStatus::Requested.as_str()),
        "most" => most,
    };
    change(&mut store.conn().await?, "taking viewings over", &sql, values).await
}

/// A tour type of which only the portal's row says what it is.
pub(super) const UNKNOWN: &str = "UNKNOWN";

/// Our word for the portal's tour type.
fn tour_type(map: &Map) -> String {
    let Some(default) = map.tour_types.0.first().map(|(word, _)| literal(*word)) else {
        return literal(UNKNOWN);
    };
    if map.viewings.tour_type.name.is_none() {
        return default;
    }
    let column = map.viewings.tour_type.of("v");
    let words = map.tour_types.0.iter().map(|(word, theirs)| {
        format!("WHEN {column} = {} THEN {} ", literal(theirs.to_string()), literal(*word))
    });
    let words = words.collect::<String>();
    format!("CASE WHEN {column} IS NULL THEN {default} {words}ELSE {} END", literal(UNKNOWN))
}
