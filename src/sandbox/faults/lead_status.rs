//! Lead replies with any status word, in each nesting that has been described.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A reply to `sendLeads`, `updateLeads` or `sendMitsLeads` with this status for each prospect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadStatus {
    /// The status: `Failed`, `Warning`, any word.
    pub status: String,
    /// The message beside it.
    #[serde(default)]
    pub message: String,
    /// Where in the result both are.
    #[serde(default)]
    pub nesting: Nesting,
    /// Whether the call is carried out before. The reply then has the ids that Entrata would have sent.
    #[serde(default)]
    pub after_work: bool,
}

/// Where in the result of a lead method the prospects are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Nesting {
    /// The method's own nesting.
    #[default]
    Own,
    /// `prospects[]`, as `updateLeads` r2.
    List,
    /// `prospects.prospect[]`, as `sendLeads` r1.
    Wrapped,
    /// `prospects.prospect`, one object.
    Single,
    /// `prospects.prospect[].@attributes`.
    Attributes,
    /// `Prospects.Prospect[].@attributes`, as `updateLeads` r1 and `sendMitsLeads`.
    Mits,
}

impl LeadStatus {
    /// Rewrites a result: each prospect keeps its ids and gets this status.
    pub(in super::super) fn apply(&self, method: &str, result: &Value) -> Value {
        let mut prospects = prospects(result);
        if prospects.is_empty() {
            prospects.push(json!({ "node": "1" }));
        }
        for prospect in &mut prospects {
            prospect["status"] = json!(self.status);
            prospect["message"] = json!(self.message);
        }
        let own = match method {
            "updateLeads" => Nesting::List,
            "sendMitsLeads" => Nesting::Mits,
            _ => Nesting::Wrapped,
        };
        let nesting = if self.nesting == Nesting::Own { own } else { self.nesting };
        let attributes =
            |all: Vec<Value>| all.into_iter().map(|one| json!({ "@attributes": one })).collect::<Vec<_>>();
        match nesting {
            Nesting::List => json!({ "prospects": prospects }),
            Nesting::Own | Nesting::Wrapped => json!({ "prospects": { "prospect": prospects } }),
            Nesting::Single => json!({ "prospects": { "prospect": prospects.swap_remove(0) } }),
            Nesting::Attributes => json!({ "prospects": { "prospect": attributes(prospects) } }),
            Nesting::Mits => json!({ "Prospects": { "Prospect": attributes(prospects) } }),
        }
    }
}

/// The prospects of a reply, wherever they are.
fn prospects(result: &Value) -> Vec<Value> {
    let list = ["/prospects/prospect", "/prospects", "/Prospects/Prospect"];
    let list = list.iter().find_map(|place| result.pointer(place)?.as_array());
    let prospects = list.into_iter().flatten();
    prospects.map(|prospect| prospect.get("@attributes").unwrap_or(prospect).clone()).collect()
}
