// axe-core: every rule, at both widths, light and dark. It reads the page from outside, so the page's own policy stands.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const SOURCE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What changes with the colours alone. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

const VIEWS = [
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark', rules: COLOURS },
  { width: 1280, colorScheme: 'dark', rules: COLOURS },
  { width: 1280, colorScheme: 'light' },
];

export async function axe({ page, language, report, tab }) {
  await tab.page.evaluate(SOURCE);
  const faults = [];
  for (const { width, colorScheme, rules } of VIEWS) {
    await tab.page.setViewportSize({ width, height: 800 });
    await tab.page.emulateMedia({ colorScheme });
    const violations = await tab.page.evaluate(run, rules);
    faults.push(...violations.map((violation) => `${width} ${colorScheme}: ${violation}`));
  }
  await tab.page.emulateMedia({ colorScheme: 'light' });
  await tab.page.setViewportSize({ width: 320, height: 800 });
  report.check('axe', { page, language }, faults);
}

async function run(rules) {
  const options = {
    resultTypes: ['violations'],
    ...(rules ? { runOnly: { type: 'rule', values: rules } } : {}),
  };
  const { violations } = await window.axe.run(document, options);
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split('\n')[1]?.trim()})`),
  );
}
