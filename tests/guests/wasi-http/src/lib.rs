//! The bytes of the native handler as a component of `wasi:http`, for `wasmtime serve`. Empty on other targets.
#![cfg(target_family = "wasm")]

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
};

/// Bytes of the plain answer.
const PLAIN_BYTES: usize = 1024;

struct Plain;

impl Guest for Plain {
    fn handle(_: IncomingRequest, answer: ResponseOutparam) {
        let length = PLAIN_BYTES.to_string().into_bytes();
        let headers = Fields::from_list(&[("content-length".into(), length)])
            .expect("a header that is allowed");
        let response = OutgoingResponse::new(headers);
        let body = response.body().expect("the only body");
        ResponseOutparam::set(answer, Ok(response));
        let stream = body.write().expect("the only stream");
        stream
            .blocking_write_and_flush(&[b'x'; PLAIN_BYTES])
            .expect("the visitor is there");
        drop(stream);
        OutgoingBody::finish(body, None).expect("as long as it said");
    }
}

wasip2::http::proxy::export!(Plain);
