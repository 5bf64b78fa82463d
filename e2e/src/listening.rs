//! A small server of the tests, on a free port of this computer, for as long as it is held.

use crate::Outcome;
use std::{io, net::Ipv4Addr};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{self, JoinHandle},
};

/// The server. It needs a [`task::LocalSet`] to stand in.
pub struct Listening {
    port: u16,
    work: JoinHandle<()>,
}

impl Listening {
    /// Opens one; `answer` is given each connection.
    pub async fn open(
        answer: impl AsyncFn(TcpStream) -> io::Result<()> + Copy + 'static,
    ) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let work = task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                task::spawn_local(async move {
                    // Whoever goes away before the answer does not want it.
                    let _ = answer(stream).await;
                });
            }
        });
        Ok(Self { port, work })
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.work.abort();
    }
}
