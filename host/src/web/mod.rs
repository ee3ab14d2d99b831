//! What visitors reach.
