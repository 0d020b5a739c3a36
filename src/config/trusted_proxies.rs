//! Proxies whose `X-Forwarded-*` headers are trusted.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Addresses and networks of proxies whose `X-Forwarded-*` headers are trusted.
///
/// ```
/// use entrata::config::TrustedProxies;
///
/// let proxies: TrustedProxies = "10.0.0.0/8, ::1".parse()?;
/// assert!(proxies.contains("10.2.3.4".parse().unwrap()));
/// assert!(!proxies.contains("192.0.2.1".parse().unwrap()));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// A network: an address, and how many of its first bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

impl TrustedProxies {
    /// Whether a sender's address is one of them. An IPv4 address counts in either notation.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address.to_canonical()))
    }

    /// Whether no proxy is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(mine), IpAddr::V4(other)) => {
                let differs = u32::from(mine) ^ u32::from(other);
                self.prefix == 0 || differs >> (Ipv4Addr::BITS - self.prefix) == 0
            }
            (IpAddr::V6(mine), IpAddr::V6(other)) => {
                let differs = u128::from(mine) ^ u128::from(other);
                self.prefix == 0 || differs >> (Ipv6Addr::BITS - self.prefix) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// # Errors
    ///
    /// A sentence that names the part that is neither an address nor a CIDR.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split([',', ' ', '\t', '\n']).filter(|part| !part.is_empty());
        parts.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("has {text:?}, which is neither an address nor a CIDR range such as 10.0.0.0/8");
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, rest)| (address, Some(rest)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { Ipv4Addr::BITS } else { Ipv6Addr::BITS };
        let prefix = match prefix {
            None => longest,
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().ok().filter(|prefix| *prefix <= longest).ok_or_else(wrong)?
            }
            Some(_) => return Err(wrong()),
        };
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, network) in self.0.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            write!(f, "{comma}{}/{}", network.address, network.prefix)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn proxies(text: &str) -> TrustedProxies {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_contains_the_addresses_that_share_its_prefix() {
        for (networks, address, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db8:5::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("127.0.0.1, 2001:db8::/32\n10.0.0.0/8", "10.0.0.1", true),
        ] {
            assert_eq!(
                proxies(networks).contains(address.parse().unwrap()),
                expected,
                "{networks} {address}"
            );
        }
        assert!(proxies("").is_empty());
    }

    #[test]
    fn an_invalid_network_is_named() {
        for wrong in
            ["10.0.0.0/33", "::/129", "10.0.0", "proxy.example.com", "10.0.0.0/", "10.0.0.0/+8", "/8"]
        {
            let error = format!("127.0.0.1,{wrong}").parse::<TrustedProxies>().unwrap_err();
            assert!(error.contains(wrong), "{error}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_in_each_network_of_its_own(address: u32, other: u32, prefix in 0_u32..=32) {
            let network = Network { address: Ipv4Addr::from(address).into(), prefix };
            prop_assert!(network.contains(Ipv4Addr::from(address).into()));
            let shared = (address ^ other).leading_zeros();
            prop_assert_eq!(network.contains(Ipv4Addr::from(other).into()), shared >= prefix);
        }

        #[test]
        fn a_displayed_list_parses_to_itself(address: u128, prefix in 0_u32..=128) {
            let proxies = TrustedProxies(vec![Network { address: Ipv6Addr::from(address).into(), prefix }]);
            prop_assert_eq!(proxies.to_string().parse::<TrustedProxies>(), Ok(proxies));
        }
    }
}
