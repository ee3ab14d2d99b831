//! The commons: what people of a territory give, lend, look for, undertake and propose; open data in and out.

pub mod expire;
pub mod import;
pub mod pages;
pub mod record;
pub mod words;

use maille_sdk::{Error, Plugin, Progress, Reply, Request, Result};

/// The plugin.
#[derive(Debug, Default)]
pub struct Commons;

impl Plugin for Commons {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        pages::answer(request, reply)
    }

    fn run(&self, task: &str) -> Result<Progress> {
        match task {
            "import" => import::import(),
            "expire" => expire::expire(),
            other => Err(Error::invalid(format!("this plugin has no task `{other}`"))),
        }
    }
}

#[cfg(target_family = "wasm")]
maille_sdk::plugin!(Commons);
