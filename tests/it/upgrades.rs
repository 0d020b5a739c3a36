//! From every earlier schema forward, and two versions side by side for as long as a rolling deploy takes.

use crate::stage::{CID, Database, PROPERTY, Stage, encoded, portal};
use entrata::sandbox::{Limits, Options, Sandbox};
use entrata::store::schema;
use mysql_async::prelude::Queryable;
use mysql_async::{OptsBuilder, Pool};
use std::collections::BTreeMap;

mod numbered {
    refinery::embed_migrations!("src/store/schema");
}

const NEWEST: i32 = 4;

/// The tables as an earlier version made them.
async fn migrate_to(database: &Database, version: i32) {
    let opts = mysql_async::Opts::from_url(&database.url()).unwrap();
    let mut pool = Pool::new(OptsBuilder::from_opts(opts).prefer_socket(Some(true)));
    let mut runner = numbered::migrations::runner().set_target(refinery::Target::Version(version));
    runner.set_migration_table_name("entrata_schema_history").run_async(&mut pool).await.unwrap();
    pool.disconnect().await.unwrap();
}

/// Every column of every table with all that stands in it, in the order of the rows.
async fn contents(database: &Database) -> BTreeMap<String, String> {
    let mut conn = database.conn().await;
    conn.query_drop("SET SESSION group_concat_max_len = 1048576").await.unwrap();
    let columns: Vec<(String, String)> = conn
        .query(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() \
                AND table_name <> 'entrata_schema_history'",
        )
        .await
        .unwrap();
    let mut contents = BTreeMap::new();
    for (table, column) in columns {
        let sql = format!("SELECT GROUP_CONCAT(HEX(COALESCE({column}, 'NULL')) ORDER BY 1) FROM {table}");
        let text: Option<Option<String>> = conn.query_first(sql).await.unwrap();
        contents.insert(format!("{table}.{column}"), text.flatten().unwrap_or_default());
    }
    contents
}

/// A column or key: what it is, in the database's words, and whether an insert must name it.
async fn shape(database: &Database) -> BTreeMap<String, (String, bool)> {
    let columns: Vec<(String, String, String, String, Option<String>, String)> = database
        .rows(
            "SELECT table_name, column_name, column_type, is_nullable, column_default, extra \
               FROM information_schema.columns WHERE table_schema = DATABASE()",
        )
        .await;
    let keys: Vec<(String, String, i64, String)> = database
        .rows(
            "SELECT table_name, index_name, MIN(non_unique), GROUP_CONCAT(column_name ORDER BY seq_in_index) \
               FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY 1, 2",
        )
        .await;
    let columns = columns.into_iter().map(|(table, column, kind, nullable, default, extra)| {
        let needed = nullable == "NO" && default.is_none() && extra.is_empty();
        (format!("{table}.{column}"), (format!("{kind} {nullable} {default:?} {extra}"), needed))
    });
    let keys = keys.into_iter().map(|(table, key, non_unique, columns)| {
        (format!("{table} key {key}"), (format!("{columns} {non_unique}"), non_unique == 0))
    });
    columns.chain(keys).collect()
}

/// A client with a property, a renter and a booked tour, as each version has written them: by its statements.
async fn live(database: &Database) {
    let sandbox = Sandbox::with(Options { limits: Limits::none(), ..Options::default() }).await.unwrap();
    let stage = Stage {
        database: database.same(),
        portal: portal(database, &sandbox, &[]),
        sandbox,
        spool: std::env::temp_dir().join("entrata-it-upgrades"),
    };
    let code = stage.sandbox.auth_code(CID).unwrap();
    assert_eq!(stage.webhook(&format!("cid={CID}&auth_code={}", encoded(&code))).await.status, 200);
    stage.activate(PROPERTY).await;
    let house = stage.house(PROPERTY).await;
    let slot = stage.slots(house).await.remove(0);
    let viewing = stage.viewing("ada@example.com", house, &slot).await;
    let delivery = stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    assert!(delivery.external_id.is_some());
}

#[tokio::test]
async fn from_every_earlier_schema_all_data_comes_along() {
    for version in 1..NEWEST {
        let database = Database::fresh().await;
        migrate_to(&database, version).await;
        live(&database).await;
        let before = contents(&database).await;
        let sandbox = Sandbox::start().await.unwrap();
        let portal = portal(&database, &sandbox, &[]);
        let ran = schema::migrate(portal.store()).await.unwrap();
        assert_eq!(i32::try_from(ran.len()).unwrap(), NEWEST - version, "{ran:?}");
        let after = contents(&database).await;
        for (column, text) in &before {
            assert_eq!(after.get(column), Some(text), "{column} from version {version}");
        }
        assert!(before["viewings.external_id"].len() > 4, "there was something to keep");
        assert!(schema::pending(portal.store()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn from_a_portal_s_plain_tables_all_data_comes_along_and_the_portal_works() {
    let database = Database::fresh().await;
    for table in [
        "CREATE TABLE users (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, first_name VARCHAR(100) NOT NULL, \
         last_name VARCHAR(100) NOT NULL, email VARCHAR(191) NOT NULL, phone VARCHAR(30))",
        "CREATE TABLE property_operators (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100))",
        "CREATE TABLE houses (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, title VARCHAR(200), price_pm INT, agent_id INT)",
        "CREATE TABLE viewings (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id INT NOT NULL, house_id INT NOT NULL, \
         message TEXT, starts_at DATETIME)",
        "INSERT INTO users (first_name, last_name, email) VALUES ('Old', 'Renter', 'old@example.com')",
        "INSERT INTO property_operators (name) VALUES ('Old Operator')",
        "INSERT INTO houses (title, price_pm, agent_id) VALUES ('Cottage', 900, 1)",
        "INSERT INTO viewings (user_id, house_id, message, starts_at) VALUES (1, 1, 'Hello', '2026-01-02 03:04:05')",
    ] {
        database.run(table, ()).await;
    }
    let before = contents(&database).await;
    let sandbox = Sandbox::start().await.unwrap();
    schema::migrate(portal(&database, &sandbox, &[]).store()).await.unwrap();
    let after = contents(&database).await;
    for (column, text) in &before {
        assert_eq!(after.get(column), Some(text), "{column}");
    }
    live(&database).await;
    let (message,): (String,) = database.one("SELECT message FROM viewings WHERE id = 1").await;
    assert_eq!(message, "Hello");
}

#[tokio::test]
async fn a_migration_only_adds_so_that_the_version_before_goes_on_working() {
    for version in 1..NEWEST {
        let (old, new) = (Database::fresh().await, Database::fresh().await);
        migrate_to(&old, version).await;
        migrate_to(&new, version + 1).await;
        let (old, new) = (shape(&old).await, shape(&new).await);
        for (name, (what, _)) in &old {
            assert_eq!(
                new.get(name).map(|(what, _)| what),
                Some(what),
                "{name} changed in version {}",
                version + 1
            );
        }
        for (name, (_, needed)) in &new {
            let table = name.split(['.', ' ']).next().unwrap();
            let in_old_table = old.keys().any(|known| known.starts_with(&format!("{table}.")));
            assert!(
                old.contains_key(name) || !in_old_table || !needed,
                "{name} of version {} refuses what version {version} inserts",
                version + 1
            );
        }
    }
}

/// What the version with schema 2 said to the database while it authenticated a client, ingested, showed, booked,
/// suspended, failed and gave up; recorded from the server's log.
const STATEMENTS_OF_2: &str = include_str!("upgrades/statements_of_2.sql");

#[tokio::test]
async fn every_statement_of_the_version_before_is_carried_out_on_the_newest_schema() {
    let database = Database::fresh().await;
    migrate_to(&database, 2).await;
    let mut conn = database.conn().await;
    let statements: Vec<_> = STATEMENTS_OF_2.lines().filter(|line| !line.starts_with("--")).collect();
    let (first, rest) = statements.split_at(statements.len() / 2);
    for statement in first {
        conn.query_drop(*statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    // The new version migrates while the old one is at work.
    migrate_to(&database, NEWEST).await;
    for statement in rest {
        conn.query_drop(*statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let (confirmed, houses): (u64, u64) = database
        .one("SELECT (SELECT COUNT(*) FROM viewings WHERE status = 'CONFIRMED'), (SELECT COUNT(*) FROM houses)")
        .await;
    assert!(confirmed > 0 && houses > 0, "{confirmed} confirmed, {houses} houses");
}

#[tokio::test]
async fn the_newest_version_works_before_its_migration_has_run() {
    let database = Database::fresh().await;
    migrate_to(&database, NEWEST - 1).await;
    live(&database).await;
}

#[tokio::test]
async fn a_migration_that_was_cut_off_runs_again() {
    let database = Database::fresh().await;
    migrate_to(&database, NEWEST).await;
    database.run("DELETE FROM entrata_schema_history WHERE version = ?", (NEWEST,)).await;
    migrate_to(&database, NEWEST).await;
}
