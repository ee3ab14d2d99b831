//! Who this instance is on the fediverse: one actor, and the RSA key beside the instance's own that signs what it sends there.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use maille_federation::fediverse::{KINDS, key_id};
use maille_federation::keys::RsaSecretKey;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::Address;
use rand::TryRng as _;
use rand::rngs::SysRng;

use super::error::{FediverseError, FediverseOff};
use crate::config::Config;

/// In the data folder, beside the other keys.
const KEY: &str = "keys/fediverse.key";

/// Who this instance is there.
#[derive(Debug)]
pub struct Identity {
    pub origin: Origin,
    /// `https://` and the origin.
    pub address: Address,
    /// What people call it.
    pub name: String,
    pub key_id: KeyId,
    pub key: RsaSecretKey,
    /// The public half, as the actor carries it.
    pub key_pem: String,
    /// The kinds that are read there, in the order of their letters.
    pub kinds: Vec<String>,
    /// Of days and hours.
    pub timezone: String,
}

impl Identity {
    /// Reads who we are from the configuration and the data folder; the key is made at the first start.
    pub fn open(folder: &Path, config: &Config) -> Result<Self, FediverseError> {
        let off = |why| Err(FediverseError::Off(why));
        if !config.fediverse.enabled {
            return off(FediverseOff::Disabled);
        }
        let Ok(origin) = config.instance.origin.parse::<Origin>() else {
            return off(FediverseOff::Name);
        };
        let public = config.server.public_url.as_deref().unwrap_or_default();
        let public = public.trim_end_matches('/');
        let Some(address) = Some(public)
            .filter(|public| *public == format!("https://{origin}"))
            .and_then(|public| public.parse().ok())
        else {
            return off(FediverseOff::Address);
        };
        let mut kinds = config.fediverse.kinds.clone();
        kinds.sort();
        kinds.dedup();
        if let Some(other) = kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
            return off(FediverseOff::Kind(other.clone()));
        }
        let path = folder.join(KEY);
        let form = || FediverseError::KeyForm(path.clone());
        let key = RsaSecretKey::from_pem(&pem(&path)?).map_err(|_| form())?;
        Ok(Self {
            key_pem: key.public().map_err(|_| form())?.to_pem(),
            key_id: key_id(&origin).parse().map_err(|_| form())?,
            key,
            address,
            name: config.instance.name.clone(),
            kinds,
            timezone: config.instance.timezone.clone(),
            origin,
        })
    }
}

/// The secret key, made where there is none; of two programs that do so at once both read what the first one wrote.
fn pem(path: &Path) -> Result<String, FediverseError> {
    let failed = |source| FediverseError::Key {
        path: path.to_owned(),
        source,
    };
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return read.map_err(failed),
    }
    let mut seed = [0; 32];
    SysRng
        .try_fill_bytes(&mut seed)
        .expect("a system without randomness starts no server: TLS needs it first");
    let made = RsaSecretKey::make_pem(seed).map_err(|_| FediverseError::KeyForm(path.into()))?;
    write_new(path, &made).map_err(failed)?;
    std::fs::read_to_string(path).map_err(failed)
}

/// Writes a file whole that only its owner reads; one that is there already stays.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished: PathBuf = path.with_extension(format!("{}.new", uuid::Uuid::now_v7()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&unfinished, path);
    std::fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let mut config = Config::default();
        config.fediverse.enabled = true;
        config.instance.origin = "creuse.example".into();
        config.server.public_url = Some("https://creuse.example/".into());
        config
    }

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = Identity::open(folder.path(), &config()).unwrap();
        let again = Identity::open(folder.path(), &config()).unwrap();
        assert_eq!(first.key_pem, again.key_pem);
        let mode = std::fs::metadata(folder.path().join(KEY))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(folder.path().join(KEY), "nothing").unwrap();
        let refused = Identity::open(folder.path(), &config()).unwrap_err();
        assert!(matches!(refused, FediverseError::KeyForm(_)), "{refused}");
    }

    #[test]
    fn it_is_off_unless_it_is_switched_on_and_its_name_is_its_address() {
        let folder = tempfile::tempdir().unwrap();
        let off = |change: &dyn Fn(&mut Config)| {
            let mut config = config();
            change(&mut config);
            match Identity::open(folder.path(), &config) {
                Err(FediverseError::Off(why)) => why,
                other => panic!("{other:?}"),
            }
        };
        let default = |config: &mut Config| config.fediverse = Config::default().fediverse;
        assert_eq!(off(&default), FediverseOff::Disabled);
        assert_eq!(
            off(&|config| config.instance.origin = "localhost".into()),
            FediverseOff::Name
        );
        for url in [
            None,
            Some("http://127.0.0.1:8095"),
            Some("https://gironde.example"),
            Some("https://creuse.example:8443"),
        ] {
            let elsewhere = off(&|config| config.server.public_url = url.map(str::to_owned));
            assert_eq!(elsewhere, FediverseOff::Address, "{url:?}");
        }
        let kind = off(&|config| config.fediverse.kinds = vec!["professional".into()]);
        assert_eq!(kind, FediverseOff::Kind("professional".into()));
    }
}
