//! A server outside: HTTPS on this machine, with a certificate that only the instance of the test trusts.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use maille::outbound::Rule;
use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Serves `router` under these names and returns the rule by which an instance reaches it.
pub async fn serve(names: &[&str], router: Router) -> Rule {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(names.clone()).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(accept(
        listener,
        TlsAcceptor::from(Arc::new(config)),
        router,
    ));
    Rule {
        known: names.into_iter().map(|name| (name, address)).collect(),
        roots: vec![cert.der().to_vec()],
        lookup: None,
        ..Rule::default()
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, router: Router) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, service) = (acceptor.clone(), TowerToHyperService::new(router.clone()));
        tokio::spawn(async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            }
        });
    }
}

/// The port at which a rule's server listens.
pub fn port(rule: &Rule) -> u16 {
    rule.known
        .first()
        .map_or(0, |(_, address): &(String, SocketAddr)| address.port())
}
