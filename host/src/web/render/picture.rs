//! Pictures that visitors send: the fields in which they do, with what each shows and whether others may use it, and how one is shown.

use askama::Template;

use super::composer::Composer;
use super::fields::{Control, FieldView};
use super::html::Html;
use super::words::Words;
use crate::images::{
    ALTERNATIVE_CHARS_MAX, CREDIT_CHARS_MAX, FILE_BYTES_MAX, Fault, Looks, Rights, Said,
};
use crate::plugins::page::{Field, Picture};

/// What the names of the host's own fields begin with, before the name that the plugin gave to its field: the file itself, the one
/// that is there already and whether it is taken out, what it shows, whether others may use it, who made it, who is on it.
pub const PICTURE_FILE: &str = "~image-";
pub const PICTURE_KEPT: &str = "~kept-";
pub const PICTURE_DROP: &str = "~drop-";
pub const PICTURE_ALTERNATIVE: &str = "~alt-";
pub const PICTURE_RIGHTS: &str = "~rights-";
pub const PICTURE_CREDIT: &str = "~credit-";
pub const PICTURE_PEOPLE: &str = "~people-";

/// Fields of one group, for ids that no other field has.
const FIELDS: usize = 6;

/// What stands in a field for a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictured {
    /// The plugin's name of the field.
    pub field: String,
    /// The picture that was read, or stood there already.
    pub kept: Option<String>,
    /// What it shows.
    pub alternative: String,
    /// Whether others may use it.
    pub rights: Option<Rights>,
    /// Who made it.
    pub credit: String,
    /// Nobody is seen on it who does not agree.
    pub people: bool,
    /// What is wrong.
    pub faults: Vec<PictureFault>,
}

/// What is wrong with a picture, or with what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    /// The file is not taken.
    File(Fault),
    /// It is said what is shown, and there is no file.
    NoFile,
    /// It is not said what it shows, or at too great a length.
    NoAlternative,
    LongAlternative,
    /// It is not said whose it is.
    NoRights,
    /// Somebody else made it, who is not named, or at too great a length.
    NoCredit,
    LongCredit,
    /// It is not said that nobody is on it who does not agree.
    NoPeople,
}

impl PictureFault {
    /// The beginning of the field's name where it is mended.
    fn at(self) -> &'static str {
        match self {
            Self::File(_) | Self::NoFile => PICTURE_FILE,
            Self::NoAlternative | Self::LongAlternative => PICTURE_ALTERNATIVE,
            Self::NoRights => PICTURE_RIGHTS,
            Self::NoCredit | Self::LongCredit => PICTURE_CREDIT,
            Self::NoPeople => PICTURE_PEOPLE,
        }
    }

    fn said(self, words: Words) -> String {
        let plain = |key| words.get(key).to_owned();
        let at_most = |key, count: usize| words.count(key, count as u64);
        match self {
            Self::File(fault) => match fault {
                Fault::Not(Looks::Heic) => plain("picture-heic"),
                Fault::Not(Looks::Svg) => plain("picture-svg"),
                Fault::Not(Looks::Other) => plain("picture-unknown"),
                Fault::TooManyBytes => at_most("picture-too-large", megabytes()),
                Fault::TooManyPixels => plain("picture-too-many-pixels"),
                Fault::Damaged => plain("picture-damaged"),
                Fault::Busy => plain("picture-busy"),
                Fault::TooMany(wait) => words.count("picture-too-many", wait.div_ceil(60)),
                Fault::Full => plain("picture-full"),
                Fault::Gone => plain("picture-gone"),
            },
            Self::NoFile => plain("picture-no-file"),
            Self::NoAlternative => plain("picture-no-alternative"),
            Self::LongAlternative => at_most("picture-long", ALTERNATIVE_CHARS_MAX),
            Self::NoRights => plain("picture-no-rights"),
            Self::NoCredit => plain("picture-no-credit"),
            Self::LongCredit => at_most("picture-long", CREDIT_CHARS_MAX),
            Self::NoPeople => plain("picture-no-people"),
        }
    }
}

fn megabytes() -> usize {
    FILE_BYTES_MAX / 1_000_000
}

impl Pictured {
    /// Nothing stands in the field.
    pub fn none(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            ..Self::default()
        }
    }

    /// What a plugin says stands in its field.
    fn there(field: &Field) -> Self {
        let Some((name, said)) = field.value.as_ref().zip(field.said.as_ref()) else {
            return Self::none(&field.name);
        };
        Self {
            kept: Some(name.clone()),
            alternative: said.alternative.clone(),
            rights: Some(said.rights),
            credit: said.credit.clone(),
            people: true,
            ..Self::none(&field.name)
        }
    }

    /// Whether the form has to come back.
    pub fn is_wrong(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Names and values that carry it through a page that asks for something else.
    pub fn carried(&self) -> Vec<(String, &str)> {
        let rights = self.rights.map(Rights::as_str);
        let all = [
            (PICTURE_KEPT, self.kept.as_deref()),
            (PICTURE_ALTERNATIVE, Some(self.alternative.as_str())),
            (PICTURE_RIGHTS, rights),
            (PICTURE_CREDIT, Some(self.credit.as_str())),
            (PICTURE_PEOPLE, self.people.then_some("yes")),
        ];
        let named = all.into_iter().filter_map(|(name, value)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some((format!("{name}{}", self.field), value))
        });
        named.collect()
    }
}

#[derive(Template)]
#[template(path = "blocks/picture_fields.html")]
struct GroupView<'a> {
    words: Words,
    legend: &'a str,
    hint: Option<&'a str>,
    optional: bool,
    kept: Option<(String, &'a str)>,
    fields: Vec<FieldView<'a>>,
}

/// The fields of a plugin's field for a picture: what was sent before, or what stands there.
pub(super) fn group(composer: &mut Composer, field: &Field, after: usize) -> Html {
    let mut sent = composer.view.pictured.iter();
    let sent = sent.rfind(|one| one.field == field.name).cloned();
    let pictured = sent.unwrap_or_else(|| Pictured::there(field));
    described(composer, field, &pictured, after)
}

/// The same in a page of the host's own, which does not know what the plugin calls it.
pub(super) fn again(composer: &mut Composer, pictured: &Pictured, after: usize) -> Html {
    let field = Field {
        label: composer.words.get("picture-legend").to_owned(),
        ..Field::default()
    };
    described(composer, &field, pictured, after)
}

fn described(composer: &mut Composer, field: &Field, pictured: &Pictured, after: usize) -> Html {
    let words = composer.words;
    let fields = fields(words, field, pictured);
    let views = fields.iter().enumerate();
    let views = views
        .map(|(index, field)| FieldView::new(composer, field, (after * FIELDS + index, false)))
        .collect();
    let kept = pictured.kept.as_deref();
    Html::render(&GroupView {
        words,
        legend: &field.label,
        hint: field.hint.as_deref(),
        optional: field.optional,
        kept: kept.map(|name| (format!("{PICTURE_KEPT}{}", pictured.field), name)),
        fields: views,
    })
}

fn fields(words: Words, asked: &Field, pictured: &Pictured) -> Vec<Field> {
    let field = |kind: &str, prefix: &str, label: &'static str| {
        let mut faults = pictured.faults.iter();
        let fault = faults.find(|fault| fault.at() == prefix);
        Field {
            kind: kind.to_owned(),
            name: format!("{prefix}{}", pictured.field),
            label: words.get(label).to_owned(),
            error: fault.map(|fault| fault.said(words)),
            ..Field::default()
        }
    };
    let letters = |letters: usize| u32::try_from(letters).ok();
    let said = |key| Some(words.get(key).to_owned());
    let choice = |rights: &Rights| {
        let label = words.get(rights_key(*rights)).to_owned();
        (rights.as_str().to_owned(), label)
    };
    let there = pictured.kept.is_some();
    let mut file = Field {
        hint: Some(words.count("picture-file-hint", megabytes() as u64)),
        ..field(
            "~picture",
            PICTURE_FILE,
            if there {
                "picture-other"
            } else {
                "picture-file"
            },
        )
    };
    file.error = file.error.or_else(|| asked.error.clone());
    let mut fields = vec![
        file,
        Field {
            value: Some(pictured.alternative.clone()),
            hint: said("picture-alternative-hint"),
            maximum: letters(ALTERNATIVE_CHARS_MAX),
            ..field("text", PICTURE_ALTERNATIVE, "picture-alternative")
        },
        Field {
            value: pictured.rights.map(|rights| rights.as_str().to_owned()),
            choices: Rights::ALL.iter().map(choice).collect(),
            ..field("one-of", PICTURE_RIGHTS, "picture-rights")
        },
        Field {
            value: Some(pictured.credit.clone()),
            hint: said("picture-credit-hint"),
            maximum: letters(CREDIT_CHARS_MAX),
            ..field("text", PICTURE_CREDIT, "picture-credit")
        },
        Field {
            value: pictured.people.then(|| "yes".to_owned()),
            ..field("yes-no", PICTURE_PEOPLE, "picture-people")
        },
    ];
    if there {
        fields.insert(0, field("yes-no", PICTURE_DROP, "picture-drop"));
    }
    fields
}

fn rights_key(rights: Rights) -> &'static str {
    match rights {
        Rights::Open => "picture-rights-open",
        Rights::BySa => "picture-rights-by-sa",
        Rights::Allowed => "picture-rights-allowed",
    }
}

#[derive(Template)]
#[template(path = "blocks/picture.html")]
struct PictureView<'a> {
    source: String,
    width: u32,
    height: u32,
    alternative: &'a str,
    caption: String,
}

/// A picture of a plugin's page; nothing where it is not there any more.
pub(super) fn shown(composer: &Composer, picture: Option<&Picture>) -> Html {
    let Some((picture, said)) = picture.and_then(|one| Some((one, one.said.as_ref()?))) else {
        return Html::default();
    };
    let source = composer.links.picture(&picture.name);
    let size = (picture.width, picture.height);
    figure(composer.words, source, size, said)
}

/// A picture with what it shows, and whose it is.
fn figure(words: Words, source: String, size: (u32, u32), said: &Said) -> Html {
    moderated(words, source, size, (said, ""))
}

/// The same for who decides about it, with what else is said below.
pub(super) fn moderated(
    words: Words,
    source: String,
    (width, height): (u32, u32),
    (said, more): (&Said, &str),
) -> Html {
    let credit = match said.credit.as_str() {
        "" => String::new(),
        name => format!("{} {name}. ", words.get("credit")),
    };
    let licence = match said.rights.licence() {
        Some(licence) => words.with("picture-licence", &[("licence", licence)]),
        None => words.get("picture-reserved").to_owned(),
    };
    Html::render(&PictureView {
        source,
        width,
        height,
        alternative: &said.alternative,
        caption: format!("{credit}{licence} {more}").trim_end().to_owned(),
    })
}
