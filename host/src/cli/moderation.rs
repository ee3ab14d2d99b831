//! `maille moderation …`: records that plugins made for others, and what visitors report, decided from the command line.

use super::words::{fault, say};
use super::{Data, acts};
use crate::app::App;
use crate::moderation::{Case, Mode, Moderation, ModerationError, Reason, State, Verdict};
use crate::web::letters;

/// Cases of one list.
const LISTED: u32 = 50;
/// Who decided, where nobody signed in.
const NOBODY: &str = "command line";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille moderation list")]
    List(List),
    #[command(after_help = "maille moderation show K7QF-3MZD")]
    Show(Show),
    #[command(after_help = "maille moderation accept K7QF-3MZD")]
    Accept(Show),
    #[command(
        after_help = "maille moderation refuse K7QF-3MZD --reason incomplete --words \"Il manque le lieu\""
    )]
    Refuse(Refuse),
    #[command(after_help = "maille moderation mode commons.offer after")]
    Mode(SetMode),
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
    #[arg(long)]
    decided: bool,
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: i64,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "CODE")]
    reference: String,
}

#[derive(Debug, clap::Args)]
pub struct Refuse {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "CODE")]
    reference: String,
    #[arg(long)]
    reason: String,
    #[arg(long, value_name = "WORDS", default_value = "")]
    words: String,
}

#[derive(Debug, clap::Args)]
pub struct SetMode {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "KIND")]
    kind: String,
    #[arg(value_name = "MODE")]
    mode: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(arguments) => list(arguments).await,
        Command::Show(arguments) => show(arguments).await,
        Command::Accept(arguments) => {
            let good = (Verdict::Good, "");
            decide((&arguments.data, &arguments.reference), good).await
        }
        Command::Refuse(arguments) => {
            let reason = arguments.reason.parse::<Reason>().map_err(|_| {
                let known: Vec<&str> = Reason::ALL.iter().map(|one| one.as_str()).collect();
                let known = known.join(", ");
                fault(
                    "cli-moderation-reason",
                    &[("reason", &arguments.reason), ("known", &known)],
                )
            })?;
            let bad = (Verdict::Bad(reason), arguments.words.as_str());
            decide((&arguments.data, &arguments.reference), bad).await
        }
        Command::Mode(arguments) => mode(arguments).await,
    }
}

async fn list(arguments: List) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let of = of(&app);
    let found = match arguments.decided {
        true => {
            let skip = u32::try_from(arguments.after).unwrap_or_default();
            of.decided(skip, LISTED).await
        }
        false => of.waiting(arguments.after, LISTED).await,
    };
    let found = found.map_err(worded)?;
    for case in &found {
        println!("{}", line(&app, case));
    }
    let count = found.len();
    eprintln!("{}", say("cli-moderation-shown", &[("count", &count)]));
    if let Some(last) = found.last().filter(|_| found.len() == LISTED as usize) {
        let next = match arguments.decided {
            true => (arguments.after + i64::from(LISTED)).to_string(),
            false => last.number.to_string(),
        };
        eprintln!("{}", say("cli-moderation-more", &[("after", &next)]));
    }
    app.close().await;
    Ok(())
}

fn line(app: &App, case: &Case) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        case.reference,
        day(app, case.made),
        case.state,
        case.origin,
        case.reports,
        case.kind,
        case.title,
    )
}

async fn show(arguments: Show) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let of = of(&app);
    let case = of.get(&arguments.reference).await.map_err(worded)?;
    let record = app.directory.get(&case.record_id).await?;
    let state = record.as_ref().map_or_else(
        || say("cli-moderation-gone", &[]),
        |record| record.state.as_str().to_owned(),
    );
    let mut fields = vec![
        ("cli-moderation-reference", case.reference.clone()),
        ("cli-moderation-at", day(&app, case.made)),
        ("cli-moderation-state", case.state.to_string()),
        (
            "cli-moderation-record",
            format!("{} {} ({})", case.kind, case.record_id, case.title),
        ),
        ("cli-moderation-record-state", state),
        ("cli-moderation-plugin", case.plugin.clone()),
        ("cli-moderation-contributor", case.contributor.clone()),
    ];
    let reports = of.reports(&case).await.map_err(worded)?;
    fields.extend(reports.into_iter().map(|report| {
        let said = format!("{} {}", report.reason, report.text);
        ("cli-moderation-report", said)
    }));
    if let Some(decision) = &case.decision {
        fields.push(("cli-moderation-decided", day(&app, decision.at)));
        fields.push(("cli-moderation-by", decision.by.clone()));
        if let Some(reason) = decision.reason {
            fields.push(("cli-moderation-why", reason.to_string()));
        }
        fields.push(("cli-moderation-words", decision.words.clone()));
    }
    fields.extend(record.map(|record| ("cli-moderation-content", record.content)));
    for (key, value) in fields {
        println!("{:<16}{value}", say(key, &[]));
    }
    app.close().await;
    Ok(())
}

async fn decide(
    (data, reference): (&Data, &str),
    (verdict, words): (Verdict, &str),
) -> anyhow::Result<()> {
    let app = App::open_existing(&data.data).await?;
    let of = of(&app);
    // A wrong reference is said in words before anything else is looked up.
    of.get(reference).await.map_err(worded)?;
    let letter = letters::decided(&app, reference, &verdict, words).await?;
    let said = ((NOBODY, words), letter);
    let decided = of.decide_and_tell(reference, &verdict, None, said).await;
    let decided = decided.map_err(worded)?;
    acts::note(&app, "case-decided", reference, decided.as_str()).await;
    let key = match decided {
        State::Refused | State::Withdrawn => "cli-moderation-refused",
        State::Waiting | State::Accepted | State::Kept => "cli-moderation-accepted",
    };
    println!("{}", say(key, &[("code", &reference)]));
    app.close().await;
    Ok(())
}

async fn mode(arguments: SetMode) -> anyhow::Result<()> {
    let unknown = || fault("cli-moderation-mode", &[("mode", &arguments.mode)]);
    let mode: Mode = arguments.mode.parse().map_err(|_| unknown())?;
    let app = App::open_existing(&arguments.data.data).await?;
    let kind = &arguments.kind;
    if app.directory.kinds().get(kind).is_none() {
        return Err(fault("cli-moderation-kind", &[("kind", kind)]).into());
    }
    of(&app).set_mode(kind, mode).await.map_err(worded)?;
    acts::note(&app, "moderation-modes", kind, mode.as_str()).await;
    let key = match mode {
        Mode::Before => "cli-moderation-before",
        Mode::After => "cli-moderation-after",
    };
    println!("{}", say(key, &[("kind", kind)]));
    app.close().await;
    Ok(())
}

fn of(app: &App) -> Moderation {
    Moderation::new(app.directory.clone())
}

fn day(app: &App, ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    let zone = app.directory.settings().zone.clone();
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn worded(error: ModerationError) -> anyhow::Error {
    match error {
        ModerationError::NotFound(code) => fault("cli-moderation-none", &[("code", &code)]).into(),
        ModerationError::Decided(code) => fault("cli-moderation-late", &[("code", &code)]).into(),
        other => other.into(),
    }
}
