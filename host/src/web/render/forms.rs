//! Forms, after the patterns of the GOV.UK Design System: an error summary first, the same words at the field, what is
//! optional marked, dates in three fields. Nothing is checked here.

use askama::Template;

use super::composer::Composer;
use super::contribution;
use super::fields::{Control, FieldView};
use super::html::Html;
use super::parts::named;
use super::picture;
use super::words::Words;
use crate::plugins::page::{Form, IMAGE};

/// Something to mend, for the summary at the top of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FieldError {
    /// The id of the field to go to.
    pub id: String,
    pub message: String,
}

#[derive(Default)]
struct Group<'a> {
    legend: Option<&'a str>,
    fields: Vec<FieldView<'a>>,
    /// Written already: a field of several, which has a legend of its own.
    ready: Option<Html>,
}

/// A form as it is written.
#[derive(Template)]
#[template(path = "blocks/form.html")]
pub(super) struct FormView<'a> {
    words: Words,
    search: bool,
    action: String,
    submit: String,
    has_file: bool,
    groups: Vec<Group<'a>>,
    /// The fields for a contributor's code.
    contribution: Option<Html>,
}

#[derive(Template)]
#[template(path = "blocks/form_refused.html")]
struct FormRefused {
    words: Words,
}

impl<'a> FormView<'a> {
    /// A form of the host itself, which alone may ask for passwords: `password` for the one that is known, `new-password`
    /// for one that is chosen.
    pub fn own(
        composer: &mut Composer,
        action: &str,
        submit: &str,
        fields: &'a [crate::plugins::page::Field],
    ) -> Html {
        composer.forms += 1;
        let has_file = fields.iter().any(|field| field.kind == "file");
        let views = fields.iter().enumerate().map(|(index, field)| {
            let mut view = FieldView::new(composer, field, (index, false));
            let autocomplete = match field.kind.as_str() {
                "password" => "current-password",
                "new-password" => "new-password",
                _ => return view,
            };
            view.autocomplete = Some(autocomplete);
            view.control = Control::Line {
                kind: "password",
                mode: None,
            };
            view
        });
        let fields = views.collect();
        Html::render(&Self {
            words: composer.words,
            search: false,
            action: action.to_owned(),
            submit: submit.to_owned(),
            has_file,
            groups: vec![Group {
                fields,
                ..Group::default()
            }],
            contribution: None,
        })
    }

    pub fn html(composer: &mut Composer, form: &'a Form) -> Html {
        composer.forms += 1;
        let action = match composer.links.resolve_action(&form.action, form.search) {
            Ok(target) => target.href,
            Err(refusal) => {
                composer.warn(format!(
                    "the form to {:?} is left out: {refusal}; send it to a path of this plugin",
                    form.action
                ));
                return Html::render(&FormRefused {
                    words: composer.words,
                });
            }
        };
        let mut groups = vec![Group::default()];
        for (index, field) in form.fields.iter().enumerate() {
            match field.group.as_deref().map(str::trim) {
                Some("") => groups.push(Group::default()),
                Some(legend) => groups.push(Group {
                    legend: Some(legend),
                    ..Group::default()
                }),
                None => {}
            }
            if field.kind == IMAGE {
                if form.search {
                    composer.warn(
                        "a field `image` in a form that is sent with GET is left out".to_owned(),
                    );
                    continue;
                }
                let ready = picture::group(composer, field, form.fields.len() + index);
                groups.push(Group {
                    ready: Some(ready),
                    ..Group::default()
                });
                groups.push(Group::default());
                continue;
            }
            let view = FieldView::new(composer, field, (index, form.search));
            if let Some(group) = groups.last_mut() {
                group.fields.push(view);
            }
        }
        groups.retain(|group| group.ready.is_some() || !group.fields.is_empty());
        let submit = named(&form.submit, || {
            composer
                .words
                .get(if form.search { "search" } else { "send" })
                .to_owned()
        });
        let contribution = (form.contributed && !form.search)
            .then(|| contribution::group(composer, form.fields.len()));
        let has_file = !form.search
            && form
                .fields
                .iter()
                .any(|field| ["file", IMAGE].contains(&field.kind.as_str()));
        Html::render(&Self {
            words: composer.words,
            search: form.search,
            action,
            submit,
            has_file,
            groups,
            contribution,
        })
    }
}
