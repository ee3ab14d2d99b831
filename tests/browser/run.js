// What a citizen's browser must find on a running instance with the demonstration's data. It starts no instance: see
// ../browser.rs. One line a check, then one line of JSON; the exit code says whether all held.
//
//   node run.js http://127.0.0.1:8095 [--rendered FOLDER] [--link FIRST-ACCESS] [--only axe,print] [--pages PART] [--shots FOLDER]

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { LANGUAGES, launch, Opener } from './browser.js';
import { discover, rendered, signIn } from './pages.js';
import { Report } from './report.js';
import { axe } from './checks/axe.js';
import { errors } from './checks/errors.js';
import { head, titles } from './checks/document.js';
import { here } from './checks/here.js';
import { headers, weight } from './checks/answer.js';
import { journeys } from './checks/journeys.js';
import { keyboard } from './checks/keyboard.js';
import { layout } from './checks/layout.js';
import { map } from './checks/map.js';
import { nu } from './checks/nu.js';
import { print } from './checks/print.js';

// Pages open at once: as many as the cores that CI promises.
const WORKERS = 2;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rendered: { type: 'string' },
    link: { type: 'string' },
    only: { type: 'string' },
    pages: { type: 'string', default: '' },
    shots: { type: 'string' },
  },
});
const base = positionals[0]?.replace(/\/$/, '');
if (!base) {
  console.error('usage: node run.js BASE [--rendered FOLDER] [--link FIRST-ACCESS] [--only CHECKS] [--pages PART] [--shots FOLDER]');
  process.exit(2);
}
const wanted = (name) => !options.only || options.only.split(',').includes(name);

/** All checks of one page in one language, in one tab. */
async function visit(opener, report, page, language, folder) {
  const tab = await opener.open(page, language);
  const at = { page, language, report, tab, opener };
  try {
    const html = await tab.html();
    const file = path.join(folder, `${language}-${page.name}.html`);
    await writeFile(file, html);
    if (wanted('document')) await head(at);
    if (wanted('answer')) {
      headers(at);
      await weight(at);
    }
    if (wanted('layout')) await layout(at);
    if (wanted('axe')) await axe(at);
    // Order, focus and paper do not hang on the language.
    if (wanted('keyboard') && language === 'fr') await keyboard(at);
    if (wanted('errors') && page.errors) await errors(at);
    if (wanted('print') && (language === 'fr' || page.everyPrint)) await print(at);
    if (wanted('document')) report.check('quiet', at, tab.problems());
    return { file, page, language, title: await tab.page.title() };
  } finally {
    await tab.close();
  }
}

async function shoot(opener, pages, folder) {
  for (const page of pages) {
    for (const [name, width, scheme] of [['phone', 390, 'light'], ['desk', 1280, 'light'], ['dark', 390, 'dark']]) {
      const tab = await opener.open(page, 'fr', { width, colorScheme: scheme });
      await tab.page.screenshot({ path: path.join(folder, `${page.name}-${name}.png`), fullPage: true });
      await tab.close();
    }
    const tab = await opener.open(page, 'fr', { width: 1280 });
    await tab.page.pdf({ path: path.join(folder, `${page.name}.pdf`), preferCSSPageSize: true });
    await tab.close();
  }
}

const began = Date.now();
const report = new Report();
const browser = await launch();
const folder = await mkdtemp(path.join(tmpdir(), 'maille-pages-'));
try {
  const word = await signIn(options.link);
  const opener = new Opener(browser, base, word);
  const pages = [...(await discover(base, word)), ...(await rendered(options.rendered))].filter((page) =>
    page.name.includes(options.pages),
  );
  if (options.shots) {
    await shoot(opener, pages, options.shots);
  } else {
    const waiting = pages.flatMap((page) => LANGUAGES.map((language) => ({ page, language })));
    const seen = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const at = { page: next.page, language: next.language };
        try {
          seen.push(await visit(opener, report, next.page, next.language, folder));
        } catch (error) {
          report.check('visit', at, [String(error.stack ?? error)]);
        }
      }
    };
    const walks = options.only?.split(',').every((name) => ['journeys', 'here', 'map'].includes(name));
    if (!walks) await Promise.all(Array.from({ length: WORKERS }, work));
    if (wanted('document')) titles(seen, report);
    await Promise.all([
      wanted('nu') ? nu(seen, report) : null,
      wanted('journeys') && !options.pages ? journeys(opener, report) : null,
      wanted('here') && !options.pages ? here(opener, report) : null,
      wanted('map') && !options.pages ? map(opener, report) : null,
    ]);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = report.end(Math.round((Date.now() - began) / 1000));
