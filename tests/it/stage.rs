//! A test's own database and sandbox, with a portal between them.

use entrata::config::Settings;
use entrata::id::{Cid, HouseId, PropertyId, ViewingId};
use entrata::portal::{Portal, Reply};
use entrata::sandbox::{Limits, Options, Sandbox};
use entrata::store::schema;
use mysql_async::prelude::{FromRow, Queryable};
use mysql_async::{Conn, Opts, OptsBuilder, Params};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) const CLIENT_ID: &str = "0123456789abcdef0123.portal";
pub(crate) const CLIENT_SECRET: &str = "sandbox-secret";
pub(crate) const TOKEN_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
pub(crate) const CID: u64 = 4711;
/// Offers tours; its slots name Mountain Time.
pub(crate) const PROPERTY: u64 = 739_076;
/// Offers none.
pub(crate) const WITHOUT_TOURS: u64 = 739_083;

/// A test's own database, which is dropped with it.
pub(crate) struct Database {
    pub(crate) name: String,
    server: Opts,
}

impl Database {
    pub(crate) async fn fresh() -> Self {
        Self::at(server()).await
    }

    /// On another server than the environment's.
    pub(crate) async fn at(server: Opts) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("it_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let database = Self { name, server };
        let mut conn = Conn::new(database.server.clone()).await.expect("the test database does not answer");
        conn.query_drop(format!("CREATE DATABASE {}", database.name)).await.unwrap();
        database
    }

    /// Moves every fixture of this process to another server, as after a failover.
    pub(crate) fn on_server(url: &str) {
        *MOVED.lock().unwrap() = Some(Opts::from_url(url).unwrap());
    }

    pub(crate) fn url(&self) -> String {
        let host = self.server.ip_or_hostname();
        let user = self.server.user().unwrap_or("root");
        let socket = self.server.socket().map(|socket| format!("?socket={socket}")).unwrap_or_default();
        format!("mysql://{user}@{host}:{}/{}{socket}", self.server.tcp_port(), self.name)
    }

    /// The server that holds it now.
    fn present(&self) -> Opts {
        MOVED.lock().unwrap().clone().unwrap_or_else(|| self.server.clone())
    }

    pub(crate) async fn conn(&self) -> Conn {
        let opts = OptsBuilder::from_opts(self.present())
            .db_name(Some(&self.name))
            .prefer_socket(Some(self.server.socket().is_some()));
        Conn::new(opts).await.unwrap()
    }

    pub(crate) async fn run(&self, sql: &str, params: impl Into<Params>) {
        self.conn().await.exec_drop(sql, params.into()).await.unwrap();
    }

    /// Runs a statement that cannot be prepared, such as one that creates a trigger.
    pub(crate) async fn text(&self, sql: &str) {
        self.conn().await.query_drop(sql).await.unwrap();
    }

    /// Runs a statement that may fail, as while the database is down.
    pub(crate) async fn try_run(&self, sql: &str) {
        let opts = OptsBuilder::from_opts(self.present())
            .db_name(Some(&self.name))
            .prefer_socket(Some(self.server.socket().is_some()));
        if let Ok(mut conn) = Conn::new(opts).await {
            let _ = conn.query_drop(sql).await;
        }
    }

    pub(crate) async fn rows<T: FromRow + Send + 'static>(&self, sql: &str) -> Vec<T> {
        self.conn().await.query(sql).await.unwrap()
    }

    pub(crate) async fn one<T: FromRow + Send + 'static>(&self, sql: &str) -> T {
        self.rows(sql).await.pop().unwrap_or_else(|| panic!("no row: {sql}"))
    }
}

/// The server that a scenario uses instead of the environment's.
static MOVED: Mutex<Option<Opts>> = Mutex::new(None);

fn server() -> Opts {
    if let Some(moved) = MOVED.lock().unwrap().clone() {
        return moved;
    }
    let url = std::env::var("ENTRATA_TEST_DATABASE_URL").expect(
        "ENTRATA_TEST_DATABASE_URL is not set: run `make test`, or `scripts/mariadb.sh start` and set it to \
         what `scripts/mariadb.sh url mysql` prints",
    );
    Opts::from_url(&url).expect("ENTRATA_TEST_DATABASE_URL cannot be read")
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.present(), self.name.clone());
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut conn = Conn::new(server).await.unwrap();
                conn.query_drop(format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
            });
        });
        let _ = dropping.join();
    }
}

/// A database, a sandbox, and a portal between them.
pub(crate) struct Stage {
    pub(crate) database: Database,
    pub(crate) sandbox: Sandbox,
    pub(crate) portal: Portal,
    /// The spool directory of this fixture's processes.
    pub(crate) spool: PathBuf,
}

impl Stage {
    /// Creates empty tables.
    pub(crate) async fn empty() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(changes: &[(&'static str, &str)]) -> Self {
        Self::on(Options { limits: Limits::none(), ..Options::default() }, changes).await
    }

    pub(crate) async fn on(options: Options, changes: &[(&'static str, &str)]) -> Self {
        Self::on_database(Database::fresh().await, options, changes).await
    }

    pub(crate) async fn on_database(
        database: Database,
        options: Options,
        changes: &[(&'static str, &str)],
    ) -> Self {
        let sandbox = Sandbox::with(options).await.unwrap();
        let spool = std::env::temp_dir().join(format!("entrata-it-spool-{}", database.name));
        let portal = portal(&database, &sandbox, changes);
        migrate(&portal).await;
        Self { database, sandbox, portal, spool }
    }

    /// Also authenticates the client 4711.
    pub(crate) async fn authenticated() -> Self {
        let stage = Self::empty().await;
        stage.authenticate(CID).await;
        stage
    }

    /// Also activates and ingests the property 739076.
    pub(crate) async fn activated() -> Self {
        let stage = Self::authenticated().await;
        stage.activate(PROPERTY).await;
        stage
    }

    pub(crate) async fn authenticate(&self, cid: u64) {
        let code = self.sandbox.auth_code(cid).unwrap();
        let reply = self.webhook(&format!("cid={cid}&auth_code={}", encoded(&code))).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    pub(crate) async fn activate(&self, property: u64) {
        let reply = self.webhook(&format!("cid={CID}&property_id={property}&request_type=ACTIVATION")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(self.portal.run_jobs(10).await.unwrap(), 1);
        let (houses,): (u64,) = self
            .database
            .one(&format!(
                "SELECT COUNT(*) FROM houses h JOIN entrata_houses e ON e.house_id = h.id \
                 WHERE e.property_id = {property} AND h.status = 1"
            ))
            .await;
        let why: (String, Option<String>) =
            self.database.one("SELECT state, last_error FROM entrata_jobs").await;
        assert!(houses > 0, "nothing of property {property} came to the market: {why:?}");
    }

    /// A webhook with our credentials.
    pub(crate) async fn webhook(&self, query: &str) -> Reply {
        let raw = format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&{query}");
        self.portal.handle_webhook(raw.as_bytes(), Some("192.0.2.1"), None).await
    }

    /// A second portal on the same database and sandbox, like another node.
    pub(crate) fn another_node(&self) -> Portal {
        portal(&self.database, &self.sandbox, &[])
    }

    pub(crate) async fn house(&self, property: u64) -> HouseId {
        let sql = format!("SELECT MIN(house_id) FROM entrata_houses WHERE property_id = {property}");
        let (id,): (u64,) = self.database.one(&sql).await;
        id.try_into().unwrap()
    }

    /// Changes something in the sandbox through its control API.
    pub(crate) async fn sandbox_is_told(&self, what: &str, body: String) {
        let url = format!("{}/_sandbox/{what}", self.sandbox.url());
        let answer = http_client()
            .post(url)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// `entrata worker`, as a process that can be killed.
    pub(crate) fn worker(&self) -> Child {
        self.worker_with(&[])
    }

    /// `entrata worker` with other settings in some places.
    pub(crate) fn worker_with(&self, changes: &[(&str, String)]) -> Child {
        let mut command = self.command(&["worker"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).envs(self.environment(changes)).spawn().unwrap()
    }

    /// Runs the program; returns its exit code and both outputs.
    pub(crate) fn program(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.command(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }

    /// The program, with this stage's settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_entrata"));
        command.args(arguments).envs(self.environment(&[]));
        command
    }

    /// The database's plan for a statement: the number of rows and the key.
    pub(crate) async fn explained(&self, sql: &str) -> (u64, Option<String>) {
        let mut conn = self.database.conn().await;
        let row: mysql_async::Row =
            conn.query_first(format!("EXPLAIN FORMAT=TRADITIONAL {sql}")).await.unwrap().unwrap();
        (
            row.get::<Option<u64>, _>("rows").flatten().unwrap_or(0),
            row.get::<Option<String>, _>("key").flatten(),
        )
    }

    /// The environment of this fixture's processes, with `changes`.
    pub(crate) fn environment<'a>(&self, changes: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
        let mut all = vec![
            ("ENTRATA_DATABASE_URL", self.database.url()),
            ("ENTRATA_CLIENT_ID", CLIENT_ID.to_owned()),
            ("ENTRATA_CLIENT_SECRET", CLIENT_SECRET.to_owned()),
            ("ENTRATA_TOKEN_KEY", TOKEN_KEY.to_owned()),
            ("ENTRATA_OAUTH_URL", self.sandbox.oauth_url()),
            ("ENTRATA_API_URL", self.sandbox.api_url()),
            ("ENTRATA_SPOOL_DIR", self.spool.display().to_string()),
            ("ENTRATA_TIMEOUT_MS", "2000".to_owned()),
            ("ENTRATA_LOG", "error".to_owned()),
        ];
        all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        all.extend(changes.iter().cloned());
        all
    }

    /// Whether log entries wait in the spool of this stage's processes.
    pub(crate) fn spool_waits(&self) -> bool {
        let files = std::fs::read_dir(&self.spool).into_iter().flatten().flatten();
        files
            .map(|file| file.path())
            .any(|path| path.extension().is_some_and(|end| end == "spool" || end == "taken"))
    }

    /// Inserts a renter's row in `viewings`, like the portal's PHP.
    pub(crate) async fn viewing(&self, email: &str, house: HouseId, slot: &(String, String)) -> ViewingId {
        let mut conn = self.database.conn().await;
        conn.exec_drop(
            "INSERT IGNORE INTO users (first_name, last_name, email, phone) VALUES ('Ada', 'Renter', ?, '555-0100')",
            (email,),
        )
        .await
        .unwrap();
        conn.exec_drop(
            "INSERT INTO viewings (user_id, house_id, message, tour_type, entrata_tour_date, entrata_tour_time) \
             SELECT id, ?, 'Hello', 'AGENT_GUIDED', ?, ? FROM users WHERE email = ?",
            (house.get(), &slot.0, &slot.1, email),
        )
        .await
        .unwrap();
        conn.last_insert_id().unwrap().try_into().unwrap()
    }

    /// Inserts a renter's viewing like our booking page, with a row in `entrata_viewings`.
    pub(crate) async fn booking(&self, email: &str, house: HouseId, slot: &(String, String)) -> ViewingId {
        let viewing = self.viewing(email, house, slot).await;
        let sql = "INSERT INTO entrata_viewings \
                   (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time) \
                   SELECT v.id, e.cid, e.property_id, v.house_id, v.user_id, v.tour_type, v.entrata_tour_date, \
                   v.entrata_tour_time FROM viewings v JOIN entrata_houses e ON e.house_id = v.house_id WHERE v.id = ?";
        self.database.run(sql, (viewing.get(),)).await;
        viewing
    }

    /// Raw slots that a house offers, in order.
    pub(crate) async fn slots(&self, house: HouseId) -> Vec<(String, String)> {
        self.slots_of(house, None).await
    }

    /// Raw slots that a house offers in a month `MM-YYYY`, or in the next 30 days.
    pub(crate) async fn slots_of(&self, house: HouseId, month: Option<&str>) -> Vec<(String, String)> {
        let times = self.portal.tour_availability(house, month, None).await.unwrap();
        let slots = times.tour_times.into_iter().flat_map(|day| day.slots);
        slots.map(|slot| (slot.raw().date().to_owned(), slot.raw().time().to_owned())).collect()
    }

    /// Makes a viewing's next attempt due now, and counts earlier ones as settled.
    pub(crate) async fn let_time_pass(&self) {
        let sql = "UPDATE entrata_viewings SET next_attempt_at = NULL, sent_at = sent_at - INTERVAL 1 HOUR, lease_until = NULL";
        self.database.run(sql, ()).await;
        self.database.run("UPDATE entrata_prospect_leases SET lease_until = NULL", ()).await;
    }

    /// Passes a minute, so that the rate limits allow another ingestion of a property.
    pub(crate) async fn let_limits_pass(&self) {
        self.database
            .run("UPDATE entrata_rate_limits SET called_at = called_at - INTERVAL 2 MINUTE", ())
            .await;
        self.database.run("UPDATE entrata_jobs SET due_at = UTC_TIMESTAMP(3)", ()).await;
    }
}

/// Creates the tables, and returns the migrations that ran.
pub(crate) async fn migrate(portal: &Portal) -> Vec<String> {
    schema::migrate(portal.store(), portal.settings().portal_map.default_tables().as_deref(), |_| {})
        .await
        .unwrap()
}

pub(crate) fn portal(database: &Database, sandbox: &Sandbox, changes: &[(&'static str, &str)]) -> Portal {
    Portal::with_connections(settings(database, sandbox, changes), 8).unwrap()
}

/// A portal with one connection, like PHP's.
pub(crate) fn one_connection(stage: &Stage, changes: &[(&'static str, &str)]) -> Portal {
    Portal::open(settings(&stage.database, &stage.sandbox, changes)).unwrap()
}

pub(crate) fn settings(database: &Database, sandbox: &Sandbox, changes: &[(&'static str, &str)]) -> Settings {
    let spool = std::env::temp_dir();
    Settings::from_lookup(|name| {
        if let Some((_, value)) = changes.iter().find(|(changed, _)| *changed == name) {
            return Some((*value).to_owned());
        }
        Some(match name {
            "ENTRATA_DATABASE_URL" => database.url(),
            "ENTRATA_CLIENT_ID" => CLIENT_ID.to_owned(),
            "ENTRATA_CLIENT_SECRET" => CLIENT_SECRET.to_owned(),
            "ENTRATA_TOKEN_KEY" => TOKEN_KEY.to_owned(),
            "ENTRATA_OAUTH_URL" => sandbox.oauth_url(),
            "ENTRATA_API_URL" => sandbox.api_url(),
            "ENTRATA_SPOOL_DIR" => spool.display().to_string(),
            _ => return None,
        })
    })
    .unwrap()
}

pub(crate) fn encoded(text: &str) -> String {
    text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

pub(crate) fn body(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap()
}

pub(crate) fn cid() -> Cid {
    CID.try_into().unwrap()
}

pub(crate) fn property() -> PropertyId {
    PROPERTY.try_into().unwrap()
}

/// An HTTP client for the tests. The crate installs no crypto provider, and the tests' client has none of its own.
pub(crate) fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(70))
        .no_proxy()
        .build()
        .unwrap()
}
