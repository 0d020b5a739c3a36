//! Tables that another session has locked: every wait ends, and cached tour times are shown.

use crate::stage::{PROPERTY, Stage};
use entrata::portal::ErrorKind;
use mysql_async::prelude::Queryable;

#[tokio::test]
async fn kept_tour_times_are_shown_while_no_table_takes_changes() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let before = stage.portal.tour_availability(house, None, None).await.unwrap();
    stage.database.run("UPDATE entrata_tour_times SET fresh_until = NULL", ()).await;
    let mut lock = stage.database.conn().await;
    let tables = ["houses h", "entrata_houses e", "entrata_properties p", "entrata_tour_times t"];
    let read: Vec<_> = tables.iter().map(|table| format!("{table} READ")).collect();
    lock.query_drop(format!("LOCK TABLES {}", read.join(", "))).await.unwrap();
    let node = stage.another_node();
    let shown = node.tour_availability(house, None, None).await;
    lock.query_drop("UNLOCK TABLES").await.unwrap();
    let shown = shown.unwrap();
    assert!(shown.stale);
    assert_eq!(shown.tour_times.len(), before.tour_times.len());
}

#[tokio::test]
async fn locked_tour_times_are_an_unavailable_database() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let mut lock = stage.database.conn().await;
    for table in ["entrata_tour_times", "entrata_properties", "houses"] {
        lock.query_drop(format!("LOCK TABLES {table} WRITE")).await.unwrap();
        let node = crate::stage::one_connection(&stage, &[("ENTRATA_TIMEOUT_MS", "1500")]);
        let error = node.tour_availability(house, None, None).await.unwrap_err();
        lock.query_drop("UNLOCK TABLES").await.unwrap();
        assert_eq!(
            (error.kind(), error.kind().http_status()),
            (ErrorKind::Database, 503),
            "{table}: {error}"
        );
    }
}
