//! Running an instance: its configuration, what it tells machines that watch it, its own TLS, and how it stops.

mod certified;
mod configured;
mod packaged;
mod paired;
mod proxied;
mod stopped;
mod told;
mod unready;
mod watched;
