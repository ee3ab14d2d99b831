//! The orders in which records come, and the cursor between two pages of one order.

/// In which order records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Best match first; needs words.
    Relevance,
    /// Last changed first.
    Newest,
    /// The first to take place first, those without a time last.
    Start,
    /// Nearest first; needs `near`.
    Distance,
    /// By the folded public title.
    Name,
    /// By id: who reads all pages meets each record once, whatever is made or changed in the meantime.
    Id,
}

impl Order {
    fn letter(self) -> char {
        match self {
            Self::Relevance => 'r',
            Self::Newest => 'u',
            Self::Start => 's',
            Self::Distance => 'd',
            Self::Name => 'n',
            Self::Id => 'i',
        }
    }
}

/// The place of a page's last record in its order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cursor {
    pub value: SortValue,
    pub id: String,
}

/// What an order compares.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SortValue {
    Number(i64),
    Real(f64),
    Text(String),
}

impl Cursor {
    /// `n` + name + `~` + id: a letter for the order, the value compared, the record. Floats keep all their bits.
    pub(super) fn write(&self, order: Order) -> String {
        let value = match &self.value {
            SortValue::Number(number) => number.to_string(),
            SortValue::Real(real) => format!("{:016x}", real.to_bits()),
            SortValue::Text(text) => text.clone(),
        };
        format!("{}{value}~{}", order.letter(), self.id)
    }

    pub(super) fn read(text: &str, order: Order) -> Option<Self> {
        let (value, id) = text.strip_prefix(order.letter())?.rsplit_once('~')?;
        let value = match order {
            Order::Newest | Order::Start => SortValue::Number(value.parse().ok()?),
            Order::Relevance | Order::Distance => {
                let real = f64::from_bits(u64::from_str_radix(value, 16).ok()?);
                SortValue::Real(Some(real).filter(|real| real.is_finite())?)
            }
            Order::Name | Order::Id => SortValue::Text(value.to_owned()),
        };
        Some(Self {
            value,
            id: id.to_owned(),
        })
    }
}

/// The place of a page's last line among the times of all records: when it begins, whose it is, when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeCursor {
    pub starts: i64,
    pub number: i64,
    pub ends: i64,
}

impl TimeCursor {
    /// `t` and the three numbers.
    pub(super) fn write(&self) -> String {
        format!("t{}~{}~{}", self.starts, self.number, self.ends)
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let mut numbers = text.strip_prefix('t')?.splitn(3, '~').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self {
            starts: next()?,
            number: next()?,
            ends: next()?,
        })
    }
}
