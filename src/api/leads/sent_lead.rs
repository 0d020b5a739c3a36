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
        let (status, message) = (status.to_lowercase(), message.to_lowercase());
        if status == "success" {
            let says_otherwise = words(&message).any(|word| NOT_DONE.contains(&word) || is_failure(word));
            if says_otherwise { Self::Unknown } else { Self::Succeeded }
        } else if says_failure(&status) && !words(&message).any(|word| word == "successfully") {
            Self::Failed
        } else {
            Self::Unknown
        }
    }
}

/// Whether something beside the status of a prospect says that not all of it was done.
fn contradicts_success(prospect: &Node<'_>) -> bool {
    let has_error = !prospect.any(&["error", "errors"]).is_nothing();
    let code = prospect.at("code").word();
    let events = prospect.each(&["events", "event"]).into_iter();
    let mut statuses = events.map(|event| event.at("status").word()).filter(|status| !status.is_empty());
    let has_code = !code.is_empty() && code != "200";
    has_error || has_code || statuses.any(|status| !status.eq_ignore_ascii_case("success"))
}

/// Words of a message that contradict a success.
const NOT_DONE: [&str; 21] = [
    "not",
    "no",
    "cannot",
    "can't",
    "couldn't",
    "didn't",
    "wasn't",
    "isn't",
    "unable",
    "unavailable",
    "without",
    "skipped",
    "ignored",
    "archived",
    "conflict",
    "already",
    "taken",
    "booked",
    "expired",
    "full",
    "duplicate",
];
/// Words that turn a failure into something else: `No errors`, `Success with errors`, `Partially failed`.
const SOFTENING: [&str; 7] = ["no", "not", "without", "with", "success", "partial", "partially"];

/// Whether a status means that the lead was rejected: its last word says so, as in `Validation failed`.
fn says_failure(status: &str) -> bool {
    let is_not_success = ["not successful", "no success"].contains(&status);
    let is_failed = words(status).last().is_some_and(is_failure);
    is_not_success || is_failed && !words(status).any(|word| SOFTENING.contains(&word))
}

fn is_failure(word: &str) -> bool {
    ["fail", "error", "invalid", "denied", "reject", "unsuccess"].iter().any(|start| word.starts_with(start))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'').filter(|word| !word.is_empty())
}

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
        let status = match LeadStatus::read(&prospect.at("status").word(), &message) {
            LeadStatus::Succeeded if contradicts_success(prospect) => LeadStatus::Unknown,
            status => status,
        };
        Self {
            status,
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
