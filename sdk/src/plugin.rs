//! The trait that a plugin implements and the macro that exports it.

use crate::directory::Entry;
use crate::{Error, Reply, Request, Result};

/// A plugin. Implement what `plugin.toml` lists under `exports`; the host calls nothing else.
///
/// A fresh value is made for each call, in a fresh sandbox: nothing is kept between two calls but what was written with
/// [`crate::directory`] and [`crate::storage`].
pub trait Plugin: Default {
    /// Answers a visitor's request by describing a page.
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        let _ = request;
        reply.not_found();
        Ok(())
    }

    /// Does one bounded step of a task; the host calls again until [`Progress::finished`]. Keep the place in
    /// [`crate::storage`]: it is committed together with the records of the step.
    fn run(&self, task: &str) -> Result<Progress> {
        Err(Error::invalid(format!("this plugin has no task `{task}`")))
    }

    /// Follows a change of a record whose kind `plugin.toml` lists under `follows`; at least once, in order.
    fn changed(&self, entry: Entry) -> Result<()> {
        let _ = entry;
        Ok(())
    }

    /// Follows the end of a record.
    fn deleted(&self, id: &str, kind: &str) -> Result<()> {
        let _ = (id, kind);
        Ok(())
    }
}

/// How far a task has come, in the author's own unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Nothing is left to do.
    pub finished: bool,
    /// Units done so far.
    pub done: u64,
    /// Units in all, once that is known.
    pub total: Option<u64>,
    /// A sentence for the administrator.
    pub message: String,
}

impl Progress {
    /// The task goes on with another step.
    pub fn going(done: u64, total: Option<u64>, message: impl Into<String>) -> Self {
        Self {
            finished: false,
            done,
            total,
            message: message.into(),
        }
    }

    /// The task is done.
    pub fn finished(done: u64, message: impl Into<String>) -> Self {
        Self {
            finished: true,
            done,
            total: Some(done),
            message: message.into(),
        }
    }
}

/// Exports a type that implements [`Plugin`] and [`Default`] as this component.
#[macro_export]
macro_rules! plugin {
    ($plugin:ty) => {
        #[doc(hidden)]
        struct MailleComponent;

        const _: () = {
            use $crate::bindings::exports::maille::plugin as exports;
            use $crate::bindings::maille::plugin as imports;

            impl exports::pages::Guest for MailleComponent {
                fn answer(
                    request: &imports::page::Request,
                    reply: &imports::page::Reply,
                ) -> Result<(), imports::types::Error> {
                    let plugin = <$plugin as ::core::default::Default>::default();
                    $crate::Plugin::answer(
                        &plugin,
                        $crate::Request::new(request),
                        &mut $crate::Reply::new(reply),
                    )
                    .map_err(::core::convert::Into::into)
                }
            }

            impl exports::tasks::Guest for MailleComponent {
                fn run(task: ::std::string::String) -> Result<exports::tasks::Progress, imports::types::Error> {
                    let plugin = <$plugin as ::core::default::Default>::default();
                    let progress = $crate::Plugin::run(&plugin, &task)?;
                    Ok(exports::tasks::Progress {
                        finished: progress.finished,
                        done: progress.done,
                        total: progress.total,
                        message: progress.message,
                    })
                }
            }

            impl exports::changes::Guest for MailleComponent {
                fn record_changed(entry: imports::directory::Entry) -> Result<(), imports::types::Error> {
                    let plugin = <$plugin as ::core::default::Default>::default();
                    $crate::Plugin::changed(&plugin, entry.into()).map_err(::core::convert::Into::into)
                }

                fn record_deleted(
                    id: ::std::string::String,
                    kind: ::std::string::String,
                ) -> Result<(), imports::types::Error> {
                    let plugin = <$plugin as ::core::default::Default>::default();
                    $crate::Plugin::deleted(&plugin, &id, &kind).map_err(::core::convert::Into::into)
                }
            }
        };

        $crate::bindings::export!(MailleComponent with_types_in $crate::bindings);
    };
}
