//! A form of a page, and its fields.

use crate::images::Said;

/// Names that begin so are the host's own: plugins neither make such fields nor see what comes in them.
pub const HOST_PREFIX: char = '~';

/// The kind of a field for a picture.
pub const IMAGE: &str = "image";

/// A form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    /// Sent with GET instead of POST.
    pub search: bool,
    /// Not yet resolved.
    pub action: String,
    /// What the button says.
    pub submit: String,
    /// Fields, in order.
    pub fields: Vec<Field>,
    /// It asks for a contributor's code.
    pub contributed: bool,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// The legend of the group that begins with this field; an empty one ends the group before.
    pub group: Option<String>,
    /// `text`, `lines`, `email`…; an unknown one is `text`.
    pub kind: String,
    /// The name that comes back.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// What stands in it.
    pub value: Option<String>,
    /// A sentence of help.
    pub hint: Option<String>,
    /// Values and labels.
    pub choices: Vec<(String, String)>,
    /// May be left empty.
    pub optional: bool,
    /// In characters.
    pub maximum: Option<u32>,
    /// WCAG 1.3.5.
    pub purpose: Option<String>,
    /// What is wrong, and how to mend it.
    pub error: Option<String>,
    /// What is said of the picture that stands in the field; filled in when the guest has returned.
    pub said: Option<Said>,
}
