//! The paths that the sandbox serves.

use super::dispatch::{self, Target};
use super::http::{Reply, Request};
use super::state::State;
use super::{control, dashboard, pictures};
use hyper::Method;
use serde_json::json;

/// Answers one request.
pub(super) fn respond(state: &mut State, request: &Request) -> Reply {
    if let Some(what) = request.path.strip_prefix("/_sandbox/") {
        return control::respond(state, request, what);
    }
    let path = request.path.trim_matches('/');
    if request.method == Method::POST {
        let subdomain = subdomain_of_host(request);
        return match target(path, subdomain) {
            Some(target) => dispatch::respond(state, request, target),
            None => not_found(),
        };
    }
    match path.split('/').collect::<Vec<_>>()[..] {
        [""] => dashboard::respond(state),
        ["pictures", property, file] => pictures::respond(&state.world, property, file),
        _ => not_found(),
    }
}

/// The target of a path, in each form that a client can be set up with:
///
/// - `ext/orgs/{subdomain}/v1/{service}`: the gateway
/// - `{subdomain}/api/v1/{service}` and `{subdomain}/api/{service}`: a company's own host, as a path
/// - `api/v1/{service}` and `api/{service}` at `{subdomain}.localhost`: a company's own host
/// - `api/oauth`, also below a subdomain
fn target<'a>(path: &'a str, subdomain: Option<&'a str>) -> Option<Target<'a>> {
    let service = |subdomain, service: &'a str| {
        let service = service.strip_prefix("v1/").unwrap_or(service);
        Some(Target::Service { subdomain, service })
    };
    if let Some((subdomain, rest)) = path.strip_prefix("ext/orgs/").and_then(|rest| rest.split_once('/')) {
        return service(subdomain, rest);
    }
    let (subdomain, rest) = match path.strip_prefix("api/") {
        Some(rest) => (subdomain, rest),
        None => path.split_once("/api/").map(|(subdomain, rest)| (Some(subdomain), rest))?,
    };
    if rest == "oauth" {
        return Some(Target::OAuth);
    }
    service(subdomain.filter(|name| !name.contains('/'))?, rest)
}

fn subdomain_of_host(request: &Request) -> Option<&str> {
    let host = request.header("host")?;
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    host.strip_suffix(".localhost")
}

/// The gateway's own error, without Entrata's envelope.
fn not_found() -> Reply {
    Reply::entrata(404, json!({ "error": "Not Found" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(path: &'a str, host: Option<&'a str>) -> Option<(&'a str, &'a str)> {
        Some(match target(path, host)? {
            Target::OAuth => ("", "oauth"),
            Target::Service { subdomain, service } => (subdomain, service),
        })
    }

    #[test]
    fn every_form_of_a_services_path_leads_to_the_service() {
        for path in [
            "ext/orgs/living/v1/properties",
            "ext/orgs/living/properties",
            "living/api/v1/properties",
            "living/api/properties",
        ] {
            assert_eq!(found(path, None), Some(("living", "properties")), "{path}");
        }
        assert_eq!(found("living/api/ils/internetlisting", None), Some(("living", "ils/internetlisting")));
        assert_eq!(found("api/v1/leads", Some("living")), Some(("living", "leads")));
        assert_eq!(found("api/oauth", None), Some(("", "oauth")));
        assert_eq!(found("living/api/oauth", None), Some(("", "oauth")));
        for path in ["", "api", "api/v1/leads", "a/b/api/leads", "ext/orgs/living", "other"] {
            assert_eq!(found(path, None), None, "{path}");
        }
    }
}
