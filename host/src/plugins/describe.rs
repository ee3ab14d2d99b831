//! Builds a [`Page`] from the flat calls of a guest: blocks, the parts that belong to them, and what nests. Refuses what
//! does not fit in words that name both calls.

mod parts;

use super::page::{Block, Case, Content, Page};

/// Sections and alternatives within each other.
const NESTING_MAX: usize = 16;

/// A page under construction.
#[derive(Debug, Default)]
pub struct Description {
    /// What was described so far at the top level.
    pub page: Page,
    stack: Vec<Frame>,
    language: Option<String>,
    anchor: Option<String>,
    group: Option<String>,
    /// The last block of the innermost frame still takes parts.
    open: bool,
}

#[derive(Debug)]
struct Frame {
    language: Option<String>,
    anchor: Option<String>,
    nest: Nest,
}

#[derive(Debug)]
enum Nest {
    Section { title: String, blocks: Vec<Block> },
    Alternatives { question: String, cases: Vec<Case> },
}

/// What does not fit, in words.
pub type Misuse = String;

impl Description {
    /// What follows is in this language.
    pub fn language(&mut self, code: String) {
        self.language = (!code.is_empty()).then_some(code);
    }

    /// The language in force.
    pub fn current_language(&self) -> Option<String> {
        self.language.clone()
    }

    /// Names what follows.
    pub fn anchor(&mut self, name: String) -> Result<(), Misuse> {
        let fits = (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if !fits {
            return Err(format!(
                "`anchor` takes 1 to 64 letters, digits, `-` and `_`, not `{}`",
                shorten(&name)
            ));
        }
        self.anchor = Some(name);
        Ok(())
    }

    /// Opens a section.
    pub fn section(&mut self, title: String) -> Result<(), Misuse> {
        self.open_frame(
            Nest::Section {
                title,
                blocks: Vec::new(),
            },
            "section",
        )
    }

    /// Opens alternatives.
    pub fn alternatives(&mut self, question: String) -> Result<(), Misuse> {
        self.open_frame(
            Nest::Alternatives {
                question,
                cases: Vec::new(),
            },
            "alternatives",
        )
    }

    /// Opens the next alternative.
    pub fn alternative(&mut self, label: String) -> Result<(), Misuse> {
        self.open = false;
        match self.stack.last_mut().map(|frame| &mut frame.nest) {
            Some(Nest::Alternatives { cases, .. }) => {
                cases.push(Case { label, blocks: Vec::new() });
                Ok(())
            }
            _ => Err("`alternative` stands outside `alternatives`: call `alternatives` first, and `end` for each section opened inside".into()),
        }
    }

    /// Closes the innermost section or alternatives.
    pub fn end(&mut self) -> Result<(), Misuse> {
        self.open = false;
        let Some(frame) = self.stack.pop() else {
            return Err("`end` closes nothing: no `section` or `alternatives` is open".into());
        };
        let content = match frame.nest {
            Nest::Section { title, blocks } => Content::Section { title, blocks },
            Nest::Alternatives { question, cases } => Content::Alternatives { question, cases },
        };
        self.push(
            Block {
                language: frame.language,
                anchor: frame.anchor,
                content,
            },
            "end",
        )
    }

    /// Adds a block.
    pub fn block(&mut self, content: Content, name: &str) -> Result<(), Misuse> {
        let block = Block {
            language: self.language.clone(),
            anchor: self.anchor.take(),
            content,
        };
        self.group = None;
        self.push(block, name)?;
        self.open = true;
        Ok(())
    }

    /// The page, whole.
    pub fn finish(self) -> Result<Page, Misuse> {
        match self.stack.last().map(|frame| &frame.nest) {
            None => Ok(self.page),
            Some(Nest::Section { title, .. }) => Err(format!(
                "`section` \"{}\" is not closed by `end`",
                shorten(title)
            )),
            Some(Nest::Alternatives { question, .. }) => Err(format!(
                "`alternatives` \"{}\" is not closed by `end`",
                shorten(question)
            )),
        }
    }

    fn open_frame(&mut self, nest: Nest, name: &str) -> Result<(), Misuse> {
        if self.stack.len() >= NESTING_MAX {
            return Err(format!("`{name}` nests deeper than {NESTING_MAX}"));
        }
        self.blocks(name)?;
        self.open = false;
        self.stack.push(Frame {
            language: self.language.clone(),
            anchor: self.anchor.take(),
            nest,
        });
        Ok(())
    }

    fn push(&mut self, block: Block, name: &str) -> Result<(), Misuse> {
        self.blocks(name)?.push(block);
        Ok(())
    }

    fn blocks(&mut self, name: &str) -> Result<&mut Vec<Block>, Misuse> {
        match self.stack.last_mut().map(|frame| &mut frame.nest) {
            None => Ok(&mut self.page.blocks),
            Some(Nest::Section { blocks, .. }) => Ok(blocks),
            Some(Nest::Alternatives { cases, .. }) => match cases.last_mut() {
                Some(case) => Ok(&mut case.blocks),
                None => Err(format!(
                    "`{name}` stands between `alternatives` and its first `alternative`"
                )),
            },
        }
    }

    fn last(&mut self, part: &str, block: &str) -> Result<&mut Content, Misuse> {
        let message = || {
            format!("`{part}` without `{block}`: call `{block}` first, with no other block between")
        };
        if !self.open {
            return Err(message());
        }
        let last = self.blocks(part)?.last_mut().ok_or_else(message)?;
        Ok(&mut last.content)
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::super::page::Table;
    use super::*;

    #[test]
    fn parts_need_their_block_and_the_message_names_both() {
        let mut description = Description::default();
        let message = description.row().unwrap_err();
        assert!(
            message.contains("`row`") && message.contains("`table`"),
            "{message}"
        );
        description
            .block(Content::Table(Table::default()), "table")
            .unwrap();
        description.row().unwrap();
        description
            .block(Content::Paragraphs("x".into()), "paragraphs")
            .unwrap();
        assert!(description.row().is_err());
    }

    #[test]
    fn sections_and_alternatives_nest_and_are_closed() {
        let mut description = Description::default();
        description.section("A".into()).unwrap();
        description.alternatives("Q".into()).unwrap();
        assert!(
            description
                .block(Content::Paragraphs("x".into()), "paragraphs")
                .is_err()
        );
        description.alternative("1".into()).unwrap();
        description
            .block(Content::Paragraphs("x".into()), "paragraphs")
            .unwrap();
        description.alternative("2".into()).unwrap();
        description.end().unwrap();
        description.end().unwrap();
        assert!(description.end().is_err());
        let page = description.finish().unwrap();
        let Content::Section { blocks, .. } = &page.blocks[0].content else {
            panic!("a section")
        };
        let Content::Alternatives { cases, .. } = &blocks[0].content else {
            panic!("alternatives")
        };
        assert_eq!(cases.len(), 2);
    }

    #[test]
    fn what_is_left_open_or_too_deep_is_refused() {
        let mut description = Description::default();
        for _ in 0..NESTING_MAX {
            description.section("A".into()).unwrap();
        }
        assert!(description.section("A".into()).is_err());
        assert!(description.finish().unwrap_err().contains("not closed"));
    }
}
