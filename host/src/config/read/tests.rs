use std::ffi::OsString;
use std::path::Path;

use super::super::fault::Wanted;
use super::*;

fn look(text: &str) -> Looked {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(Config::FILE);
    std::fs::write(&file, text).unwrap();
    Config::look(&file, true)
}

/// Line, key and fault of each.
fn faults(text: &str) -> Vec<(Option<usize>, String, Wrong)> {
    let faults = look(text).faults.into_iter();
    let row = |fault: Fault| match fault.place {
        Place::File(_, line) => (line, fault.key, fault.wrong),
        Place::Variable(name) => panic!("{name} is of the machine that tests"),
    };
    faults.map(row).collect()
}

fn with_variables(text: &str, variables: &[(&str, &str)]) -> Looked {
    let read = document::read(Path::new("maille.toml"), text);
    let mut looked = Looked {
        config: Config::default(),
        file: "maille.toml".into(),
        faults: read.faults,
        places: read.places,
    };
    let variables = variables.iter();
    let variables = variables.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    environment::read_from(&mut looked, read.table, variables.collect());
    looked
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let found = faults(
        "[instance]\nname = \"Essai\"\ndepartement = \"Creuse\"\n\n[server]\nlisten = 8095\nlisten = \"x\"\n\
         request_timeout_s = \"30\"\nbody_bytes_max = -1\n\n[srever]\nx = 1\n[fediverse]\nenabled = \"oui\"\n\
         [federation]\nshares = [\"place\", 3]\n[backup]\nevery_h = 99999999999\n",
    );
    let told: Vec<(usize, &str)> = found
        .iter()
        .map(|(line, key, _)| (line.unwrap(), key.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (3, "instance.departement"),
            (6, "server.listen"),
            (7, "listen"),
            (8, "server.request_timeout_s"),
            (9, "server.body_bytes_max"),
            (11, "srever"),
            (14, "fediverse.enabled"),
            (16, "federation.shares"),
            (18, "backup.every_h"),
        ],
        "{found:#?}"
    );
    let wrong: Vec<&Wrong> = found.iter().map(|(_, _, wrong)| wrong).collect();
    let near = |wrong: &Wrong| match wrong {
        Wrong::Unknown { near, .. } => near.clone(),
        _ => panic!("{wrong:?}"),
    };
    assert_eq!(near(wrong[0]).as_deref(), Some("department"));
    assert_eq!(near(wrong[5]).as_deref(), Some("server"));
    assert_eq!(*wrong[2], Wrong::Duplicate);
    let wanted = |wrong: &Wrong| match wrong {
        Wrong::Type { wanted, example } => (*wanted, example.clone()),
        _ => panic!("{wrong:?}"),
    };
    let example = |text: &str| Some(text.to_owned());
    assert_eq!(
        wanted(wrong[1]),
        (Wanted::Text, example("listen = \"127.0.0.1:8095\""))
    );
    assert_eq!(
        wanted(wrong[3]),
        (Wanted::Number, example("request_timeout_s = 30"))
    );
    assert_eq!(wanted(wrong[4]).0, Wanted::Number);
    assert_eq!(
        wanted(wrong[6]),
        (Wanted::YesOrNo, example("enabled = false"))
    );
    assert_eq!(wanted(wrong[7]).0, Wanted::Text);
    assert_eq!(wanted(wrong[8]), (Wanted::Number, example("every_h = 24")));
}

#[test]
fn what_is_good_holds_beside_what_is_not() {
    let looked =
        look("[server]\nlisen = \"x\"\nrequest_timeout_s = 7\n[instance]\nname = \"Essai\"\n");
    assert_eq!(looked.faults.len(), 1);
    let config = &looked.config;
    assert_eq!(
        (
            config.server.request_timeout_s,
            config.instance.name.as_str()
        ),
        (7, "Essai")
    );
    assert_eq!(
        looked.places["instance.name"],
        Place::File(looked.file.clone(), Some(5))
    );
}

#[test]
fn duplicates_of_every_shape_are_told() {
    for (text, line, key) in [
        (
            "[server]\nlisten = \"a:1\"\nlisten = \"a:2\"\n",
            3,
            "listen",
        ),
        ("[server]\n[instance]\n[server]\n", 3, "server"),
        (
            "server = { listen = \"a:1\", listen = \"a:2\" }\n",
            1,
            "listen",
        ),
    ] {
        let found = faults(text);
        let wanted = (Some(line), key.to_owned(), Wrong::Duplicate);
        assert!(found.contains(&wanted), "{text}: {found:?}");
    }
}

#[test]
fn what_is_no_toml_is_told_by_its_lines_and_never_panics() {
    let found = faults("[server\nlisten = \n= 3\n[instance]\nname = \"Essai\n");
    let lines: Vec<_> = found.iter().filter_map(|(line, ..)| *line).collect();
    assert!(
        lines.contains(&1) && lines.contains(&3) && lines.contains(&5),
        "{found:#?}"
    );
    for text in [
        "\u{0}",
        "[[functions]]\n",
        "functions = [{}]",
        "[[",
        "a.b.c.d = 1",
        "server = 3",
        "instance = [[[]]]",
    ] {
        assert!(!faults(text).is_empty(), "{text}");
    }
    let deep = format!("functions = {}", "[".repeat(10_000));
    assert!(!faults(&deep).is_empty());
    let many: String = (0..1_000).map(|n| format!("k{n} = 1\n")).collect();
    assert!((1..=101).contains(&faults(&many).len()));
}

#[test]
fn a_part_that_lacks_a_key_is_told_by_its_section() {
    let found = faults("[[functions]]\nlabel = { fr = \"Aide\" }\n");
    assert!(
        matches!(&found[..], [(Some(1), key, Wrong::Missing(other))] if key == "functions" && other == "code"),
        "{found:?}"
    );
}

#[test]
fn a_variable_is_read_as_its_key_wants_it() {
    let looked = with_variables(
        "[instance]\nname = \"Essai\"\n",
        &[
            ("MAILLE__INSTANCE__DEPARTMENT", "23"),
            ("MAILLE__INSTANCE__NAME", "true"),
            ("MAILLE__SERVER__REQUEST_TIMEOUT_S", "7"),
            ("MAILLE__FEDIVERSE__ENABLED", "true"),
            ("MAILLE__FEDERATION__SHARES", "place, event"),
            ("MAILLE__FEDIVERSE__KINDS", "[\"place\"]"),
        ],
    );
    assert_eq!(looked.faults, []);
    let config = &looked.config;
    assert_eq!(
        (
            config.instance.department.as_str(),
            config.instance.name.as_str()
        ),
        ("23", "true")
    );
    assert_eq!(
        (config.server.request_timeout_s, config.fediverse.enabled),
        (7, true)
    );
    assert_eq!(config.federation.shares, ["place", "event"]);
    assert_eq!(config.fediverse.kinds, ["place"]);
    let place = Place::Variable("MAILLE__INSTANCE__NAME".into());
    assert_eq!(looked.places["instance.name"], place);
}

#[test]
fn wrong_variables_are_named_and_the_others_hold() {
    let looked = with_variables(
        "",
        &[
            ("MAILLE__SERVER__LISEN", "127.0.0.1:1"),
            ("MAILLE__SERVER__REQUEST_TIMEOUT_S", "bientôt"),
            ("MAILLE__SERVER", "x"),
            ("MAILLE__SERVER__LISTEN__PORT", "80"),
            ("MAILLE__", "x"),
            ("MAILLE_SERVER_LISTEN", "127.0.0.1:2"),
            ("MAILLE_DATA", "elsewhere"),
            ("MAILLE__INSTANCE__NAME", "Essai"),
        ],
    );
    let told: Vec<String> = looked.faults.iter().map(ToString::to_string).collect();
    assert_eq!(looked.faults.len(), 6, "{told:#?}");
    let all = told.join("\n");
    for words in [
        "MAILLE__SERVER__LISEN: unknown key `server.lisen`: did you mean `MAILLE__SERVER__LISTEN`?",
        "MAILLE__SERVER__REQUEST_TIMEOUT_S: `server.request_timeout_s` takes another value (Number)",
        "MAILLE_SERVER_LISTEN: did you mean `MAILLE__SERVER__LISTEN`?",
    ] {
        assert!(all.contains(words), "no {words} in {all}");
    }
    assert_eq!(looked.config.instance.name, "Essai");
    assert_eq!(looked.config.server, crate::config::Server::default());
}

#[test]
fn what_is_written_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.instance.name = "L'essai \"entre\" guillemets".into();
    config.to_file(folder.path()).unwrap();
    assert_eq!(Config::read(folder.path()).unwrap(), config);
}

#[test]
fn one_bound_alone_leaves_the_others_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(Config::FILE);
    let text = "[plugins.page]\nwall_ms = 9000\n[plugins.task]\nreads = 7\n";
    std::fs::write(&file, text).unwrap();
    let read = Config::read(folder.path()).unwrap().plugins;
    let mut wanted = Config::default().plugins;
    wanted.page.wall_ms = 9_000;
    wanted.task.reads = 7;
    assert_eq!(read, wanted);
    std::fs::write(&file, "[plugins.page]\nwal_ms = 9000\n").unwrap();
    let error = Config::read(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("line 2") && error.contains("did you mean `wall_ms`?"),
        "{error}"
    );
}

#[test]
fn no_fault_repeats_what_was_written() {
    let secret = "postgres://u:s3cret@h/d";
    for text in [
        format!("[database]\nurl = [\"{secret}\"]\n"),
        format!("[server]\nrequest_timeout_s = \"{secret}\"\n"),
        format!("database = \"{secret}\"\n"),
    ] {
        let looked = look(&text);
        assert!(!looked.faults.is_empty());
        assert!(
            !format!("{:?}", looked.faults).contains("s3cret"),
            "{looked:?}"
        );
    }
}
