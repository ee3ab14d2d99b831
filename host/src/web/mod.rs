//! What visitors reach: every address of the instance stands here. Handlers extract, call one function of the domain and
//! render; status codes stand in `error.rs` alone.

mod administration;
mod api;
mod audit;
mod body;
pub mod comfort;
mod comfort_routes;
mod contributions;
pub mod directory;
mod error;
mod federation;
mod fediverse;
mod first_access;
mod forgotten;
mod forms;
mod headers;
mod health;
mod home;
mod law;
pub mod letters;
pub mod locale;
mod map;
mod measure;
mod overload;
mod own_account;
pub mod pace;
mod page_cache;
mod person;
mod pictures;
mod places;
mod plugin_documents;
mod plugin_images;
mod plugin_pages;
mod provider;
mod records;
pub mod render;
mod search;
mod security;
pub mod server;
mod sign_in;
mod signed;
mod statics;
mod usage;
mod visitor;
pub mod workbench;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::csrf::CsrfLayer;

pub use audit::act_of;
pub use error::outcome_status;
pub use overload::Gate;
pub use page_cache::PageCache;
pub use plugin_pages::{links as plugin_links, rendered as plugin_page};
pub use visitor::site;

use self::administration::{
    accounts, acts, codes, duplicates, extensions, imports, moderation, peers, people, record,
    register, statistics, suggestions,
};

use self::workbench::Workbench;
use crate::app::App;

/// Smaller answers do not shrink.
const COMPRESSED_BYTES_MIN: u64 = 512;

/// Every address of the instance; the author's own besides, where there is a workbench.
pub fn router(app: Arc<App>, bench: Option<Arc<dyn Workbench>>) -> Router {
    let worth = SizeAbove::new(COMPRESSED_BYTES_MIN)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new(map::CONTENT_TYPE));
    Router::new()
        // Citizens
        .route("/", get(home::show))
        .route("/recherche", get(search::show))
        .route("/annuaire", get(directory::list))
        .route("/annuaire/{id}", get(directory::show))
        .route("/annuaire/fonctions", get(directory::functions::show))
        .route("/annuaire/fonctions.csv", get(directory::functions::csv))
        .route("/annuaire.csv", get(directory::files::csv))
        .route("/annuaire.geojson", get(directory::files::geojson))
        .route("/annuaire.jsonld", get(directory::files::json_ld))
        .route(
            "/annuaire/{id}/signaler",
            get(directory::suggest::edit_form).post(directory::suggest::save),
        )
        .route(
            "/annuaire/{id}/signaler/merci",
            get(directory::suggest::thanks),
        )
        .route("/records/{id}", get(fediverse::record))
        .route("/aide", get(home::help))
        .route("/accessibilite", get(home::accessibility))
        .route("/mentions-legales", get(home::legal))
        .route("/donnees-personnelles", get(law::personal_data))
        .route(
            "/confort",
            get(comfort_routes::edit_form).post(comfort_routes::save),
        )
        // People who work here
        .route("/connexion", get(sign_in::edit_form).post(sign_in::save))
        .route("/deconnexion", post(sign_in::sign_out))
        .route("/connexion/fournisseur", get(provider::begin))
        .route("/connexion/fournisseur/retour", get(provider::come_back))
        .route("/deconnexion/fournisseur", get(provider::leave))
        .route(
            "/mot-de-passe-oublie",
            get(forgotten::edit_form).post(forgotten::save),
        )
        .route("/mon-compte", get(own_account::show))
        .route("/mon-compte/sessions/fin", post(own_account::end_others))
        .route(
            "/mon-compte/sessions/{handle}/fin",
            post(own_account::end_one),
        )
        .route(
            "/premier-acces/{token}",
            get(first_access::edit_form).post(first_access::save),
        )
        .route("/administration", get(administration::show))
        .route("/administration/roles", get(administration::roles))
        .route("/administration/registre", get(register::show))
        .route("/administration/registre.csv", get(register::csv))
        .route("/administration/registre.json", get(register::json))
        .route("/administration/registre/analyse", get(register::impact))
        .route(
            "/administration/personnes",
            get(people::edit_form).post(people::look),
        )
        .route("/administration/personnes/export", post(people::export))
        .route("/administration/personnes/effacer", post(people::erase))
        .route("/administration/journal", get(acts::list))
        .route("/administration/journal.csv", get(acts::csv))
        .route("/administration/statistiques", get(statistics::show))
        .route("/administration/statistiques.csv", get(statistics::csv))
        .route("/administration/imports/nouveau", get(imports::edit_form))
        .route(
            "/administration/imports/demandes/{id}",
            get(imports::show_order),
        )
        .route(
            "/administration/imports/demandes/{id}/annuler",
            post(imports::cancel_order),
        )
        .route("/administration/imports/{number}", get(imports::show))
        .route(
            "/administration/imports/{number}/annuler",
            post(imports::cancel),
        )
        .route(
            "/administration/imports/{number}/rapport.csv",
            get(imports::csv),
        )
        .route(
            "/administration/imports/{number}/rapport.txt",
            get(imports::text),
        )
        .route(
            "/administration/comptes",
            get(accounts::list).post(accounts::add),
        )
        .route("/administration/comptes/{id}", get(accounts::show))
        .route("/administration/comptes/{id}/lien", post(accounts::link))
        .route(
            "/administration/comptes/{id}/lien/retirer",
            post(accounts::withdraw),
        )
        .route(
            "/administration/comptes/{id}/role",
            post(accounts::change_role),
        )
        .route(
            "/administration/comptes/{id}/fermer",
            post(accounts::disable),
        )
        .route(
            "/administration/comptes/{id}/ouvrir",
            post(accounts::enable),
        )
        .route(
            "/administration/comptes/{id}/sessions",
            post(accounts::end_sessions),
        )
        .route("/administration/fiches", get(administration::records::list))
        .route(
            "/administration/fiches/nouvelle",
            get(record::new_form).post(record::make),
        )
        .route(
            "/administration/fiches/{record}",
            get(record::edit_form).post(record::save),
        )
        .route(
            "/administration/fiches/{record}/historique",
            get(record::history::show),
        )
        .route(
            "/administration/fiches/{record}/historique/{revision}/revenir",
            post(record::history::go_back),
        )
        .route(
            "/administration/fiches/{record}/etat",
            get(record::state::show_state).post(record::state::set_state),
        )
        .route(
            "/administration/fiches/{record}/supprimer",
            get(record::state::show_deletion).post(record::state::delete),
        )
        .route("/administration/signalements", get(suggestions::list))
        .route(
            "/administration/signalements/{reference}",
            get(suggestions::show),
        )
        .route(
            "/administration/signalements/{reference}/decision",
            post(suggestions::decide),
        )
        .route("/administration/codes", get(codes::list).post(codes::print))
        .route("/administration/codes/{id}/annuler", post(codes::revoke))
        .route("/administration/moderation", get(moderation::list))
        .route(
            "/administration/moderation/decisions",
            get(moderation::decisions),
        )
        .route(
            "/administration/moderation/choix",
            get(moderation::modes).post(moderation::set_modes),
        )
        .route(
            "/administration/moderation/astreinte",
            get(moderation::duty::show).post(moderation::duty::add),
        )
        .route(
            "/administration/moderation/astreinte/{number}/retirer",
            post(moderation::duty::remove),
        )
        .route(
            "/administration/moderation/cas/{reference}",
            get(moderation::show),
        )
        .route(
            "/administration/moderation/cas/{reference}/images/{name}",
            get(moderation::picture),
        )
        .route(
            "/administration/moderation/cas/{reference}/decision",
            post(moderation::decide),
        )
        .route(
            "/administration/moderation/cas/{reference}/defaire",
            post(moderation::undo),
        )
        .route("/administration/doublons", get(duplicates::list))
        .route(
            "/administration/doublons/decisions",
            get(duplicates::decisions),
        )
        .route(
            "/administration/doublons/decisions/{gone}/defaire",
            post(duplicates::undo),
        )
        .route(
            "/administration/doublons/decisions/{first}/{second}/reprendre",
            post(duplicates::undecide),
        )
        .route(
            "/administration/doublons/{first}/{second}",
            get(duplicates::show),
        )
        .route(
            "/administration/doublons/{first}/{second}/fusionner",
            post(duplicates::merge),
        )
        .route(
            "/administration/doublons/{first}/{second}/differentes",
            post(duplicates::different),
        )
        .route(
            "/administration/voisins",
            get(peers::list).post(peers::look),
        )
        .route("/administration/voisins/nouveau", post(peers::ask))
        .route("/administration/voisins/{origin}", get(peers::one::show))
        .route(
            "/administration/voisins/{origin}/preuve",
            get(peers::one::fork),
        )
        .route(
            "/administration/voisins/{origin}/approuver",
            post(peers::one::approve),
        )
        .route(
            "/administration/voisins/{origin}/suspendre",
            post(peers::one::suspend),
        )
        .route(
            "/administration/voisins/{origin}/reprendre",
            post(peers::one::resume),
        )
        .route(
            "/administration/voisins/{origin}/interroger",
            post(peers::one::ask_now),
        )
        .route(
            "/administration/voisins/{origin}/terminer",
            get(peers::one::show_end).post(peers::one::end),
        )
        .route("/administration/extensions/{id}", get(extensions::show))
        .route(
            "/administration/extensions/{id}/journal",
            get(extensions::log),
        )
        .route(
            "/administration/extensions/{id}/reglages",
            post(extensions::set),
        )
        .route(
            "/administration/extensions/{id}/taches/{task}",
            post(extensions::run_task),
        )
        .route(
            "/administration/extensions/{id}/documents/retirer",
            post(extensions::delete_document),
        )
        .route(
            "/administration/extensions/{id}/pause",
            post(extensions::pause),
        )
        .route(
            "/administration/extensions/{id}/reprise",
            post(extensions::resume),
        )
        .route(
            "/administration/extensions/{id}/attente/refuser",
            post(extensions::refuse_waiting),
        )
        .route(
            "/administration/extensions/{id}/retirer",
            get(extensions::show_removal).post(extensions::remove),
        )
        // Machines
        .route("/static/{*path}", get(statics::show))
        .merge(api::router())
        .route("/carte/{name}", get(map::show))
        .route("/robots.txt", get(statics::robots))
        .route("/favicon.ico", get(statics::icon))
        .route("/.well-known/security.txt", get(security::show))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(workbench::router(bench))
        // Everything else is a plugin's, or nobody's
        .fallback(plugin_pages::show)
        .layer(middleware::from_fn_with_state(app.clone(), body::in_time))
        .merge(uploads(&app))
        .layer(middleware::from_fn_with_state(app.clone(), audit::note))
        .layer(middleware::from_fn_with_state(app.clone(), usage::count))
        // Every body is bounded below, whoever reads it.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(app.clone(), error::polite))
        .layer(middleware::from_fn_with_state(app.clone(), visitor::look))
        .layer(own_forms_only(&app))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            person::keep_nothing,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), body::bound))
        // No browser sends what comes here, and everything of it is signed: of a stranger's body nothing is read.
        .merge(federation::router(&app))
        .merge(fediverse::router())
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            error::again_polite,
        ))
        .layer(CompressionLayer::new().compress_when(worth))
        .layer(middleware::from_fn_with_state(app.clone(), overload::shed))
        .layer(middleware::from_fn_with_state(app.clone(), measure::count))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .with_state(app)
}

/// Where large files come in, or plugins are compiled, which takes longer than a page may.
fn uploads(app: &App) -> Router<Arc<App>> {
    Router::new()
        .route(
            "/administration/imports",
            get(imports::list).post(imports::start),
        )
        .route(
            "/administration/extensions",
            get(extensions::list).post(extensions::install),
        )
        .route(
            "/administration/extensions/{id}/documents",
            post(extensions::give),
        )
        .route(
            "/administration/extensions/{id}/droits",
            post(extensions::grant),
        )
        .route(
            "/administration/extensions/{id}/retour",
            post(extensions::roll_back),
        )
        .layer(error::time_limit(app.config.imports.upload_timeout_s))
}

/// Refuses forms that another site sends in a visitor's name; old phones that say nothing of where a form stood pass.
fn own_forms_only(app: &App) -> CsrfLayer {
    let layer = CsrfLayer::new();
    // Behind a proxy that rewrites the host, the public address is the one that browsers name.
    let Some(url) = &app.config.server.public_url else {
        return layer;
    };
    layer.clone().add_trusted_origin(url.trim_end_matches('/')).unwrap_or_else(|error| {
        tracing::error!(url, %error, "`server.public_url` is not an origin: write `https://maille.example.fr`");
        layer
    })
}
