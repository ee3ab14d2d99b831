// Without a mouse: the skip link, the order, the focus that is always seen, and questions that open.

import { drawn } from '../browser.js';

// Day, month, year, hour, minute, and the calendar.
const DATE_PARTS_MAX = 6;
// More stops than this have no place on a page.
const STOPS_MAX = 250;

export async function keyboard({ page, language, report, tab }) {
  const { page: browser } = tab;
  await browser.reload();
  await browser.setViewportSize({ width: 1280, height: 800 });
  await drawn(browser);
  const faults = [];
  // A page with errors begins at their summary, and a visitor who goes back from there meets the skip link.
  const begun = await browser.evaluate(() => document.activeElement !== document.body);
  if (begun && !(await browser.evaluate(() => document.activeElement.matches('.error-summary')))) faults.push('the focus begins elsewhere');
  if (begun) await browser.evaluate(fromTheTop);
  if (!begun) {
    await browser.keyboard.press('Tab');
    const skip = await browser.evaluate(() => {
      const active = document.activeElement;
      const box = active.getBoundingClientRect();
      return { first: active.matches('.skip'), seen: box.top >= 0 && box.height >= 24 };
    });
    if (!skip.first) faults.push('the first stop is no skip link');
    if (!skip.seen) faults.push('the skip link is not seen when it has the focus');
    await browser.keyboard.press('Enter');
    if (!(await browser.evaluate(() => document.activeElement.id === 'main'))) faults.push('the skip link does not lead to #main');
    await browser.keyboard.press('Tab');
    const within = await browser.evaluate(() => document.activeElement.closest('main,footer') !== null);
    if (!within) faults.push('after the skip link the next stop is not in the content');
    // Without the skip link's `#main`, after which a browser goes on from there.
    await browser.goto(browser.url().replace(/#.*$/, ''));
  }
  faults.push(...(await walk(browser)));
  report.check('keyboard', { page, language }, faults);
  if (page.alternatives) report.check('disclosure', { page, language }, await disclosure(browser));
}

/** The next stop is the page's first. */
function fromTheTop() {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
}

/** Every stop once, in the order of the document, each with a focus that is seen. */
async function walk(browser) {
  const wanted = await browser.evaluate(() => {
    const groups = new Set();
    const stops = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')].filter((element) => {
      if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) || element.disabled) return false;
      if (!element.matches('[type=radio]')) return true;
      // One stop for each group of radio buttons: the chosen one, or the first.
      const key = `${element.form?.action}${element.name}`;
      const chosen = [...document.getElementsByName(element.name)].find((radio) => radio.checked);
      if (chosen ? chosen !== element : groups.has(key)) return false;
      groups.add(key);
      return true;
    });
    stops.forEach((element, index) => {
      element.dataset.stop = index;
    });
    return stops.length;
  });
  const faults = [];
  for (let index = 0; index < Math.min(wanted, STOPS_MAX); index += 1) {
    await browser.keyboard.press('Tab');
    for (let part = 0; part < DATE_PARTS_MAX && (await within(browser, index - 1)); part += 1) await browser.keyboard.press('Tab');
    const stop = await browser.evaluate(() => {
      const active = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(active);
      const box = active.getBoundingClientRect();
      return {
        at: active.dataset.stop ?? null,
        name: (active.textContent || active.name || active.tagName).trim().slice(0, 40),
        outlined: (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none',
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      };
    });
    if (Number(stop.at ?? -1) !== index) {
      faults.push(`stop ${index} is "${stop.name}" (${stop.at})`);
      break;
    }
    if (!stop.outlined) faults.push(`no visible focus on "${stop.name}"`);
    if (!stop.seen) faults.push(`"${stop.name}" has the focus out of sight`);
  }
  if (wanted < 5) faults.push(`only ${wanted} stops`);
  return faults;
}

/** Whether the focus is still in a date or a time, which has a stop for each of its parts and one for its calendar. */
async function within(browser, index) {
  return browser.evaluate((before) => {
    const active = document.activeElement;
    return active.matches('[type=date],[type=time],[type=datetime-local],[type=month]') && Number(active.dataset.stop) === before;
  }, index);
}

/** Enter opens a question, Space closes it. */
async function disclosure(browser) {
  const summary = browser.locator('summary').first();
  if (!(await summary.count())) return ['no alternatives on this page'];
  const open = () => summary.evaluate((element) => element.parentElement.open);
  const faults = [];
  await summary.focus();
  await browser.keyboard.press('Enter');
  if (!(await open())) faults.push('Enter does not open');
  await browser.keyboard.press('Space');
  if (await open()) faults.push('Space does not close');
  return faults;
}
