//! Outgoing HTTP, to the hosts that the administrator granted. A page that asks the network is never kept.

use crate::Result;
use crate::bindings::maille::plugin::http;

/// An answer from the network, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, as received.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

/// A request under construction.
pub struct Request(http::Request);

/// A request with GET.
pub fn get(url: &str) -> Request {
    Request(http::Request::new("GET", url))
}

/// A request with POST.
pub fn post(url: &str) -> Request {
    Request(http::Request::new("POST", url))
}

impl Request {
    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.0.header(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(self, bytes: &[u8]) -> Self {
        self.0.body(bytes);
        self
    }

    /// Sends it and waits for the whole answer.
    pub fn send(self) -> Result<Response> {
        let response = self.0.send()?;
        Ok(Response {
            status: response.status,
            headers: response.headers,
            body: response.body,
        })
    }

    /// Sends it and streams the answer into one of this plugin's documents; the size in bytes comes back.
    pub fn save(self, document: &str) -> Result<u64> {
        Ok(self.0.save(document)?)
    }
}
