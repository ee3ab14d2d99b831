//! Mappings: what is wrong in one is named.
