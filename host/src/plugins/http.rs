//! The interface `http`: outgoing requests to granted hosts, with bounds on count, time and bytes.

use std::time::Duration;

use tokio::time::timeout;
use wasmtime::component::Resource;

use super::CallKind;
use super::budget::Answer;
use super::contract::maille::plugin::http::{Host, HostRequest, Response};
use super::contract::{Error, error};
use super::directory::tried;
use super::grants::Capability;
use super::state::{HttpRequest, State};
use super::store::DocumentWriter;

/// Headers of a request.
const HEADERS_MAX: usize = 50;
/// Bytes of a document's name.
const NAME_BYTES_MAX: usize = 256;
/// Headers that the client writes itself, or that would speak for somebody else.
const RESERVED: [&str; 9] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "te",
    "trailer",
    "proxy-authorization",
    "expect",
];

impl Host for State {}

impl State {
    async fn dial(
        &mut self,
        handle: &Resource<HttpRequest>,
        limit_ms: u64,
    ) -> wasmtime::Result<Result<reqwest::Response, Error>> {
        // What the network says cannot be told again.
        self.reads.unrepeatable = true;
        let request = std::mem::take(self.table.get_mut(handle)?);
        self.budget.requests += 1;
        let limit = self.around.bounds.requests;
        if self.budget.requests > limit {
            return Ok(Err(error(
                "exhausted",
                format!("more than {limit} outgoing requests in one call"),
            )));
        }
        let (url, host) = match self.around.outbound.check(&request.url) {
            Ok(checked) => checked,
            Err(refused) => return Ok(Err(error("denied", refused.to_string()))),
        };
        tried!(self.check(Capability::Host(host)));
        let method = match request.method.as_str() {
            "GET" => reqwest::Method::GET,
            "HEAD" => reqwest::Method::HEAD,
            "POST" => reqwest::Method::POST,
            other => {
                return Ok(Err(error(
                    "invalid",
                    format!("the method `{other}` is none of GET, HEAD, POST"),
                )));
            }
        };
        let mut builder = self
            .around
            .outbound
            .client()
            .request(method, url)
            .timeout(Duration::from_millis(limit_ms));
        for (name, value) in &request.headers {
            if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
                return Ok(Err(error(
                    "invalid",
                    format!("the header `{name}` is the host's own"),
                )));
            }
            let name = reqwest::header::HeaderName::from_bytes(name.as_bytes());
            let value = reqwest::header::HeaderValue::from_str(value);
            match (name, value) {
                (Ok(name), Ok(value)) => builder = builder.header(name, value),
                _ => {
                    return Ok(Err(error(
                        "invalid",
                        "a header's name or value holds characters that HTTP forbids",
                    )));
                }
            }
        }
        let head = Duration::from_millis(self.around.bounds.request_ms);
        let sent = self.around.outbound.send(builder.body(request.body));
        Ok(timeout(head, sent)
            .await
            .map_err(|_| silent(head))
            .and_then(|sent| sent.map_err(|failure| unavailable(&failure))))
    }
}

/// Takes an answer as it comes, however slowly, as long as something comes.
async fn receive(
    mut response: reqwest::Response,
    writer: &mut DocumentWriter,
    stall: Duration,
) -> Result<(), Error> {
    loop {
        let chunk = timeout(stall, response.chunk())
            .await
            .map_err(|_| silent(stall))?;
        match chunk.map_err(|failure| unavailable(&failure))? {
            Some(chunk) => writer.push(&chunk).await?,
            None => return Ok(()),
        }
    }
}

fn silent(limit: Duration) -> Error {
    error(
        "unavailable",
        format!("nothing came for {} ms", limit.as_millis()),
    )
}

fn unavailable(failure: &(dyn std::error::Error + 'static)) -> Error {
    let mut words = failure.to_string();
    let mut source = failure.source();
    while let Some(inner) = source {
        words = format!("{words}: {inner}");
        source = inner.source();
    }
    error("unavailable", words)
}

fn too_large(limit: u64) -> Error {
    error(
        "exhausted",
        format!("the answer has more than {limit} bytes"),
    )
}

impl HostRequest for State {
    fn new(&mut self, method: String, url: String) -> wasmtime::Result<Resource<HttpRequest>> {
        Ok(self.table.push(HttpRequest {
            method,
            url,
            ..HttpRequest::default()
        })?)
    }

    fn header(
        &mut self,
        handle: Resource<HttpRequest>,
        name: String,
        value: String,
    ) -> wasmtime::Result<()> {
        let request = self.table.get_mut(&handle)?;
        if request.headers.len() < HEADERS_MAX {
            request.headers.push((name, value));
        }
        Ok(())
    }

    fn body(&mut self, handle: Resource<HttpRequest>, bytes: Vec<u8>) -> wasmtime::Result<()> {
        self.table.get_mut(&handle)?.body = bytes;
        Ok(())
    }

    async fn send(&mut self, handle: Resource<HttpRequest>) -> Answer<Response> {
        let mut response = tried!(self.dial(&handle, self.around.bounds.request_ms).await?);
        let limit = self.around.bounds.request_bytes;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let status = response.status().as_u16();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if (body.len() + chunk.len()) as u64 > limit => {
                    return Ok(Err(too_large(limit)));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(failure) => return Ok(Err(unavailable(&failure))),
            }
        }
        Ok(Ok(Response {
            status,
            headers,
            body,
        }))
    }

    async fn save(&mut self, handle: Resource<HttpRequest>, document: String) -> Answer<u64> {
        tried!(self.write_once());
        if document.is_empty() || document.len() > NAME_BYTES_MAX || document.starts_with("assets/")
        {
            return Ok(Err(error(
                "invalid",
                "a document's name has 1 to 256 bytes and does not begin with `assets/`",
            )));
        }
        // A page's visitor does not wait for a long download: there the call's own time goes on.
        let save_ms = self.around.bounds.save_ms;
        let task = self.kind == CallKind::Task;
        let _respite = task.then(|| self.wall.respite(Duration::from_millis(save_ms)));
        let response = tried!(self.dial(&handle, save_ms).await?);
        if !response.status().is_success() {
            return Ok(Err(error(
                "unavailable",
                format!("the answer's status is {}", response.status()),
            )));
        }
        let limit = self.around.bounds.save_bytes;
        let plugin = self.plugin.manifest.id.clone();
        let mut writer = tried!(
            self.around
                .documents
                .writer(&plugin, &document, limit)
                .await
        );
        let stall = Duration::from_millis(self.around.bounds.save_stall_ms);
        if let Err(failure) = receive(response, &mut writer, stall).await {
            if let Err(error) = writer.abandon().await {
                tracing::warn!(plugin, document, %error, "half a document stays for a day");
            }
            return Ok(Err(failure));
        }
        Ok(writer.finish().await.map_err(Error::from))
    }

    async fn drop(&mut self, handle: Resource<HttpRequest>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}
