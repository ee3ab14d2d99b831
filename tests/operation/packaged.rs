//! What the package brings: a unit that systemd takes and finds tight, scripts that a shell reads, a container file without the
//! usual faults.

use std::path::PathBuf;
use std::process::Command;

use crate::support::skip::skip;
use crate::support::workspace;

fn packaging(path: &str) -> PathBuf {
    workspace().join("packaging").join(path)
}

#[test]
fn systemd_takes_the_unit_and_finds_it_tight() {
    let test = "systemd_takes_the_unit_and_finds_it_tight";
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        return skip(test, "systemd-analyze (`apt-get install systemd`)");
    }
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("maille.service");
    // The program need not be installed here.
    let text = std::fs::read_to_string(packaging("maille.service")).unwrap();
    std::fs::write(&unit, text.replace("/usr/bin/maille", "/bin/true")).unwrap();
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .arg(&unit)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    let about: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("maille.service"))
        .collect();
    assert_eq!(about, Vec::<&str>::new());
    // In tenths: 12 is what it was when this was written; a weaker unit fails.
    let analysed = Command::new("systemd-analyze")
        .args(["security", "--offline=yes", "--threshold=12"])
        .arg(&unit)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&analysed.stdout).into_owned();
    assert!(analysed.status.success(), "{said}");
}

#[test]
fn scripts_are_read_by_a_shell() {
    for script in [
        "deb.sh",
        "plugins.sh",
        "debian/postinst",
        "debian/postrm",
        "debian/maille-instance",
    ] {
        let read = Command::new("sh")
            .arg("-n")
            .arg(packaging(script))
            .output()
            .unwrap();
        assert!(read.status.success(), "{script}: {read:?}");
    }
    let postinst = std::fs::read_to_string(packaging("debian/postinst")).unwrap();
    assert!(
        postinst.contains("#DEBHELPER#") && !postinst.contains("read "),
        "it asks nothing"
    );
}

/// The usual faults, where hadolint is not there to name them; hadolint 2.15.1 had nothing to say when this was written.
#[test]
fn the_container_file_is_without_the_usual_faults() {
    let text = std::fs::read_to_string(packaging("container/Containerfile")).unwrap();
    let joined = text.replace("\\\n", " ");
    let lines: Vec<&str> = joined
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let of = |name: &str| -> Vec<&str> {
        let lines = lines.iter();
        lines
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
            .collect()
    };
    let known = [
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "USER",
        "VOLUME",
        "ENV",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    ];
    for line in &lines {
        assert!(known.contains(&line.split(' ').next().unwrap()), "{line}");
    }
    for image in of("FROM") {
        let name = image.split(' ').next().unwrap();
        assert!(
            name.contains(':') && !name.ends_with(":latest"),
            "{image} has no version"
        );
    }
    for run in of("RUN")
        .iter()
        .filter(|run| run.contains("apt-get install"))
    {
        for part in [
            "apt-get update",
            "--yes",
            "--no-install-recommends",
            "rm -rf /var/lib/apt/lists/*",
        ] {
            assert!(run.contains(part), "no {part} in {run}");
        }
    }
    let user = lines
        .iter()
        .rposition(|line| line.starts_with("USER"))
        .unwrap();
    assert!(
        lines[user] != "USER root"
            && lines[user + 1..]
                .iter()
                .all(|line| !line.starts_with("RUN"))
    );
    for exec in of("ENTRYPOINT").iter().chain(&of("CMD")) {
        assert!(
            serde_json::from_str::<Vec<String>>(exec).is_ok(),
            "{exec} goes through a shell"
        );
    }
    // What is copied from this tree is there.
    for copied in ["packaging/plugins.sh", "Cargo.lock"] {
        assert!(workspace().join(copied).is_file(), "{copied}");
    }
}
