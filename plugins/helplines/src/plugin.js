// Useful numbers: those of all of France, those of the département (records of this plugin's own kind), the places nearby, and a
// form for a number that is missing. What is proposed is a draft: nobody reads it before the administration publishes it.

import { translate } from "maille:plugin/context@1.0.0";
import { Search, create, setState } from "maille:plugin/directory@1.0.0";

import { spoken, themes } from "./numbers.js";

const KIND = "helplines.number";
const SHOWN_MAX = 50;
// The engine carries no tables of Unicode: these are the letters of French.
const PLAIN = {
  à: "a", â: "a", ä: "a", æ: "ae", ç: "c", é: "e", è: "e", ê: "e", ë: "e", î: "i", ï: "i", ô: "o", ö: "o", œ: "oe", ù: "u", û: "u", ü: "u",
  "’": "'",
};

export const pages = {
  answer(request, reply) {
    try {
      route(request, reply);
    } catch (error) {
      // What the host says is an error of the contract and goes back as it came; what JavaScript says is not, and is told as one.
      throw typeof error?.code === "string" ? error : { code: "invalid", message: `${error}\n${error?.stack}` };
    }
  },
};

function route(request, reply) {
  const path = request.path();
  const sent = request.method() === "POST";
  if (path === "/" && !sent) home(request, reply);
  else if (path === "/proposer" && sent) proposed(request, reply);
  else if (path === "/proposer") form(reply, {}, {});
  else reply.notFound();
}

function say(key, values = {}) {
  return translate(key, Object.entries(values));
}

function home(request, reply) {
  const words = (request.query("q")[0] ?? "").trim();
  reply.title(say("title"));
  reply.lead(say("lead"));
  reply.searchForm("/", say("search"));
  reply.field("text", "q", say("search-words"), words);
  reply.fieldOptional();

  let found = 0;
  for (const theme of themes) {
    const numbers = theme.numbers.filter((number) => speaksOf(number, words));
    if (numbers.length === 0) continue;
    found += numbers.length;
    reply.section(say(theme.key));
    reply.cards();
    for (const number of numbers) national(reply, number);
    reply.end();
  }

  const local = localNumbers(words);
  if (local.length > 0) {
    found += local.length;
    reply.section(say("local"));
    reply.cards();
    for (const entry of local) departmental(reply, JSON.parse(entry.content));
    reply.end();
  }
  if (found === 0) reply.notice("info", say("nothing-title"), say("nothing"));

  reply.section(say("places"));
  reply.paragraphs(say("places-words"));
  reply.nearby(["place"], words === "" ? null : words, 3);
  reply.end();
  reply.link(say("propose"), "/proposer");
}

function national(reply, { key, number, free, always }) {
  reply.card(`${spoken(number)} · ${say(key)}`, `tel:${number}`, say(`${key}-words`));
  if (always) reply.cardFact(say("when"), say("always"));
  if (free) reply.cardTag(say("free"));
}

function departmental(reply, { name, telephone, description, hours }) {
  reply.card(`${telephone} · ${name}`, `tel:${telephone.replace(/[^+0-9]/g, "")}`, plain(description ?? ""));
  if (hours) reply.cardFact(say("when"), hours);
}

function localNumbers(words) {
  const search = new Search([KIND]);
  if (words !== "") search.words(words);
  search.orderBy("name");
  return search.run(SHOWN_MAX).entries;
}

// Whether a national number is meant: all words asked for stand in its number, its name or what it is for.
function speaksOf({ key, number }, words) {
  const said = folded(`${number} ${spoken(number)} ${say(key)} ${say(`${key}-words`)}`);
  return folded(words)
    .split(/\s+/)
    .every((word) => said.includes(word));
}

function folded(text) {
  return text.toLowerCase().replace(/[^\x00-\x7f]/g, (letter) => PLAIN[letter] ?? letter);
}

// What somebody typed is no Markdown.
function plain(text) {
  return text.replace(/[\\`*_{}[\]()#+!<>|~-]/g, "\\$&");
}

function form(reply, values, errors) {
  reply.title(say("propose-title"));
  reply.lead(say("propose-lead"));
  reply.form("/proposer", say("propose-send"));
  const field = (kind, name, maximum, optional) => {
    reply.field(kind, name, say(`field-${name}`), values[name] ?? null);
    reply.fieldMaximum(maximum);
    if (optional) reply.fieldOptional();
    if (errors[name]) reply.fieldError(errors[name]);
  };
  field("text", "name", 200, false);
  field("telephone", "telephone", 40, false);
  field("lines", "description", 1000, true);
  field("text", "hours", 200, true);
}

function proposed(request, reply) {
  const names = ["name", "telephone", "description", "hours"];
  const values = {};
  for (const name of names) {
    const value = (request.form(name)[0] ?? "").trim();
    if (value !== "") values[name] = value;
  }
  const errors = {};
  if (!values.name) errors.name = say("name-missing");
  if (!/^\+?[0-9][0-9 .]{1,20}$/.test(values.telephone ?? "")) errors.telephone = say("telephone-wrong");
  if (Object.keys(errors).length > 0) return form(reply, values, errors);

  const entry = create(KIND, JSON.stringify(values));
  setState(entry.id, entry.revision, "draft");
  reply.title(say("thanks-title"));
  reply.notice("success", say("thanks"), say("thanks-words"));
  reply.link(say("back"), "/");
}
