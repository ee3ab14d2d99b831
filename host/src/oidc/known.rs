//! What is known of a provider: its description with its keys, kept for an hour, and the check of an ID token against them. A
//! key that is not known makes it be read again, though not again and again.

use std::sync::Arc;

use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier};
use openidconnect::{
    ClaimsVerificationError, ClientId, ClientSecret, IssuerUrl, Nonce, ProviderMetadataWithLogout,
    SignatureVerificationError,
};

use super::{OidcError, Provider, SIGNED_BY, SKEW_MS, answer};

/// What the provider says of itself is read again after this time.
const KEPT_MS: i64 = 60 * 60 * 1000;
/// It is read again for a key that is not known at most this often: nobody makes us ask again and again.
const ROTATION_MS: i64 = 60 * 1000;
/// After a failure nobody asks, nor waits, for this time.
const FAILED_MS: i64 = 10 * 1000;
#[derive(Debug, Default)]
pub(super) struct Known {
    metadata: Option<(Arc<ProviderMetadataWithLogout>, i64)>,
    failed: Option<(String, i64)>,
}

impl Provider {
    /// Checks the ID token; with the provider's newest keys where none of those that are known has signed it.
    pub(super) async fn verified(
        &self,
        token: &CoreIdToken,
        nonce: &str,
        metadata: Arc<ProviderMetadataWithLogout>,
    ) -> Result<Arc<ProviderMetadataWithLogout>, OidcError> {
        match self.check(token, nonce, &metadata) {
            Ok(()) => Ok(metadata),
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let metadata = self.metadata_after(ROTATION_MS).await?;
                let checked = self.check(token, nonce, &metadata);
                checked.map_err(|error| OidcError::Refused(error.to_string()))?;
                Ok(metadata)
            }
            Err(error) => Err(OidcError::Refused(error.to_string())),
        }
    }

    fn check(
        &self,
        token: &CoreIdToken,
        nonce: &str,
        metadata: &ProviderMetadataWithLogout,
    ) -> Result<(), ClaimsVerificationError> {
        let now = self.clock.now_ms();
        let at = |ms| chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
        let wanted = &self.settings.settings.acr_values;
        let verifier = CoreIdTokenVerifier::new_confidential_client(
            ClientId::new(self.settings.client_id.clone()),
            ClientSecret::new(self.settings.client_secret.clone()),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || at(now - SKEW_MS))
        .set_issue_time_verifier_fn(move |issued| match issued <= at(now + SKEW_MS) {
            true => Ok(()),
            false => Err("it is issued in the future".to_owned()),
        })
        .set_auth_context_verifier_fn(move |acr| {
            let is_wanted = acr.is_some_and(|acr| wanted.contains(&**acr));
            match wanted.is_empty() || is_wanted {
                true => Ok(()),
                false => Err("the person is not known surely enough".to_owned()),
            }
        });
        token
            .claims(&verifier, &Nonce::new(nonce.to_owned()))
            .map(|_| ())
    }

    pub(super) async fn metadata(&self) -> Result<Arc<ProviderMetadataWithLogout>, OidcError> {
        self.metadata_after(KEPT_MS).await
    }

    /// What the provider says of itself, with its keys; not older than this. One asks and the others wait for the answer.
    async fn metadata_after(
        &self,
        kept_ms: i64,
    ) -> Result<Arc<ProviderMetadataWithLogout>, OidcError> {
        let mut known = self.known.lock().await;
        let now = self.clock.now_ms();
        if let Some((metadata, at)) = &known.metadata
            && now < at + kept_ms
        {
            return Ok(metadata.clone());
        }
        if let Some((why, at)) = &known.failed
            && now < at + FAILED_MS
        {
            return Err(OidcError::Down(why.clone()));
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|error| OidcError::Down(error.to_string()))?;
        match ProviderMetadataWithLogout::discover_async(issuer, &self.http).await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                *known = Known {
                    metadata: Some((metadata.clone(), now)),
                    failed: None,
                };
                Ok(metadata)
            }
            Err(error) => {
                let why = answer::chain(&error);
                tracing::warn!(why, "the provider of sign-in cannot be read");
                known.failed = Some((why.clone(), now));
                Err(OidcError::Down(why))
            }
        }
    }
}
