//! Which leads getLeads and getMitsLeads return.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::event::comma_list;
use crate::api::wire::us_date;
use crate::email::EmailAddress;
use crate::id::{ApplicationId, PropertyId};

/// Which leads of a property are requested. Entrata requires a filter, or days.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeadsBy {
    /// Leads with this e-mail address.
    Email(EmailAddress),
    /// One lead.
    Id(ApplicationId),
    /// Leads that changed in these days, the last inclusive. Production code requests at most 30 days.
    Days {
        /// The first day.
        from: NaiveDate,
        /// The last day, inclusive.
        to: NaiveDate,
    },
}

impl LeadsBy {
    /// Builds the parameters of both methods, which name the first and the last day differently.
    pub(super) fn params(&self, property: PropertyId, days: [&str; 2], event_types: &[u32]) -> Value {
        let mut params = Map::from_iter([("propertyId".to_owned(), Value::from(property.to_string()))]);
        match self {
            Self::Email(email) => {
                params.insert("email".to_owned(), email.as_str().into());
            }
            Self::Id(lead) => {
                params.insert("leadId".to_owned(), lead.to_string().into());
            }
            Self::Days { from, to } => {
                let days = days.map(str::to_owned).into_iter();
                params.extend(days.zip([*from, *to].map(|day| us_date(day).into())));
            }
        }
        if !event_types.is_empty() {
            params.insert("eventTypeIds".to_owned(), comma_list(event_types).into());
        }
        params.into()
    }
}
