//! The form of an event: plain choices, nothing of calendars' own words.

use maille_sdk::Field;
use maille_sdk::reply::Form;

use super::Say;
use super::read::{FEES, PRESENCES, Wrong};
use super::typed::Typed;
use crate::pages::filters::ACCESS;
use crate::rhythm::How;
use crate::rhythm::school::{School, Zone};

/// The fields with what was typed, and what is wrong at each.
pub fn fields(form: &mut Form, typed: &Typed, wrong: &Wrong, (school, say): (&School, Say)) {
    let fields = Fields { typed, wrong, say };
    fields.what(form);
    fields.when(form);
    fields.again(form, school);
    fields.place(form);
    fields.coming(form);
}

struct Fields<'a> {
    typed: &'a Typed,
    wrong: &'a Wrong,
    say: Say<'a>,
}

impl Fields<'_> {
    fn said(&self, key: &str) -> String {
        (self.say)(key, &[])
    }

    fn filled(&self, field: Field, name: &str) -> Field {
        let value = self.typed.all(name).join(",");
        let wrong = self.wrong.iter().find(|(field, _)| *field == name);
        field
            .value(Some(value.as_str()).filter(|value| !value.is_empty()))
            .error(wrong.map(|(_, key)| self.said(key)).as_deref())
    }

    /// A field whose label is `form-NAME`, with the hint `form-NAME-hint` where `hint`.
    fn of(&self, kind: fn(&str, &str) -> Field, name: &str, hint: bool) -> Field {
        let field = kind(name, &self.said(&format!("form-{name}")));
        let field = match hint {
            true => field.hint(&self.said(&format!("form-{name}-hint"))),
            false => field,
        };
        self.filled(field, name)
    }

    fn choices(&self, field: Field, choices: impl IntoIterator<Item = (String, String)>) -> Field {
        choices.into_iter().fold(field, |field, (code, key)| {
            let label = self.said(&key);
            field.choice(&code, &label)
        })
    }

    fn what(&self, form: &mut Form) {
        form.field(self.of(Field::text, "titre", true).maximum(200));
        form.field(self.of(Field::text, "resume", true).optional().maximum(300));
        form.field(
            self.of(Field::lines, "texte", false)
                .optional()
                .maximum(10_000),
        );
        form.field(
            self.of(Field::text, "organisateur", false)
                .optional()
                .maximum(200),
        );
        form.field(self.of(Field::text, "themes", true).optional().maximum(500));
    }

    fn when(&self, form: &mut Form) {
        form.group(&self.said("form-group-when"));
        form.field(self.of(Field::date, "jour", true));
        form.field(self.of(Field::time, "debut", true).optional());
        form.field(self.of(Field::time, "fin", false).optional());
    }

    fn again(&self, form: &mut Form, school: &School) {
        form.group(&self.said("form-group-again"));
        let how =
            How::ALL.map(|how| (how.word().to_owned(), format!("form-rythme-{}", how.word())));
        form.field(self.choices(self.of(Field::one_of, "rythme", false), how));
        let days = (1..=7).map(|day| (day.to_string(), format!("weekday-{day}")));
        form.field(
            self.choices(self.of(Field::some_of, "jours", true), days)
                .optional(),
        );
        let ranks = [
            ("1", "first"),
            ("2", "second"),
            ("3", "third"),
            ("4", "fourth"),
            ("-1", "last"),
        ];
        let ranks = ranks.map(|(rank, word)| (rank.to_owned(), format!("ordinal-{word}")));
        form.field(
            self.choices(self.of(Field::one_of, "rang", true), ranks)
                .optional(),
        );
        form.field(self.of(Field::date, "jusqu", true).optional());
        // Only zones whose holidays are known can be left out, or the one that was chosen before.
        let known = school.zones();
        let zones: Vec<Zone> = Zone::ALL
            .into_iter()
            .filter(|zone| known.contains(zone) || self.typed.one("vacances") == zone.letter())
            .collect();
        if !zones.is_empty() {
            let mut field = self.of(Field::one_of, "vacances", false);
            field = field.choice("non", &self.said("form-vacances-non"));
            for zone in zones {
                let label = (self.say)("form-vacances-zone", &[("zone", zone.letter())]);
                field = field.choice(zone.letter(), &label);
            }
            form.field(field.optional());
        }
        form.field(self.of(Field::yes_no, "feries", false).optional());
        form.field(
            self.of(Field::lines, "sauf", true)
                .optional()
                .maximum(1_000),
        );
        form.field(
            self.of(Field::lines, "en-plus", true)
                .optional()
                .maximum(1_000),
        );
    }

    fn place(&self, form: &mut Form) {
        form.group(&self.said("form-group-where"));
        let presences = PRESENCES.map(|code| (code.to_owned(), format!("form-presence-{code}")));
        form.field(self.choices(self.of(Field::one_of, "presence", false), presences));
        form.field(self.of(Field::text, "lieu", true).optional().maximum(200));
        form.field(self.of(Field::text, "rue", false).optional().maximum(200));
        form.field(self.of(Field::municipality, "commune", true).optional());
        form.field(self.of(Field::text, "lien", true).optional().maximum(2_000));
    }

    fn coming(&self, form: &mut Form) {
        form.group(&self.said("form-group-coming"));
        let fees = FEES.map(|code| (code.to_owned(), format!("form-prix-{code}")));
        form.field(
            self.choices(self.of(Field::one_of, "prix", false), fees)
                .optional(),
        );
        form.field(
            self.of(Field::text, "conditions", true)
                .optional()
                .maximum(1_000),
        );
        let access = ACCESS.map(|code| (code.to_owned(), format!("access-{code}")));
        form.field(
            self.choices(self.of(Field::some_of, "acces", false), access)
                .optional(),
        );
        form.field(
            self.of(Field::text, "inscription-lien", false)
                .optional()
                .maximum(2_000),
        );
        form.field(
            self.of(Field::telephone, "inscription-telephone", false)
                .optional()
                .maximum(40),
        );
        form.field(
            self.of(Field::email, "inscription-courriel", false)
                .optional()
                .maximum(254),
        );
        form.field(
            self.of(Field::text, "site", false)
                .optional()
                .maximum(2_000),
        );
    }
}
