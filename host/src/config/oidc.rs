//! Sign-in by a provider (OpenID Connect): which one, and as whom this instance asks it. Without it people sign in with a
//! password alone.

use std::fmt;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{ConfigError, secret::secret};
use crate::outbound::Inside;

/// Seconds that a provider has for one answer, at most.
const TIMEOUT_S_MAX: u64 = 20;

/// Sign-in by a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Oidc {
    /// The provider's own address, `https://…`, below which `/.well-known/openid-configuration` stands. None where it is empty.
    pub issuer: Option<String>,
    /// The name under which the provider knows this instance.
    pub client_id: Option<String>,
    /// A file that holds the secret alone: relative to the data folder. Else systemd's credential `oidc.client_secret`.
    pub client_secret_file: Option<PathBuf>,
    /// What people call the provider; it stands on the button.
    pub name: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// How surely the provider must know the person: one of these is asked for, and wanted in the answer.
    pub acr_values: Vec<String>,
    /// Whether the code is bound to this instance by a proof (PKCE). ProConnect refuses the parameter.
    pub pkce: bool,
    /// The identity provider behind the provider, where people have one alone: ProConnect's `idp_hint`.
    pub idp_hint: Option<String>,
    /// Only people of these establishments come in; everybody whom the instance knows where it is empty.
    pub sirets: Vec<String>,
    /// Takes the provider's e-mail addresses for verified where it says nothing of it.
    pub trusts_email: bool,
    /// Whether the provider stands inside the house: its own host (and no other) may then have a private address and a port of its own.
    pub private_network: bool,
    /// A file with certificates in PEM of the authorities that are believed of the provider besides the public ones: relative to the
    /// data folder.
    pub authorities_file: Option<PathBuf>,
    /// Seconds that the provider has for one answer.
    pub timeout_s: u64,
}

impl Default for Oidc {
    fn default() -> Self {
        Self {
            issuer: None,
            client_id: None,
            client_secret_file: None,
            name: "ProConnect".into(),
            scopes: vec!["email".into()],
            acr_values: Vec::new(),
            pkce: true,
            idp_hint: None,
            sirets: Vec::new(),
            trusts_email: false,
            private_network: false,
            authorities_file: None,
            timeout_s: 10,
        }
    }
}

/// A provider, read and checked. Never shown with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcProvider {
    /// As it was written: it is compared letter by letter.
    pub issuer: String,
    /// The name under which it knows this instance.
    pub client_id: String,
    /// What it knows it by.
    pub client_secret: String,
    /// Where it stands, if that is inside the house.
    pub inside: Option<Inside>,
    /// Certificates in PEM of authorities that are believed of it; empty where only the public ones are.
    pub authorities: Vec<u8>,
    /// The address that people type, without a slash at its end.
    pub public_url: String,
    /// The rest, as it stands.
    pub settings: Oidc,
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OidcProvider")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Oidc {
    /// The provider, if there is one; the key that is wrong, and why.
    pub fn provider(
        &self,
        folder: &Path,
        public_url: Option<&str>,
    ) -> Result<Option<OidcProvider>, ConfigError> {
        let wrong = |key: &str, message: &str| ConfigError::Invalid {
            origin: format!("`oidc.{key}` in {}", super::Config::FILE),
            message: message.to_owned(),
        };
        let Some(issuer) = &self.issuer else {
            return match &self.client_id {
                None => Ok(None),
                Some(_) => Err(wrong("client_id", "`issuer` lacks beside it")),
            };
        };
        let Some(place) = place(issuer) else {
            return Err(wrong(
                "issuer",
                "it is no `https://` address with a host's name, without `?` and `#`",
            ));
        };
        if place.port.is_some() && !self.private_network {
            return Err(wrong(
                "issuer",
                "another port than the usual one is reached on your own network alone: write `private_network = true`",
            ));
        }
        let Some(client_id) = self.client_id.as_deref().filter(|id| !id.is_empty()) else {
            return Err(wrong("issuer", "`client_id` lacks beside it"));
        };
        let Some(public_url) = public_url else {
            return Err(wrong(
                "issuer",
                "`server.public_url` lacks: the provider sends people back there",
            ));
        };
        if self.name.trim().is_empty() || self.name.chars().count() > 40 {
            return Err(wrong("name", "it has 1 to 40 characters"));
        }
        if !(1..=TIMEOUT_S_MAX).contains(&self.timeout_s) {
            return Err(wrong("timeout_s", "it is between 1 and 20"));
        }
        let file = self.client_secret_file.as_deref();
        let client_secret = secret(folder, file, "oidc.client_secret")?;
        let Some(client_secret) = client_secret.filter(|secret| !secret.is_empty()) else {
            return Err(wrong(
                "client_secret_file",
                "the secret lacks: name its file",
            ));
        };
        let authorities = match &self.authorities_file {
            Some(file) => {
                authorities(&folder.join(file)).map_err(|why| wrong("authorities_file", &why))?
            }
            None => Vec::new(),
        };
        Ok(Some(OidcProvider {
            issuer: issuer.clone(),
            inside: self.private_network.then_some(place),
            authorities,
            client_id: client_id.to_owned(),
            client_secret,
            public_url: public_url.trim_end_matches('/').to_owned(),
            settings: self.clone(),
        }))
    }
}

/// Where an issuer stands; none where it is no issuer's address.
fn place(issuer: &str) -> Option<Inside> {
    let url = Url::parse(issuer).ok()?;
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let Some(url::Host::Domain(host)) = url.host() else {
        return None;
    };
    (url.scheme() == "https" && bare).then(|| Inside {
        host: host.to_lowercase(),
        port: url.port(),
    })
}

/// The file, where it holds certificates.
fn authorities(file: &Path) -> Result<Vec<u8>, String> {
    let pem =
        std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    match CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>() {
        Ok(found) if !found.is_empty() => Ok(pem),
        Ok(_) => Err(format!("{} holds no certificate in PEM", file.display())),
        Err(error) => Err(format!("{} is damaged: {error}", file.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(oidc: &Oidc, public: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "s3cret\n").unwrap();
        match oidc.provider(folder.path(), public) {
            Ok(Some(provider)) => provider.client_secret,
            Ok(None) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_provider_is_whole_or_none() {
        let public = Some("https://maille.example.fr/");
        let whole = Oidc {
            issuer: Some("https://id.example.fr/api/v2".into()),
            client_id: Some("maille".into()),
            client_secret_file: Some("secret".into()),
            ..Oidc::default()
        };
        assert_eq!(said(&whole, public), "s3cret");
        assert_eq!(said(&Oidc::default(), None), "");
        let with = |change: fn(&mut Oidc)| {
            let mut oidc = whole.clone();
            change(&mut oidc);
            said(&oidc, public)
        };
        assert!(said(&whole, None).contains("public_url"));
        assert!(with(|oidc| oidc.issuer = None).contains("oidc.client_id"));
        assert!(with(|oidc| oidc.client_id = None).contains("oidc.issuer"));
        assert!(with(|oidc| oidc.client_secret_file = None).contains("oidc.client_secret_file"));
        assert!(with(|oidc| oidc.name = " ".into()).contains("oidc.name"));
        assert!(with(|oidc| oidc.timeout_s = 21).contains("oidc.timeout_s"));
        assert!(
            with(|oidc| oidc.issuer = Some("https://id.example.fr:8443".into()))
                .contains("private_network")
        );
        let inside = with(|oidc| {
            oidc.issuer = Some("https://id.example.fr:8443".into());
            oidc.private_network = true;
        });
        assert_eq!(inside, "s3cret");
        assert!(
            with(|oidc| oidc.authorities_file = Some("none.pem".into())).contains("cannot read")
        );
        let none = with(|oidc| oidc.authorities_file = Some("secret".into()));
        assert!(
            none.contains("oidc.authorities_file") && none.contains("no certificate"),
            "{none}"
        );
        for bad in [
            "http://id.example.fr",
            "https://127.0.0.1",
            "https://id.example.fr?a=1",
            "id.example.fr",
        ] {
            let oidc = Oidc {
                issuer: Some(bad.into()),
                ..whole.clone()
            };
            assert!(said(&oidc, public).contains("oidc.issuer"), "{bad}");
        }
    }
}
