// A form that was filled in wrongly: the title says so first, the focus is on the summary, and each of its lines leads to
// the field, which says the same.

import { drawn } from '../browser.js';

const PREFIX = { fr: 'Erreur :', 'fr-simple': 'Erreur :', en: 'Error:' };

export async function errors({ page, language, report, tab }) {
  const { page: browser } = tab;
  const address = browser.url().replace(/#.*$/, '');
  const faults = [];
  await browser.setViewportSize({ width: 320, height: 800 });
  const title = (await browser.title()).replaceAll(/[\u00a0\u202f]/g, ' ');
  if (!title.startsWith(`${PREFIX[language]} `)) faults.push(`the title is "${title}"`);
  const lines = await browser.locator('.error-summary a').allInnerTexts();
  if (lines.length !== page.errors) faults.push(`${lines.length} lines in the summary, not ${page.errors}`);
  for (const [index, words] of lines.entries()) {
    // Without what the line before led to, after which a browser goes on from there.
    await browser.goto(address);
    await drawn(browser);
    const begun = await browser.evaluate(summary);
    if (begun) faults.push(begun);
    for (let stop = 0; stop <= index; stop += 1) await browser.keyboard.press('Tab');
    const link = await browser.evaluate(() => document.activeElement.textContent.trim());
    if (link !== words) faults.push(`stop ${index + 1} after the summary is "${link}", not "${words}"`);
    await browser.keyboard.press('Enter');
    faults.push(...(await browser.evaluate(field, words)).map((fault) => `"${words}": ${fault}`));
  }
  const wrong = await browser.locator('.field-error').count();
  if (wrong !== page.errors) faults.push(`${wrong} fields are marked, not ${page.errors}`);
  report.check('errors', { page, language }, faults);
}

/** What is wrong with how the page begins. */
function summary() {
  const box = document.activeElement.getBoundingClientRect();
  if (!document.activeElement.matches('.error-summary')) return 'the focus does not begin at the summary';
  if (document.querySelector('h1').compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING) return 'the summary stands below the title';
  return box.top >= 0 && box.top < innerHeight ? null : 'the summary is out of sight';
}

/** What is wrong with the field to which a line has led. */
function field(words) {
  const active = document.activeElement;
  if (!active.matches('input,select,textarea')) return [`leads to <${active.tagName.toLowerCase()}>`];
  const faults = [];
  const box = active.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) faults.push('the field is out of sight');
  if (!active.closest('.field-error')) faults.push('the field is not marked');
  const group = active.closest('fieldset[aria-describedby]') ?? active;
  const said = (group.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
  if (!said.some((text) => text.includes(words))) faults.push(`the field says "${said.join(' ')}"`);
  if (group === active && active.getAttribute('aria-invalid') !== 'true') faults.push('the field is not said to be wrong');
  return faults;
}
