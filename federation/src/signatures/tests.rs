//! Published vectors, policy cases, and our own messages with one thing wrong each.

mod attacks;
mod published;
mod readers;
