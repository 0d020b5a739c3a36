//! The database, the sandbox and the nodes.

use entrata::config::Settings;
use entrata::id::{HouseId, ViewingId};
use entrata::portal::Portal;
use entrata::sandbox::{Options, Sandbox};
use entrata::store::schema;
use mysql_async::prelude::{FromRow, Queryable};
use mysql_async::{Conn, Opts, OptsBuilder, Params, Pool, PoolConstraints, PoolOpts, params};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The sandbox's first generated property; it assigns them to the companies in turn.
const FIRST_PROPERTY: u32 = 800_001;
const FIRST_CID: u32 = 5001;
const CLIENT_ID: &str = "0123456789abcdef0123.portal";

/// The size of the simulation.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) nodes: u32,
    pub(crate) companies: u32,
    pub(crate) properties: u32,
    pub(crate) bookings_a_minute: u32,
    pub(crate) seconds: u32,
}

impl Plan {
    pub(crate) fn from_environment() -> Self {
        let number = |name: &str, otherwise: u32| {
            std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
        };
        Self {
            nodes: number("SCALE_NODES", 50),
            companies: number("SCALE_COMPANIES", 150),
            properties: number("SCALE_PROPERTIES", 10_000),
            bookings_a_minute: number("SCALE_BOOKINGS_A_MINUTE", 1000),
            seconds: number("SCALE_SECONDS", 60),
        }
    }

    pub(crate) fn bookings(self) -> u32 {
        self.bookings_a_minute * self.seconds / 60
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nodes, companies, properties, bookings_a_minute, seconds } = self;
        write!(
            f,
            "{bookings_a_minute} a minute for {seconds} s; {nodes} nodes, {companies} companies, {properties} properties"
        )
    }
}

pub(crate) struct Stage {
    pub(crate) plan: Plan,
    sandbox: Sandbox,
    pool: Pool,
    nodes: Vec<Arc<Portal>>,
    first_house: u64,
}

impl Stage {
    /// The initial data: companies, their tokens, and one house per property.
    pub(crate) async fn open(plan: Plan) -> Result<Self> {
        let url = std::env::var("SCALE_DATABASE_URL")
            .map_err(|_| "SCALE_DATABASE_URL is not set: use scripts/scale.sh")?;
        let world = std::env::temp_dir().join(format!("many-nodes-{}.json", std::process::id()));
        std::fs::write(&world, companies(plan.companies))?;
        let options = Options {
            data: Some(world.clone()),
            properties: usize::try_from(plan.properties)?,
            units: 4,
            ..Options::default()
        };
        let sandbox = Sandbox::with(options).await?;
        std::fs::remove_file(world)?;
        let opts = Opts::from_url(&url)?;
        let constraints = PoolConstraints::new(1, 16).ok_or("a pool of 1 to 16")?;
        let pool_opts = PoolOpts::new().with_constraints(constraints);
        let builder = OptsBuilder::from_opts(opts.clone()).prefer_socket(Some(opts.socket().is_some()));
        let pool = Pool::new(builder.pool_opts(pool_opts).setup(vec!["SET time_zone = '+00:00'"]));
        let nodes: Vec<_> = (0..plan.nodes)
            .map(|_| Ok(Arc::new(Portal::with_connections(settings(&url, &sandbox)?, 4)?)))
            .collect::<Result<_>>()?;
        let node = nodes.first().ok_or("at least one node")?;
        schema::migrate(node.store(), node.settings().portal_map.default_tables().as_deref(), |_| {}).await?;
        let mut stage = Self { plan, sandbox, pool, nodes, first_house: 0 };
        stage.authenticate().await?;
        stage.first_house = stage.fill().await?;
        Ok(stage)
    }

    async fn authenticate(&self) -> Result<()> {
        for cid in (FIRST_CID..).take(usize::try_from(self.plan.companies).unwrap_or_default()) {
            let code = self.sandbox.auth_code(u64::from(cid))?.into();
            let cid = u64::from(cid).try_into()?;
            self.node(0).exchange_auth_code(&code, cid).await?;
        }
        Ok(())
    }

    /// One house per property, all on the market, with consecutive ids.
    async fn fill(&self) -> Result<u64> {
        let houses = "INSERT INTO houses (id, source, title, status) \
                      SELECT 1000 + s.seq, 'ENTRATA', 'A house', 1 FROM seq_0_to_99999 s WHERE s.seq < :properties";
        self.run(houses, params! { "properties" => self.plan.properties }).await?;
        let sql = "INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) \
                   SELECT 1000 + s.seq, :cid + s.seq % :companies, :first + s.seq, 1 FROM seq_0_to_99999 s \
                   WHERE s.seq < :properties";
        let values = params! {
            "first" => FIRST_PROPERTY, "cid" => FIRST_CID, "companies" => self.plan.companies,
            "properties" => self.plan.properties,
        };
        self.run(sql, values).await?;
        Ok(1000)
    }

    pub(crate) fn node(&self, number: u32) -> Arc<Portal> {
        Arc::clone(&self.nodes[number as usize % self.nodes.len()])
    }

    /// Distributes renters over all properties and companies.
    pub(crate) fn house(&self, number: u32) -> HouseId {
        let at = u64::from(number) * 7919 % u64::from(self.plan.properties);
        (self.first_house + at).try_into().unwrap_or_else(|_| unreachable!("house ids begin at 1000"))
    }

    /// Creates a renter and a viewing, as the portal's page does.
    pub(crate) async fn viewing(
        &self,
        number: u32,
        house: HouseId,
        date: &str,
        time: &str,
    ) -> Result<ViewingId> {
        let mut conn = self.conn().await?;
        let user =
            "INSERT INTO users (first_name, last_name, email, phone) VALUES ('Ada', 'Renter', ?, '555-0100')";
        conn.exec_drop(user, (format!("renter{number}@example.com"),)).await?;
        let viewing = "INSERT INTO viewings (user_id, house_id, tour_type, entrata_tour_date, entrata_tour_time) \
                       VALUES (LAST_INSERT_ID(), ?, 'AGENT_GUIDED', ?, ?)";
        conn.exec_drop(viewing, (house.get(), date, time)).await?;
        Ok(conn.last_insert_id().ok_or("a viewing without an id")?.try_into()?)
    }

    pub(crate) async fn open_viewings(&self) -> Result<u64> {
        let (count,) = self.one("SELECT COUNT(*) FROM viewings WHERE status = 'REQUESTED'").await?;
        Ok(count)
    }

    /// The number of statements that MariaDB has run.
    pub(crate) async fn counted(&self) -> Result<u64> {
        let (_, count): (String, u64) = self.one("SHOW GLOBAL STATUS LIKE 'Questions'").await?;
        Ok(count)
    }

    /// The final state at Entrata and in the tables.
    pub(crate) async fn truth(&self) -> Result<Vec<(&'static str, String)>> {
        let truth = self.sandbox.truth();
        let (confirmed, rejected): (usize, usize) = self
            .one("SELECT COUNT(IF(status = 'CONFIRMED', 1, NULL)), COUNT(IF(status = 'REJECTED', 1, NULL)) FROM viewings")
            .await?;
        let (megabytes,): (f64,) = self
            .one("SELECT SUM(data_length + index_length) / 1e6 FROM information_schema.tables WHERE table_schema = DATABASE()")
            .await?;
        Ok(vec![
            ("delivered in the end, counted at Entrata", truth.appointments.len().to_string()),
            ("lost", confirmed.abs_diff(truth.appointments.len()).to_string()),
            ("doubled", truth.duplicates.to_string()),
            ("rejected", rejected.to_string()),
            ("tables, MB", format!("{megabytes:.0}")),
        ])
    }

    pub(crate) async fn close(&self) {
        for node in &self.nodes {
            node.close().await;
        }
        let _ = self.pool.clone().disconnect().await;
    }

    async fn conn(&self) -> Result<Conn> {
        Ok(self.pool.get_conn().await?)
    }

    async fn run(&self, sql: &str, params: impl Into<Params> + Send) -> Result<()> {
        Ok(self.conn().await?.exec_drop(sql, params.into()).await?)
    }

    async fn one<T: FromRow + Send + 'static>(&self, sql: &str) -> Result<T> {
        let row = self.conn().await?.query_first(sql).await?;
        row.ok_or_else(|| "counting gave nothing".into())
    }
}

/// The sandbox's data: companies with generated properties.
fn companies(count: u32) -> String {
    let one = |cid: u32| {
        format!(
            r#"{{"cid":{cid},"subdomain":"company{cid}","name":"Company {cid}","user_id":"u{cid}","properties":[]}}"#
        )
    };
    let all: Vec<_> = (FIRST_CID..FIRST_CID + count).map(one).collect();
    format!(
        r#"{{"client_id":"{CLIENT_ID}","client_secret":"sandbox-secret","companies":[{}]}}"#,
        all.join(",")
    )
}

fn settings(url: &str, sandbox: &Sandbox) -> entrata::portal::Result<Settings> {
    let spool = std::env::temp_dir();
    Settings::from_lookup(|name| {
        Some(match name {
            "ENTRATA_DATABASE_URL" => url.to_owned(),
            "ENTRATA_CLIENT_ID" => CLIENT_ID.to_owned(),
            "ENTRATA_CLIENT_SECRET" => "sandbox-secret".to_owned(),
            "ENTRATA_TOKEN_KEY" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
            "ENTRATA_OAUTH_URL" => sandbox.oauth_url(),
            "ENTRATA_API_URL" => sandbox.api_url(),
            "ENTRATA_SPOOL_DIR" => spool.display().to_string(),
            _ => return None,
        })
    })
}
