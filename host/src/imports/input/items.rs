//! Lists of JSON, item by item: an array, the array inside an object (`features`, `data`, `results`…), objects one
//! after the other. Only the extent of an item is looked for here; what is inside it is read when it is whole.

use serde_json::Value;

use super::super::error::ReadError;
use super::super::remark::What;
use super::Text;
use super::scan::Scan;

/// An item with its place in the file.
#[derive(Debug)]
pub(in super::super) struct Found {
    /// From 1.
    pub number: u64,
    /// The field of the object around that held it: `services`.
    pub list: Option<&'static str>,
    /// The item, or why it cannot be read.
    pub item: Result<Value, What>,
}

/// The items of a file.
pub(in super::super) struct Items {
    text: Text,
    /// Where the reading stands.
    state: State,
    number: u64,
    item: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Between documents.
    Top,
    /// In an array of items; inside an object's field, the object goes on behind it.
    List(Option<&'static str>),
    /// In an object whose list was read.
    Behind,
}

/// What ended a value.
enum End {
    Whole(Result<(), What>),
    /// The array of an object's list begins here.
    List(&'static str),
}

impl Items {
    pub fn new(text: Text) -> Self {
        Self {
            text,
            state: State::Top,
            number: 0,
            item: Vec::new(),
        }
    }

    /// The next item; none at the end of a file that is whole.
    pub fn next_item(&mut self) -> Result<Option<Found>, ReadError> {
        loop {
            let Some(byte) = self.next_sign()? else {
                return match self.state {
                    State::Top => Ok(None),
                    _ => Err(self.text.error(What::new("import-truncated"))),
                };
            };
            match (self.state, byte) {
                (State::Top, b'[') => self.open(State::List(None)),
                (State::Top, b'{') => {
                    if let Some(found) = self.value(None, true)? {
                        return Ok(Some(found));
                    }
                }
                (State::List(list), b']') => {
                    self.text.take();
                    self.state = if list.is_some() {
                        State::Behind
                    } else {
                        State::Top
                    };
                }
                (State::List(_) | State::Top, b',') => self.text.take(),
                (State::List(list), _) => {
                    if let Some(found) = self.value(list, false)? {
                        return Ok(Some(found));
                    }
                }
                (State::Behind, _) => self.behind()?,
                (State::Top, _) => {
                    let what = What::new("import-not-json").with("sign", char::from(byte));
                    return Err(self.text.error(what));
                }
            }
        }
    }

    fn open(&mut self, state: State) {
        self.text.take();
        self.state = state;
    }

    /// The next byte that is no white space.
    fn next_sign(&mut self) -> Result<Option<u8>, ReadError> {
        while let Some(byte) = self.text.peek()? {
            // A record separator (RFC 7464) stands between texts of a sequence.
            if !byte.is_ascii_whitespace() && byte != 0x1e {
                return Ok(Some(byte));
            }
            self.text.take();
        }
        Ok(None)
    }

    fn value(
        &mut self,
        list: Option<&'static str>,
        opens_lists: bool,
    ) -> Result<Option<Found>, ReadError> {
        let whole = match self.scan(opens_lists)? {
            End::List(name) => {
                self.state = State::List(Some(name));
                return Ok(None);
            }
            End::Whole(whole) => whole,
        };
        self.number += 1;
        let item = whole.and_then(|()| {
            serde_json::from_slice(&self.item)
                .map_err(|error| What::new("import-item-not-json").with("reason", error))
        });
        Ok(Some(Found {
            number: self.number,
            list,
            item,
        }))
    }

    /// Takes one value into `item`; past a bound it is taken all the same, and not kept.
    fn scan(&mut self, opens_lists: bool) -> Result<End, ReadError> {
        let mut scan = Scan::default();
        self.item.clear();
        loop {
            let rest = self.text.rest()?;
            if rest.is_empty() {
                // A bare number or word ends with the file.
                return match scan.is_bare() {
                    true => Ok(End::Whole(scan.whole())),
                    false => Err(self.text.error(What::new("import-truncated"))),
                };
            }
            let mut taken = 0;
            let mut end = None;
            for byte in rest {
                if scan.ends_bare(*byte) {
                    end = Some(End::Whole(scan.whole()));
                    break;
                }
                taken += 1;
                let opened = opens_lists.then(|| scan.list(*byte)).flatten();
                if let Some(name) = opened {
                    end = Some(End::List(name));
                    break;
                }
                scan.take(*byte, &mut self.item);
                if scan.is_closed() {
                    end = Some(End::Whole(scan.whole()));
                    break;
                }
            }
            self.text.advance(taken);
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }

    /// The rest of an object behind its list, up to another list or its end.
    fn behind(&mut self) -> Result<(), ReadError> {
        let mut scan = Scan::inside();
        self.item.clear();
        loop {
            let rest = self.text.rest()?;
            if rest.is_empty() {
                return Err(self.text.error(What::new("import-truncated")));
            }
            let mut taken = 0;
            let mut next = None;
            for byte in rest {
                taken += 1;
                if let Some(name) = scan.list(*byte) {
                    next = Some(State::List(Some(name)));
                    break;
                }
                scan.take(*byte, &mut self.item);
                if scan.is_closed() {
                    next = Some(State::Top);
                    break;
                }
            }
            self.text.advance(taken);
            if let Some(next) = next {
                self.state = next;
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests;
