//! Whether the database server's settings and limits suit the portal.

use super::CheckLine;
use crate::portal::Portal;
use crate::store::server;

impl Portal {
    /// Checks the server's settings and limits, one line for each problem.
    pub(super) async fn check_server(&self) -> Vec<CheckLine> {
        let line = |finding| CheckLine::new("database settings", finding);
        let settings = match server::read(&self.store).await {
            Err(error) => return vec![line(Err(error.display_chain()))],
            Ok(settings) => settings,
        };
        let mut problems: Vec<_> = settings.taken().err().into_iter().collect();
        if let Err(error) = server::takes_several_statements(&self.store).await {
            let message =
                "several statements at once are rejected: a proxy in front of the database must pass them on";
            problems.push(format!("{message} ({})", error.display_chain()));
        }
        let mut lines: Vec<_> = match problems.is_empty() {
            true => vec![line(Ok("suit the portal".to_owned()))],
            false => problems.into_iter().map(|problem| line(Err(problem))).collect(),
        };
        lines.push(CheckLine::new("database limits", settings.limits()));
        lines
    }
}
