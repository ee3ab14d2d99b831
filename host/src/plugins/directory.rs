//! The interface `directory`: records, checked against grants at every call.

use wasmtime::component::Resource;

use super::budget::Answer;
use super::contract::maille::plugin::directory::{
    Entry, Found, FoundTimes, Host, HostSearch, Time,
};
use super::contract::{Error, error};
use super::grants::Capability;
use super::state::{SearchHandle, State};
use crate::directory::{LIMIT_MAX, Record, Search, State as RecordState};

/// Bytes of the contents that one search hands over.
const FOUND_BYTES_MAX: usize = 16 * 1024 * 1024;

macro_rules! tried {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(failure) => return Ok(Err(Error::from(failure))),
        }
    };
}
pub(super) use tried;

pub(super) fn entry(record: Record) -> Entry {
    Entry {
        id: record.id,
        key: record.key,
        kind: record.kind,
        origin: record.origin,
        revision: record.revision,
        state: record.state.as_str().to_owned(),
        created: record.created,
        updated: record.updated,
        content: record.content,
    }
}

impl State {
    /// A plugin may read what it was granted to read or to write.
    fn may_read(&mut self, kind: &str) -> Result<(), Error> {
        let private = Capability::Private(kind.to_owned());
        if self.plugin.grants.allows(&private) {
            self.used.insert(private);
        }
        if self
            .plugin
            .grants
            .allows(&Capability::Write(kind.to_owned()))
        {
            return Ok(());
        }
        self.check(Capability::Read(kind.to_owned()))
    }

    fn search(&mut self, handle: &Resource<SearchHandle>) -> wasmtime::Result<&mut Search> {
        Ok(&mut self.table.get_mut(handle)?.0)
    }

    /// The search, once grants and budget allow it and what it reads is noted.
    fn ready(
        &mut self,
        handle: &Resource<SearchHandle>,
    ) -> wasmtime::Result<Result<Search, Error>> {
        let search = self.table.get(handle)?.0.clone();
        tried!(self.read_once());
        for kind in search.kinds() {
            tried!(self.may_read(kind));
        }
        for kind in search.kinds() {
            self.reads.position("kind", kind);
        }
        if search.kinds().is_empty() {
            self.reads.anything();
        }
        Ok(Ok(search))
    }
}

impl Host for State {
    async fn get(&mut self, id: String) -> Answer<Entry> {
        tried!(self.read_once());
        let found = self.session.get(&id).await;
        match &found {
            Ok(record) => {
                tried!(self.may_read(&record.kind));
                let kind = record.kind.clone();
                self.reads.position("kind", &kind);
            }
            // A record that is not there may be born later, of any kind that this plugin reads.
            Err(_) => self.reads.anything(),
        }
        Ok(found.map(entry).map_err(Error::from))
    }

    async fn get_by_key(&mut self, kind: String, key: String) -> Answer<Entry> {
        tried!(self.read_once());
        tried!(self.may_read(&kind));
        self.reads.position("kind", &kind);
        Ok(self
            .session
            .get_by_key(&kind, &key)
            .await
            .map(entry)
            .map_err(Error::from))
    }

    async fn create(&mut self, kind: String, content: String) -> Answer<Entry> {
        tried!(self.write_once());
        tried!(self.check(Capability::Write(kind.clone())));
        tried!(self.write_bytes(content.len()));
        Ok(self
            .session
            .create(&kind, &content)
            .await
            .map(entry)
            .map_err(Error::from))
    }

    async fn put(&mut self, kind: String, key: String, content: String) -> Answer<Entry> {
        tried!(self.write_once());
        tried!(self.check(Capability::Write(kind.clone())));
        tried!(self.write_bytes(content.len()));
        Ok(self
            .session
            .put(&kind, &key, &content)
            .await
            .map(entry)
            .map_err(Error::from))
    }

    async fn update(&mut self, id: String, revision: u64, content: String) -> Answer<Entry> {
        tried!(self.write_once());
        tried!(self.may_change(&id).await);
        tried!(self.write_bytes(content.len()));
        Ok(self
            .session
            .update(&id, revision, &content)
            .await
            .map(entry)
            .map_err(Error::from))
    }

    async fn set_state(&mut self, id: String, revision: u64, state: String) -> Answer<Entry> {
        tried!(self.write_once());
        tried!(self.may_change(&id).await);
        let state: RecordState = tried!(state.parse());
        Ok(self
            .session
            .set_state(&id, revision, state)
            .await
            .map(entry)
            .map_err(Error::from))
    }

    async fn delete(&mut self, id: String, revision: u64) -> Answer<()> {
        tried!(self.write_once());
        tried!(self.may_change(&id).await);
        Ok(self
            .session
            .delete(&id, revision)
            .await
            .map_err(Error::from))
    }

    async fn set_occurrences(&mut self, id: String, times: Vec<(i64, i64)>) -> Answer<()> {
        tried!(self.write_once());
        let said = self.session.set_occurrences(&id, &times).await;
        if let (Ok(()), Ok(record)) = (&said, self.session.get(&id).await) {
            let times = Capability::Times(record.kind);
            if self.plugin.grants.allows(&times) {
                self.used.insert(times);
            }
        }
        Ok(said.map_err(Error::from))
    }
}

/// Whole contents go into a guest of 64 MiB: say so before its memory is gone.
fn fits(records: &[Record]) -> Result<(), Error> {
    let bytes: usize = records.iter().map(|record| record.content.len()).sum();
    if bytes > FOUND_BYTES_MAX {
        return Err(error(
            "exhausted",
            format!("the records found have {bytes} bytes together: ask for fewer at once"),
        ));
    }
    Ok(())
}

impl State {
    /// To change a record one must be granted to write its kind; whose it is, the session checks.
    async fn may_change(&mut self, id: &str) -> Result<(), Error> {
        self.read_once()?;
        let kind = self.session.get(id).await?.kind;
        if self
            .plugin
            .grants
            .allows(&Capability::EditOthers(kind.clone()))
        {
            self.used.insert(Capability::EditOthers(kind));
            return Ok(());
        }
        self.check(Capability::Write(kind))
    }
}

impl HostSearch for State {
    fn new(&mut self, kinds: Vec<String>) -> wasmtime::Result<Resource<SearchHandle>> {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        Ok(self.table.push(SearchHandle(Search::new(&kinds)))?)
    }

    fn words(&mut self, handle: Resource<SearchHandle>, words: String) -> wasmtime::Result<()> {
        self.search(&handle)?.words(&words);
        Ok(())
    }

    fn near(
        &mut self,
        handle: Resource<SearchHandle>,
        lat: f64,
        lon: f64,
        radius: u32,
    ) -> wasmtime::Result<()> {
        self.search(&handle)?.near(lat, lon, radius);
        Ok(())
    }

    fn within(
        &mut self,
        handle: Resource<SearchHandle>,
        s: f64,
        w: f64,
        n: f64,
        e: f64,
    ) -> wasmtime::Result<()> {
        self.search(&handle)?.within(s, w, n, e);
        Ok(())
    }

    fn municipality(
        &mut self,
        handle: Resource<SearchHandle>,
        insee_code: String,
    ) -> wasmtime::Result<()> {
        self.search(&handle)?.municipality(&insee_code);
        Ok(())
    }

    fn between(
        &mut self,
        handle: Resource<SearchHandle>,
        start: Option<i64>,
        end: Option<i64>,
    ) -> wasmtime::Result<()> {
        self.search(&handle)?.between(start, end);
        Ok(())
    }

    fn where_any(
        &mut self,
        handle: Resource<SearchHandle>,
        path: String,
        values: Vec<String>,
    ) -> wasmtime::Result<()> {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        self.search(&handle)?.where_any(&path, &values);
        Ok(())
    }

    fn state(&mut self, handle: Resource<SearchHandle>, state: String) -> wasmtime::Result<()> {
        self.search(&handle)?.state(&state);
        Ok(())
    }

    fn mine_only(&mut self, handle: Resource<SearchHandle>) -> wasmtime::Result<()> {
        self.search(&handle)?.mine_only();
        Ok(())
    }

    fn order_by(&mut self, handle: Resource<SearchHandle>, order: String) -> wasmtime::Result<()> {
        self.search(&handle)?.order_by(&order);
        Ok(())
    }

    fn after(&mut self, handle: Resource<SearchHandle>, cursor: String) -> wasmtime::Result<()> {
        self.search(&handle)?.after(&cursor);
        Ok(())
    }

    async fn run(&mut self, handle: Resource<SearchHandle>, limit: u32) -> Answer<Found> {
        let search = tried!(self.ready(&handle)?);
        let found = tried!(
            search
                .run(
                    &self.around.directory,
                    &self.session.author().reader,
                    limit.clamp(1, LIMIT_MAX)
                )
                .await
        );
        tried!(fits(&found.records));
        Ok(Ok(Found {
            entries: found.records.into_iter().map(entry).collect(),
            next: found.next,
        }))
    }

    async fn run_times(
        &mut self,
        handle: Resource<SearchHandle>,
        limit: u32,
    ) -> Answer<FoundTimes> {
        let search = tried!(self.ready(&handle)?);
        let reader = &self.session.author().reader;
        let limit = limit.clamp(1, LIMIT_MAX);
        let found = search.run_times(&self.around.directory, reader, limit);
        let found = tried!(found.await);
        tried!(fits(&found.records));
        let times = found.times.into_iter().map(|(entry, start, end)| Time {
            entry: u32::try_from(entry).unwrap_or(u32::MAX),
            start,
            end,
        });
        Ok(Ok(FoundTimes {
            entries: found.records.into_iter().map(entry).collect(),
            times: times.collect(),
            next: found.next,
        }))
    }

    async fn count(&mut self, handle: Resource<SearchHandle>) -> Answer<u64> {
        let search = tried!(self.ready(&handle)?);
        Ok(search
            .count(&self.around.directory, &self.session.author().reader)
            .await
            .map_err(Error::from))
    }

    async fn count_by(
        &mut self,
        handle: Resource<SearchHandle>,
        path: String,
    ) -> Answer<Vec<(String, u64)>> {
        let search = tried!(self.ready(&handle)?);
        Ok(search
            .count_by(&self.around.directory, &self.session.author().reader, &path)
            .await
            .map_err(Error::from))
    }

    async fn drop(&mut self, handle: Resource<SearchHandle>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}
