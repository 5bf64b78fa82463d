//! Takes connections and hands their requests to the router, within limits that a slow or greedy client meets
//! before it harms the others.

pub mod connections;

use crate::{
    config::connection_limits::Limits,
    server::connections::{Connections, Place, Watched, until_sent},
};
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
use std::{convert::Infallible, io, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time::{Instant, sleep, timeout},
};
use tower::ServiceExt as _;

/// Connections that wait in the system's queue until they are taken.
const BACKLOG: u32 = 1_024;
/// How long requests under way may take when the server stops.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more connections to give.
const RETRY_DELAY: Duration = Duration::from_millis(100);

/// Listens at this address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // A server that starts again must not wait for what is left of the connections of the last one.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop` is there, then lets what is under way come to its end.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    connections: Connections,
    stop: impl Future<Output = ()>,
) {
    let under_way = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &connections) => {
                if let Some((stream, peer, place)) = accepted {
                    let stream = Watched::new(stream, place.watch.clone());
                    let connection = serve_connection(router.clone(), stream, peer, *connections.limits());
                    let connection = under_way.watch(connection);
                    tokio::spawn(async move {
                        // How a connection ends is the client's affair; the requests on it have written their own lines.
                        place.watch.over(connection).await;
                    });
                }
            }
        }
    }
    drop(listener);
    if timeout(SHUTDOWN_GRACE, under_way.shutdown()).await.is_err() {
        tracing::warn!("some requests did not come to their end");
    }
}

async fn accept(
    listener: &TcpListener,
    connections: &Connections,
) -> Option<(TcpStream, SocketAddr, Place)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            let place = connections.admit(peer.ip()).await?;
            // Without it, small answers wait for each other. If it cannot be set, they are only slower.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(cause) => {
            tracing::warn!(%cause, "a connection could not be taken");
            connections.make_room();
            sleep(RETRY_DELAY).await;
            None
        }
    }
}

/// Answers the requests of one connection.
fn serve_connection(
    router: Router,
    stream: Watched,
    peer: SocketAddr,
    limits: Limits,
) -> impl GracefulConnection + Send + 'static {
    let since = Instant::now();
    let watch = stream.watch().clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let answering = watch.answers();
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move {
            let mut response = answer.await?;
            if since.elapsed() >= limits.max_age {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            let response = response.map(|body| until_sent(body, answering));
            Ok::<Response, Infallible>(response)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        // The watch has its own, which tells a head that is slow from a connection that waits.
        .header_read_timeout(None)
        .max_header_size(limits.head_bytes)
        .max_headers(limits.headers)
        .serve_connection(TokioIo::new(stream), service)
}
