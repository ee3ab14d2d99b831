//! Forms and their fields.

use crate::bindings::maille::plugin::page;

/// A form under construction.
pub struct Form<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Form<'_> {
    /// Groups the fields that follow under a legend.
    pub fn group(&mut self, legend: &str) -> &mut Self {
        self.inner.field_group(legend);
        self
    }

    /// Asks for a contributor's code: the plugin is called only once it holds, and [`crate::Request::contributor`] names who
    /// it is. Needs the grant `contributors`; a form that is sent with GET has no contributors. Since 1.1.
    pub fn contributed(&mut self) -> &mut Self {
        self.inner.form_contributed();
        self
    }

    /// Adds a field.
    pub fn field(&mut self, field: Field) -> &mut Self {
        self.inner.field(
            field.kind,
            &field.name,
            &field.label,
            field.value.as_deref(),
        );
        if let Some(hint) = &field.hint {
            self.inner.field_hint(hint);
        }
        for (value, label) in &field.choices {
            self.inner.field_choice(value, label);
        }
        if field.optional {
            self.inner.field_optional();
        }
        if let Some(maximum) = field.maximum {
            self.inner.field_maximum(maximum);
        }
        if let Some(purpose) = &field.purpose {
            self.inner.field_purpose(purpose);
        }
        if let Some(error) = &field.error {
            self.inner.field_error(error);
        }
        self
    }
}

/// A field of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    kind: &'static str,
    name: String,
    label: String,
    value: Option<String>,
    hint: Option<String>,
    choices: Vec<(String, String)>,
    optional: bool,
    maximum: Option<u32>,
    purpose: Option<String>,
    error: Option<String>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $function:ident => $kind:literal;)*) => {
        $($(#[$doc])* pub fn $function(name: &str, label: &str) -> Self {
            Self { kind: $kind, name: name.to_owned(), label: label.to_owned(), ..Self::default() }
        })*
    };
}

impl Field {
    kinds! {
        /// One line of text.
        text => "text";
        /// Several lines of text.
        lines => "lines";
        /// An e-mail address.
        email => "email";
        /// A telephone number.
        telephone => "telephone";
        /// A date, in three fields for people and one value such as `2026-11-21` for the plugin.
        date => "date";
        /// A time of day.
        time => "time";
        /// A number.
        number => "number";
        /// A box to tick: `yes` or nothing.
        yes_no => "yes-no";
        /// One of the choices.
        one_of => "one-of";
        /// Any of the choices.
        some_of => "some-of";
        /// A file; [`crate::Request::file`] names the document.
        file => "file";
        /// A picture, with what it shows and whether others may use it, all asked for by the host; [`crate::Request::image`] names it.
        /// Its value is the name of one that is there. Needs the grant `images`. Since 1.1.
        image => "image";
        /// A commune.
        municipality => "municipality";
    }

    /// A value that the visitor does not see.
    pub fn hidden(name: &str, value: &str) -> Self {
        Self {
            kind: "hidden",
            name: name.to_owned(),
            value: Some(value.to_owned()),
            ..Self::default()
        }
    }

    /// What stands in the field already.
    #[must_use]
    pub fn value(mut self, value: Option<&str>) -> Self {
        self.value = value.map(str::to_owned);
        self
    }

    /// A sentence of help.
    #[must_use]
    pub fn hint(mut self, text: &str) -> Self {
        self.hint = Some(text.to_owned());
        self
    }

    /// One more choice.
    #[must_use]
    pub fn choice(mut self, value: &str, label: &str) -> Self {
        self.choices.push((value.to_owned(), label.to_owned()));
        self
    }

    /// May be left empty; the label says so.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// At most this many characters.
    #[must_use]
    pub fn maximum(mut self, length: u32) -> Self {
        self.maximum = Some(length);
        self
    }

    /// A purpose of WCAG 1.3.5, such as `given-name`, so that browsers can fill it.
    #[must_use]
    pub fn purpose(mut self, purpose: &str) -> Self {
        self.purpose = Some(purpose.to_owned());
        self
    }

    /// What is wrong with the value, and how to mend it.
    #[must_use]
    pub fn error(mut self, message: Option<&str>) -> Self {
        self.error = message.map(str::to_owned);
        self
    }
}
