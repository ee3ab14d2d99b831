//! `maille suggestions …`: what visitors say is wrong with a record, read and decided from the command line. Correcting
//! the record is `maille record put`.

use super::words::{fault, say};
use super::{Data, acts};
use crate::app::App;
use crate::suggestions::{State, Suggestion, SuggestionError, Suggestions};

/// Suggestions of one list.
const LISTED: u32 = 50;
/// Characters of a line's text.
const TEXT_CHARS_MAX: usize = 60;
/// Who decided, where nobody signed in.
const NOBODY: &str = "command line";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille suggestions list --state new")]
    List(List),
    #[command(after_help = "maille suggestions show K7QF-3MZD")]
    Show(Show),
    #[command(after_help = "maille suggestions accept K7QF-3MZD --note \"numéro corrigé\"")]
    Accept(Decide),
    #[command(after_help = "maille suggestions refuse K7QF-3MZD --note \"horaires vérifiés\"")]
    Refuse(Decide),
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
    #[arg(long)]
    state: Option<String>,
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
pub struct Decide {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "CODE")]
    reference: String,
    #[arg(long, value_name = "WORDS", default_value = "")]
    note: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(arguments) => list(arguments).await,
        Command::Show(arguments) => show(arguments).await,
        Command::Accept(arguments) => decide(arguments, State::Accepted).await,
        Command::Refuse(arguments) => decide(arguments, State::Refused).await,
    }
}

async fn list(arguments: List) -> anyhow::Result<()> {
    let state = match arguments.state.as_deref() {
        None => Some(State::New),
        Some("all") => None,
        Some(word) => Some(
            word.parse()
                .map_err(|_| fault("cli-suggestions-state", &[("state", &word)]))?,
        ),
    };
    let app = App::open_existing(&arguments.data.data).await?;
    let found = of(&app)
        .list(state, arguments.after, LISTED)
        .await
        .map_err(worded)?;
    for suggestion in &found {
        println!("{}", line(&app, suggestion));
    }
    let count = found.len();
    eprintln!("{}", say("cli-suggestions-shown", &[("count", &count)]));
    if let Some(last) = found.last().filter(|_| found.len() == LISTED as usize) {
        let after = last.number.to_string();
        eprintln!("{}", say("cli-suggestions-more", &[("after", &after)]));
    }
    app.close().await;
    Ok(())
}

fn line(app: &App, suggestion: &Suggestion) -> String {
    let said = &suggestion.said;
    let text = said.text.replace(char::is_whitespace, " ");
    let text: String = text.chars().take(TEXT_CHARS_MAX).collect();
    format!(
        "{}\t{}\t{}\t{}\t{}\t{text}",
        said.reference,
        day(app, suggestion.made),
        suggestion.state,
        said.subject,
        said.title,
    )
}

async fn show(arguments: Show) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let found = of(&app).get(&arguments.reference).await.map_err(worded)?;
    let unknown = || fault("cli-suggestions-none", &[("code", &arguments.reference)]);
    let suggestion = found.ok_or_else(unknown)?;
    let said = &suggestion.said;
    let record = app.directory.get(&said.record_id).await?;
    let now = record.map_or_else(
        || say("cli-suggestions-gone", &[]),
        |record| record.revision.to_string(),
    );
    let mut fields = vec![
        ("cli-suggestions-reference", said.reference.clone()),
        ("cli-suggestions-at", day(&app, suggestion.made)),
        ("cli-suggestions-status", suggestion.state.to_string()),
        (
            "cli-suggestions-record",
            format!("{} {} ({})", said.kind, said.record_id, said.title),
        ),
        ("cli-suggestions-seen", said.revision.to_string()),
        ("cli-suggestions-now", now),
        ("cli-suggestions-subject", said.subject.to_string()),
        ("cli-suggestions-text", said.text.clone()),
        ("cli-suggestions-contact", said.contact.clone()),
    ];
    if let Some(decision) = &suggestion.decision {
        fields.push(("cli-suggestions-decided", day(&app, decision.at)));
        fields.push(("cli-suggestions-by", decision.by.clone()));
        fields.push(("cli-suggestions-note", decision.note.clone()));
    }
    for (key, value) in fields {
        println!("{:<16}{value}", say(key, &[]));
    }
    app.close().await;
    Ok(())
}

async fn decide(arguments: Decide, state: State) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    of(&app)
        .decide(&arguments.reference, state, (NOBODY, &arguments.note))
        .await
        .map_err(worded)?;
    acts::note(
        &app,
        "suggestion-decided",
        &arguments.reference,
        state.as_str(),
    )
    .await;
    let key = match state {
        State::Refused => "cli-suggestions-refused",
        State::New | State::Accepted => "cli-suggestions-accepted",
    };
    println!("{}", say(key, &[("code", &arguments.reference)]));
    app.close().await;
    Ok(())
}

fn of(app: &App) -> Suggestions {
    Suggestions::new(app.directory.database().clone(), app.clock.clone())
}

fn day(app: &App, ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    let zone = app.directory.settings().zone.clone();
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn worded(error: SuggestionError) -> anyhow::Error {
    match error {
        SuggestionError::NotFound(code) => fault("cli-suggestions-none", &[("code", &code)]).into(),
        SuggestionError::Decided(code) => fault("cli-suggestions-late", &[("code", &code)]).into(),
        SuggestionError::Database(error) => error.into(),
        SuggestionError::Full => error.into(),
    }
}
