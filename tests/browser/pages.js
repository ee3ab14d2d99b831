// Every type of page that a visitor of the demonstration meets.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const PAGES = [
  { name: 'home', path: '/', first: true },
  { name: 'search', path: '/recherche?q=carte' },
  { name: 'search-places', path: '/recherche?q=mairie' },
  { name: 'search-none', path: '/recherche?q=zzzzzz' },
  { name: 'search-empty', path: '/recherche' },
  { name: 'directory', path: '/annuaire' },
  { name: 'directory-near', path: '/annuaire?q=mairie&pres=99010', everyPrint: true },
  { name: 'directory-open', path: '/annuaire?ouvert=1&theme=numerique', same: 'directory' },
  { name: 'directory-none', path: '/annuaire?q=zzzzzz&pres=99010' },
  { name: 'directory-corrected', path: '/annuaire?q=mairrie' },
  { name: 'directory-plan', path: '/annuaire?pres=99010&vue=plan', everyPrint: true },
  { name: 'directory-plan-near', path: '/annuaire?pres=99010&vue=plan&zoom=1&autour=2', same: 'directory-plan' },
  { name: 'directory-plan-none', path: '/annuaire?q=zzzzzz&vue=plan' },
  { name: 'directory-unknown', path: '/annuaire?pres=Atlantis', errors: 1 },
  { name: 'functions', path: '/annuaire/fonctions', everyPrint: true },
  { name: 'functions-commune', path: '/annuaire/fonctions?territoire=99020', same: 'functions' },
  { name: 'functions-unknown', path: '/annuaire/fonctions?territoire=zzz', errors: 1 },
  { name: 'api', path: '/api' },
  { name: 'help', path: '/aide' },
  { name: 'accessibility', path: '/accessibilite' },
  { name: 'legal', path: '/mentions-legales' },
  { name: 'personal-data', path: '/donnees-personnelles' },
  { name: 'comfort', path: '/confort?retour=%2Fdemarches' },
  { name: 'sign-in', path: '/connexion' },
  { name: 'signed-out', path: '/connexion?fini=1', same: 'sign-in' },
  { name: 'forgotten', path: '/mot-de-passe-oublie' },
  { name: 'desk', path: '/administration', staff: true },
  { name: 'desk-own-account', path: '/mon-compte', staff: true },
  { name: 'desk-accounts', path: '/administration/comptes', staff: true },
  { name: 'desk-codes', path: '/administration/codes', staff: true },
  { name: 'desk-roles', path: '/administration/roles', staff: true },
  { name: 'desk-imports', path: '/administration/imports', staff: true },
  { name: 'desk-import-new', path: '/administration/imports/nouveau', staff: true },
  { name: 'desk-extensions', path: '/administration/extensions', staff: true },
  { name: 'desk-extension', path: '/administration/extensions/events', staff: true },
  { name: 'desk-extension-log', path: '/administration/extensions/events/journal', staff: true },
  { name: 'desk-extension-remove', path: '/administration/extensions/events/retirer', staff: true },
  { name: 'desk-statistics', path: '/administration/statistiques', staff: true },
  { name: 'desk-people', path: '/administration/personnes', staff: true },
  { name: 'desk-register', path: '/administration/registre', staff: true },
  { name: 'desk-impact', path: '/administration/registre/analyse', staff: true },
  { name: 'desk-acts', path: '/administration/journal', staff: true },
  { name: 'desk-peers', path: '/administration/voisins', staff: true },
  { name: 'desk-records', path: '/administration/fiches?q=mairie', staff: true },
  { name: 'desk-record-kinds', path: '/administration/fiches/nouvelle', staff: true },
  { name: 'desk-record-new', path: '/administration/fiches/nouvelle?sorte=professional', staff: true },
  { name: 'desk-record-service', path: '/administration/fiches/nouvelle?sorte=service', staff: true },
  { name: 'desk-cases', path: '/administration/moderation', staff: true },
  { name: 'desk-cases-decided', path: '/administration/moderation/decisions', staff: true },
  { name: 'desk-case-modes', path: '/administration/moderation/choix', staff: true },
  { name: 'desk-case-duty', path: '/administration/moderation/astreinte', staff: true },
  { name: 'not-found', path: '/nulle-part', status: 404 },
  { name: 'guide-home', path: '/demarches' },
  { name: 'guide-search', path: '/demarches?q=carte' },
  { name: 'guide-search-none', path: '/demarches?q=zzzzzz' },
  { name: 'procedure', path: '/demarches/F90001', alternatives: true, everyPrint: true },
  { name: 'procedure-open', path: '/demarches/F90001?tout=1', same: 'procedure' },
  { name: 'procedure-near', path: '/demarches/F90001?pres=99010', same: 'procedure' },
  { name: 'procedure-nowhere', path: '/demarches/F90001?pres=Atlantis', errors: 1 },
  { name: 'conditional', path: '/demarches/F90002', alternatives: true },
  { name: 'conditional-answered', path: '/demarches/F90002?si=T90002', same: 'conditional' },
  { name: 'guided', path: '/demarches/F90003' },
  { name: 'guided-step', path: '/demarches/F90003?choix=1' },
  { name: 'guided-end', path: '/demarches/F90003?choix=1.2' },
  { name: 'question', path: '/demarches/F90004' },
  { name: 'simulator', path: '/demarches/F90005' },
  { name: 'simulator-answered', path: '/demarches/F90005?question1=1&question2=1', same: 'simulator' },
  { name: 'benefit', path: '/demarches/F90006' },
  { name: 'help-in-person', path: '/demarches/F90008' },
  { name: 'theme', path: '/demarches/N90100' },
  { name: 'file', path: '/demarches/N90110' },
  { name: 'form', path: '/demarches/R90001' },
  { name: 'service', path: '/demarches/R90002' },
  { name: 'business', path: '/demarches/professionnels/F90010', alternatives: true },
  { name: 'association', path: '/demarches/associations/F90011' },
  { name: 'agenda', path: '/agenda', everyPrint: true },
  { name: 'agenda-filtered', path: '/agenda?pres=99010&rayon=50&gratuit=yes&theme=atelier', same: 'agenda' },
  { name: 'agenda-none', path: '/agenda?q=zzzzzz' },
  { name: 'agenda-unknown', path: '/agenda?pres=Atlantis', errors: 1 },
  { name: 'agenda-month', path: '/agenda/mois/2026-11' },
  { name: 'agenda-week', path: '/agenda/semaine/2026-W47', everyPrint: true },
  { name: 'agenda-propose', path: '/agenda/proposer', staff: true },
  { name: 'event', path: '/agenda/atelier-tablette@val-de-maille.example', everyPrint: true },
  { name: 'event-entered', path: '/agenda/premiers-pas-en-ligne', same: 'event' },
  { name: 'event-cancelled', path: '/agenda/cafe-des-aidants@val-de-maille.example', same: 'event' },
  { name: 'commons', path: '/communs', everyPrint: true },
  { name: 'commons-offers', path: '/communs/annonces?sorte=lend', same: 'commons' },
  { name: 'commons-none', path: '/communs/lieux?q=zzzzzz' },
  { name: 'commons-unknown', path: '/communs?pres=Atlantis', errors: 1 },
  { name: 'commons-offer', path: '/communs/poussette', everyPrint: true },
  { name: 'commons-proposal', path: '/communs/banc', same: 'commons-offer' },
  { name: 'commons-publish', path: '/communs/publier' },
  { name: 'commons-form', path: '/communs/publier/annonces' },
  { name: 'commons-report', path: '/communs/poussette/signaler' },
  { name: 'commons-not-found', path: '/communs/nulle-part', status: 404 },
  { name: 'event-not-found', path: '/agenda/nulle-part', status: 404 },
  { name: 'guide-not-found', path: '/demarches/F99999', status: 404 },
];

/** What the checks must know of the pages that files hold. */
const RENDERED = {
  // So many fields are wrong.
  'form-errors': { errors: 6 },
  'suggestion-back': { errors: 2 },
  'contribution-back': { errors: 5 },
  'picture-back': { errors: 4 },
  'desk-codes-back': { errors: 1, same: 'desk-codes' },
  'desk-codes-printed': { everyPrint: true },
  'sign-in-refused': { errors: 1 },
  'first-access': { errors: 1 },
  'desk-import-wrong': { errors: 1 },
  'desk-record-back': { errors: 3 },
  'desk-peers-back': { errors: 1, same: 'desk-peers' },
  'desk-peers-off': { same: 'desk-peers' },
  'desk-peer-read': { same: 'desk-peer' },
  'desk-record-held': { same: 'desk-record' },
  'desk-suggestion-held': { same: 'desk-suggestion' },
  'directory-held': { same: 'directory', everyPrint: true },
  'directory-record-held': { same: 'directory-record', everyPrint: true },
  'suggestion-held': { same: 'suggestion' },
  'suggested-held': { same: 'suggested' },
};

/** The list above, and a place's own page, whose address is made when the demonstration is. Pages of people who work here
 *  are left out where nobody is signed in. */
export async function discover(base, word) {
  const found = await (await fetch(`${base}/recherche?q=mairie`)).text();
  const record = found.match(/\/annuaire\/[0-9a-f-]{36}/);
  if (!record) throw new Error('the search for "mairie" leads to no record: is this the demonstration?');
  const thanks = await suggest(`${base}${record[0]}/signaler`);
  const number = thanks.split('numero=')[1];
  const own = `/administration/fiches/${record[0].split('/')[2]}`;
  const pages = [
    ...PAGES,
    { name: 'desk-record', path: own, staff: true },
    { name: 'desk-record-suggested', path: `${own}?signalement=${number}`, staff: true, same: 'desk-record' },
    { name: 'desk-record-history', path: `${own}/historique`, staff: true },
    { name: 'desk-record-state', path: `${own}/etat`, staff: true },
    { name: 'desk-record-delete', path: `${own}/supprimer`, staff: true },
    { name: 'directory-record', path: record[0], everyPrint: true },
    { name: 'suggestion', path: `${record[0]}/signaler` },
    { name: 'suggested', path: thanks },
    { name: 'desk-suggestions', path: '/administration/signalements', staff: true },
    { name: 'desk-suggestion', path: `/administration/signalements/${number}`, staff: true },
  ];
  if (!word) return pages.filter((page) => !page.staff);
  const accounts = await (await fetch(`${base}/administration/comptes`, { headers: { cookie: `session=${word}` } })).text();
  const account = accounts.match(/\/administration\/comptes\/[0-9a-f-]{36}/);
  if (!account) throw new Error('no account is listed: is somebody signed in?');
  return [...pages, { name: 'desk-account', path: account[0], staff: true }];
}

/** Says that a record's hours are wrong; the page that thanks. */
async function suggest(form) {
  const body = new URLSearchParams({ sujet: 'hours', message: 'Fermé le lundi' });
  const answer = await fetch(form, { method: 'POST', redirect: 'manual', body });
  const thanks = answer.headers.get('location');
  if (!thanks) throw new Error(`nothing was said: ${answer.status}`);
  return thanks;
}

/** Uses the link that makes the first administrator; the word of the session comes back, for the cookie. */
export async function signIn(link) {
  if (!link) return null;
  const password = 'le phare de la vieille';
  const body = new URLSearchParams({ nom: 'Camille Le Gall', identifiant: 'camille', 'mot-de-passe': password, encore: password });
  const answer = await fetch(link, { method: 'POST', redirect: 'manual', body });
  const word = /^session=([0-9a-f]+)/.exec(answer.headers.get('set-cookie') ?? '');
  if (!word) throw new Error(`nobody is signed in: ${answer.status}`);
  return word[1];
}

/** Pages that the host made but no address gives, from files such as `fr.plugin-failed.html`. */
export async function rendered(folder) {
  if (!folder) return [];
  const pages = new Map();
  for (const file of (await readdir(folder)).sort()) {
    const [language, name] = file.split('.');
    const page = pages.get(name) ?? { name, path: `/rendered/${name}`, html: {}, ...RENDERED[name] };
    page.html[language] = await readFile(path.join(folder, file), 'utf8');
    pages.set(name, page);
  }
  const missing = Object.keys(RENDERED).filter((name) => !pages.has(name));
  if (missing.length) throw new Error(`no file holds ${missing.join(', ')}`);
  return [...pages.values()];
}
