//! Entrata's response to a lead.

use serde::{Deserialize, Serialize};

use crate::api::wire::{Node, RawResult, Unreadable};
use crate::id::ApplicationId;

/// Entrata's response to one lead.
///
/// A lead that Entrata rejected is an error of kind [`Rejected`](crate::ErrorKind::Rejected) or
/// [`SlotUnavailable`](crate::ErrorKind::SlotUnavailable). For every other lead, the
/// [`status`](Self::status) decides, not the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SentLead {
    /// Whether Entrata has accepted it.
    pub status: LeadStatus,
    /// Entrata's id of the lead. updateLeads does not repeat it.
    pub application_id: Option<ApplicationId>,
    /// Entrata's id of the person; empty if it sends none.
    pub applicant_id: String,
    /// Entrata's message, as plain text.
    pub message: String,
}

/// Whether Entrata has accepted a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LeadStatus {
    /// Entrata accepted it: its status for this lead is `Success`.
    Succeeded,
    /// Entrata has rejected it, with a status such as `Failed`.
    Failed,
    /// Neither is known: the status is missing or unknown, or it contradicts the message.
    ///
    /// Look the lead up with [`GetLeads`](super::GetLeads) before you send it again.
    Unknown,
}

impl LeadStatus {
    /// Source: Entrata's own examples and production code have `Success` with `Lead inserted successfully.` or
    /// `Lead updated successfully.`. The status of a rejected lead is not recorded, so the usual words count.
    fn read(status: &str, message: &str) -> Self {
        let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        let (status, message) = (status.to_ascii_lowercase(), message.to_ascii_lowercase());
        if status == "success" {
            let is_contradiction = has(&message, &FAILURE) || has(&message, &NOT_DONE);
            if is_contradiction { Self::Unknown } else { Self::Succeeded }
        } else if has(&status, &FAILURE) {
            Self::Failed
        } else {
            Self::Unknown
        }
    }
}

/// Parts of words for a failure.
const FAILURE: [&str; 7] = ["fail", "error", "invalid", "denied", "reject", "unsuccess", "not success"];
/// Words that never occur in a success message.
const NOT_DONE: [&str; 8] =
    ["cannot", "can't", "could not", "unable", "not available", "unavailable", "no longer", "not be "];

impl SentLead {
    /// Reads the only prospect of a response, in each of its nestings: `prospects.prospect[]` (sendLeads),
    /// `prospects[]` (updateLeads r2), `Prospects.Prospect[].@attributes` (updateLeads r1 and sendMitsLeads).
    pub(super) fn read(result: RawResult<'_>) -> Result<Self, Unreadable> {
        let tree = result.tree()?;
        let prospects: Vec<_> = tree.list(&["prospects", "prospect"])?.into_iter().map(Self::of).collect();
        let agree = |first: &Self| prospects.iter().all(|prospect| prospect.status == first.status);
        match prospects.first() {
            Some(first) if agree(first) => Ok(first.clone()),
            // One lead was sent, and it is unknown which of these it is.
            Some(first) => Ok(Self { status: LeadStatus::Unknown, ..first.clone() }),
            None => Err(Unreadable::new("prospects", "the response does not mention the lead")),
        }
    }

    fn of(prospect: &Node<'_>) -> Self {
        let message = prospect.at("message").text();
        Self {
            status: LeadStatus::read(&prospect.at("status").word(), &message),
            application_id: prospect.any(&["applicationId", "reference_id"]).id(),
            applicant_id: prospect.at("applicantId").word(),
            message,
        }
    }

    /// Entrata's reason, if it rejected the lead.
    pub(super) fn failure(&self) -> Option<String> {
        let reason = || {
            if self.message.is_empty() { "the lead was rejected".to_owned() } else { self.message.clone() }
        };
        (self.status == LeadStatus::Failed).then(reason)
    }
}
