//! Names beside points: each gets a place where it touches nothing, or none. A sheet that is shown larger than it was laid
//! out keeps that, since letters keep their size while places move apart.

/// The letters of names, in rem.
pub(super) const LETTERS: f64 = 0.85;
/// Letters and the air above and below them, in rem.
const LINE: f64 = 1.25;
/// Reading comfort and visitors' own style sheets put as much between letters, in parts of their size.
const SPACING: f64 = 0.12;

/// A rectangle of a sheet, in rem.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    /// Around a point.
    pub fn around((x, y): (f64, f64), width: f64, height: f64) -> Self {
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn within(&self, width: f64, height: f64) -> bool {
        self.left >= 0.0 && self.top >= 0.0 && self.right <= width && self.bottom <= height
    }
}

/// Which end of a name stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub text: String,
    /// Where its anchor stands, in the middle of its line.
    pub at: (f64, f64),
    pub anchor: Anchor,
    pub area: Area,
}

impl Label {
    fn new(text: &str, at: (f64, f64), anchor: Anchor) -> Self {
        let wide = width(text) * LETTERS;
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - wide / 2.0,
            Anchor::End => at.0 - wide,
        };
        let area = Area {
            left,
            top: at.1 - LINE / 2.0,
            right: left + wide,
            bottom: at.1 + LINE / 2.0,
        };
        Self {
            text: text.to_owned(),
            at,
            anchor,
            area,
        }
    }
}

/// How wide a text may become in any usual font, in parts of the letters' size; with the space that readers may ask for.
pub(super) fn width(text: &str) -> f64 {
    let advance = |letter: char| match letter {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '\'' | '’' | '-' | '.' | ',' | '(' | ')' => {
            0.42
        }
        // Words stand farther apart too.
        ' ' | '\u{a0}' => 0.5,
        'm' | 'w' | 'M' | 'W' | 'Œ' | 'œ' | 'Æ' | 'æ' => 0.98,
        letter if letter.is_uppercase() => 0.76,
        letter if letter.is_ascii() || letter.is_lowercase() => 0.64,
        // Letters that we do not know may be as wide as they are high.
        _ => 1.0,
    };
    text.chars().map(|letter| advance(letter) + SPACING).sum()
}

/// The size of a sheet's ground, and what is taken of it already.
pub(super) struct Room {
    pub width: f64,
    pub height: f64,
    /// By markers.
    pub marks: Vec<Area>,
    /// By names and points.
    pub taken: Vec<Area>,
}

impl Room {
    /// A place for a name beside a point, so far from it; what it takes is noted.
    pub fn beside(&mut self, text: &str, (x, y): (f64, f64), far: f64) -> Option<Label> {
        let (aside, over) = (far + 0.1, far + LINE / 2.0 - 0.1);
        let places = [
            ((x + aside, y), Anchor::Start),
            ((x - aside, y), Anchor::End),
            ((x, y - over), Anchor::Middle),
            ((x, y + over), Anchor::Middle),
        ];
        places
            .into_iter()
            .find_map(|(at, anchor)| self.at(text, at, anchor))
    }

    /// The same for a name that has one place alone.
    pub fn at(&mut self, text: &str, at: (f64, f64), anchor: Anchor) -> Option<Label> {
        let label = Label::new(text, at, anchor);
        if !self.is_free(&label.area) {
            return None;
        }
        self.taken.push(label.area);
        Some(label)
    }

    pub fn is_free(&self, area: &Area) -> bool {
        area.within(self.width, self.height)
            && !self.is_marked(area)
            && !self.taken.iter().any(|taken| taken.overlaps(area))
    }

    pub fn is_marked(&self, area: &Area) -> bool {
        self.marks.iter().any(|mark| mark.overlaps(area))
    }
}
