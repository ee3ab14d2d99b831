//! What `maille doctor` says of the instance's own certificate: what is wrong, and the mend.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jiff::{Timestamp, ToSpan as _, Zoned};

use maille::clock::Clock;

use crate::support::Maille;
use crate::support::process::Said;

/// Midnight of the day so many days from now, as certificates are made.
fn in_days(days: i64) -> Zoned {
    let now = Timestamp::from_millisecond(Clock::real().now_ms()).unwrap();
    let now = now.in_tz("UTC").unwrap();
    now.checked_add(days.days()).unwrap()
}

/// A certificate for localhost, valid between these days from now, and its key.
fn pair(begins: i64, ends: i64) -> (String, String) {
    let [begins, ends] = [begins, ends].map(|days| {
        let day = in_days(days).date();
        let part = |number: i8| u8::try_from(number).unwrap();
        rcgen::date_time_ymd(day.year().into(), part(day.month()), part(day.day()))
    });
    let key = rcgen::KeyPair::generate().unwrap();
    let mut wish = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    (wish.not_before, wish.not_after) = (begins, ends);
    let certificate = wish.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

fn put(folder: &Path, certificate: &str, key: &str) {
    std::fs::write(folder.join("certificate.pem"), certificate).unwrap();
    let path = folder.join("key.pem");
    std::fs::write(&path, key).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn looked(maille: &Maille) -> Said {
    maille
        .command(&["doctor"])
        .env("MAILLE__SERVER__TLS_CERTIFICATE", "certificate.pem")
        .env("MAILLE__SERVER__TLS_KEY", "key.pem")
        .env("MAILLE__SERVER__LISTEN", "127.0.0.1:0")
        .output()
        .map(|output| crate::support::process::said(&output))
        .unwrap()
}

/// The verdict and the sentence of the line that speaks of the certificate, and the line below it.
fn line(said: &Said) -> (String, String) {
    let mut lines = said
        .out
        .lines()
        .skip_while(|line| !line.contains("le certificat TLS"));
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let found = (next(), next());
    assert!(!found.0.is_empty(), "nothing of a certificate: {said:#?}");
    found
}

#[test]
fn doctor_tells_what_is_wrong_with_the_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    for (begins, ends, ok, sentence, mend) in [
        (-10, 90, true, "vaut encore", None),
        (-80, 5, true, "prend fin dans", Some("renouvelez-le")),
        (-90, -2, false, "a pris fin", Some("renouvelez-le")),
        (
            3,
            90,
            false,
            "ne vaut pas avant",
            Some("l’ancien certificat"),
        ),
    ] {
        let (certificate, key) = pair(begins, ends);
        put(&maille.folder, &certificate, &key);
        let said = looked(&maille);
        assert_eq!(said.ok, ok, "{begins} to {ends}: {said:#?}");
        let (first, second) = line(&said);
        assert!(first.contains(sentence), "{begins} to {ends}: {first}");
        match mend {
            Some(mend) => assert!(second.contains("→") && second.contains(mend), "{second}"),
            None => assert!(!second.contains("→"), "{second}"),
        }
    }
    let said = looked(&maille);
    let day = in_days(3).date().to_string();
    assert!(line(&said).0.contains(&day), "no {day}: {said:#?}");
}

#[test]
fn doctor_names_the_two_keys_where_the_files_do_not_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let (certificate, key) = pair(-1, 90);
    let (_, foreign) = pair(-1, 90);
    for (certificate, key) in [
        (certificate.as_str(), foreign.as_str()),
        (certificate.as_str(), ""),
        ("half a certif", key.as_str()),
    ] {
        put(&maille.folder, certificate, key);
        let said = looked(&maille);
        assert!(!said.ok, "{said:#?}");
        let (first, second) = line(&said);
        assert!(first.contains("ne peut pas servir"), "{first}");
        assert!(second.contains("server.tls_key"), "{second}");
    }
    put(&maille.folder, &certificate, &key);
    assert!(looked(&maille).ok);
}
