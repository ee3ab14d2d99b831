//! Who else has a record: its holder, where that is a neighbour; the neighbours that were told of it, where it is ours.

use super::super::composer::Composer;
use super::super::holder::Holder;
use super::super::links::Target;
use crate::directory::Record;
use crate::federation::revision_in_epoch;

/// Which instances have a record, and which revision of it.
#[derive(Debug, Default)]
pub struct WhoHolds<'a> {
    /// Who holds it, where we do not.
    pub holder: Option<&'a Holder>,
    /// Neighbours that were told of it as it stands, by their names.
    pub told: Vec<String>,
    /// Those that were not told of its last change yet.
    pub untold: Vec<String>,
    /// Revisions, each with the neighbours that hold it by their own word, the latest first.
    pub revisions: Vec<(u64, Vec<String>)>,
    /// Neighbours are there, and none is told: it is a draft, or of a kind that is not shared.
    pub kept_here: bool,
}

/// The same in words.
pub(super) struct HeldView {
    pub sentences: Vec<String>,
    pub visit: Option<(String, Target)>,
}

/// Who has the record; nothing where nobody else is there.
pub(super) fn held(
    composer: &mut Composer,
    held: &WhoHolds,
    record: Option<&Record>,
) -> Option<HeldView> {
    let words = composer.words;
    if let (Some(holder), Some(record)) = (held.holder, record) {
        let number = revision_in_epoch(record.revision).to_string();
        let version = words.with("record-held-version", &[("revision", &number)]);
        return Some(HeldView {
            sentences: vec![holder.say(words), version],
            visit: holder.visit(composer),
        });
    }
    let named = |key: &'static str, names: &[String]| {
        let names = words.list(names);
        (!names.is_empty()).then(|| words.with(key, &[("names", &names)]))
    };
    let revisions = held.revisions.iter().map(|(revision, names)| {
        let number = revision_in_epoch(*revision).to_string();
        let names = words.list(names);
        words.with(
            "record-held-by",
            &[("revision", &number), ("names", &names)],
        )
    });
    let kept_here = held.kept_here.then(|| words.get("record-kept-here"));
    let told = [
        named("record-told", &held.told),
        named("record-untold", &held.untold),
        kept_here.map(str::to_owned),
    ];
    let sentences: Vec<String> = revisions.chain(told.into_iter().flatten()).collect();
    (!sentences.is_empty()).then_some(HeldView {
        sentences,
        visit: None,
    })
}
