//! The one test binary: a real server, a real database, real guests, a fixed clock. Each module holds one group of
//! promises; a test builds, acts and asserts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod accounts;
mod admission;
mod agenda;
mod api;
mod api_changes;
mod browser;
mod changes;
mod command_line;
mod consents;
mod demonstration;
mod directory_files;
mod directory_pages;
mod duplicates;
mod federation;
mod federation_attacks;
mod federation_bounds;
mod federation_mirrors;
mod federation_processes;
mod federation_revocation;
mod federation_rosters;
mod federation_third_parties;
mod fediverse;
mod fetch;
mod functions;
mod grants;
mod guide;
mod guide_near;
mod hostile_bounds;
mod hostile_components;
mod hostile_packages;
mod hostile_texts;
mod house;
mod import_complete;
mod import_fetch;
mod import_pages;
mod import_races;
mod import_sizes;
mod imports;
mod install;
mod kills;
mod neighbours;
mod outgoing;
mod page_cache;
mod peer_pages;
mod postgres;
mod record_pages;
mod requests;
mod rights;
mod round_trips;
mod simulation;
mod support;
mod transactions;
