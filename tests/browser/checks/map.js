// The instance's own map, in browsers that run scripts: shown on a click from this site alone, by keyboard, with the plan to come back
// to; and where it cannot be shown.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PLAN = '/annuaire?pres=99010&vue=plan';
const BUTTON = '#carte button';

export async function map(opener, report) {
  for (const [name, walk] of Object.entries(WALKS)) {
    const context = await opener.context('fr', { width: 390, script: walk.script ?? true });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults = [];
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !walk.fails) faults.push(`console: ${message.text()}`);
    });
    const expect = (holds, words) => {
      if (!holds) faults.push(`${words} (at ${page.url()})`);
    };
    try {
      await walk.run({ page, base: opener.base, expect, requests });
      const foreign = requests.filter((url) => !url.startsWith(`${opener.base}/`) && !url.startsWith(`blob:${opener.base}/`));
      expect(foreign.length === 0, `asks another site: ${foreign}`);
    } catch (error) {
      faults.push(`${error.message.split('\n').slice(0, 3).join(' ')} (at ${page.url()})`);
    }
    report.check('map', { language: name }, faults);
    await context.close();
  }
}

const said = (page) => page.locator('#carte [role=status]').innerText();

/** How many colours the tiles hold: an empty ground has one or two. */
const colours = (page) =>
  page.evaluate(() => {
    const seen = new Set();
    for (const tile of document.querySelectorAll('#carte-vue .leaflet-tile-pane canvas')) {
      const { data } = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height);
      for (let at = 0; at < data.length; at += 4 * 97) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    }
    return seen.size;
  });

const WALKS = {
  'a map is drawn on a click, and not before': {
    async run({ page, base, expect, requests }) {
      await page.goto(base + PLAN);
      expect(!requests.some((url) => url.includes('leaflet') || url.includes('.pmtiles')), 'the map is loaded before it is asked for');
      expect(await page.locator('.plan figure').isVisible(), 'no plan');
      await page.click(BUTTON);
      await page.waitForFunction(() => document.querySelector('#carte [role=status]').textContent.includes('affichée'));
      await page.waitForFunction(() => document.querySelectorAll('#carte-vue canvas').length > 0);
      await page.waitForTimeout(1_500);
      const count = await colours(page);
      expect(count > 4, `the tiles hold ${count} colours`);
      const marks = await page.locator('.map-mark').allInnerTexts();
      const numbers = await page.locator('.records > li').count();
      expect(marks.length > 1 && marks.length <= numbers, `${marks.length} marks for ${numbers} places`);
      // Places that lie under one finger are one mark, which comes apart nearer.
      const counted = marks.map((text) => Number(text.split('+')[1] ?? 0) + 1).reduce((sum, count) => sum + count, 0);
      const placed = await page.evaluate(() => JSON.parse(document.getElementById('carte').dataset.points).length);
      expect(counted === placed, `the marks hold ${counted} of ${placed} places: ${marks}`);
      const before = marks.length;
      for (let step = 0; step < 3; step += 1) await page.locator('.leaflet-control-zoom-in').click();
      await page.waitForTimeout(300);
      for (let step = 0; step < 3; step += 1) await page.locator('.leaflet-control-zoom-out').click();
      await page.waitForTimeout(300);
      expect((await page.locator('.map-mark').count()) === before, 'farther again, other marks');
      expect((await page.locator('.map-from').innerText()).includes('© Cartographie fictive du Val-de-Maille'), 'no attribution');
      expect(!(await page.locator('.plan figure').isVisible()), 'the plan stays beside the map');
      const sideways = await page.evaluate(() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth);
      expect(!sideways, 'scrolls sideways');
      if (process.env.MAILLE_MAP_SHOTS) await page.screenshot({ path: `${process.env.MAILLE_MAP_SHOTS}/map.png`, fullPage: true });
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(AXE);
        const violations = await page.evaluate(async () =>
          (await window.axe.run(document, { resultTypes: ['violations'] })).violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`),
        );
        expect(violations.length === 0, `axe at ${width}: ${violations.join('; ')}`);
      }
      if (process.env.MAILLE_MAP_SHOTS) await page.screenshot({ path: `${process.env.MAILLE_MAP_SHOTS}/map-wide.png` });
      await page.click(BUTTON);
      expect(await page.locator('.plan figure').isVisible(), 'the plan does not come back');
      expect(!(await page.locator('#carte-vue').isVisible()), 'the map stays');
    },
  },

  'the keyboard opens it, reads a mark and goes to the list': {
    async run({ page, base, expect }) {
      await page.goto(base + PLAN);
      await page.focus(BUTTON);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.map-mark');
      const name = await page.locator('.map-mark').first().getAttribute('aria-label').catch(() => null);
      const title = name ?? (await page.locator('.map-mark').first().getAttribute('title'));
      expect(title && title.length > 2, `a mark is called "${title}"`);
      await page.locator('.map-mark').first().focus();
      await page.keyboard.press('Enter');
      const link = page.locator('.leaflet-popup a');
      await link.first().waitFor();
      const first = await link.first().innerText();
      expect(title.includes(first.replace(/^\d+\. /, '')), `the popup says "${first}" for "${title}"`);
      await link.first().focus();
      await page.keyboard.press('Enter');
      expect(/#fiche-\d+$/.test(page.url()), 'no way to the list');
    },
  },

  'a place has its own, in the dark too': {
    async run({ page, base, expect }) {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(`${base}/annuaire?q=mairie&pres=99010`);
      await page.locator('.record a').first().click();
      await page.click(BUTTON);
      await page.waitForSelector('.map-mark');
      await page.waitForTimeout(1_000);
      expect((await colours(page)) > 1, 'nothing is drawn');
      if (process.env.MAILLE_MAP_SHOTS) await page.screenshot({ path: `${process.env.MAILLE_MAP_SHOTS}/map-place.png`, fullPage: true });
    },
  },

  'a map that does not come leaves the plan and says so': {
    fails: true,
    async run({ page, base, expect }) {
      await page.route('**/*.pmtiles', (route) => route.fulfill({ status: 404, body: '' }));
      await page.goto(base + PLAN);
      await page.click(BUTTON);
      await page.waitForFunction(() => document.querySelector('#carte [role=status]').textContent.includes('ne peut pas'));
      expect((await said(page)).includes('la liste'), `says "${await said(page)}"`);
      expect(await page.locator('.plan figure').isVisible(), 'the plan is gone');
      // And a second try is a try.
      await page.unroute('**/*.pmtiles');
      await page.click(BUTTON);
      await page.waitForSelector('.map-mark');
    },
  },

  'paper shows the plan': {
    async run({ page, base, expect }) {
      await page.goto(base + PLAN);
      await page.click(BUTTON);
      await page.waitForSelector('.map-mark');
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.plan figure').isVisible(), 'no plan on paper');
      expect(!(await page.locator('#carte').isVisible()), 'a map on paper');
    },
  },

  'a browser without script shows no button': {
    script: false,
    async run({ page, base, expect }) {
      await page.goto(base + PLAN);
      expect(!(await page.locator(BUTTON).isVisible()), 'a button that does nothing');
      expect(await page.locator('.plan figure').isVisible(), 'no plan');
    },
  },
};
