//! The interface `page`, half of it: the visitor's request as a guest reads it.

use wasmtime::component::Resource;

use super::contract::maille::plugin::page::HostRequest;
use super::state::{RequestHandle, State};

type Asked = Resource<RequestHandle>;

type Done = wasmtime::Result<()>;

impl HostRequest for State {
    fn method(&mut self, _: Asked) -> wasmtime::Result<String> {
        Ok(self.request.method.clone())
    }

    fn path(&mut self, _: Asked) -> wasmtime::Result<String> {
        Ok(self.request.path.clone())
    }

    fn address(&mut self, _: Asked) -> wasmtime::Result<String> {
        Ok(self.request.address.clone())
    }

    fn query(&mut self, _: Asked, name: String) -> wasmtime::Result<Vec<String>> {
        let found = values(&self.request.query, &name);
        // What was asked for is part of the kept page's key: a name made up for each page would fill the cache.
        if self.reads.query.len() < 32 {
            self.reads.query.insert(name);
        } else {
            self.reads.unrepeatable = true;
        }
        Ok(found)
    }

    fn form(&mut self, _: Asked, name: String) -> wasmtime::Result<Vec<String>> {
        Ok(values(&self.request.form, &name))
    }

    fn file(&mut self, _: Asked, name: String) -> wasmtime::Result<Option<String>> {
        let found = values(&self.request.files, &name).into_iter().next();
        self.reads.files.insert(name);
        Ok(found)
    }

    fn image(&mut self, _: Asked, name: String) -> wasmtime::Result<Option<String>> {
        let mut sent = self.request.images.iter();
        let found = sent.find(|image| image.field == name);
        Ok(found.map(|image| image.name.clone()))
    }

    fn locale(&mut self, _: Asked) -> wasmtime::Result<String> {
        Ok(self.request.locale.clone())
    }

    fn role(&mut self, _: Asked) -> wasmtime::Result<String> {
        self.reads.person = true;
        let person = self.request.person.as_ref();
        Ok(person.map_or_else(|| "visitor".to_owned(), |person| person.role.clone()))
    }

    fn account(&mut self, _: Asked) -> wasmtime::Result<Option<String>> {
        self.reads.person = true;
        let person = self.request.person.as_ref();
        Ok(person.map(|person| person.account.clone()))
    }

    fn municipality(&mut self, _: Asked) -> wasmtime::Result<Option<String>> {
        Ok(self.request.municipality.clone())
    }

    fn contributor(&mut self, _: Asked) -> wasmtime::Result<Option<String>> {
        Ok(self.request.contributor.clone())
    }

    fn drop(&mut self, _: Asked) -> Done {
        Ok(())
    }
}

fn values(pairs: &[(String, String)], name: &str) -> Vec<String> {
    pairs
        .iter()
        .filter(|(known, _)| known == name)
        .map(|(_, value)| value.clone())
        .collect()
}
