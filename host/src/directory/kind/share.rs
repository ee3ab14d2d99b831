//! Projections: what of a content leaves for whom. A field leaves only if its schema, or the nearest schema around it
//! that says something, shares it; the root shares nothing unless it says so.
//!
//! A share inside `anyOf`, `oneOf`, `not`, `if`, `then`, `else`, `dependentSchemas` or `patternProperties` can only
//! restrict: whether such a schema applies depends on the value, and a doubt must never open a field.

use serde_json::{Map, Value};

use super::schema::local_reference;

/// Who may see a field, from nobody to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// Only its maker and who was granted private fields.
    Never,
    /// Peers of this instance too.
    Peers,
    /// Everybody.
    Public,
}

impl Share {
    /// The word of the annotation `x-share`.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "never" => Some(Self::Never),
            "peers" => Some(Self::Peers),
            "public" => Some(Self::Public),
            _ => None,
        }
    }
}

/// The annotation.
const SHARE: &str = "x-share";

/// A schema that speaks of the value at hand. `sure` is false where it may not apply.
#[derive(Clone, Copy)]
struct Node<'a> {
    schema: &'a Value,
    sure: bool,
}

struct Projection<'a> {
    root: &'a Value,
    level: Share,
}

/// Keeps of `content` what is shared at `level` or wider.
pub(super) fn project(root: &Value, content: &Value, level: Share) -> Value {
    let projection = Projection { root, level };
    let start = vec![Node {
        schema: root,
        sure: true,
    }];
    projection
        .keep(content, start, Share::Never)
        .unwrap_or_else(|| Value::Object(Map::new()))
}

/// Whether everybody may see everything: the root says so and nothing in the schema says anything else of a share.
pub(super) fn opens_all(root: &Value) -> bool {
    let Value::Object(fields) = root else {
        return false;
    };
    let others = fields.iter().filter(|(name, _)| *name != SHARE);
    fields.get(SHARE).and_then(Value::as_str) == Some("public")
        && !others.into_iter().any(|(_, value)| names_a_share(value))
}

fn names_a_share(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.contains_key(SHARE) || fields.values().any(names_a_share),
        Value::Array(items) => items.iter().any(names_a_share),
        _ => false,
    }
}

impl<'a> Projection<'a> {
    fn keep(&self, value: &Value, start: Vec<Node<'a>>, inherited: Share) -> Option<Value> {
        let nodes = self.closure(start);
        let share = share_of(&nodes, inherited);
        let kept = match value {
            Value::Object(fields) => Value::Object(self.keep_fields(fields, &nodes, share)),
            Value::Array(items) => Value::Array(self.keep_items(items, &nodes, share)),
            _ if share >= self.level => return Some(value.clone()),
            _ => return None,
        };
        (share >= self.level || !is_empty(&kept)).then_some(kept)
    }

    fn keep_fields(
        &self,
        fields: &Map<String, Value>,
        nodes: &[Node<'a>],
        share: Share,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, field) in fields {
            let schemas = nodes
                .iter()
                .flat_map(|node| property(*node, name))
                .collect();
            if let Some(value) = self.keep(field, schemas, share) {
                kept.insert(name.clone(), value);
            }
        }
        kept
    }

    fn keep_items(&self, items: &[Value], nodes: &[Node<'a>], share: Share) -> Vec<Value> {
        let keep = |(index, item)| {
            let schemas = nodes.iter().flat_map(|node| element(*node, index));
            self.keep(item, schemas.collect(), share)
        };
        items.iter().enumerate().filter_map(keep).collect()
    }

    /// All schemas that speak of one value: what they refer to and what they combine, each once.
    fn closure(&self, start: Vec<Node<'a>>) -> Vec<Node<'a>> {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut queue = start;
        while let Some(node) = queue.pop() {
            let known = |other: &Node<'a>| {
                std::ptr::eq(other.schema, node.schema) && other.sure == node.sure
            };
            if node.schema.is_object() && !nodes.iter().any(known) {
                nodes.push(node);
                queue.extend(self.beside(node));
            }
        }
        nodes
    }

    fn beside(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        if let Some(schema) = local_reference(self.root, node.schema) {
            found.push(Node { schema, ..node });
        }
        let listed = |name: &str| node.schema.get(name).and_then(Value::as_array);
        for schema in listed("allOf").into_iter().flatten() {
            found.push(Node { schema, ..node });
        }
        let doubtful = |schema| Node {
            schema,
            sure: false,
        };
        for name in ["anyOf", "oneOf"] {
            found.extend(listed(name).into_iter().flatten().map(doubtful));
        }
        for name in ["not", "if", "then", "else"] {
            found.extend(node.schema.get(name).map(doubtful));
        }
        let dependent = node
            .schema
            .get("dependentSchemas")
            .and_then(Value::as_object);
        found.extend(dependent.into_iter().flat_map(Map::values).map(doubtful));
        found
    }
}

/// What surely applies decides, the strictest first; what may apply can only restrict.
fn share_of(nodes: &[Node<'_>], inherited: Share) -> Share {
    let said = |sure: bool| {
        nodes
            .iter()
            .filter(move |node| node.sure == sure)
            .filter_map(|node| node.schema.get(SHARE))
            .map(|word| {
                word.as_str()
                    .and_then(Share::from_word)
                    .unwrap_or(Share::Never)
            })
            .min()
    };
    let decided = said(true).unwrap_or(inherited);
    said(false).map_or(decided, |restricted| decided.min(restricted))
}

/// The schemas that one schema gives for a field of this name.
fn property<'a>(node: Node<'a>, name: &str) -> Vec<Node<'a>> {
    let declared = node.schema.get("properties").and_then(|all| all.get(name));
    let patterns = node
        .schema
        .get("patternProperties")
        .and_then(Value::as_object);
    let mut found: Vec<Node<'a>> = declared
        .map(|schema| Node { schema, ..node })
        .into_iter()
        .collect();
    found.extend(
        patterns
            .into_iter()
            .flat_map(Map::values)
            .map(|schema| Node {
                schema,
                sure: false,
            }),
    );
    if declared.is_none() {
        let sure = node.sure && patterns.is_none();
        for other in ["additionalProperties", "unevaluatedProperties"] {
            found.extend(node.schema.get(other).map(|schema| Node { schema, sure }));
        }
    }
    found
}

/// The schemas that one schema gives for the item at this place.
fn element<'a>(node: Node<'a>, index: usize) -> Vec<Node<'a>> {
    let first = node
        .schema
        .get("prefixItems")
        .and_then(|items| items.get(index));
    let item = first.or_else(|| node.schema.get("items"));
    let mut found: Vec<Node<'a>> = item
        .map(|schema| Node { schema, ..node })
        .into_iter()
        .collect();
    for name in ["contains", "unevaluatedItems"] {
        found.extend(node.schema.get(name).map(|schema| Node {
            schema,
            sure: false,
        }));
    }
    found
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
