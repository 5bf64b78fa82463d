//! Takes connections and hands their requests to the router, within limits that a slow or greedy client meets
//! before it harms the others.

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderValue, header},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulConnection, GracefulShutdown},
};
use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};
use tower::ServiceExt as _;

/// Connections at the same time. More wait in the system's queue.
const CONNECTIONS_MAX: usize = 1_024;
/// How long a connection may stay before the next answer on it is the last. After as long again it is cut, in the
/// middle of an answer too: whoever never reads would keep its place for good.
pub const STAY: Duration = Duration::from_mins(2);
/// The longest that a client may take to send the head of a request, or to think of the next one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes.
const HEAD_MAX_BYTES: usize = 16 * 1_024;
/// Headers of a request.
const HEADERS_MAX: usize = 64;
/// How long requests under way may take when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is there, then lets what is under way come to its end. No connection stays much longer than
/// `stay`; see [`STAY`].
pub async fn serve(
    router: Router,
    listener: TcpListener,
    stay: Duration,
    stop: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => {
                if let Some((stream, peer, place)) = accepted {
                    let connection = attend(router.clone(), stream, peer, stay);
                    let connection = timeout(stay * 2, connections.watch(connection));
                    tokio::spawn(async move {
                        // How a connection ends is the client's affair; the requests on it have written their own lines.
                        let _ = connection.await;
                        drop(place);
                    });
                }
            }
        }
    }
    drop(listener);
    if timeout(FAREWELL, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not come to their end");
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(cause) => {
            tracing::warn!(%cause, "a connection could not be taken");
            sleep(BREATH).await;
            None
        }
    }
}

/// Answers the requests of one connection.
fn attend(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    stay: Duration,
) -> impl GracefulConnection + Send + 'static {
    // Without it, small answers wait for each other. If it cannot be set, they are only slower.
    let _ = stream.set_nodelay(true);
    let since = Instant::now();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move {
            let mut response = answer.await?;
            if since.elapsed() >= stay {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok::<Response, Infallible>(response)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_header_size(HEAD_MAX_BYTES)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), service)
}
