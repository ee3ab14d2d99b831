//! Enters a guest by the export that the work asks for.

use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, Instance, Resource};

use super::failure::stopped;
use super::{Failure, Work};
use crate::plugins::Loaded;
use crate::plugins::contract::{Error, Progress};
use crate::plugins::state::{ReplyHandle, RequestHandle, State};

pub(super) async fn enter(
    store: &mut Store<State>,
    plugin: &Loaded,
    work: Work,
) -> Result<Option<Progress>, Failure> {
    let instance = plugin
        .pre
        .instantiate_async(&mut *store)
        .await
        .map_err(stopped)?;
    match work {
        Work::Answer(_) => {
            let arguments = (
                Resource::<RequestHandle>::new_borrow(0),
                Resource::<ReplyHandle>::new_borrow(0),
            );
            invoke(store, &instance, plugin.exports.answer, "pages", arguments).await?;
            Ok(None)
        }
        Work::Run(task) => {
            let progress =
                invoke_with(store, &instance, plugin.exports.run, "tasks", (task,)).await?;
            Ok(Some(progress))
        }
        Work::Changed(entry) => {
            invoke(
                store,
                &instance,
                plugin.exports.changed,
                "changes",
                (entry,),
            )
            .await?;
            Ok(None)
        }
        Work::Deleted { id, kind } => {
            invoke(
                store,
                &instance,
                plugin.exports.deleted,
                "changes",
                (id, kind),
            )
            .await?;
            Ok(None)
        }
    }
}

async fn invoke<A>(
    store: &mut Store<State>,
    instance: &Instance,
    export: Option<ComponentExportIndex>,
    name: &str,
    arguments: A,
) -> Result<(), Failure>
where
    A: wasmtime::component::ComponentNamedList + wasmtime::component::Lower + Send + Sync + 'static,
{
    invoke_with::<A, ()>(store, instance, export, name, arguments).await
}

async fn invoke_with<A, T>(
    store: &mut Store<State>,
    instance: &Instance,
    export: Option<ComponentExportIndex>,
    name: &str,
    arguments: A,
) -> Result<T, Failure>
where
    A: wasmtime::component::ComponentNamedList + wasmtime::component::Lower + Send + Sync + 'static,
    T: wasmtime::component::ComponentType + wasmtime::component::Lift + Send + Sync + 'static,
{
    let export = export
        .ok_or_else(|| Failure::NotThere(format!("the component does not export `{name}`")))?;
    let function = instance
        .get_typed_func::<A, (Result<T, Error>,)>(&mut *store, export)
        .map_err(stopped)?;
    let (answer,) = function
        .call_async(&mut *store, arguments)
        .await
        .map_err(stopped)?;
    answer.map_err(|Error { code, message }| Failure::Refused { code, message })
}
