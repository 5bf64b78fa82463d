//! A reverse proxy as operators have it: a real one, set up by the example of the document, in front of the server
//! under test and of an application that asks it about everybody.

mod example;

use crate::{
    Failure, Outcome, application::Application, program, server::free_port, waiting::until,
};
pub use example::Proxy;
use example::{Places, example};
use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// The name by which people reach both, in the document and here.
pub const HOST: &str = "example.org";

/// nginx needs a process around the example. It is ended by its number; whatever it writes stays in its folder.
const AROUND_NGINX: &str = "\
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
";

/// The proxy, and the application behind it.
pub struct ReverseProxy {
    proxy: Proxy,
    folder: TempDir,
    service: u16,
    port: u16,
    application: Application,
    process: Option<Child>,
}

impl ReverseProxy {
    /// Chooses where it will stand: the server has to know before either is there.
    pub async fn choose(proxy: Proxy) -> Outcome<Self> {
        Ok(Self {
            proxy,
            folder: TempDir::new()?,
            service: free_port()?,
            port: free_port()?,
            application: Application::open().await?,
            process: None,
        })
    }

    /// Where people reach the application.
    pub fn origin(&self) -> String {
        format!("https://{HOST}:{}", self.port)
    }

    /// Where people reach the service.
    pub fn service(&self) -> String {
        format!("https://{HOST}:{}", self.service)
    }

    /// Opens it; it asks the server that is reached at this port.
    pub async fn opens(&mut self, latchkey: u16) -> Outcome {
        let places = Places {
            service: self.service,
            proxied: self.port,
            latchkey,
            application: self.application.port(),
            folder: self.folder.path(),
        };
        let example = example(self.proxy, &places)?;
        let mut command = match self.proxy {
            Proxy::Nginx => nginx(self.folder.path(), &example)?,
            Proxy::Caddy => caddy(self.folder.path(), &example, self.service)?,
        };
        let process = command.spawn().map_err(|error| {
            Failure::new(format!("{:?} could not be started: {error}", self.proxy))
        })?;
        self.process = Some(process);
        for port in [self.service, self.port] {
            until(async || Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(drop)?))
                .await
                .map_err(|failure| failure.during(&format!("{:?}\n{}", self.proxy, self.log())))?;
        }
        Ok(())
    }

    /// What it complained about.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }
}

impl Drop for ReverseProxy {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It is ending anyway; there is nobody to tell.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn nginx(folder: &Path, example: &str) -> Outcome<Command> {
    certify(folder)?;
    let configuration = format!("{AROUND_NGINX}{example}}}\n");
    fs::write(folder.join("nginx.conf"), configuration)?;
    let mut command = quiet("NGINX", "nginx", folder)?;
    command
        // It would take the variable for the sockets of an older nginx.
        .env_remove("NGINX")
        .arg("-p")
        .arg(folder)
        .args(["-c", "nginx.conf", "-e", "error.log"]);
    Ok(command)
}

/// Caddy makes its own certificates; here it is told not to ask anybody on the internet for them.
fn caddy(folder: &Path, example: &str, service: u16) -> Outcome<Command> {
    let storage = folder.join("caddy");
    let around = format!(
        "{{\n admin off\n local_certs\n skip_install_trust\n auto_https disable_redirects\n https_port {service}\n \
         default_bind 127.0.0.1\n storage file_system {}\n}}\n",
        storage.display()
    );
    fs::write(folder.join("Caddyfile"), format!("{around}{example}"))?;
    let mut command = quiet("CADDY", "caddy", folder)?;
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(folder.join("Caddyfile"))
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_DATA_HOME", folder);
    Ok(command)
}

/// A program whose words go into a file.
fn quiet(variable: &str, name: &str, folder: &Path) -> Outcome<Command> {
    let mut command = Command::new(program::named(variable, name));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(folder.join("error.log"))?);
    Ok(command)
}

/// Makes a certificate that nobody trusts but the browser of these journeys.
fn certify(folder: &Path) -> Outcome {
    let subject = format!("/CN={HOST}");
    let mut openssl = Command::new("openssl");
    openssl
        .current_dir(folder)
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", &subject, "-keyout", "key.pem", "-out", "cert.pem"]);
    program::ask(&mut openssl, b"").map(drop)
}
