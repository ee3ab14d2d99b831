//! Bad input on the command line: one plain sentence with the mend, never a panic, nothing half done.

use std::path::Path;

use crate::support::disk::Disk;
use crate::support::process::{program, said};
use crate::support::{Maille, hostile};

fn init() -> (tempfile::TempDir, Maille) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    (folder, maille)
}

#[test]
fn an_unknown_key_in_maille_toml_is_named_with_its_line() {
    let (_folder, maille) = init();
    std::fs::write(
        maille.folder.join("maille.toml"),
        "[server]\nlisten = \"127.0.0.1:0\"\npublic_ur = \"x\"\n",
    )
    .unwrap();
    maille.run(&["plugin", "list"]).refused(&[
        "maille.toml",
        "ligne 3",
        "vouliez-vous dire « public_url » ?",
    ]);
    std::fs::write(
        maille.folder.join("maille.toml"),
        "[instance]\ntimezone = \"Europe/Parsi\"\n",
    )
    .unwrap();
    maille
        .run(&["plugin", "list"])
        .refused(&["Europe/Parsi", "timezone"]);
}

#[test]
fn an_unknown_key_in_plugin_toml_is_named_with_its_line() {
    let (folder, maille) = init();
    let plugin = folder.path().join("plugin");
    std::fs::create_dir(&plugin).unwrap();
    std::fs::write(
        plugin.join("plugin.toml"),
        "id = \"essai\"\nversion = \"1\"\ncontract = \"1.0\"\nmont = \"/x\"\n",
    )
    .unwrap();
    maille
        .run(&["plugin", "install", plugin.to_str().unwrap()])
        .refused(&["line 4", "did you mean `mount`?"]);
}

#[test]
fn what_is_no_plugin_is_refused_by_name() {
    let (folder, maille) = init();
    let whole = hostile().bytes();
    let files: [(&str, &[u8], &str); 4] = [
        ("text.wasm", b"bonjour", "not a WebAssembly component"),
        ("core.wasm", b"\0asm\x01\0\0\0", "core WebAssembly module"),
        ("cut.wasm", &whole[..whole.len() / 2], "cut short"),
        (
            "bare.wasm",
            &hostile().component,
            "no section maille:manifest",
        ),
    ];
    for (name, bytes, words) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        maille
            .run(&["plugin", "install", path.to_str().unwrap(), "--grant-all"])
            .refused(&[words]);
    }
    maille
        .run(&["plugin", "install", "nulle-part"])
        .refused(&["nulle-part"]);
    maille
        .run(&["plugin", "give", "nulle-part", "/etc/hostname"])
        .refused(&["nulle-part"]);
    maille
        .run(&["plugin", "run", "nulle-part", "import"])
        .refused(&["nulle-part"]);
    assert!(
        maille
            .run(&["plugin", "list"])
            .check()
            .out
            .contains("Aucune extension n’est installée")
    );
}

#[test]
fn the_log_and_its_request_are_read_on_the_command_line() {
    let (folder, maille) = init();
    let path = folder.path().join("hostile.wasm");
    std::fs::write(&path, hostile().bytes()).unwrap();
    maille
        .run(&["plugin", "install", path.to_str().unwrap(), "--grant-all"])
        .check();
    let script = folder.path().join("script");
    std::fs::write(&script, "panic\n").unwrap();
    maille
        .run(&["plugin", "give", "hostile", script.to_str().unwrap()])
        .check();
    maille
        .run(&["plugin", "run", "hostile", "script"])
        .refused(&["s’est arrêtée à sa première étape", "panicked"]);
    let log = maille
        .run(&["plugin", "list", "hostile", "--log"])
        .check()
        .out;
    assert!(
        log.contains("error [run-1] run script: ") && log.contains("on script"),
        "{log}"
    );
    maille
        .run(&["plugin", "run", "hostile", "nothing"])
        .refused(&["it has: script, endless"]);
}

#[test]
fn a_port_in_use_is_said() {
    let (folder, maille) = init();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    maille
        .run(&["serve", "--listen", &address])
        .refused(&[&address, "un autre programme y est déjà"]);
    maille
        .run(&["serve", "--listen", "nowhere"])
        .refused(&["par exemple 127.0.0.1:8095"]);
    let demo = folder.path().join("demo");
    let port = taken.local_addr().unwrap().port().to_string();
    let output = Maille::over(&demo).run(&["demo", "--port", &port]);
    output.refused(&["un autre programme y est déjà"]);
}

#[test]
fn an_instance_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(&folder.path().join("none"));
    for arguments in [&["serve"][..], &["plugin", "list"], &["record", "list"]] {
        maille
            .run(arguments)
            .refused(&["il n’y a pas d’instance", "maille init"]);
    }
}

#[test]
fn demo_leaves_a_folder_alone_that_is_not_its_own() {
    let (_folder, maille) = init();
    maille
        .run(&["demo", "--port", "1"])
        .refused(&["n’est pas un dossier de démonstration", "--data"]);
    assert!(!maille.folder.join(".maille-demo").exists());
}

#[test]
fn a_record_that_does_not_fit_is_refused_with_the_field() {
    let (_folder, maille) = init();
    let put = |content: &str| maille.run(&["record", "put", "place", "a", "--content", content]);
    put("{}").refused(&["name"]);
    put("{\"name\":").refused(&[]);
    put("{\"name\":\"a\",\"latitude\":200}").refused(&["latitude"]);
    maille
        .run(&["record", "put", "plaice", "a", "--content", "{}"])
        .refused(&["plaice"]);
    put("{\"name\":\"a\"}").check();
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    Maille::over(&file.join("data"))
        .run(&["init"])
        .refused(&["impossible de créer le dossier", "--data"]);
}

#[test]
fn a_full_disk_is_said_and_what_was_there_stays() {
    let Some(disk) = Disk::mount("a_full_disk_is_said_and_what_was_there_stays", 4) else {
        return;
    };
    let maille = Maille::init(disk.path());
    maille
        .run(&[
            "record",
            "put",
            "place",
            "a",
            "--content",
            "{\"name\":\"a\"}",
        ])
        .check();
    let filler = disk.fill();
    let large = format!(
        "{{\"name\":\"b\",\"description\":\"{}\"}}",
        "x".repeat(19_000)
    );
    let refused = maille.run(&["record", "put", "place", "b", "--content", &large]);
    assert!(refused.code == Some(1), "{refused:#?}");
    std::fs::remove_file(filler).unwrap();
    assert!(
        maille
            .run(&["record", "list", "place"])
            .check()
            .out
            .contains("place\ta")
    );
    assert!(
        maille
            .run(&["doctor"])
            .out
            .contains("la base de données est saine")
    );
}

#[test]
fn a_disk_that_can_only_be_read_is_said_and_what_it_holds_can_be_given() {
    let test = "a_disk_that_can_only_be_read_is_said_and_what_it_holds_can_be_given";
    let Some(disk) = Disk::mount(test, 4) else {
        return;
    };
    let maille = Maille::init(disk.path());
    let fiches = disk.path().join("fiches");
    std::fs::create_dir(&fiches).unwrap();
    std::fs::write(fiches.join("F1.xml"), "<Publication/>").unwrap();
    disk.only_to_read(true);
    let commands: [&[&str]; 5] = [
        &["plugin", "list"],
        &["record", "get", "place", "a"],
        &["plugin", "run", "procedures", "import"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["init"],
    ];
    for command in &commands[..4] {
        maille
            .run(command)
            .refused(&["on ne peut pas écrire", "indiquez un autre dossier"]);
    }
    let doctor = maille.run(&["doctor"]);
    assert!(
        !doctor.ok && doctor.out.contains("on ne peut pas écrire dans le dossier"),
        "{doctor:#?}"
    );
    let new = Maille::over(&disk.path().join("new"));
    new.run(commands[4])
        .refused(&["impossible de créer le dossier", "--data"]);
    let (_folder, elsewhere) = init();
    let guest = elsewhere.folder.join("plugin.wasm");
    std::fs::write(&guest, hostile().bytes()).unwrap();
    elsewhere
        .run(&["plugin", "install", guest.to_str().unwrap()])
        .check();
    let given = elsewhere.run(&["plugin", "give", "hostile", fiches.to_str().unwrap()]);
    assert!(given.check().out.contains("1 document"));
    disk.only_to_read(false);
    maille.run(&["plugin", "list"]).check();
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_not_taken_for_an_empty_one() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let (folder, maille) = init();
    let open = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&maille.folder, mode).unwrap();
    };
    let everybody = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), everybody).unwrap();
    open(0o000);
    let run = |arguments: &[&str]| {
        let mut command = maille.command(arguments);
        // Nothing is closed to root.
        if rustix::process::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        said(&command.output().unwrap())
    };
    for command in [
        &["plugin", "list"][..],
        &["serve"],
        &["record", "get", "place", "a"],
    ] {
        run(command).refused(&["cannot look into", "the user who owns it"]);
    }
    let doctor = run(&["doctor"]);
    assert!(
        !doctor.ok && doctor.out.contains("cannot look into"),
        "{doctor:#?}"
    );
    open(0o700);
    maille.run(&["plugin", "list"]).check();
}

#[test]
fn every_command_says_how_it_is_used_in_both_languages() {
    let says = |arguments: &[&str], language: &str| {
        let output = program()
            .args(arguments)
            .env("LANG", language)
            .output()
            .unwrap();
        said(&output).check().out
    };
    for arguments in [
        &["--help"][..],
        &["help", "plugin", "install"],
        &["plugin", "--help"],
        &["record", "put", "-h"],
    ] {
        let french = says(arguments, "C.UTF-8").replace("maille-data", "");
        let english = says(arguments, "en_GB.UTF-8");
        assert!(french.contains("Utilisation"), "{french}");
        assert!(english.contains("Usage:"), "{english}");
        for words in ["Usage:", "[default", "[env", "Print", "maille-", "value-"] {
            assert!(!french.contains(words), "`{words}` in {french}");
        }
    }
    let unknown = program()
        .arg("sreve")
        .current_dir(Path::new("/"))
        .output()
        .unwrap();
    said(&unknown).refused(&["n’existe pas", "Vouliez-vous dire", "serve"]);
}

#[test]
fn the_option_wins_over_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(&folder.path().join("none"));
    let english = maille
        .command(&["doctor", "--lang", "en"])
        .output()
        .unwrap();
    assert!(said(&english).out.contains("there is no instance"));
    for (name, value) in [("LC_ALL", "en"), ("MAILLE_LANG", "en")] {
        let mut command = maille.command(&["plugin", "list"]);
        let output = command.env("LANG", "fr_FR.UTF-8").env(name, value).output();
        said(&output.unwrap()).refused(&["there is no instance"]);
        let mut command = maille.command(&["--lang", "fr", "plugin", "list"]);
        let output = command.env(name, value).output();
        said(&output.unwrap()).refused(&["il n’y a pas d’instance"]);
    }
    let wrong = maille.run(&["doctor", "--lang", "de"]);
    wrong.refused(&["« de » ne convient pas", "--lang"]);
}

#[test]
fn what_is_missing_or_too_much_is_said_in_french() {
    let (_folder, maille) = init();
    maille.run(&["record", "get"]).refused(&["il manque"]);
    maille
        .run(&["plugin", "list", "--grant-all"])
        .refused(&["« --grant-all » n’existe pas ici"]);
    maille
        .run(&["demo", "--port", "beaucoup"])
        .refused(&["« beaucoup » ne convient pas pour --port"]);
    maille
        .run(&[
            "plugin",
            "grant",
            "essai",
            "read:place",
            "--all",
            "--revoke",
        ])
        .refused(&["ne va pas avec"]);
}

#[tokio::test]
async fn suggestions_are_listed_shown_and_decided_once() {
    use maille::clock::Clock;
    use maille::database::Database;
    use maille::suggestions::{Said, Subject, Suggestions};
    let (_folder, maille) = init();
    assert!(
        maille
            .run(&["suggestions", "list"])
            .check()
            .err
            .contains("aucun signalement")
    );
    let database = Database::open(&maille.folder.join("maille.sqlite"))
        .await
        .unwrap();
    let said = Said {
        reference: "K7QF-3MZD".into(),
        record_id: "gone".into(),
        kind: "place".into(),
        title: "Médiathèque du Lac".into(),
        revision: 4,
        subject: Subject::Telephone,
        text: "Le numéro\na changé".into(),
        contact: "camille@example.org".into(),
    };
    let suggestions = Suggestions::new(database.clone(), Clock::real());
    suggestions.make(&said).await.unwrap();
    database.close().await;
    let listed = maille.run(&["suggestions", "list"]).check().out;
    assert!(
        listed.contains("Médiathèque du Lac\tLe numéro a changé"),
        "{listed}"
    );
    let shown = maille.run(&["suggestions", "show", "k7qf3mzd"]).check().out;
    for wanted in ["camille@example.org", "supprimée depuis", "telephone"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let accept = ["suggestions", "accept", "K7QF-3MZD", "--note", "corrigé"];
    maille.run(&accept).check();
    maille.run(&accept).refused(&["K7QF-3MZD", "décision"]);
    maille
        .run(&["suggestions", "refuse", "ZZZZ-ZZZZ"])
        .refused(&["il n’y a pas"]);
    maille
        .run(&["suggestions", "list", "--state", "x"])
        .refused(&["n’est pas un état"]);
    let decided = maille
        .run(&["suggestions", "list", "--state", "accepted"])
        .check()
        .out;
    assert!(decided.contains("K7QF-3MZD"), "{decided}");
    let shown = maille
        .run(&["suggestions", "show", "K7QF-3MZD"])
        .check()
        .out;
    assert!(
        shown.contains("corrigé") && shown.contains("command line"),
        "{shown}"
    );
}
