//! Where an instance answers: an address, which is not its name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::origin::Origin;

/// `https://creuse.example`, perhaps with a port; or, for trials on one machine, `http://127.0.0.1:8095`. Nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    loopback: bool,
    authority: String,
}

/// The text is no address of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an instance answers at https://HOST or https://HOST:PORT; on one machine also at http://127.0.0.1:PORT"
)]
pub struct NotAnAddress;

impl Address {
    /// `https` or `http`.
    pub fn scheme(&self) -> &'static str {
        if self.loopback { "http" } else { "https" }
    }

    /// What stands in `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether it leads to the machine itself.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether an instance that answers at `ours` may send to it: a loopback address only from a loopback address.
    pub fn is_acceptable_to(&self, ours: &Address) -> bool {
        !self.is_loopback() || ours.is_loopback()
    }

    /// The address of a path: `/federation/hint` there.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Address, NotAnAddress> {
        let (loopback, authority) = match text.split_once("://") {
            Some(("https", authority)) => (false, authority),
            Some(("http", authority)) => (true, authority),
            _ => return Err(NotAnAddress),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let numbered = |port: &str| {
            let number: Option<u16> = port.parse().ok();
            number.is_some_and(|number| number > 0 && number.to_string() == port)
        };
        // Each address has one form: the port of its scheme is not written.
        let default = if loopback { "80" } else { "443" };
        let port = port.is_none_or(|port| numbered(port) && port != default);
        let host = match loopback {
            true => host == "127.0.0.1",
            false => host.parse::<Origin>().is_ok(),
        };
        match host && port {
            true => Ok(Address {
                loopback,
                authority: authority.to_owned(),
            }),
            false => Err(NotAnAddress),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme(), self.authority)
    }
}

impl TryFrom<String> for Address {
    type Error = NotAnAddress;

    fn try_from(text: String) -> Result<Address, NotAnAddress> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.to_string()
    }
}
