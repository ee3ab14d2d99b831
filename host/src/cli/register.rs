//! `maille register`: the register of processing of an instance, as CSV or JSON.

use super::Data;
use super::words::spoken;
use crate::app::App;
use crate::exports;
use crate::register;
use crate::web::render::{register_json, register_table};
use crate::web::site;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille register --json")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(long)]
    json: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let locale = spoken();
    let (site, register) = (site(&app, locale), register::of(&app));
    if arguments.json {
        println!("{}", register_json(locale, &site, &register));
    } else {
        let mut writer = exports::table(std::io::stdout())?;
        for row in register_table(locale, &site, &register) {
            writer.write_record(row.into_iter().map(exports::harmless))?;
        }
        writer.flush()?;
    }
    app.close().await;
    Ok(())
}
