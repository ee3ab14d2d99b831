//! A visitor's request.

use crate::bindings::maille::plugin::page;

/// A visitor's request. The host keeps a page for each set of the values that were asked for here: ask only for what the
/// page depends on.
#[repr(transparent)]
pub struct Request(page::Request);

impl Request {
    #[doc(hidden)]
    #[expect(unsafe_code, reason = "a reference to a transparent wrapper")]
    pub fn new(inner: &page::Request) -> &Self {
        // SAFETY: `Request` is `repr(transparent)` over `page::Request`, so the reference has the same layout.
        unsafe { &*std::ptr::from_ref(inner).cast::<Self>() }
    }

    /// `GET` or `POST`.
    pub fn method(&self) -> String {
        self.0.method()
    }

    /// True for a form that a visitor sent: only then may a page write.
    pub fn is_post(&self) -> bool {
        self.method() == "POST"
    }

    /// Below the plugin's own root: `/` or `/F1234`.
    pub fn path(&self) -> String {
        self.0.path()
    }

    /// The address of the plugin's own root as this visitor has it, without a slash at its end: `https://maille.example/agenda`. For
    /// feeds, which are read elsewhere; links of a page need none.
    pub fn address(&self) -> String {
        self.0.address()
    }

    /// The first value of a query parameter, without the spaces around it; `None` where it is absent or empty.
    pub fn query(&self, name: &str) -> Option<String> {
        first(self.0.query(name))
    }

    /// Every value of a query parameter.
    pub fn query_all(&self, name: &str) -> Vec<String> {
        self.0.query(name)
    }

    /// The first value of a form field, without the spaces around it; `None` where it is absent or empty.
    pub fn form(&self, name: &str) -> Option<String> {
        first(self.0.form(name))
    }

    /// Every value of a form field.
    pub fn form_all(&self, name: &str) -> Vec<String> {
        self.0.form(name)
    }

    /// The document that holds an uploaded file.
    pub fn file(&self, name: &str) -> Option<String> {
        self.0.file(name)
    }

    /// The picture that came with a field of the kind `image`, by the name that [`crate::images::attach`] takes: a new one, or the one
    /// that stood in the field and was not taken out. Since 1.1.
    pub fn image(&self, name: &str) -> Option<String> {
        self.0.image(name)
    }

    /// The page's language, BCP 47: `fr`, `fr-simple`, `en`…
    pub fn locale(&self) -> String {
        self.0.locale()
    }

    /// `visitor`, `partner`, `mediator`, `auditor` or `administrator`: what whoever is signed in may do at this moment, `visitor` for
    /// everybody else. Ask for it only where the page depends on it: what is answered to somebody who is signed in is kept for
    /// nobody. What is written in such a call stands in the history under their name. [`crate::Reply::sign_in`] leads whoever is
    /// not signed in to where one is, and back.
    pub fn role(&self) -> String {
        self.0.role()
    }

    /// Who is signed in, as a name that only this plugin knows: the same at each call, so that people find again what they
    /// made. `None` for visitors. Since 1.1.
    pub fn account(&self) -> Option<String> {
        self.0.account()
    }

    /// The INSEE code of the commune that the visitor chose once for the whole site.
    pub fn municipality(&self) -> Option<String> {
        self.0.municipality()
    }

    /// Who wrote with a confirmed code, as a name that only this plugin knows.
    pub fn contributor(&self) -> Option<String> {
        self.0.contributor()
    }
}

fn first(values: Vec<String>) -> Option<String> {
    let value = values.into_iter().next()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}
