//! The instance's own TLS: a certificate and its key in two files, read again when they change. A new file that does not hold
//! leaves the old certificate in place, and says so.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::SystemTime;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::parse_x509_certificate;

/// Why a certificate cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds no certificate.
    #[error("{} holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// The file holds no key.
    #[error("{} holds no private key in PEM", .0.display())]
    NoKey(PathBuf),
    /// The two do not fit together, or rustls cannot use them.
    #[error("certificate and key do not go together: {0}")]
    Unfit(#[source] rustls::Error),
    /// One of the two files is not named.
    #[error("`server.tls_certificate` and `server.tls_key` are both needed")]
    Half,
}

/// A certificate that is served, and the files that it comes from.
#[derive(Debug)]
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    served: RwLock<Served>,
    seen: Mutex<[Option<Stamp>; 2]>,
}

#[derive(Debug, Clone)]
struct Served {
    config: Arc<ServerConfig>,
    begins_s: Option<i64>,
    ends_s: Option<i64>,
}

/// What changes with a file, also where it is put in the other's place.
type Stamp = (Option<SystemTime>, u64, u64);

impl Tls {
    /// Reads both files, relative to the data folder; nothing where none is named.
    pub fn open(
        folder: &Path,
        certificate: Option<&Path>,
        key: Option<&Path>,
    ) -> Result<Option<Self>, TlsError> {
        let (certificate, key) = match (certificate, key) {
            (None, None) => return Ok(None),
            (Some(certificate), Some(key)) => (folder.join(certificate), folder.join(key)),
            _ => return Err(TlsError::Half),
        };
        // Before they are read: a change in between is seen the next time.
        let seen = [stamp(&certificate), stamp(&key)];
        let served = read(&certificate, &key)?;
        Ok(Some(Self {
            certificate,
            key,
            served: RwLock::new(served),
            seen: Mutex::new(seen),
        }))
    }

    /// What new connections are served with.
    pub fn config(&self) -> Arc<ServerConfig> {
        let served = self.served.read().unwrap_or_else(|held| held.into_inner());
        served.config.clone()
    }

    /// From when on the certificate is valid, in seconds since 1970.
    pub fn begins_s(&self) -> Option<i64> {
        let served = self.served.read().unwrap_or_else(|held| held.into_inner());
        served.begins_s
    }

    /// When the certificate ends, in seconds since 1970.
    pub fn ends_s(&self) -> Option<i64> {
        let served = self.served.read().unwrap_or_else(|held| held.into_inner());
        served.ends_s
    }

    /// Reads the files again where they changed since the last look; whether another certificate is served now. Where they do
    /// not hold, the old one stays, and the error is told once for each change.
    pub fn look(&self) -> Result<bool, TlsError> {
        let now = [stamp(&self.certificate), stamp(&self.key)];
        let mut seen = self.seen.lock().unwrap_or_else(|held| held.into_inner());
        if *seen == now {
            return Ok(false);
        }
        *seen = now;
        let fresh = read(&self.certificate, &self.key)?;
        *self.served.write().unwrap_or_else(|held| held.into_inner()) = fresh;
        Ok(true)
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok(), data.len(), data.ino()))
}

fn read(certificate: &Path, key: &Path) -> Result<Served, TlsError> {
    let bytes = |path: &Path| {
        std::fs::read(path).map_err(|source| TlsError::Read {
            path: path.to_owned(),
            source,
        })
    };
    let chain: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_slice_iter(&bytes(certificate)?).collect();
    let chain = chain.unwrap_or_default();
    let first = chain
        .first()
        .ok_or_else(|| TlsError::NoCertificate(certificate.to_owned()))?;
    let validity = parse_x509_certificate(first)
        .ok()
        .map(|(_, read)| read.validity().clone());
    let private =
        PrivateKeyDer::from_pem_slice(&bytes(key)?).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(TlsError::Unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Served {
        config: Arc::new(config),
        begins_s: validity.as_ref().map(|its| its.not_before.timestamp()),
        ends_s: validity.as_ref().map(|its| its.not_after.timestamp()),
    })
}

#[cfg(test)]
mod tests;
