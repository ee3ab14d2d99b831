//! The server's loop: connections with a bound on their number and on the time for a request's head, and a stop that lets
//! running requests end.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::Service;
use tower::util::MapRequest;

use super::places::{Held, Place, Places};
use super::workbench::Workbench;
use crate::app::App;
use crate::tls::Tls;

/// Time that running requests have to end when the server stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
/// After a failed accept (out of file descriptors, most likely) the loop rests this long.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Changed certificates are looked for this often.
const CERTIFICATE_TICK: Duration = Duration::from_secs(2);

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Where a request comes from: the other end of the connection, or what proxies of ours say of theirs.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Serves until `stop` says so.
pub async fn serve(app: Arc<App>, listener: TcpListener, stop: watch::Receiver<bool>) {
    serve_author(app, listener, stop, None).await;
}

/// The same, with the author's page beside the site where there is a workbench.
pub async fn serve_author(
    app: Arc<App>,
    listener: TcpListener,
    stop: watch::Receiver<bool>,
    bench: Option<Arc<dyn Workbench>>,
) {
    let router = super::router(app.clone(), bench);
    let reading = app
        .tls
        .as_ref()
        .map(|_| read_certificates(app.clone(), stop.clone()));
    let reading = reading.map(tokio::spawn);
    attend(app, listener, router, stop, true).await;
    if let Some(reading) = reading {
        reading.abort();
    }
}

/// Serves those who watch the instance, on a listener of their own and without TLS.
pub async fn serve_watchers(app: Arc<App>, listener: TcpListener, stop: watch::Receiver<bool>) {
    let router = super::health::router(app.clone());
    attend(app, listener, router, stop, false).await;
}

async fn attend(
    app: Arc<App>,
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
    public: bool,
) {
    let server = &app.config.server;
    let head_timeout = Duration::from_secs(server.header_timeout_s);
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout);
    let places = Places::new(server.connections_max);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let proxies = app.clone();
        let answering = Answering {
            router: router.clone(),
            held: place.held(),
        };
        let service = MapRequest::new(answering, move |mut request: Request<Incoming>| {
            let forwarded = request.headers().get_all("x-forwarded-for").iter();
            let forwarded = forwarded.filter_map(|value| value.to_str().ok());
            let from = proxies.proxies.client(peer, forwarded);
            request.extensions_mut().insert(Peer(from));
            request
        });
        let service = TowerToHyperService::new(service);
        let tls = app.tls.as_ref().filter(|_| public).map(Tls::config);
        let (builder, watcher) = (builder.clone(), graceful.watcher());
        let counted = app.metrics.connection();
        tokio::spawn(async move {
            // A client that goes away, or dawdles, is no news.
            let served = async {
                match tls {
                    None => {
                        let connection = builder.serve_connection(TokioIo::new(stream), service);
                        watcher.watch(connection).await
                    }
                    Some(config) => {
                        let greeted = TlsAcceptor::from(config).accept(stream);
                        let greeted = tokio::time::timeout(head_timeout, greeted).await;
                        let Ok(Ok(stream)) = greeted else {
                            tracing::debug!("a connection did not come to TLS");
                            return Ok(());
                        };
                        let connection = builder.serve_connection(TokioIo::new(stream), service);
                        watcher.watch(connection).await
                    }
                }
            };
            tokio::select! {
                ended = served => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended early");
                    }
                }
                () = place.is_wanted() => tracing::debug!("an idle connection made room"),
            }
            drop((place, counted));
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not end in time and were cut off");
    }
}

/// Serves a changed certificate without a new start.
async fn read_certificates(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let Some(tls) = &app.tls else { return };
    loop {
        tokio::select! {
            () = tokio::time::sleep(CERTIFICATE_TICK) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        match tls.look() {
            Ok(false) => {}
            Ok(true) => tracing::info!("a new certificate is served"),
            Err(error) => {
                tracing::error!(%error, "the new certificate does not hold: the old one stays");
            }
        }
    }
}

/// Answers the requests of one connection, which is not idle meanwhile.
#[derive(Clone)]
struct Answering {
    router: Router,
    held: Arc<Held>,
}

impl<B> Service<Request<B>> for Answering
where
    Router: Service<Request<B>, Error = Infallible>,
    <Router as Service<Request<B>>>::Future: Send + 'static,
{
    type Response = <Router as Service<Request<B>>>::Response;
    type Error = Infallible;
    type Future = BoxFuture<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<B>>::poll_ready(&mut self.router, context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let held = self.held.clone();
        held.work();
        let answering = self.router.call(request);
        Box::pin(async move {
            let answered = answering.await;
            held.rest();
            answered
        })
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Places,
) -> std::io::Result<(tokio::net::TcpStream, IpAddr, Place)> {
    let (stream, peer) = listener.accept().await?;
    let place = places.take().await;
    let place = place.ok_or_else(|| std::io::Error::other("there are no places any more"))?;
    // Answers are small and whole: waiting to fill a packet only delays them.
    stream.set_nodelay(true)?;
    Ok((stream, peer.ip(), place))
}
