//! `entrata migrate`

use entrata::portal::Portal;
use entrata::portal::Result;
use entrata::store::schema;
use std::process::ExitCode;

pub(crate) async fn run(portal: &Portal) -> Result<ExitCode> {
    let applied =
        schema::migrate(portal.store(), portal.settings().portal_map.default_tables().as_deref(), |_| {})
            .await?;
    for migration in &applied {
        say!("applied {migration}");
    }
    if applied.is_empty() {
        say!("the tables are up to date");
    }
    Ok(ExitCode::SUCCESS)
}
