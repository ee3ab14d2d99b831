//! Everything that becomes HTML: pages that plugins described, and the host's own. Pure functions of their arguments: no
//! request, no database, no clock. What strangers wrote is text here, never markup.

mod address_code;
mod administration;
mod agenda;
mod api;
pub mod assets;
mod comfort_page;
mod composer;
mod contact;
mod contribution;
mod dates;
mod day_hours;
mod directory;
mod directory_files;
mod directory_form;
mod directory_found;
mod directory_plan;
mod directory_record;
mod errors;
mod fields;
mod forms;
mod functions;
mod holder;
mod host_pages;
mod hours;
mod html;
mod language;
mod law;
mod layout;
mod letter;
mod links;
mod lists;
mod map;
mod markdown;
mod openings;
mod page;
mod parts;
mod picture;
mod plan;
mod records;
mod site;
mod spoken;
mod structure;
mod suggestion;
mod tables;
mod text;
mod words;
mod workbench;

#[cfg(test)]
mod tests;

pub use administration::{
    ACTS_BEFORE, AccountPage, AccountsPage, ActsPage, CASE_REVISION, CASES, CASES_AFTER,
    CASES_DUTY, CASES_MODES, CODES, CaseFault, CasePage, CasesPage, CodesPage, DESK, DUPLICATES,
    DecisionFault, DecisionRefused, DecisionsPage, Desk, DuplicatePage, DuplicatesPage, DutyForm,
    DutyPage, EXTENSION_DATA, EXTENSION_FILE, EXTENSION_GRANT, EXTENSION_HOST, EXTENSION_PURGE,
    EXTENSIONS, ExtensionDone, ExtensionFault, ExtensionPage, ExtensionRefused, ExtensionsPage,
    FIRST_ACCESS, FORGOTTEN, FirstAccess, Forgotten, HISTORY_BEFORE, HistoryEntry, IMPORT_ORDERS,
    IMPORT_OWN_MAPPING, IMPORT_WHOLE, IMPORTS, IMPORTS_AFTER, IMPORTS_NEW, ImportFault, ImportForm,
    ImportsPage, Invitation, KindLabels, KindMode, MetPage, OWN_ACCOUNT, OwnAccountPage,
    OwnIdentity, PEER_ADDRESS, PEER_WORDS, PEERS, PEOPLE_CHOSEN, PEOPLE_WANTED, PROVIDER_BACK,
    PeerDone, PeerFault, PeerPage, PeersPage, PeopleFault, PeoplePage, ProviderFault,
    RECORD_ACCEPT, RECORD_CHECK, RECORD_DROP, RECORD_KIND, RECORD_REVISION, RECORD_STATE,
    RECORD_SUGGESTION, RECORDS, RECORDS_AFTER, RECORDS_NEW, RECORDS_WORDS, REPORT_WANTED,
    RecordDone, RecordFormPage, RecordHistoryPage, RecordStatePage, RecordsPage, ReportPage,
    SIGN_IN, SIGN_IN_NEXT, STATISTICS_DAYS, STATISTICS_PERIODS, SUGGESTIONS, SUGGESTIONS_AFTER,
    SUGGESTIONS_STATE, SettingsShown, SignIn, SignInFault, StatisticsPage, SuggestionDeskPage,
    SuggestionsPage, TaskState, WhoHolds, account_page, accounts_page, acts_lines, acts_page,
    acts_table, case_modes_page, case_page, cases_decided_page, cases_page, codes_page,
    codes_printed_page, decisions_page, desk_home_page, duplicate_page, duplicates_page, duty_page,
    extension_log_page, extension_page, extension_remove_page, extensions_page, first_access_page,
    forgotten_page, impact_page, import_new_page, import_order_page, import_report_page,
    import_whole_of, imports_page, lacks_page, link_over_page, mend_key, not_met_key, off_key,
    own_account_page, peer_end_page, peer_met_page, peer_page, peers_page, people_page,
    record_delete_page, record_form_page, record_history_page, record_kinds_page,
    record_state_page, records_page, register_json, register_page, register_table, report_words,
    roles_page, sign_in_page, statistics_page, statistics_table, suggestion_desk_page,
    suggestions_page, trouble_key, wanted_of,
};
pub use api::{Wrong, api_operation, api_page, api_parameter, api_response, api_wrong};
pub use comfort_page::comfort_page;

pub use contribution::{
    CONTRIBUTION_CODE, CONTRIBUTION_EMAIL, CONTRIBUTION_MARK, CONTRIBUTION_PROOF,
    ContributionFault, ContributionForm, contribution_page,
};
pub use day_hours::{DAYS_AHEAD, DayHours};
pub use directory::{
    DIRECTORY, DIRECTORY_AFTER, DIRECTORY_DAY, DIRECTORY_EXACT, DIRECTORY_NEAR, DIRECTORY_RADIUS,
    DirectoryAsked, DirectoryFound, DirectoryOffered, DirectoryResults, NearError, RADII_KM,
    directory_entry, directory_page, directory_service,
};
pub use directory_files::{DIRECTORY_FILES, DIRECTORY_RECORD_FILES};
pub use directory_plan::{DIRECTORY_AROUND, DIRECTORY_PLAN, DIRECTORY_VIEW, DIRECTORY_ZOOM};
pub use directory_record::{Corrected, DirectoryRecord, directory_record_page};
pub use errors::{
    ErrorKind, error_page, error_words, overloaded_page, plugin_failed_page, plugin_paused_page,
};
pub use functions::{
    FUNCTIONS, FUNCTIONS_GAPS, FUNCTIONS_TERRITORY, FunctionsAsked, FunctionsFound, functions_page,
    functions_table, gaps_table,
};
pub use holder::Holder;
pub use host_pages::{
    SearchResults, Service, help_page, home_page, legal_page, record_page, search_page,
};
pub use law::{accessibility_page, personal_data_page};
pub use letter::{
    Access, AccessLetter, DecisionLetter, LetterFrom, Told, access_letter, code_letter,
    decision_letter, letter_end, trial_letter,
};
pub use links::{Links, Refusal, Target, is_anchor};
pub use openings::Opening;
pub use page::page_html;
pub use picture::{
    PICTURE_ALTERNATIVE, PICTURE_CREDIT, PICTURE_DROP, PICTURE_FILE, PICTURE_KEPT, PICTURE_PEOPLE,
    PICTURE_RIGHTS, PictureFault, Pictured,
};
pub use plan::{PLAN_FARTHEST, PLAN_NEAREST, Plan, place_bounds};
pub use site::{
    COMFORT, COMFORT_BACK, COMFORT_SAVED, Declared, EXPAND_ALL, NavigationEntry, Rendered, Site,
    SiteContact, View, ViewedPlugin, is_local_path,
};
pub use spoken::SPOKEN;
pub use suggestion::{
    SUGGEST, SUGGESTED, SUGGESTION_REFERENCE, SuggestionFault, SuggestionForm, suggested_page,
    suggestion_page,
};
pub use text::{clean, is_harmful};
pub use words::Words;
#[cfg(test)]
pub use words::keys;
pub use workbench::{
    BenchCall, BenchFinding, BenchGrant, BenchLine, BuildState, WORKBENCH, WorkbenchPage,
    workbench_call_page, workbench_page,
};
