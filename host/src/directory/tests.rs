//! The directory's promises, on a real database.
