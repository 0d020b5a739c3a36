//! Replays a logged webhook.

use super::authentication::{Credentials, Proof};
use super::handled::Handled;
use super::received::Received;
use super::redaction;
use super::reply::Reply;
use super::request::{Named, Request};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal::Portal;
use crate::store::entrata::webhooks::{self, LogId};
use std::time::Instant;

impl Portal {
    /// Handles a logged webhook again under a new log id, as if it had just arrived, so that it is the newest decision.
    ///
    /// Only a webhook whose sender was authenticated is handled again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidParameter`] if the webhook does not exist, if its sender was not authenticated, or if it only
    /// had an authorization code that was used.
    pub async fn replay_webhook(&self, log_id: LogId) -> Result<Reply> {
        let began = Instant::now();
        let rejected = |why: String| Error::new(ErrorKind::InvalidParameter, why);
        let Some(logged) = webhooks::find(&self.store, log_id).await? else {
            return Err(rejected(format!("no webhook is logged under {log_id}")));
        };
        let Some(proof) = logged.authenticated_by.as_deref().and_then(Proof::from_word) else {
            return Err(rejected(format!(
                "webhook {log_id} is not replayed: its sender never proved to be Entrata, and anyone can write such a \
                 webhook (ask Entrata to send it again)"
            )));
        };
        let mut received = Received::new(&logged.raw_query, logged.remote_addr.as_deref(), &self.settings);
        received.credentials = Credentials::Valid(proof);
        let mut request = Request::read(&received.parameters);
        if let Ok(request) = &mut request {
            request.auth_code = request.auth_code.take().filter(|code| !redaction::is_mask(code));
            if request.auth_code.is_none() && request.action.is_none() {
                return Err(rejected(format!(
                    "webhook {log_id} is not replayed: it carried nothing but an authorization code, which works once \
                     (ask Entrata for a new one)"
                )));
            }
        }
        let new_id = self.log(&received, Named::default()).await;
        let handling = async {
            match request {
                Ok(request) => self.act_as(proof, request, &received, new_id, began).await,
                Err(error) => Handled::new(Some(proof), Err(error)),
            }
        };
        Ok(self.reply(&received, new_id, handling).await)
    }
}
