//! The author's loop: `maille plugin new`, then what `check` and `test` say of it, as an author reads it.

mod cases;
mod dev;
mod first_plugin;
mod signed;

use std::path::{Path, PathBuf};

use crate::support::process::{Said, program, said};

/// A plugin that `maille plugin new` wrote.
struct Written {
    folder: PathBuf,
    _parent: tempfile::TempDir,
}

impl Written {
    fn new(name: &str) -> Self {
        let parent = tempfile::tempdir().unwrap();
        let into = parent.path().to_string_lossy().into_owned();
        run(&["plugin", "new", name, "--into", &into]).check();
        Self {
            folder: parent.path().join(name),
            _parent: parent,
        }
    }

    /// Changes one of its files.
    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}:\n{text}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file)).unwrap()
    }

    fn run(&self, command: &str, more: &[&str]) -> Said {
        run_in(command, &self.folder, more)
    }
}

fn run(arguments: &[&str]) -> Said {
    let mut command = program();
    command.args(arguments).env("MAILLE_LOG", "error");
    said(&command.output().unwrap())
}

fn run_in(command: &str, folder: &Path, more: &[&str]) -> Said {
    let folder = folder.to_string_lossy().into_owned();
    let mut arguments = vec!["plugin", command, &folder];
    arguments.extend(more);
    run(&arguments)
}

/// It ended with faults, and a line holds all of these words.
#[track_caller]
fn tells(told: &Said, words: &[&str]) {
    let line = told
        .out
        .lines()
        .find(|line| words.iter().all(|word| line.contains(word)));
    assert!(
        line.is_some(),
        "no line with {words:?}:\n{}\n{}",
        told.out,
        told.err
    );
}

#[test]
fn what_new_writes_builds_and_passes_the_check() {
    let written = Written::new("premiers-pas");
    written.run("build", &[]).check();
    let told = written.run("check", &[]).check();
    tells(&told, &["aucune faute", "aucun avertissement"]);
    tells(&told, &["200", "fr-simple", "/premiers-pas", "ms", "Mio"]);
    let built = written.folder.join("target/premiers-pas.wasm");
    let told = run_in("check", &built, &["--lang", "en"]).check();
    tells(&told, &["no fault", "no warning"]);
}

const BROKEN: &str = r#"
use maille_sdk::{Field, Plugin, Progress, Reply, Request, Result, Tone, context, storage};
#[derive(Default)]
struct Broken;
impl Plugin for Broken {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        match request.path().as_str() {
            "/" => {
                context::time_zone();
                reply.title("Accueil").lead("Voir [ici](/sans-titre), [la panne](/panne), [rien](/absente), [mal](javascript:x).");
                reply.paragraphs(&context::translate("nulle-part", &[]));
                reply.paragraphs("Suite : [encore](/sans-fin).");
                reply.image("a.png", "", None);
                reply.section("", |reply| { reply.notice(Tone::Tip, "", "Rien."); });
                reply.table("", ["A"], |_| {});
                reply.search_form("/", "Chercher", |form| { form.field(Field::text("q", "")); });
            }
            "/sans-titre" => { reply.paragraphs("Rien."); }
            "/panne" => panic!("une surprise"),
            "/sans-fin" => loop { reply.paragraphs("encore"); },
            _ => { reply.not_found(); }
        }
        Ok(())
    }
    fn run(&self, task: &str) -> Result<Progress> {
        if task == "tombe" { panic!("la tâche tombe"); }
        storage::set("a", b"b")?;
        Ok(Progress::finished(1, ""))
    }
}
maille_sdk::plugin!(Broken);
"#;

#[test]
fn each_fault_of_a_broken_plugin_is_named_with_its_place() {
    let written = Written::new("casse");
    written.write("src/lib.rs", BROKEN);
    written.change(
        "plugin.toml",
        "en = \"A sentence that says what this service is for.\"\n",
        "",
    );
    written.change(
        "plugin.toml",
        "exports = [\"pages\"]",
        "exports = [\"pages\", \"tasks\"]",
    );
    let tasks = "\n[[tasks]]\nname = \"tombe\"\n[tasks.label]\nfr = \"Tombe\"\nen = \"Falls\"\n";
    let toml = written.read("plugin.toml");
    written.write(
        "plugin.toml",
        &format!("{toml}\nhosts = [\"*\"]\nstorage = \"1 MiB\"\n{tasks}"),
    );
    written.change("translations/en.ftl", "lead = ", "lede = ");
    written.write(
        "translations/fr-simple.ftl",
        "lead = Ici vous trouvez tous les lieux que nous connaissons dans le grand annuaire de la région.\n",
    );
    let told = written.run("check", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    let line = |file: &str, words: &str| {
        let text = written.read(file);
        let at = text.lines().position(|line| line.contains(words)).unwrap();
        format!("faute  {file}:{}  ", at + 1)
    };
    tells(
        &told,
        &[
            &line("plugin.toml", "hosts"),
            "`hosts` (*)",
            "ne sert à rien",
        ],
    );
    tells(
        &told,
        &[
            &line("plugin.toml", "read = "),
            "`read` (place)",
            "ne sert à rien",
        ],
    );
    tells(
        &told,
        &[
            &line("plugin.toml", "contract"),
            "`context.time-zone`",
            "1.1",
        ],
    );
    tells(
        &told,
        &[
            &line("plugin.toml", "[description]"),
            "`description`",
            "« en »",
        ],
    );
    tells(&told, &["faute  translations/en.ftl  ", "`lead`"]);
    tells(&told, &[&line("translations/en.ftl", "lede"), "`lede`"]);
    tells(
        &told,
        &["avertissement  translations/fr-simple.ftl:1", "16 mots"],
    );
    tells(
        &told,
        &[
            "faute  /casse/sans-titre (fr)",
            "pas de titre",
            "(et ailleurs : 2)",
        ],
    );
    tells(
        &told,
        &["faute  /casse/panne (fr)", "s’arrête", "une surprise"],
    );
    tells(
        &told,
        &["faute  /casse/sans-fin (fr)", "s’arrête", "exhausted"],
    );
    tells(
        &told,
        &["faute  /casse (fr)", "/casse/absente", "n’existe pas"],
    );
    tells(&told, &["faute  /casse (fr)", "avertit", "javascript:x"]);
    tells(&told, &["faute  /casse (fr)", "avertit", "nulle-part"]);
    for words in ["« ici »", "a.png", "une partie", "légende", "champ `q`"] {
        tells(&told, &["faute  /casse (fr)", words]);
    }
    tells(&told, &["faute  [[tasks]] tombe", "la tâche tombe"]);
}

#[test]
fn a_manifest_is_told_all_its_faults_at_once() {
    let written = Written::new("mal-dit");
    written.change("plugin.toml", "mount = \"/mal-dit\"", "mount = \"/static\"");
    written.change("plugin.toml", "[\"pages\"]", "[\"pages\", \"feeds\"]");
    let toml = written.read("plugin.toml");
    written.write("plugin.toml", &format!("{toml}storage = \"much\"\n"));
    let told = written.run("check", &[]);
    assert_eq!(told.code, Some(1));
    tells(&told, &["plugin.toml:5", "`mount`", "/static"]);
    tells(&told, &["plugin.toml:6", "`feeds`"]);
    tells(
        &told,
        &[
            "`storage`".replace('`', "").as_str(),
            "`much` is not a size",
        ],
    );
    tells(&told, &["3 fautes"]);
}

#[test]
fn the_bundled_plugins_pass_the_check() {
    for name in ["procedures", "events"] {
        let folder = crate::support::workspace().join("plugins").join(name);
        let told = run_in("check", &folder, &[]).check();
        tells(&told, &["aucune faute"]);
    }
}

#[test]
fn what_is_no_plugin_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.wasm");
    std::fs::write(&file, "bonjour").unwrap();
    let told = run_in("check", &file, &[]);
    assert_eq!(told.code, Some(1));
    tells(&told, &["faute", "not a WebAssembly component"]);
}
