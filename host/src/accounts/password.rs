//! Passwords: what one must be, and its hash. A hash takes a tenth of a second of a core and 19 MiB on purpose, so only
//! so many are made at once, on threads of their own.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::error::{AccountError, PasswordFault};

/// Characters (ANSSI and NIST agree: length counts, rules of composition do not).
pub const CHARS_MIN: usize = 12;
/// Characters: a sentence. A longer one would only cost time.
pub const CHARS_MAX: usize = 200;
/// Hashes at once: as many as the smallest machine has cores.
const HASHES_MAX: usize = 2;
/// People who wait for one: the last of them waits some three seconds.
const WAITING_MAX: usize = 64;
/// What passwords are made of that are tried first, without digits and signs.
const COMMON: [&str; 44] = [
    "motdepasse",
    "monmotdepasse",
    "password",
    "passwordpassword",
    "passe",
    "azerty",
    "azertyuiop",
    "azertyuiopqsdfghjklm",
    "azertyqsdfgh",
    "qsdfghjklm",
    "wxcvbn",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdfghjkl",
    "qwertz",
    "qwertzuiop",
    "abcdefghijkl",
    "abcdefghijklmnop",
    "abcdefghijklmnopqrstuvwxyz",
    "administrateur",
    "administratrice",
    "administrator",
    "administration",
    "admin",
    "adminadmin",
    "connexion",
    "bienvenue",
    "welcome",
    "bonjour",
    "bonjourbonjour",
    "soleil",
    "marseille",
    "doudou",
    "loulou",
    "chouchou",
    "jetaime",
    "iloveyou",
    "letmein",
    "changeme",
    "changezmoi",
    "maille",
    "mediation",
    "mediationnumerique",
    "departement",
];

/// A password as it is compared: one spelling for letters that look alike (NFKC), as keyboards differ.
pub fn normalised(typed: &str) -> String {
    typed.nfkc().collect()
}

/// Whether it may be somebody's password. `names` are those of the account and of the instance.
pub fn check(password: &str, names: &[&str]) -> Result<(), PasswordFault> {
    let password = normalised(password);
    let chars = password.chars().count();
    if chars < CHARS_MIN {
        return Err(PasswordFault::Short);
    }
    if chars > CHARS_MAX {
        return Err(PasswordFault::Long);
    }
    let letters = letters(&password);
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    // Digits alone are a date, a telephone number or a row of keys.
    if letters.is_empty() || different.len() < 5 || COMMON.contains(&letters.as_str()) {
        return Err(PasswordFault::Common);
    }
    let names = names.iter().map(|name| self::letters(name));
    match names.into_iter().any(|name| letters == name) {
        true => Err(PasswordFault::Name),
        false => Ok(()),
    }
}

/// What is left of a text without digits, signs, capitals and accents.
fn letters(text: &str) -> String {
    let bare = text.nfkd().filter(|one| !is_combining_mark(*one));
    let small = bare.flat_map(char::to_lowercase);
    small.filter(|one| one.is_alphabetic()).collect()
}

/// The one place where passwords are hashed. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hashing {
    at_work: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            at_work: Arc::new(Semaphore::new(HASHES_MAX)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
        }
    }
}

impl Hashing {
    /// The hash of a password, with its salt and its costs.
    pub async fn hash(&self, password: &str) -> Result<String, AccountError> {
        let password = normalised(password);
        self.run(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
                .map_err(|error| AccountError::Hash(error.to_string()))
        })
        .await?
    }

    /// Whether the password is the one of a hash. Where there is none, the same work is done for nothing: how long an
    /// answer takes tells nobody which names exist.
    pub async fn is(&self, password: &str, hash: Option<String>) -> Result<bool, AccountError> {
        let password = normalised(password);
        if password.chars().count() > CHARS_MAX {
            return Ok(false);
        }
        self.run(move || match hash {
            Some(hash) => Argon2::default()
                .verify_password(password.as_bytes(), hash.as_str())
                .is_ok(),
            None => {
                let nobody = Argon2::default().hash_password(password.as_bytes());
                std::hint::black_box(nobody).is_err()
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccountError> {
        let waiting = self.waiting.clone();
        let _waiting = waiting
            .try_acquire_owned()
            .map_err(|_| AccountError::Busy)?;
        let at_work = self.at_work.clone().acquire_owned().await;
        let at_work = at_work.map_err(|_| AccountError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            // Who went away meanwhile must not let another begin before this one ends.
            drop(at_work);
            done
        });
        done.await
            .map_err(|error| AccountError::Hash(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_a_password() {
        for good in [
            "le phare de la vieille",
            "Quatre chevaux bleus",
            "пароль из слов",
            "correct horse battery",
        ] {
            assert_eq!(check(good, &["Camille", "Essai"]), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        let names = [
            "Camille Le Gall",
            "camille.legall",
            "Mon Finistère numérique",
        ];
        for (bad, fault) in [
            ("court", PasswordFault::Short),
            ("motdepasse2026!", PasswordFault::Common),
            ("Mot de passe 12345", PasswordFault::Common),
            ("ADMINISTRATEUR1", PasswordFault::Common),
            ("123456789012", PasswordFault::Common),
            ("aaaaaaaaaaaaaaaa", PasswordFault::Common),
            ("0298000000 2026", PasswordFault::Common),
            ("Camille Le Gall 29", PasswordFault::Name),
            ("camille.legall", PasswordFault::Name),
            ("monfinisterenumerique", PasswordFault::Name),
        ] {
            assert_eq!(check(bad, &names), Err(fault), "{bad}");
        }
        assert_eq!(check(&"long ".repeat(50), &names), Err(PasswordFault::Long));
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_in_any_spelling() {
        let hashing = Hashing::default();
        // "é" as one character, and as a letter with its accent.
        let hash = hashing.hash("l’\u{e9}t\u{e9} en Creuse").await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let is = async |typed: &str| hashing.is(typed, Some(hash.clone())).await.unwrap();
        assert!(is("l’e\u{301}te\u{301} en Creuse").await);
        assert!(!is("l’ete en Creuse").await);
        assert!(!hashing.is("l’été en Creuse", None).await.unwrap());
        assert_ne!(hash, hashing.hash("l’été en Creuse").await.unwrap());
    }

    #[tokio::test]
    async fn only_so_many_wait() {
        let hashing = Hashing::default();
        let all = hashing.waiting.clone();
        let _taken = all.try_acquire_many_owned(64).unwrap();
        assert!(matches!(
            hashing.is("le phare", None).await,
            Err(AccountError::Busy)
        ));
    }
}
