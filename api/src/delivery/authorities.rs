//! Which authorities are trusted to vouch for the mail server and for the gateway: those of the system, and those of the
//! operator.

use crate::config::{Config, startup_error::StartupError};
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use std::{fmt::Display, fs, path::Path, sync::Arc};

/// Variables that name the system's certificates instead of the usual places.
const SYSTEM: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// The trusted authorities.
pub struct Authorities {
    certificates: Vec<CertificateDer<'static>>,
    /// The system has none, as in a bare container: those that come with the program are trusted.
    with_bundled: bool,
}

impl Authorities {
    /// Reads them.
    pub fn read(config: &Config) -> Result<Self, StartupError> {
        let system = rustls_native_certs::load_native_certs();
        let named = SYSTEM.into_iter().find(|it| std::env::var_os(it).is_some());
        if let (true, Some(name)) = (system.certs.is_empty(), named) {
            let why = system.errors.first().map(ToString::to_string);
            let why = why.unwrap_or_else(|| "there is no certificate".to_owned());
            return Err(StartupError::settings(name, why));
        }
        let with_bundled = system.certs.is_empty();
        // A system may have certificates that no library reads. They vouch for nobody.
        let mut certificates = system.certs;
        certificates.retain(|it| RootCertStore::empty().add(it.clone()).is_ok());
        if let Some(path) = &config.settings.sending.ca_file {
            certificates.extend(read_file(path)?);
        }
        Ok(Self {
            certificates,
            with_bundled,
        })
    }

    /// How to speak TLS with a web server.
    pub fn web(&self) -> Result<ClientConfig, StartupError> {
        let mut roots = RootCertStore::empty();
        if self.with_bundled {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        roots.add_parsable_certificates(self.certificates.iter().cloned());
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|why| StartupError::failed("TLS", why))?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }

    /// How to speak TLS with this mail server.
    pub fn mail(&self, server: &str) -> Result<TlsParameters, StartupError> {
        let store = if self.with_bundled {
            CertificateStore::WebpkiRoots
        } else {
            CertificateStore::None
        };
        let mut builder = TlsParameters::builder(server.to_owned()).certificate_store(store);
        for certificate in &self.certificates {
            let certificate = Certificate::from_der(certificate.to_vec());
            let certificate =
                certificate.map_err(|why| StartupError::failed("a certificate", why))?;
            builder = builder.add_root_certificate(certificate);
        }
        builder
            .build_rustls()
            .map_err(|why| StartupError::settings("LATCHKEY_SMTP_HOST", why))
    }
}

fn read_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, StartupError> {
    let refuse = |why: &dyn Display| StartupError::settings("LATCHKEY_CA_FILE", why);
    let text = fs::read(path).map_err(|why| refuse(&why))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let certificates = certificates.map_err(|why| refuse(&why))?;
    if certificates.is_empty() {
        return Err(refuse(&"there is no certificate (PEM) in it"));
    }
    // One that cannot be read vouches for nobody, and its owner should know now.
    let mut roots = RootCertStore::empty();
    for certificate in &certificates {
        let added = roots.add(certificate.clone());
        added.map_err(|why| refuse(&why))?;
    }
    Ok(certificates)
}
