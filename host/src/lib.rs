//! The server of a Maille instance and its command line.

pub mod accounts;
pub mod app;
pub mod audit;
pub mod authoring;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod config;
pub mod conformity;
pub mod contributors;
pub mod database;
pub mod directory;
pub mod doctor;
pub mod editing;
pub mod exports;
pub mod federation;
pub mod fediverse;
pub mod functions;
pub mod health;
pub mod images;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod map;
pub mod metrics;
pub mod moderation;
pub mod oidc;
pub mod outbound;
pub mod people;
pub mod plugins;
pub mod register;
pub mod retention;
pub mod statistics;
pub mod suggestions;
pub mod territory;
pub mod tls;
pub mod web;

/// Of the program and of everything that is linked with it: records go from thread to thread, which glibc's allocator pays for.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
