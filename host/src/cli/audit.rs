//! `maille audit`: the journal of acts, the oldest first, and whether its chain holds.

use std::process::ExitCode;

use super::Data;
use super::words::{language, say};
use crate::app::App;
use crate::audit::Verdict;
use crate::web::locale::Locale;
use crate::web::render::acts_lines;

/// Lines that are shown where nobody says how many.
const SHOWN: u32 = 50;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille audit --last 200")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(long, value_name = "NUMBER", default_value_t = SHOWN)]
    last: u32,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let app = App::open_existing(&arguments.data.data).await?;
    let verdict = app.audit.check().await?;
    let mut entries = app.audit.before(i64::MAX, arguments.last).await?;
    entries.reverse();
    let locale = Locale::from_code(language()).unwrap_or_default();
    let zone = app.directory.settings().zone.clone();
    app.close().await;
    for line in acts_lines(locale, &zone, &entries) {
        println!("{line}");
    }
    Ok(match verdict {
        Verdict::Whole(count) => {
            eprintln!("{}", say("cli-audit-whole", &[("count", &count)]));
            ExitCode::SUCCESS
        }
        Verdict::Broken(number) => {
            eprintln!(
                "{}",
                say("cli-audit-broken", &[("number", &number.to_string())])
            );
            ExitCode::FAILURE
        }
    })
}
