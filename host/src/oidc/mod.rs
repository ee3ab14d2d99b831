//! Sign-in by a provider (OpenID Connect, the code flow): where to send a person, and who came back. It knows neither accounts
//! nor pages. Everything that the provider says is checked before anything is made of it; what it holds is kept for an hour,
//! and read again when it signs with a key that is not known.

mod answer;
mod away;
mod known;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm};
use openidconnect::{
    AuthenticationContextClass, AuthorizationCode, ClientId, ClientSecret, CsrfToken, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, TokenResponse as _,
};
use tokio::sync::Mutex;
use url::Url;

pub use away::Away;

use self::known::Known;

use crate::accounts::Identity;
use crate::clock::Clock;
use crate::config::OidcProvider;
use crate::outbound::{Outbound, OutboundError, Providers, Unanswered};

/// What its clock and ours may differ by.
const SKEW_MS: i64 = 60 * 1000;
/// Characters of a code that a provider gives.
const CODE_CHARS_MAX: usize = 4_096;
/// What a provider may sign with; neither nothing nor a secret that we hold too.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

/// Why nobody comes in.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider does not answer, or not as one.
    #[error("the provider does not answer: {0}")]
    Down(String),
    /// What it said does not hold.
    #[error("what the provider said is refused: {0}")]
    Refused(String),
    /// It says who came, and the settings let this person not in.
    #[error("the settings let nobody in from there: {0}")]
    NotHere(&'static str),
}

/// Who came back.
#[derive(Debug)]
pub struct Came {
    /// Whom the provider says that it is.
    pub identity: Identity,
    /// What it wants back at sign-out: it holds the person's name.
    pub proof: String,
}

/// The provider of an instance.
#[derive(Debug)]
pub struct Provider {
    settings: OidcProvider,
    http: Providers,
    clock: Clock,
    known: Mutex<Known>,
}

impl Provider {
    /// Asks nobody yet.
    pub fn new(
        settings: OidcProvider,
        outbound: &Outbound,
        clock: Clock,
    ) -> Result<Self, OutboundError> {
        let whole = std::time::Duration::from_secs(settings.settings.timeout_s);
        Ok(Self {
            http: outbound.providers(whole, settings.inside.clone(), &settings.authorities)?,
            settings,
            clock,
            known: Mutex::default(),
        })
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.settings.settings.name
    }

    /// Where to send a person, for a way that begins here.
    pub async fn begin(&self, away: &Away, back: &str) -> Result<Url, OidcError> {
        let metadata = self.metadata().await?;
        let settings = &self.settings.settings;
        let client = CoreClient::from_provider_metadata(
            (*metadata).clone(),
            ClientId::new(self.settings.client_id.clone()),
            None,
        )
        .set_redirect_uri(self.back(back)?);
        let (state, nonce) = (away.state(), away.nonce());
        let mut request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        );
        for scope in settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for value in &settings.acr_values {
            request =
                request.add_auth_context_value(AuthenticationContextClass::new(value.clone()));
        }
        if settings.pkce {
            let verifier = PkceCodeVerifier::new(away.verifier());
            request =
                request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        if let Some(hint) = &settings.idp_hint {
            request = request.add_extra_param("idp_hint", hint.clone());
        }
        let (url, ..) = request.url();
        self.checked(url)
    }

    /// Who came back with this code; `issuer` is what the way back says of it (RFC 9207).
    pub async fn finish(
        &self,
        away: &Away,
        (code, issuer): (&str, Option<&str>),
        back: &str,
    ) -> Result<Came, OidcError> {
        if issuer.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(OidcError::Refused(
                "another issuer sent the person back".into(),
            ));
        }
        if code.is_empty() || code.len() > CODE_CHARS_MAX {
            return Err(OidcError::Refused("the code has no size of one".into()));
        }
        let metadata = self.metadata().await?;
        let client = CoreClient::from_provider_metadata(
            (*metadata).clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.clone())),
        )
        .set_auth_type(answer::shown_in(&metadata))
        .set_redirect_uri(self.back(back)?);
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let mut request = request.map_err(|error| OidcError::Down(error.to_string()))?;
        if self.settings.settings.pkce {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(away.verifier()));
        }
        let tokens = request.request_async(&self.http).await;
        let tokens = tokens.map_err(|error| match error {
            RequestTokenError::Request(unanswered) => down(&unanswered),
            RequestTokenError::ServerResponse(said) => {
                OidcError::Refused(format!("the code: {}", said.error()))
            }
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                OidcError::Refused("its tokens cannot be read".into())
            }
        })?;
        let token = tokens
            .id_token()
            .ok_or_else(|| OidcError::Refused("there is no ID token".into()))?;
        let metadata = self.verified(token, &away.nonce(), metadata).await?;
        let proof = token.to_string();
        let mut person = answer::claims(&proof)?;
        let now = self.clock.now_ms();
        if person
            .not_before
            .is_some_and(|from| from.saturating_mul(1000) > now + SKEW_MS)
        {
            return Err(OidcError::Refused("the ID token is not valid yet".into()));
        }
        if let Some(endpoint) = metadata.userinfo_endpoint() {
            let request = answer::userinfo(endpoint.as_str(), tokens.access_token().secret())?;
            let said = self.http.carry(request).await;
            let said = said.map_err(|unanswered| down(&unanswered))?;
            let subject = std::mem::take(&mut person.sub);
            person = answer::person(&said, &metadata, &self.settings.client_id)?;
            if person.sub != subject {
                return Err(OidcError::Refused(
                    "userinfo speaks of somebody else".into(),
                ));
            }
        }
        let sirets = &self.settings.settings.sirets;
        let from_here = sirets.is_empty()
            || person
                .siret
                .as_ref()
                .is_some_and(|siret| sirets.contains(siret));
        if !from_here {
            return Err(OidcError::NotHere("another establishment"));
        }
        let is_verified = person
            .email_verified
            .unwrap_or(self.settings.settings.trusts_email);
        Ok(Came {
            identity: Identity {
                issuer: self.settings.issuer.clone(),
                subject: person.sub,
                email: person.email.filter(|_| is_verified),
            },
            proof,
        })
    }

    /// Where a person ends the session there; nothing where the provider has no such place.
    pub async fn end(&self, proof: Option<&str>, away: &Away, back: &str) -> Option<Url> {
        let metadata = self.metadata().await.ok()?;
        let place = metadata
            .additional_metadata()
            .end_session_endpoint
            .as_ref()?;
        let mut url = place.url().clone();
        if let Some(proof) = proof {
            url.query_pairs_mut()
                .append_pair("id_token_hint", proof)
                .append_pair("state", &away.state())
                .append_pair(
                    "post_logout_redirect_uri",
                    &format!("{}{back}", self.settings.public_url),
                );
        }
        self.checked(url).ok()
    }

    fn back(&self, path: &str) -> Result<RedirectUrl, OidcError> {
        let url = RedirectUrl::new(format!("{}{path}", self.settings.public_url));
        url.map_err(|error| OidcError::Down(error.to_string()))
    }

    /// A person is sent only where a request would be.
    fn checked(&self, url: Url) -> Result<Url, OidcError> {
        let mut bare = url.clone();
        bare.set_query(None);
        let checked = self.http.check(bare.as_str());
        checked.map_err(|error| OidcError::Down(error.to_string()))?;
        Ok(url)
    }
}

fn down(unanswered: &Unanswered) -> OidcError {
    OidcError::Down(answer::chain(unanswered))
}
