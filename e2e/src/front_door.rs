//! A door of the kind that operators have: nginx in front of a small application, which lets in whom the server under
//! test knows and sends everybody else to its sign-in page (`auth_request`).

use crate::{Failure, Outcome, program, server::free_port, waiting::until};
use std::{
    fs,
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// One process, which is ended by its number; whatever it writes stays in its folder. The application behind it shows
/// the address that it is given, and which of its pages it is.
const CONFIGURATION: &str = r#"
daemon off;
master_process off;
pid nginx.pid;
error_log error.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {
        listen 127.0.0.1:{PORT};
        location / {
            auth_request /latchkey;
            auth_request_set $sign_in $upstream_http_location;
            auth_request_set $email $upstream_http_remote_email;
            error_page 401 =302 $sign_in;
            proxy_set_header Remote-Email $email;
            proxy_pass http://unix:{FOLDER}/application.socket:;
        }
        location = /latchkey {
            internal;
            proxy_pass http://127.0.0.1:{LATCHKEY}/api/verify;
            proxy_pass_request_body off;
            proxy_set_header Host localhost:{LATCHKEY};
            proxy_set_header Content-Length "";
            proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
        }
    }
    server {
        listen unix:{FOLDER}/application.socket;
        default_type text/html;
        charset utf-8;
        add_header Cache-Control no-store;
        return 200 '<!doctype html><html lang="en"><title>A small application</title><link rel="icon" href="data:,">
            <main><h1>A small application</h1><p>It is read by $http_remote_email, at $request_uri.</p></main></html>';
    }
}
"#;

/// The door, and the application behind it.
pub struct FrontDoor {
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl FrontDoor {
    /// Chooses where it will stand: the server has to know before either is there.
    pub fn choose() -> Outcome<Self> {
        Ok(Self {
            folder: TempDir::new()?,
            port: free_port()?,
            process: None,
        })
    }

    /// Where people reach the application.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Opens it; it asks the server that is reached at this port.
    pub async fn opens(&mut self, latchkey: u16) -> Outcome {
        let folder = self.folder.path();
        let configuration = CONFIGURATION
            .replace("{PORT}", &self.port.to_string())
            .replace("{LATCHKEY}", &latchkey.to_string())
            .replace("{FOLDER}", &folder.to_string_lossy());
        fs::write(folder.join("nginx.conf"), configuration)?;
        let process = Command::new(program::named("NGINX", "nginx"))
            .arg("-p")
            .arg(folder)
            .args(["-c", "nginx.conf", "-e", "error.log"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("nginx could not be started: {error}")))?;
        self.process = Some(process);
        until(async || Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).map(drop)?))
            .await
            .map_err(|failure| failure.during(&format!("nginx\n{}", self.log())))
    }

    /// What it complained about.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }
}

impl Drop for FrontDoor {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It is ending anyway; there is nobody to tell.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FrontDoor;
    use crate::{Outcome, testing::alone};
    use std::net::Ipv4Addr;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
        task,
    };

    const STRANGER: &str = "HTTP/1.1 401 No\r\nLocation: http://localhost:1/sign-in?next=x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const KNOWN: &str = "HTTP/1.1 200 Yes\r\nRemote-Email: ann@example.org\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /// Answers what it is asked, with the cookie as the only thing that counts; and says what it was asked.
    async fn judge(listener: TcpListener) -> Outcome<Vec<String>> {
        let mut asked = Vec::new();
        for _ in 0..2 {
            let (mut client, _) = listener.accept().await?;
            let mut head = vec![0; 4_096];
            let length = client.read(&mut head).await?;
            head.truncate(length);
            let head = String::from_utf8(head)?;
            let is_known = head.contains("Cookie: latchkey=ann");
            let answer = if is_known { KNOWN } else { STRANGER };
            client.write_all(answer.as_bytes()).await?;
            asked.push(head);
        }
        Ok(asked)
    }

    async fn visit(door: &FrontDoor, cookie: &str) -> Outcome<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, door.port)).await?;
        let request = format!(
            "GET /papers?page=2 HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{cookie}\
             Remote-Email: boss@example.org\r\n\r\n",
            door.port
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    #[test]
    fn strangers_are_sent_away_and_friends_are_announced() {
        alone(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let mut door = FrontDoor::choose()?;
            door.opens(listener.local_addr()?.port()).await?;
            let judge = task::spawn_local(judge(listener));
            let stranger = visit(&door, "").await?;
            assert!(stranger.starts_with("HTTP/1.1 302 "), "{stranger}");
            let place = "Location: http://localhost:1/sign-in?next=x\r\n";
            assert!(stranger.contains(place), "{stranger}");
            let friend = visit(&door, "Cookie: latchkey=ann\r\n").await?;
            assert!(friend.starts_with("HTTP/1.1 200 "), "{friend}");
            let words = "It is read by ann@example.org, at /papers?page=2.";
            assert!(friend.contains(words), "{friend}");
            let asked = judge.await??.concat();
            let original = format!("X-Original-URL: {}/papers?page=2\r\n", door.origin());
            assert!(asked.starts_with("GET /api/verify "), "{asked}");
            assert!(asked.contains(&original), "{asked}");
            Ok(())
        });
    }
}
