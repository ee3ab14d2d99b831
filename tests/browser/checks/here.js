// "Around me", in browsers that run scripts: one that knows where it is, one that may not say, one that does not know, and
// one that has no such thing.

const BUTTON = '#here button';
// The town hall of the demonstration's first commune.
const PLACE = { latitude: 46.31249, longitude: 2.56051 };

export async function here(opener, report) {
  for (const [name, walk] of Object.entries(WALKS)) {
    const context = await opener.context('fr', { width: 390 });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    const expect = (holds, words) => {
      if (!holds) faults.push(`${words} (at ${page.url()})`);
    };
    try {
      await walk({ context, page, base: opener.base, expect });
    } catch (error) {
      faults.push(`${error.message.split('\n').slice(0, 3).join(' ')} (at ${page.url()})`);
    }
    report.check('here', { language: name }, faults);
    await context.close();
  }
}

const WALKS = {
  async 'a position becomes a search around it, rounded'({ context, page, base, expect }) {
    await context.grantPermissions(['geolocation'], { origin: base });
    await context.setGeolocation(PLACE);
    await page.goto(`${base}/annuaire`);
    await page.fill('#q', 'mairie');
    await page.click(BUTTON);
    await page.waitForURL(/pres=/);
    const query = new URL(page.url()).searchParams;
    expect(query.get('pres') === '46.312,2.561', `the position is ${query.get('pres')}`);
    expect(query.get('q') === 'mairie', 'the words are forgotten');
    const first = await page.locator('.record').first().innerText();
    expect(first.includes('Saint-Aubin-les-Essais'), `the first is "${first}"`);
    const cookies = await context.cookies();
    expect(cookies.length === 0, 'a cookie is kept');
    await page.goBack();
    expect((await page.locator('#here [role=status]').innerText()) === '', 'the page before still waits');
  },

  async 'a refusal says what to do instead'({ context, page, base, expect }) {
    await context.grantPermissions([], { origin: base });
    await page.goto(`${base}/annuaire`);
    await page.focus(BUTTON);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#here [role=status]').textContent.includes('Écrivez'));
    const said = await page.locator('#here [role=status]').innerText();
    expect(said.includes('n’a pas donné votre position'), `says "${said}"`);
    expect(await page.evaluate((button) => document.activeElement.matches(button), BUTTON), 'the focus is lost');
    expect(!page.url().includes('pres='), 'a search without a position');
    // And a second try is a try.
    await context.grantPermissions(['geolocation'], { origin: base });
    await context.setGeolocation(PLACE);
    await page.click(BUTTON);
    await page.waitForURL(/pres=46\.312/);
  },

  async 'a position that nobody knows is said'({ context, page, base, expect }) {
    await context.grantPermissions(['geolocation'], { origin: base });
    await context.setGeolocation(null);
    await page.goto(`${base}/annuaire?lang=en`);
    await page.click(BUTTON);
    await page.waitForFunction(() => document.querySelector('#here [role=status]').textContent.includes('Write'));
    const said = await page.locator('#here [role=status]').innerText();
    expect(said.includes('was not found') || said.includes('takes long'), `says "${said}"`);
  },

  async 'a browser without positions shows no button'({ page, base, expect }) {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'geolocation', { get: () => undefined }));
    await page.goto(`${base}/annuaire`);
    expect(!(await page.locator(BUTTON).isVisible()), 'a button that does nothing');
    expect(await page.locator('#pres').isVisible(), 'no field for a commune');
  },
};
