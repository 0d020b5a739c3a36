//! Who may use the sandbox: programs on this machine, and no web page of another site.

use super::http::{Reply, Request};
use hyper::Method;
use std::net::IpAddr;

/// Rejects a request that a foreign web page could have made.
///
/// A page that another site serves can send a browser's requests to an address of this machine, and read the
/// replies once its own host name points there. Such a request names a foreign `Host`, or the browser marks it as
/// foreign by `Origin` or `Sec-Fetch-Site`.
pub(super) fn check(
    request: &Request,
    own_address: Option<IpAddr>,
    hosts: &[String],
) -> Result<(), Box<Reply>> {
    let host = request.header("host").unwrap_or_default();
    if !is_own(host, own_address, hosts) {
        let message =
            format!("the Host header must be this machine's address, localhost or a --host: {host:?}");
        return Err(Box::new(Reply::control_error(403, message)));
    }
    // A page of the portal shows the pictures, and may be served under another host name.
    let is_picture = request.method == Method::GET && request.path.starts_with("/pictures/");
    let site = request.header("sec-fetch-site").unwrap_or("none");
    let origin = request.header("origin");
    let foreign_origin = origin.is_some_and(|origin| origin != format!("http://{host}"));
    if !is_picture && (site == "cross-site" || foreign_origin) {
        return Err(Box::new(Reply::control_error(
            403,
            "a web page of another site must not use the sandbox",
        )));
    }
    Ok(())
}

/// Rejects a body that a web page could send without the browser's preflight request.
pub(super) fn check_content_type(request: &Request) -> Result<(), Box<Reply>> {
    let content_type = request.header("content-type").unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Box::new(Reply::control_error(415, "the Content-Type must be application/json")))
}

/// Whether a `Host` header, with or without a port, names this machine.
fn is_own(host: &str, own_address: Option<IpAddr>, hosts: &[String]) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    if let Ok(address) = name.parse::<IpAddr>() {
        return address.is_loopback() || own_address == Some(address);
    }
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || hosts.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_and_addresses_are_recognized_and_no_others() {
        let own = "10.0.0.5".parse().ok();
        let hosts = ["entrata".to_owned()];
        for host in [
            "127.0.0.1:8180",
            "127.0.0.1",
            "[::1]:8180",
            "localhost:1",
            "LOCALHOST",
            "exampleliving.localhost:8180",
            "10.0.0.5:8180",
            "entrata:8180",
        ] {
            assert!(is_own(host, own, &hosts), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8180",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.6:8180",
            "[::2]:8180",
            "notlocalhost",
        ] {
            assert!(!is_own(host, own, &hosts), "{host}");
        }
    }
}
