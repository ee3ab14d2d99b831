//! `maille config`: every fault at once, in words, with place and mend.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::Maille;

fn with(text: &str) -> (tempfile::TempDir, Maille) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("maille.toml"), text).unwrap();
    let maille = Maille::over(folder.path());
    (folder, maille)
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn every_fault_is_said_with_line_and_mend_and_nothing_is_made() {
    let (folder, maille) = with(
        "[server]\nlisten = \"8095\"\npublic_ur = \"x\"\nrequest_timeout_s = \"30\"\n\n\
         [instance]\ntimezone = \"Europe/Parsi\"\nname = \"a\"\nname = \"b\"\n\n\
         [[functions]]\ncode = \"nulle-part\"\n[database]\nurl = \"mysql://u:s3cret@h/d\"\n",
    );
    let said = maille.run(&["config", "check"]);
    assert_eq!(said.code, Some(1), "{said:#?}");
    for words in [
        "ligne 2 : « server.listen » ne convient pas",
        "écrivez une adresse et un port, par exemple `127.0.0.1:8095`",
        "ligne 3 : la clé « server.public_ur » n’existe pas",
        "vouliez-vous dire « public_url » ?",
        "ligne 4 : « server.request_timeout_s » attend un nombre entier",
        "écrivez par exemple `request_timeout_s = 30`",
        "ligne 7 : « instance.timezone » ne convient pas",
        "ligne 9 : « name » est écrit deux fois",
        "« functions » ne convient pas",
        "« database.url » ne convient pas",
        " défauts",
    ] {
        assert!(said.out.contains(words), "no {words} in {}", said.out);
    }
    assert!(!said.out.contains("s3cret"));
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "it only looks");
    // Every other command says the same of what it cannot read.
    maille.run(&["serve"]).refused(&["il n’y a pas d’instance"]);
}

#[test]
fn a_good_one_is_good_also_without_an_instance() {
    let (folder, maille) = with("[instance]\nname = \"Essai\"\n");
    let said = maille.run(&["config", "check"]).check();
    assert!(said.out.contains("tout se lit"), "{}", said.out);
    let other = folder.path().join("other.toml");
    let named = ["config", "check", "--config", other.to_str().unwrap()];
    let said = maille.run(&named);
    assert!(!said.ok && said.out.contains("ne se lit pas"), "{said:#?}");
    std::fs::write(&other, "[server]\nlisten = 1\n").unwrap();
    assert!(maille.run(&named).out.contains("other.toml, ligne 2"));
}

#[test]
fn a_wrong_variable_is_named() {
    let (_folder, maille) = with("");
    for (name, words) in [
        (
            "MAILLE__SERVER__LISEN",
            "vouliez-vous dire « MAILLE__SERVER__LISTEN » ?",
        ),
        (
            "MAILLE_SERVER__LISTEN",
            "vouliez-vous dire « MAILLE__SERVER__LISTEN » ?",
        ),
        (
            "MAILLE__SERVER__REQUEST_TIMEOUT_S",
            "attend un nombre entier",
        ),
    ] {
        let output = maille
            .command(&["config", "check"])
            .env(name, "x")
            .output()
            .unwrap();
        let said = crate::support::process::said(&output);
        assert!(
            !said.ok && said.out.contains(name) && said.out.contains(words),
            "{said:#?}"
        );
    }
}

#[test]
fn a_secret_that_everybody_can_read_is_told_and_one_in_a_closed_folder_is_not() {
    let (folder, maille) = with(
        "[database]\nurl = \"postgres://m@localhost/d\"\npassword_file = \"postgres.password\"\n\
         [mail]\nurl = \"smtps://u:s3cret@smtp.example.fr\"\nfrom = \"a@example.fr\"\n",
    );
    let password = folder.path().join("postgres.password");
    let said = maille.run(&["config", "check"]);
    assert!(
        said.out.contains("postgres.password ne se lit pas"),
        "{said:#?}"
    );
    std::fs::write(&password, "s3cret").unwrap();
    mode(&password, 0o644);
    mode(&folder.path().join("maille.toml"), 0o644);
    mode(folder.path(), 0o755);
    let said = maille.run(&["config", "check"]);
    for words in [
        "ligne 3 : « database.password_file » est un secret",
        "ligne 5 : « mail.url » est un secret",
        "chmod 600",
        "2 défauts",
    ] {
        assert!(said.out.contains(words), "no {words} in {}", said.out);
    }
    mode(folder.path(), 0o700);
    maille.run(&["config", "check"]).check();
    mode(folder.path(), 0o755);
    mode(&password, 0o600);
    mode(&folder.path().join("maille.toml"), 0o600);
    maille.run(&["config", "check"]).check();
}

#[test]
fn what_holds_is_shown_with_its_origin_and_without_secrets() {
    let (_folder, maille) =
        with("[mail]\nurl = \"smtps://u:s3cret@smtp.example.fr\"\nfrom = \"a@example.fr\"\n");
    let mut command = maille.command(&["config", "show"]);
    let output = command
        .env("MAILLE__INSTANCE__DEPARTMENT", "23")
        .output()
        .unwrap();
    let said = crate::support::process::said(&output);
    for line in [
        "instance.department = \"23\"    # MAILLE__INSTANCE__DEPARTMENT",
        "server.request_timeout_s = 30    # par défaut",
        "server.public_url = (rien)    # par défaut",
    ] {
        assert!(said.out.contains(line), "no {line} in {}", said.out);
    }
    let mail = said
        .out
        .lines()
        .find(|line| line.starts_with("mail.url"))
        .unwrap();
    assert!(
        mail.contains("smtp.example.fr") && mail.ends_with("maille.toml, ligne 2"),
        "{mail}"
    );
    assert!(!said.out.contains("s3cret"));
}

#[test]
fn a_secret_comes_from_systemd() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let credentials = folder.path().join("credentials");
    std::fs::create_dir(&credentials).unwrap();
    let token = credentials.join("metrics.token");
    std::fs::write(&token, "short").unwrap();
    let check = || {
        let mut command = maille.command(&["config", "check"]);
        let output = command.env("CREDENTIALS_DIRECTORY", &credentials).output();
        crate::support::process::said(&output.unwrap())
    };
    let said = check();
    assert!(
        !said.ok && said.out.contains("metrics.token_file"),
        "{said:#?}"
    );
    std::fs::write(&token, "0123456789abcdef\n").unwrap();
    check().check();
}
