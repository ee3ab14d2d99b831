use std::os::unix::fs::PermissionsExt as _;

use super::*;

/// A certificate for localhost that ends then, with its key.
fn pair(folder: &Path, year: i32) -> (PathBuf, PathBuf) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut wish = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    wish.not_after = rcgen::date_time_ymd(year, 1, 2);
    let certificate = wish.self_signed(&key).unwrap();
    let paths = (folder.join("certificate.pem"), folder.join("key.pem"));
    std::fs::write(&paths.0, certificate.pem()).unwrap();
    std::fs::write(&paths.1, key.serialize_pem()).unwrap();
    std::fs::set_permissions(&paths.1, std::fs::Permissions::from_mode(0o600)).unwrap();
    paths
}

fn open(folder: &Path) -> Result<Option<Tls>, TlsError> {
    Tls::open(
        folder,
        Some(Path::new("certificate.pem")),
        Some(Path::new("key.pem")),
    )
}

#[test]
fn a_changed_certificate_is_read_and_a_broken_one_leaves_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = pair(folder.path(), 2030);
    let tls = open(folder.path()).unwrap().unwrap();
    // 2030-01-02 and 2031-01-02.
    let (first, second) = (1_893_542_400, 1_925_078_400);
    assert_eq!(tls.ends_s(), Some(first));
    assert!(!tls.look().unwrap(), "nothing changed");
    let old = tls.config();
    std::fs::write(&certificate, "half a certif").unwrap();
    assert!(matches!(tls.look(), Err(TlsError::NoCertificate(_))));
    // Said once.
    assert!(!tls.look().unwrap());
    assert!(Arc::ptr_eq(&old, &tls.config()) && tls.ends_s() == Some(first));
    std::fs::remove_file(&key).unwrap();
    assert!(tls.look().is_err());
    pair(folder.path(), 2031);
    assert!(tls.look().unwrap());
    assert_eq!(tls.ends_s(), Some(second));
    assert!(!Arc::ptr_eq(&old, &tls.config()));
}

#[test]
fn what_does_not_go_together_is_refused() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    pair(one.path(), 2030);
    let (_, key) = pair(other.path(), 2030);
    let own = std::fs::read(one.path().join("key.pem")).unwrap();
    std::fs::copy(&key, one.path().join("key.pem")).unwrap();
    assert!(matches!(open(one.path()), Err(TlsError::Unfit(_))));
    std::fs::write(one.path().join("key.pem"), "").unwrap();
    assert!(matches!(open(one.path()), Err(TlsError::NoKey(_))));
    std::fs::write(one.path().join("key.pem"), own).unwrap();
    assert!(open(one.path()).is_ok());
    // Bytes that look like one and are none.
    let cut = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    std::fs::write(one.path().join("certificate.pem"), cut).unwrap();
    assert!(matches!(open(one.path()), Err(TlsError::Unfit(_))));
    let half = Tls::open(one.path(), Some(Path::new("certificate.pem")), None);
    assert!(matches!(half, Err(TlsError::Half)));
    assert!(Tls::open(one.path(), None, None).unwrap().is_none());
}
