//! Migrations: create our tables once, are safe to repeat, and never alter the portal's tables.

use crate::stage::{Database, Stage, migrate, portal};
use entrata::sandbox::Sandbox;
use entrata::store::schema;

#[tokio::test]
async fn migrating_twice_is_migrating_once() {
    let stage = Stage::empty().await;
    let tables = stage.portal.settings().portal_map.default_tables().unwrap();
    assert!(schema::pending(stage.portal.store(), Some(&tables)).await.unwrap().is_empty());
    assert!(migrate(&stage.portal).await.is_empty());
}

#[tokio::test]
async fn of_many_migrations_at_once_one_runs_and_the_others_wait() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::start().await.unwrap();
    let portals = [(); 5].map(|()| portal(&database, &sandbox, &[]));
    let applied = futures_util::future::join_all(portals.iter().map(migrate)).await;
    let ran: Vec<_> = applied.iter().filter(|applied| !applied.is_empty()).collect();
    assert_eq!(ran, [&["the portal's tables".to_owned(), "V1__entrata".to_owned()]]);
}

#[tokio::test]
async fn a_migration_that_died_among_the_portal_s_tables_is_finished() {
    let stage = Stage::empty().await;
    let tables = stage.portal.settings().portal_map.default_tables().unwrap();
    stage.database.run("DROP TABLE house_images, viewings", ()).await;
    let pending = async || schema::pending(stage.portal.store(), Some(&tables)).await.unwrap();
    assert!(pending().await.is_empty(), "a portal may drop what it does not need");
    let died = "UPDATE entrata_schema SET applied_at = NULL WHERE name = 'the portal''s tables'";
    stage.database.run(died, ()).await;
    assert_eq!(pending().await, ["the portal's tables"]);
    assert_eq!(migrate(&stage.portal).await, ["the portal's tables"]);
    assert!(pending().await.is_empty());
    stage.database.run("SELECT id FROM house_images UNION ALL SELECT id FROM viewings", ()).await;
}

#[tokio::test]
async fn a_portal_s_own_tables_are_never_altered() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::start().await.unwrap();
    let portal = portal(&database, &sandbox, &[]);
    let users = "CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, mail VARCHAR(191) NOT NULL) DEFAULT CHARSET = latin1";
    database.run(users, ()).await;
    let before: (String, String) = database.one("SHOW CREATE TABLE users").await;
    assert_eq!(migrate(&portal).await, ["V1__entrata"]);
    assert_eq!(database.one::<(String, String)>("SHOW CREATE TABLE users").await, before);
    let (tables,): (u64,) = database
        .one(
            "SELECT COUNT(*) FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name NOT LIKE 'entrata%'",
        )
        .await;
    assert_eq!(tables, 1, "no table of the portal's is created beside the one that is there");
}
