//! The tables: made once, safe to make again, and on what a portal has already.

use crate::stage::{Database, Stage, portal};
use entrata::sandbox::Sandbox;
use entrata::store::schema;

#[tokio::test]
async fn migrating_twice_is_migrating_once() {
    let stage = Stage::empty().await;
    assert!(schema::pending(stage.portal.store()).await.unwrap().is_empty());
    assert!(schema::migrate(stage.portal.store()).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_migrations_at_once_do_not_meet() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::start().await.unwrap();
    let (one, other) = (portal(&database, &sandbox, &[]), portal(&database, &sandbox, &[]));
    let (here, there) = tokio::join!(schema::migrate(one.store()), schema::migrate(other.store()));
    let mut applied = [here.unwrap().len(), there.unwrap().len()];
    applied.sort_unstable();
    assert_eq!(applied[0], 0);
    assert!(applied[1] > 0);
}

#[tokio::test]
async fn a_portal_s_own_tables_get_what_is_missing_and_lose_nothing() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::start().await.unwrap();
    let portal = portal(&database, &sandbox, &[]);
    database
        .run("CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, email VARCHAR(191) NOT NULL, nickname VARCHAR(20))", ())
        .await;
    database.run("INSERT INTO users (email, nickname) VALUES ('old@example.com', 'Oldie')", ()).await;
    database
        .run("CREATE TABLE houses (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, title VARCHAR(80), pets TINYINT)", ())
        .await;
    database.run("INSERT INTO houses (title, pets) VALUES ('Cottage', 1)", ()).await;
    assert!(!schema::pending(portal.store()).await.unwrap().is_empty());
    schema::migrate(portal.store()).await.unwrap();
    let user: (String, String, String) = database.one("SELECT email, nickname, role FROM users").await;
    assert_eq!(user, ("old@example.com".to_owned(), "Oldie".to_owned(), "USER".to_owned()));
    let house: (String, i8, Option<String>) = database.one("SELECT title, pets, source FROM houses").await;
    assert_eq!(house, ("Cottage".to_owned(), 1, None));
    let (unique,): (u64,) = database
        .one("SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'houses_floorplan'")
        .await;
    assert_eq!(unique, 3, "the key over three columns is there");
}
