//! What the application may do: `getAccessibleServices` and `getClientInfo`.

use super::super::world::World;
use super::{Answer, Call, METHODS, Refusal};
use serde_json::json;

/// `getAccessibleServices` of the service `appinfo`: the methods that the company has granted.
pub(super) fn get_accessible_services(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let company = world.company(call.cid).ok_or_else(Refusal::not_associated)?;
    let granted = METHODS.iter().filter(|method| !company.denied.contains_key(method.name));
    let services: Vec<_> = granted
        .map(|method| {
            json!({
                "uri": format!("/ext/orgs/{}/v1/{}", company.subdomain, method.service), "service": method.name,
            })
        })
        .collect();
    Ok(json!({ "services": services }).into())
}

/// `getClientInfo` of the service `ils/internetlisting`: an ILS service that no document lists.
pub(super) fn get_client_info(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    if !call.variants.client_info {
        return Err(Refusal::gate(404, "The service ils/internetlisting was not found."));
    }
    let company = world.company(call.cid).ok_or_else(Refusal::not_associated)?;
    let info = json!({
        "cid": company.cid.to_string(), "companyName": company.name, "subdomain": company.subdomain,
    });
    Ok(info.into())
}
