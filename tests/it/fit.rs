//! Compares the portal's tables with the map: everything that would fail at run time is reported, and nothing changes.

use crate::stage::{CID, Database, PROPERTY, Stage, cid, migrate, portal, property};
use entrata::portal::Portal;
use entrata::sandbox::{Limits, Options, Sandbox};
use entrata::store::host::fit;
use entrata::store::schema;

async fn misfits(portal: &Portal) -> Vec<String> {
    let found = fit::check(portal.store(), &portal.settings().portal_map).await.unwrap();
    found.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_default_tables_fit_the_default_map() {
    let stage = Stage::activated().await;
    let misfits = misfits(&stage.portal).await;
    let others: Vec<_> = misfits.iter().filter(|misfit| !misfit.contains("is NULL for")).collect();
    assert_eq!(others, Vec::<&String>::new());
}

/// Makes one change to a portal's tables that fit: it is named, and nothing is changed.
async fn is_named(changes: &[(&str, &str)]) {
    for (change, expected) in changes {
        let stage = Stage::empty().await;
        stage.database.run(change, ()).await;
        let tables = "SELECT table_name, column_name, column_type FROM information_schema.columns \
                      WHERE table_schema = DATABASE() ORDER BY 1, ordinal_position";
        let before: Vec<(String, String, String)> = stage.database.rows(tables).await;
        let found = misfits(&stage.portal).await;
        assert!(found.iter().any(|misfit| misfit.starts_with(expected)), "{change}: {found:#?}");
        assert_eq!(stage.database.rows::<(String, String, String)>(tables).await, before, "{change}");
        let (code, printed) = stage.program(&["migrate", "--check"]);
        assert!(code != 0 && printed.contains(expected), "{change}: {printed}");
    }
}

#[tokio::test]
async fn houses_that_do_not_fit_are_named() {
    is_named(&[
        ("ALTER TABLE houses ADD COLUMN region INT NOT NULL", "houses.region: is NOT NULL without a default"),
        (
            "ALTER TABLE houses MODIFY city VARCHAR(128) NOT NULL",
            "houses.city: is NOT NULL without a default, and Entrata",
        ),
        (
            "ALTER TABLE houses MODIFY title VARCHAR(20) NOT NULL",
            "houses.title: holds 20 characters (expected 255)",
        ),
        (
            "ALTER TABLE houses MODIFY status ENUM('draft', 'active', 'let')",
            "houses.status: is enum('draft','active','let')",
        ),
        ("ALTER TABLE houses DROP COLUMN pets", "houses.pets: does not exist"),
        (
            "ALTER TABLE houses MODIFY address VARCHAR(255) CHARACTER SET latin1",
            "houses.address: has the character set latin1",
        ),
        ("ALTER TABLE houses MODIFY price_pm INT NULL", "houses.price_pm: is int"),
        ("ALTER TABLE houses MODIFY deleted_at INT NULL", "houses.deleted_at: is int"),
        (
            "ALTER TABLE houses ADD FOREIGN KEY (agent_id) REFERENCES property_operators (id)",
            "houses.agent_id: refers to property_operators.id (expected users.id",
        ),
        (
            "ALTER TABLE houses MODIFY agent_id TINYINT UNSIGNED NULL",
            "houses.agent_id: holds at most 255 (expected ids of users, now at 0)",
        ),
        (
            "ALTER TABLE houses ADD UNIQUE KEY one_address (address, city)",
            "houses: has the unique key one_address (address, city), in which two rows of ours",
        ),
    ])
    .await;
}

#[tokio::test]
async fn users_that_do_not_fit_are_named() {
    is_named(&[
        (
            "ALTER TABLE users ADD COLUMN login VARCHAR(64) NOT NULL",
            "users.login: is NOT NULL without a default",
        ),
        (
            "ALTER TABLE users MODIFY role ENUM('renter', 'landlord') NOT NULL",
            "users.role: is enum('renter','landlord')",
        ),
        ("ALTER TABLE users MODIFY role INT NOT NULL DEFAULT 3", "users.role: is int"),
        ("ALTER TABLE users MODIFY id BIGINT UNSIGNED NOT NULL", "users.id: generates no id"),
        ("ALTER TABLE users DROP KEY users_email", "users.email: has no index"),
        ("RENAME TABLE users TO Users", "users: does not exist, but \"Users\" does"),
    ])
    .await;
}

#[tokio::test]
async fn viewings_that_do_not_fit_are_named() {
    is_named(&[
        (
            "ALTER TABLE viewings DROP COLUMN created_at, ADD COLUMN created_at INT",
            "viewings.created_at: is int",
        ),
        ("ALTER TABLE viewings MODIFY status TINYINT NOT NULL", "viewings.status: is tinyint"),
        ("ALTER TABLE viewings ENGINE = MyISAM", "viewings: has the engine MyISAM"),
        ("ALTER TABLE viewings DROP KEY viewings_status", "viewings.status: has no index"),
        ("ALTER TABLE viewings MODIFY entrata_tour_time TIME NULL", "viewings.entrata_tour_time: is time"),
        (
            "INSERT INTO viewings (user_id, house_id, status) VALUES (1, 1, 'waiting')",
            "viewings.status: has the value \"waiting\" in 1 row, which the map does not list",
        ),
    ])
    .await;
}

#[tokio::test]
async fn other_tables_that_do_not_fit_are_named() {
    is_named(&[
        ( "ALTER TABLE house_images ADD UNIQUE KEY in_order (house_id, position)", "house_images: has the unique key in_order (house_id, position), which a new order", ),
        ( "CREATE TABLE captions (image_id BIGINT UNSIGNED NOT NULL, FOREIGN KEY (image_id) REFERENCES house_images (id))", "captions.image_id: refers to house_images, from which we delete", ),
        ("ALTER TABLE entrata_clients DROP COLUMN company_name", "entrata_clients: exists and is not ours"),
        ("DROP TABLE house_images", "house_images: does not exist"),
    ])
    .await;
}

#[tokio::test]
async fn each_problem_of_a_portal_with_several_is_named() {
    let stage = Stage::empty().await;
    for change in [
        "ALTER TABLE users ADD COLUMN login VARCHAR(64) NOT NULL",
        "ALTER TABLE viewings ENGINE = MyISAM",
        "INSERT INTO viewings (user_id, house_id, status) VALUES (1, 1, 'waiting')",
    ] {
        stage.database.run(change, ()).await;
    }
    let found = misfits(&stage.portal).await;
    for expected in
        ["users.login: ", "viewings: has the engine", "viewings.status: has the value \"waiting\""]
    {
        assert!(found.iter().any(|misfit| misfit.starts_with(expected)), "{expected} {found:#?}");
    }
}

#[tokio::test]
async fn a_portal_with_a_table_of_our_name_is_left_as_it_was() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::with(Options { limits: Limits::none(), ..Options::default() }).await.unwrap();
    database.run("CREATE TABLE entrata_clients (cid BIGINT PRIMARY KEY, access_token TEXT)", ()).await;
    let portal = portal(&database, &sandbox, &[]);
    let error = schema::migrate(portal.store(), None, |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("entrata_clients exists and is not ours, as it has no id"), "{error}");
    let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()";
    assert_eq!(database.rows::<(String,)>(tables).await, [("entrata_clients".to_owned(),)]);
    let named = fit::check_without_tables(portal.store()).await.unwrap();
    assert!(named.iter().any(|misfit| misfit.table == "entrata_clients"), "{named:?}");
}

#[tokio::test]
async fn missing_privileges_are_named() {
    let stage = Stage::empty().await;
    let (name, url) = (&stage.database.name, stage.database.url());
    let user = format!("u_{name}");
    for sql in [
        format!("CREATE USER {user}@'%' IDENTIFIED BY 'secret'"),
        format!("GRANT SELECT ON {name}.* TO {user}@'%'"),
    ] {
        stage.database.run(&sql, ()).await;
    }
    let url = url.replacen("root@", &format!("{user}:secret@"), 1);
    let found = misfits(&portal(&stage.database, &stage.sandbox, &[("ENTRATA_DATABASE_URL", &url)])).await;
    stage.database.run(&format!("DROP USER {user}@'%'"), ()).await;
    for expected in [
        "houses: the user of ENTRATA_DATABASE_URL has no INSERT privilege on it",
        "viewings: the user of ENTRATA_DATABASE_URL has no UPDATE privilege on it",
        "entrata_webhooks: the user of ENTRATA_DATABASE_URL has no INSERT privilege on it",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected} {found:#?}");
    }
}

#[tokio::test]
async fn case_counts_in_a_status_as_the_column_s_collation_says() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = stage.slots(house).await.remove(0);
    let viewing = stage.viewing("ada@example.com", house, &slot).await;
    stage.database.run("UPDATE viewings SET status = 'requested'", ()).await;
    let is_status = |misfit: &String| misfit.starts_with("viewings.status");
    assert!(!misfits(&stage.portal).await.iter().any(is_status));
    let binary =
        "ALTER TABLE viewings MODIFY status VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL";
    stage.database.run(binary, ()).await;
    assert!(misfits(&stage.portal).await.iter().any(is_status));
    let error = stage.portal.send_lead_from_viewing(viewing).await.unwrap_err();
    assert!(error.to_string().contains("viewings.status has the value \"requested\""), "{error}");
    assert_eq!(stage.sandbox.truth().appointments.len(), 0);
}

#[tokio::test]
async fn a_missing_column_of_viewings_is_named_and_keeps_no_ingestion_waiting() {
    let stage = Stage::authenticated().await;
    stage.database.run("ALTER TABLE viewings DROP COLUMN entrata_tour_time", ()).await;
    let activation = format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION");
    assert_eq!(stage.webhook(&activation).await.status, 200);
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let (houses,): (u64,) = stage.database.one("SELECT COUNT(*) FROM houses WHERE status = 1").await;
    assert!(houses > 0);
    let error = stage.portal.run_jobs(10).await.unwrap_err().to_string();
    assert!(error.contains("viewings.entrata_tour_time: does not exist"), "{error}");
}

#[tokio::test]
async fn a_viewing_that_cannot_be_taken_keeps_no_other_waiting() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let stuck = stage.booking("ada@example.com", house, &slots[0]).await;
    stage.booking("bob@example.com", house, &slots[1]).await;
    let trigger = format!(
        "CREATE TRIGGER stuck BEFORE UPDATE ON entrata_viewings FOR EACH ROW \
         IF OLD.viewing_id = {stuck} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF"
    );
    stage.database.text(&trigger).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let confirmed: Vec<(String,)> = stage.database.rows("SELECT status FROM viewings ORDER BY id").await;
    assert_eq!(confirmed, [("REQUESTED".to_owned(),), ("CONFIRMED".to_owned(),)]);
    assert!(stage.portal.run_jobs(10).await.is_err(), "the worker pauses after an error");
}

#[tokio::test]
async fn an_ingestion_that_a_table_rejects_names_table_and_column() {
    let stage = Stage::authenticated().await;
    stage.database.run("ALTER TABLE houses MODIFY title VARCHAR(4) NOT NULL DEFAULT ''", ()).await;
    let ingested = stage.portal.ingest_property(cid(), property()).await;
    let error = ingested.unwrap_err().to_string();
    assert!(error.contains("houses.title: holds 4 characters (expected 255)"), "{error}");
}

#[tokio::test]
async fn a_home_without_coordinates_is_reported() {
    let stage = Stage::activated().await;
    stage.database.run("UPDATE houses SET latitude = NULL", ()).await;
    let found = misfits(&stage.portal).await;
    assert!(found.iter().any(|misfit| misfit.starts_with("houses.latitude: is NULL for")), "{found:#?}");
}

#[tokio::test]
async fn a_code_is_not_used_while_the_client_could_not_be_stored() {
    let stage = Stage::empty().await;
    stage.database.run("ALTER TABLE users ADD COLUMN login VARCHAR(64) NOT NULL", ()).await;
    let code = stage.sandbox.auth_code(CID).unwrap();
    let query = format!("cid={CID}&auth_code={}", crate::stage::encoded(&code));
    assert_eq!(stage.webhook(&query).await.status, 503);
    let rows: (u64, u64) = stage
        .database
        .one("SELECT (SELECT COUNT(*) FROM users), (SELECT COUNT(*) FROM property_operators)")
        .await;
    assert_eq!(rows, (0, 0));
    stage.database.run("ALTER TABLE users MODIFY login VARCHAR(64) NULL", ()).await;
    assert_eq!(stage.webhook(&query).await.status, 200, "the same code still works");
}

#[tokio::test]
async fn a_portal_with_names_of_its_own_is_served_through_its_map() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::with(Options { limits: Limits::none(), ..Options::default() }).await.unwrap();
    let map = std::env::temp_dir().join(format!("entrata-it-{}.toml", database.name));
    std::fs::write(
        &map,
        r#"
        [users]
        columns = { password_hash = "password", phone = "phone_number", property_operator_id = false }
        role = { AGENT = 2, USER = 3 }
        insert = { verified = 1, uuid = "$uuid", phone_number = "" }
        [houses]
        columns = { latitude = "lat", longitude = "lng" }
        [viewings]
        table = "viewing_requests"
        columns = { entrata_tour_date = "slot_date", entrata_tour_time = "slot_time" }
        status = { REQUESTED = "PENDING", CONFIRMED = "ACCEPTED", REJECTED = "CANCELLED", CANCELLED = "CANCELLED" }
        "#,
    )
    .unwrap();
    let plain = portal(&database, &sandbox, &[]);
    migrate(&plain).await;
    for sql in [
        "ALTER TABLE users CHANGE password_hash password VARCHAR(255) NOT NULL, CHANGE phone phone_number VARCHAR(64) NOT NULL, \
         DROP COLUMN property_operator_id, MODIFY role INT NOT NULL, ADD COLUMN verified TINYINT NOT NULL, \
         ADD COLUMN uuid CHAR(36) NOT NULL",
        "ALTER TABLE houses CHANGE latitude lat DECIMAL(10, 7), CHANGE longitude lng DECIMAL(10, 7)",
        "RENAME TABLE viewings TO viewing_requests",
        "ALTER TABLE viewing_requests CHANGE entrata_tour_date slot_date VARCHAR(32), \
         CHANGE entrata_tour_time slot_time VARCHAR(128), MODIFY status VARCHAR(16) NOT NULL",
    ] {
        database.run(sql, ()).await;
    }
    let mapped = portal(&database, &sandbox, &[("ENTRATA_PORTAL_MAP", map.to_str().unwrap())]);
    assert_eq!(misfits(&mapped).await, Vec::<String>::new());

    let cid = CID.try_into().unwrap();
    mapped.exchange_auth_code(&sandbox.auth_code(CID).unwrap().into(), cid).await.unwrap();
    let agent: (i32, i32, u64) = database.one("SELECT role, verified, LENGTH(uuid) FROM users").await;
    assert_eq!(agent, (2, 1, 36));
    mapped.ingest_property(cid, PROPERTY.try_into().unwrap()).await.unwrap();
    let (house,): (u64,) = database.one("SELECT MIN(house_id) FROM entrata_houses").await;
    let times = mapped.tour_availability(house.try_into().unwrap(), None, None).await.unwrap();
    let slot = times.tour_times.into_iter().flat_map(|day| day.slots).next().unwrap();
    let renter = "INSERT INTO users (role, first_name, last_name, email, phone_number, password, verified, uuid) \
                  VALUES (3, 'Ada', 'Renter', 'ada@example.com', '555-010-0199', 'x', 1, 'u')";
    database.run(renter, ()).await;
    let request = "INSERT INTO viewing_requests (user_id, house_id, status, slot_date, slot_time) \
                   SELECT id, ?, 'PENDING', ?, ? FROM users WHERE role = 3";
    let (date, time): (String, String) = (slot.raw().date().to_owned(), slot.raw().time().to_owned());
    database.run(request, (house, date, time)).await;
    mapped.run_jobs(10).await.unwrap();
    let (status,): (String,) = database.one("SELECT status FROM viewing_requests").await;
    assert_eq!(status, "ACCEPTED");
    assert_eq!(sandbox.truth().appointments.len(), 1);

    database.run("UPDATE viewing_requests SET status = 'waiting'", ()).await;
    let (viewing,): (u64,) = database.one("SELECT id FROM viewing_requests").await;
    let error = mapped.send_lead_from_viewing(viewing.try_into().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("viewing_requests.status has the value \"waiting\""), "{error}");
    std::fs::remove_file(map).unwrap();
}
