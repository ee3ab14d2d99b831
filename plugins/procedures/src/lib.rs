//! Procedures: the guide to the administration's procedures, with the department's own steps and offices beside them.

pub mod fiche;
pub mod import;
pub mod labels;
pub mod local;
pub mod near;
pub mod pages;
pub mod record;

use maille_sdk::{Error, Plugin, Progress, Reply, Request, Result};

/// The plugin.
#[derive(Debug, Default)]
pub struct Procedures;

impl Plugin for Procedures {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        pages::answer(request, reply)
    }

    fn run(&self, task: &str) -> Result<Progress> {
        match task {
            "import" => import::import(),
            "fetch" => import::fetch(),
            other => Err(Error::invalid(format!("this plugin has no task `{other}`"))),
        }
    }
}

#[cfg(target_family = "wasm")]
maille_sdk::plugin!(Procedures);
