//! What carries a question to a peer and brings its answer back.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use reqwest::{Request, Response};

use super::ClientError;

/// An answer on its way.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<Response, ClientError>> + Send + 'a>>;

/// The HTTP client that a caller hands in; in a simulation a network that loses, delays and repeats.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Carries one request, whose time limit it heeds. What does not come back is unreachable, timed out or cut off.
    fn carry(&self, request: Request) -> Carried<'_>;
}

impl Transport for reqwest::Client {
    fn carry(&self, request: Request) -> Carried<'_> {
        Box::pin(async move {
            let sent = self.execute(request).await;
            sent.map_err(ClientError::of_sending)
        })
    }
}
