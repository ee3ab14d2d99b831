//! What a citizen's browser finds on the demonstration: `browser/run.js` asks it of Debian's Chromium. This file starts the
//! instance and says what the machine lacks; it judges no page.

mod neighbours;
mod workbench;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, mpsc};
use std::time::Duration;

use maille::accounts::{AccountError, Capability, PasswordFault, Role};
use maille::contributors::{Code, Made, Printed};
use maille::directory::duplicates::{Candidate, Likeness, Merge, compare};
use maille::directory::{KindRegistry, Record, State};
use maille::editing;
use maille::images::{Fault, Looks, Rights};
use maille::imports::orders::{NewOrder, Order};
use maille::imports::run::store::KeptLine;
use maille::imports::run::{Complete, Counts, Run};
use maille::plugins::page::{Block, Content, Field, Form, Page, RecordCard};
use maille::web::locale::Locale;
use maille::web::render::{
    self, CodesPage, ContributionFault, ContributionForm, Desk, FirstAccess, ImportFault,
    ImportForm, Links, PictureFault, Pictured, ReportPage, SignIn, SignInFault, Site, SiteContact,
    SuggestionFault, SuggestionForm, View, ViewedPlugin,
};

use crate::support::skip::{environment, skip};

/// A first start builds the bundled plugin.
const START_MAX: Duration = Duration::from_secs(600);
/// Where Debian puts it; `MAILLE_CHROMIUM` names another one.
const CHROMIUM: &str = "/usr/bin/chromium";

#[test]
fn a_citizens_browser_finds_every_page_in_order() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser");
    if let Some(what) = lacks(&scripts) {
        return skip("a_citizens_browser_finds_every_page_in_order", what);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demonstration = Demonstration::start(&folder.path().join("demonstration"));
    let rendered = folder.path().join("rendered");
    render_pages(&rendered);

    let held = Command::new("node")
        .arg(scripts.join("run.js"))
        .arg(&demonstration.address)
        .arg("--rendered")
        .arg(&rendered)
        .arg("--link")
        .arg(&demonstration.link)
        .status()
        .expect("node runs");

    assert!(
        held.success(),
        "the lines above that begin with FAIL say what is wrong"
    );
}

/// What the machine lacks, with the mend; none where nothing is missing.
fn lacks(scripts: &Path) -> Option<&'static str> {
    let runs = |program: &str, argument: &str| {
        let status = Command::new(program)
            .arg(argument)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    let chromium = environment("MAILLE_CHROMIUM").unwrap_or_else(|| CHROMIUM.to_owned());
    let what = if !runs("node", "--version") {
        "Node.js 20 (apt-get install nodejs npm)"
    } else if !Path::new(&chromium).exists() {
        "Chromium (apt-get install chromium, or name one in MAILLE_CHROMIUM)"
    } else if !runs("java", "-version") {
        "Java (apt-get install default-jre-headless)"
    } else if !scripts.join("node_modules/playwright-core").is_dir() {
        "the browser tests' packages (npm ci --prefix tests/browser)"
    } else {
        return None;
    };
    Some(what)
}

/// A running `maille demo`; it ends when this is dropped.
struct Demonstration {
    program: Child,
    address: String,
    /// What makes the first administrator.
    link: String,
}

impl Demonstration {
    fn start(data: &Path) -> Self {
        let port = free_port();
        let mut program = Command::new(env!("CARGO_BIN_EXE_maille"))
            .args(["demo", "--port", &port.to_string(), "--data"])
            .arg(data)
            // Pages are looked at here, not clocks: beside the other tests a guest may wait for a core.
            .env("MAILLE__PLUGINS__PAGE__WALL_MS", "30000")
            .env("MAILLE__PLUGINS__PAGE__CPU_MS", "5000")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demonstration starts");
        let lines = BufReader::new(program.stdout.take().expect("its standard output"));
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut link = String::new();
            for line in lines.lines().map_while(Result::ok) {
                if line.contains("/premier-acces/") {
                    link = line.trim().to_owned();
                }
                if line.starts_with("ready:") {
                    // Nobody listens any more where the test has given up.
                    let _ = tell.send(std::mem::take(&mut link));
                }
            }
        });
        let mut demonstration = Self {
            program,
            address: format!("http://127.0.0.1:{port}"),
            link: String::new(),
        };
        demonstration.link = told
            .recv_timeout(START_MAX)
            .expect("the demonstration says `ready:`");
        demonstration
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Writes the pages that no address of the demonstration gives: a plugin that failed or pauses, too many visitors, a form
/// that was filled in wrongly.
fn render_pages(folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder for pages");
    let site = Site {
        name: "Mon Val-de-Maille numérique".to_owned(),
        department: "Val-de-Maille (département fictif)".to_owned(),
        contact: SiteContact {
            telephone: Some("01 99 00 10 00".to_owned()),
            email: Some("aide@example.org".to_owned()),
            ..SiteContact::default()
        },
        sends_mail: true,
        ..Site::default()
    };
    for locale in Locale::ALL {
        let view = View {
            locale,
            path: "/demarches".to_owned(),
            plugin: Some(ViewedPlugin {
                name: "Démarches".to_owned(),
                root: "/demarches".to_owned(),
            }),
            ..View::default()
        };
        let pages = [
            (
                "plugin-failed",
                render::plugin_failed_page(&site, &view, "K7QF-3MZD"),
            ),
            (
                "plugin-paused",
                render::plugin_paused_page(&site, &view, "K7QF-3MZD"),
            ),
            (
                "record",
                render::record_page(&site, &view, &gathering(), &[], (None, None)),
            ),
            (
                "overloaded",
                render::overloaded_page(&site, &view, "K7QF-3MZD"),
            ),
            (
                "suggestion-back",
                render::suggestion_page(&site, &view, &suggestion()),
            ),
            (
                "contribution-back",
                render::contribution_page(
                    &site,
                    &view,
                    &contribution(Some(ContributionFault::Wrong)),
                ),
            ),
            (
                "picture-back",
                render::contribution_page(&site, &view, &contribution(None)),
            ),
            (
                "contribution-mailed",
                render::contribution_page(
                    &site,
                    &view,
                    &contribution(Some(ContributionFault::Mailed)),
                ),
            ),
            (
                "form-errors",
                render::page_html(&form_with_errors(), &site, &view, &Links::default()).html,
            ),
        ];
        let neighbours = neighbours::open(&site, &view);
        let view = View {
            path: "/administration".to_owned(),
            plugin: None,
            ..view
        };
        let pages = pages
            .into_iter()
            .chain(neighbours)
            .chain(workbench::pages(&site, &view));
        for (name, html) in pages.chain(administration(&site, &view)) {
            let path: PathBuf = folder.join(format!("{}.{name}.html", locale.code()));
            std::fs::write(path, html).expect("the page is written");
        }
    }
}

/// Printed codes in each state, and a number that does not fit.
fn codes() -> CodesPage<'static> {
    let printed = |used, revoked| Printed {
        id: "1".to_owned(),
        by: "Camille Le Gall".to_owned(),
        purpose: "Atelier du mardi".to_owned(),
        made: 0,
        used,
        revoked,
        expires: Some(2),
    };
    CodesPage {
        printed: vec![
            printed(None, None),
            printed(Some(1), None),
            printed(None, Some(1)),
        ],
        count: "99",
        fault: true,
        now: 1,
        ..CodesPage::default()
    }
}

fn slips() -> Vec<Made> {
    let made = || Made {
        code: Code::default(),
        expires: 1_795_256_130_000,
    };
    std::iter::repeat_with(made).take(10).collect()
}

/// A form that came back because of its code, with all that was typed.
fn contribution(fault: Option<ContributionFault>) -> ContributionForm<'static> {
    static PICTURES: LazyLock<[Pictured; 2]> = LazyLock::new(|| {
        let none = Pictured::none("photo");
        let wrong = Pictured {
            faults: vec![
                PictureFault::File(Fault::Not(Looks::Svg)),
                PictureFault::NoAlternative,
                PictureFault::NoRights,
                PictureFault::NoPeople,
            ],
            ..none.clone()
        };
        let taken = Pictured {
            kept: Some("0193a.jpg".to_owned()),
            alternative: "Un banc".to_owned(),
            rights: Some(Rights::Open),
            people: true,
            field: "autre".to_owned(),
            ..none
        };
        [wrong, taken]
    });
    static TYPED: LazyLock<[(String, String); 2]> = LazyLock::new(|| {
        [
            ("titre", "Un banc"),
            ("texte", "Devant la mairie,\nà l’ombre"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    });
    ContributionForm {
        contributed: fault.is_some(),
        fault,
        carried: &*TYPED,
        pictures: &*PICTURES,
        lost_files: true,
        email: "",
    }
}

/// What a visitor said of a record, with two things to mend.
fn suggestion() -> SuggestionForm {
    SuggestionForm {
        card: gathering(),
        href: "/annuaire".to_owned(),
        subject: "hours".to_owned(),
        contact: "Camille".to_owned(),
        faults: vec![SuggestionFault::NoText, SuggestionFault::NoContact],
        ..SuggestionForm::default()
    }
}

/// Pages of people who work here that no address gives without something having gone wrong, or been imported.
fn administration(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let desk = Desk {
        site: site.clone(),
        view: view.clone(),
        name: "Camille Le Gall".to_owned(),
        role: Role::Administrator,
    };
    let refused = SignIn {
        login: "camille".to_owned(),
        next: "/administration".to_owned(),
        fault: Some(SignInFault::Refused),
        no_administrator: true,
        ..SignIn::default()
    };
    let weak = AccountError::Password(PasswordFault::Common);
    let first = FirstAccess {
        token: "0123",
        fault: Some(&weak),
        ..FirstAccess::default()
    };
    let wrong = ImportForm {
        fault: Some(ImportFault::Nothing),
        bytes_max: 512 * 1024 * 1024,
        ..ImportForm::default()
    };
    let order = Order {
        id: "1".to_owned(),
        what: NewOrder {
            input: "https://donnees.example.org/un/chemin/assez/long/lieux-de-mediation.csv"
                .to_owned(),
            is_address: true,
            ..NewOrder::default()
        },
        ordered: 0,
        run: None,
        ended: Some(0),
        failure: Some(r#"{"key": "import-order-large", "arguments": [["bytes", "9"]]}"#.to_owned()),
    };
    vec![
        ("desk-codes-back", render::codes_page(&desk, &codes())),
        (
            "desk-codes-printed",
            render::codes_printed_page(&desk, "Atelier du mardi", &slips()),
        ),
        (
            "sign-in-refused",
            render::sign_in_page(site, view, &refused),
        ),
        (
            "first-access",
            render::first_access_page(site, view, &first),
        ),
        ("link-over", render::link_over_page(site, view)),
        (
            "lacks",
            render::lacks_page(site, view, Capability::Import, "K7QF-3MZD"),
        ),
        ("desk-import-wrong", render::import_new_page(&desk, &wrong)),
        (
            "desk-import-failed",
            render::import_order_page(&desk, &order),
        ),
        (
            "desk-import-report",
            render::import_report_page(&desk, &report()),
        ),
    ]
    .into_iter()
    .chain(duplicates(&desk))
    .chain([("desk-record-back", record_back(&desk))])
    .chain(neighbours::desk(&desk))
    .collect()
}

/// Two records that may be one, as a list, side by side, and decided.
fn duplicates(desk: &Desk) -> Vec<(&'static str, String)> {
    let (first, second) = (library("a1", "Médiathèque"), library("b2", "Mediatheque"));
    let of = |record: &Record| Likeness::of(&serde_json::from_str(&record.content).unwrap());
    let score = compare(&of(&first), &of(&second));
    let list = render::DuplicatesPage {
        waiting: 41,
        pairs: vec![Candidate {
            first: first.clone(),
            second: second.clone(),
            score: score.score,
        }],
        next: Some("/administration/doublons?apres=87.a1.b2".to_owned()),
        is_first: true,
        done: Some("fusion"),
    };
    let pair = render::DuplicatePage {
        first: &first,
        second: &second,
        score: &score,
        has_changed: true,
    };
    let decisions = render::DecisionsPage {
        merges: vec![Merge {
            gone_id: "b2".to_owned(),
            kept_id: "a1".to_owned(),
            kind: "place".to_owned(),
            merged: 1_795_256_130_000,
            merged_by: "Camille Le Gall".to_owned(),
            gone_name: "Mediatheque des Tilleuls".to_owned(),
        }],
        different: vec![(
            first.clone(),
            second.clone(),
            1_795_256_130_000,
            "Camille".to_owned(),
        )],
        has_conflict: true,
        done: None,
    };
    vec![
        ("desk-duplicates", render::duplicates_page(desk, &list)),
        ("desk-duplicate", render::duplicate_page(desk, &pair)),
        ("desk-decisions", render::decisions_page(desk, &decisions)),
    ]
}

/// A record that somebody else changed meanwhile, with three things to mend.
fn record_back(desk: &Desk) -> String {
    let kind = KindRegistry::core().require("place").expect("a core kind");
    let record = library("a1", "Médiathèque");
    let now = serde_json::from_str(&record.content).expect("its content");
    let mut before: serde_json::Value = serde_json::from_str(&record.content).expect("its content");
    before["telephone"] = "02 41 00 00 09".into();
    let inputs = editing::inputs(&kind, &now);
    let mut typed = editing::texts(&before, &inputs);
    for (path, text) in [
        ("/telephone", "3939"),
        ("/opening_hours", "souvent"),
        ("/latitude", "au nord"),
        ("/name", ""),
    ] {
        typed.insert(path.to_owned(), text.to_owned());
    }
    let merged = editing::merge(&inputs, (&before, &now), &typed);
    let faults = editing::apply(&kind, &inputs, (&now, &merged.texts)).expect_err("three faults");
    let corrected = editing::Origin {
        source: None,
        corrected: Some(("Alex Kerbrat".to_owned(), 1_795_256_130_000)),
    };
    let origins = [("/telephone".to_owned(), corrected)].into();
    let page = render::RecordFormPage {
        kind: &kind,
        record: Some(&record),
        inputs: &inputs,
        texts: &merged.texts,
        faults: &faults,
        merged: Some((
            &merged,
            Some(("Alex Kerbrat".to_owned(), 1_795_256_130_000)),
        )),
        homeless: Vec::new(),
        origins: &origins,
        said: &before,
        suggestion: None,
        accepts: false,
        state: State::Published,
        may_edit: true,
        public: Some(format!("/annuaire/{}", record.id)),
        held: render::WhoHolds::default(),
        done: None,
    };
    render::record_form_page(desk, &page)
}

fn library(id: &str, name: &str) -> Record {
    let content = serde_json::json!({
        "name": format!("{name} des Tilleuls"), "telephone": "02 41 00 00 01",
        "website": "https://mediatheque.exemple.fr/une-adresse/assez/longue/pour-une-colonne-etroite",
        "address": {"street": "1 rue des Tilleuls", "postal_code": "99010", "municipality": "Saint-Aubin-sur-Maille"},
        "description": "Livres, ordinateurs et une personne pour aider, tous les jours sauf le lundi.",
    });
    Record {
        id: id.to_owned(),
        key: None,
        kind: "place".to_owned(),
        origin: "fil.example".to_owned(),
        maker: "host".to_owned(),
        revision: 1,
        state: State::Published,
        created: 0,
        updated: 1_795_256_130_000,
        content: content.to_string(),
    }
}

/// A report of rows with much to say.
fn report() -> ReportPage {
    let remarks = r#"[{"field": "telephone", "value": "241000002", "what": {"key": "import-telephone", "arguments": []}}]"#;
    let line = |row, outcome: &str| KeptLine {
        row,
        outcome: outcome.to_owned(),
        subject: "essai-2 Espace numérique du quai du Peigne".to_owned(),
        remarks: remarks.to_owned(),
    };
    ReportPage {
        run: Run {
            number: 7,
            format: "mediation-numerique".to_owned(),
            source: "hub-du-nord".to_owned(),
            input: "lieux-de-mediation-numerique_val-de-maille.csv".to_owned(),
            bytes: 1,
            modified: 0,
            mapping: String::new(),
            department: String::new(),
            started: 1_795_256_130_000,
            alive: 0,
            ended: None,
            failure: None,
            rows: 1_204,
            counts: Counts {
                taken: 1_200,
                refused: 4,
                ..Counts::default()
            },
            begun_by: "Camille Le Gall".to_owned(),
            complete: Complete::No,
        },
        lines: vec![line(2, "taken"), line(3, "refused")],
        wanted: "refusees".to_owned(),
        is_later: true,
        next: Some(3),
    }
}

/// A record of a kind that has no page elsewhere.
fn gathering() -> RecordCard {
    RecordCard {
        kind_label: "Événement".to_owned(),
        title: "Fête du fil".to_owned(),
        href: "/records/1".to_owned(),
        summary: Some("Sur le quai du Peigne, avec la fanfare.".to_owned()),
        ..RecordCard::default()
    }
}

/// Fields of every kind; six of them are wrong.
fn form_with_errors() -> Page {
    let field = |kind: &str, name: &str, label: &str, error: Option<&str>| Field {
        kind: kind.to_owned(),
        name: name.to_owned(),
        label: label.to_owned(),
        error: error.map(str::to_owned),
        ..Field::default()
    };
    let choices = ["Le matin", "L’après-midi"].map(|label| (label.to_owned(), label.to_owned()));
    let fields = vec![
        Field {
            hint: Some("Comme sur votre carte.".to_owned()),
            purpose: Some("name".to_owned()),
            ..field("text", "nom", "Votre nom", Some("Écrivez votre nom."))
        },
        Field {
            value: Some("camille".to_owned()),
            ..field(
                "email",
                "adresse",
                "Votre adresse électronique",
                Some("Il manque le signe @."),
            )
        },
        field("telephone", "telephone", "Votre téléphone", None),
        Field {
            value: Some("2026-13-45".to_owned()),
            ..field(
                "date",
                "jour",
                "Jour de la visite",
                Some("Écrivez une date, par exemple 27 3 2026."),
            )
        },
        Field {
            choices: choices.to_vec(),
            ..field(
                "one-of",
                "moment",
                "Moment de la visite",
                Some("Choisissez un moment."),
            )
        },
        Field {
            choices: choices.to_vec(),
            optional: true,
            ..field(
                "some-of",
                "rappels",
                "Quand pouvons-nous vous rappeler ?",
                None,
            )
        },
        field(
            "lines",
            "message",
            "Votre message",
            Some("Écrivez un message."),
        ),
        field(
            "yes-no",
            "accord",
            "J’accepte d’être rappelé",
            Some("Cochez la case pour continuer."),
        ),
    ];
    let form = Content::Form(Form {
        contributed: true,
        search: false,
        action: "/rendez-vous".to_owned(),
        submit: "Demander un rendez-vous".to_owned(),
        fields,
    });
    Page {
        title: "Prendre rendez-vous".to_owned(),
        blocks: vec![Block {
            language: None,
            anchor: None,
            content: form,
        }],
        ..Page::default()
    }
}
