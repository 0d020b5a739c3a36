//! What Entrata says of a lead that was sent.

use serde::Deserialize;

use crate::api::wire::{self, Unreadable};
use crate::error::ErrorKind;
use crate::id::ApplicationId;

/// A lead that Entrata has taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SentLead {
    /// Entrata's id of the lead; updateLeads does not repeat it.
    #[serde(alias = "reference_id", deserialize_with = "wire::id")]
    pub application_id: Option<ApplicationId>,
    /// Entrata's id of the person.
    #[serde(alias = "applicant_id", deserialize_with = "wire::text")]
    pub applicant_id: String,
    /// Entrata's word for how it went.
    #[serde(deserialize_with = "wire::text")]
    pub status: String,
    /// Entrata's sentence about how it went.
    #[serde(deserialize_with = "wire::text")]
    pub message: String,
}

/// The only prospect of an answer to one lead.
pub(super) fn first(prospects: Vec<SentLead>) -> Result<SentLead, Unreadable> {
    prospects.into_iter().next().ok_or_else(|| Unreadable {
        path: "prospects".to_owned(),
        what: "nothing is said of the lead".to_owned(),
    })
}

impl SentLead {
    /// What went wrong with this lead, if something did.
    ///
    /// Entrata's words are not recorded: a `status` that speaks of success is one, and without such a word the
    /// status and the message are searched for the words that a production client looks for.
    pub(super) fn failure(&self) -> Option<String> {
        let status = self.status.to_ascii_lowercase();
        if status.contains("success") && !status.contains("unsuccess") {
            return None;
        }
        let bad = |text: &str| {
            ["error", "fail", "invalid", "denied", "reject", "unsuccess"]
                .iter()
                .any(|word| text.contains(word))
        };
        let failed = bad(&status) || bad(&self.message.to_ascii_lowercase());
        let said = if self.message.is_empty() { &self.status } else { &self.message };
        failed.then(|| said.clone())
    }
}

/// What a refused lead was refused for, if its tour is booked out.
///
/// This is the one place that knows: Entrata publishes no number for it, so only the words tell. Too narrow a rule
/// leaves a renter with "refused"; too wide a one lets them pick another time for a lead that is wrong.
pub(super) fn slot_is_gone(message: &str) -> Option<ErrorKind> {
    let message = message.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let gone = has(&["not available", "unavailable", "already booked", "already taken"]);
    let of_a_tour = has(&["slot", "time", "tour", "appointment"]);
    (has(&["no longer available"]) || (gone && of_a_tour)).then_some(ErrorKind::SlotUnavailable)
}
