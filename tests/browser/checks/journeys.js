// What people do, step by step, in a browser that runs no script at all.

export async function journeys(opener, report) {
  const walks = opener.word ? { ...WALKS, ...STAFF } : WALKS;
  for (const [name, walk] of Object.entries(walks)) {
    const context = await opener.context('fr', { script: false, width: 390 });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults = [];
    const expect = (holds, words) => {
      if (!holds) faults.push(`${words} (at ${page.url()})`);
    };
    try {
      await walk({ page, base: opener.base, expect });
    } catch (error) {
      faults.push(`${error.message.split('\n').slice(0, 3).join(' ')} (at ${page.url()})`);
    }
    report.check('journey', { language: name }, faults);
    await context.close();
  }
}

const text = async (page, selector) => (await page.locator(selector).first().innerText()).replaceAll(/[\u00a0\u202f]/g, ' ');
const language = (page) => page.locator('html').getAttribute('lang');
const FICHE = '/demarches/F90001';

const WALKS = {
  async 'search from the first page to an opened result'({ page, base, expect }) {
    await page.goto(base);
    await page.fill('main input[name=q]', "carte d'identite");
    await page.click('main button[type=submit]');
    expect((await text(page, 'h1')).includes('carte'), 'the results do not name the words');
    await page.locator('.record .card-title a', { hasText: "Carte d'identité" }).first().click();
    expect(page.url().includes('F90001'), 'the first result is not the fiche');
  },

  async 'search from the header'({ page, base, expect }) {
    await page.goto(`${base}/aide`);
    await page.fill('#search', 'mairie');
    await page.press('#search', 'Enter');
    expect((await page.locator('.record').count()) >= 2, 'less than two town halls');
    expect((await page.locator('.record a[href^="tel:"]').count()) >= 2, 'no telephone to touch');
  },

  async 'search within the guide, and narrow it'({ page, base, expect }) {
    await page.goto(`${base}/demarches`);
    await page.fill('main input[name=q]', 'stand');
    await page.click('main form button');
    expect((await page.locator('.card').count()) >= 1, 'no result');
    await page.locator('main label', { hasText: 'Associations' }).click();
    await page.click('main form button');
    expect(page.url().includes('public=associations'), 'the public is not asked for');
    expect((await page.locator('.card').count()) === 0, 'a business fiche among the associations');
  },

  async 'the nearest help, from the first page to its telephone'({ page, base, expect }) {
    await page.goto(base);
    await page.locator('main .services a[href="/annuaire"]').click();
    await page.fill('#pres', 'port-jacquard');
    await page.click('main button[type=submit]');
    const first = page.locator('.record').first();
    expect((await first.innerText()).includes('Mairie de Port-Jacquard'), 'the nearest is not the first');
    expect(/(ouvert|fermé)/i.test(await first.innerText()), 'nothing says whether it is open');
    await page.locator('summary').click();
    await page.selectOption('#rayon', '5');
    await page.click('main button[type=submit]');
    expect(page.url().includes('rayon=5') && page.url().includes('pres=port-jacquard'), 'what was asked is forgotten');
    await page.locator('.record .card-title a').first().click();
    expect(page.url().includes('/annuaire/'), 'the place has no page');
    expect((await page.locator('main a[href^="tel:"]').count()) >= 1, 'no telephone to touch');
  },

  async 'from the list to its plan, to a record and back'({ page, base, expect }) {
    await page.goto(`${base}/annuaire?q=mairie&pres=99010`);
    await page.locator('a', { hasText: 'Voir ces résultats sur un plan' }).click();
    expect(page.url().includes('q=mairie') && page.url().endsWith('#plan'), 'what was asked is forgotten');
    const marker = page.locator('.plan-pin a:visible').last();
    const number = (await marker.locator('text').textContent()).split(/[^0-9]/)[0];
    await marker.click();
    expect(page.url().endsWith(`#fiche-${number}`), 'the marker does not lead to its record');
    const record = page.locator('li:target');
    expect((await record.locator('.plan-number').innerText()) === number, 'the record has another number');
    await record.locator('.card-title a').click();
    expect((await page.locator('.plan svg:visible').count()) === 1, 'the record has no plan of its own');
    await page.locator('a', { hasText: 'Revenir aux résultats' }).click();
    expect((await page.locator('#plan').count()) === 1, 'the way back does not lead to the plan');
    await page.locator('a', { hasText: 'Plus loin' }).click();
    expect(page.url().includes('zoom=-1'), 'the plan is not seen from farther');
    await page.locator('a', { hasText: 'Voir la liste sans le plan' }).click();
    expect((await page.locator('#plan').count()) === 0 && page.url().includes('q=mairie'), 'no way back to the list');
  },

  async 'another language, kept on the next page'({ page, base, expect }) {
    await page.goto(`${base}${FICHE}?tout=1`);
    await page.click('.tools a[hreflang=en]');
    expect(page.url().includes(FICHE) && page.url().includes('tout=1'), 'the page is another one');
    expect((await language(page)) === 'en', 'not in English');
    await page.click('.brand');
    expect((await language(page)) === 'en', 'English is forgotten on the first page');
    await page.click('.tools a[hreflang=fr-simple]');
    await page.goto(`${base}/aide`);
    expect((await language(page)) === 'fr-simple', 'plain French is forgotten');
  },

  async 'reading comfort, kept on the next page'({ page, base, expect }) {
    await page.goto(`${base}${FICHE}`);
    await page.locator('.tools a[href^="/confort"]').click();
    await page.locator('label[for=size-3]').click();
    await page.locator('label[for=spacing-2]').click();
    await page.locator('label[for=contrast-3]').click();
    await page.click('main button[type=submit]');
    const classes = async () => (await page.locator('html').getAttribute('class')) ?? '';
    expect((await classes()) === 'size-150 spacing-large contrast-dark', `the classes are "${await classes()}"`);
    expect((await page.locator('[role=status]').count()) === 1, 'nothing says that the choices are kept');
    await page.click('[role=status] a');
    expect(page.url() === `${base}${FICHE}`, 'the way back does not lead to where the visitor was');
    expect((await classes()).includes('size-150'), 'the choice is not kept on the page');
    await page.goto(`${base}/aide`);
    expect((await classes()).includes('contrast-dark'), 'the choice is not kept on the next page');
  },

  async 'guided search to the fiche that fits'({ page, base, expect }) {
    await page.goto(`${base}/demarches/F90003`);
    await page.locator('.card a', { hasText: 'moins de 26 ans' }).click();
    await page.locator('.card a', { hasText: 'étudiant' }).click();
    expect((await text(page, 'main')).includes('étudiant'), 'the answers are not shown');
    await page.locator('main a[href*="F90002"]').first().click();
    const words = await text(page, 'main');
    expect(words.includes('12 €'), 'the price of students is missing');
    expect(!words.includes('24 €'), 'the price of others is shown');
    await page.locator('.notice a[href*="F90002"]').first().click();
    expect(/24\s€/.test(await page.locator('main').textContent()), 'the whole page is not shown again');
  },

  async 'simulator'({ page, base, expect }) {
    await page.goto(`${base}/demarches/F90005`);
    const before = await text(page, 'main');
    expect((await page.locator('main fieldset').count()) >= 1, 'no question');
    await page.locator('main fieldset .choice label').first().click();
    await page.click('main form button');
    expect(page.url().includes('question1=1'), 'the answer is not in the address');
    expect((await page.locator('main .notice').count()) >= 1 && (await text(page, 'main')) !== before, 'the page does not follow the answer');
    expect(await page.locator('main fieldset input').first().isChecked(), 'the answer is not kept in the form');
  },

  async 'show all answers and hide them again'({ page, base, expect }) {
    await page.goto(`${base}${FICHE}`);
    expect((await page.locator('.alternatives details[open]').count()) === 0, 'a case is open from the beginning');
    await page.click('.switch a');
    expect((await page.locator('.alternatives details:not([open])').count()) === 0, 'a case stays closed');
    await page.click('.switch a');
    expect((await page.locator('.alternatives details[open]').count()) === 0, 'a case stays open');
  },

  async 'from the first page to a place that helps'({ page, base, expect }) {
    await page.goto(base);
    await page.locator('main .services a[href="/demarches"]').click();
    await page.locator('main a', { hasText: 'Vivre dans le Val-de-Maille' }).first().click();
    await page.locator('main a', { hasText: "Papiers d'identité" }).first().click();
    await page.locator('main a', { hasText: "Carte d'identité" }).first().click();
    await page.locator('main p a[href="#a-lieux"]').first().click();
    expect(page.url().endsWith('#a-lieux'), 'the way to the places does not lead there');
    await page.locator('main .record a', { hasText: 'Mairie' }).first().click();
    expect(page.url().includes('/annuaire/'), 'the place has no page');
    expect((await page.locator('a.call').count()) === 1, 'no telephone');
  },

  async 'help is one step away from a page that is not there'({ page, base, expect }) {
    await page.goto(`${base}/demarches/F99999`);
    expect((await page.locator('main input[type=text], main input[type=search]').count()) === 1, 'no search on the page');
    await page.locator('a[href="/aide"]').first().click();
    expect((await page.locator('h1').count()) === 1 && page.url().endsWith('/aide'), 'no help page');
  },
};

/** What people do who work here; the first administrator was made before. */
const STAFF = {
  async 'sign in, invite somebody, sign out'({ page, base, expect }) {
    await page.goto(base);
    await page.locator('footer a[href="/administration"]').click();
    expect(page.url().includes('/connexion'), 'no sign-in');
    await page.fill('input[name=identifiant]', 'camille');
    await page.fill('input[name=mot-de-passe]', 'quelque chose');
    await page.click('main button[type=submit]');
    expect((await page.locator('.error-summary a').count()) === 1, 'a wrong password is not said');
    expect((await page.inputValue('input[name=identifiant]')) === 'camille', 'the name is to be typed again');
    await page.fill('input[name=mot-de-passe]', 'le phare de la vieille');
    await page.click('main button[type=submit]');
    expect(page.url() === `${base}/administration`, 'sign-in does not lead to the administration');
    await page.locator('.main-nav a[href="/administration/comptes"]').click();
    await page.fill('input[name=nom]', 'Dominique Riou');
    await page.fill('input[name=identifiant]', 'dominique');
    await page.locator('label', { hasText: 'Médiateur' }).click();
    await page.click('main form button');
    const link = await text(page, 'code');
    expect(link.startsWith(`${base}/premier-acces/`), `the link is "${link}"`);
    await page.goto(`${base}/administration/comptes`);
    expect((await text(page, 'main')).includes('Dominique Riou'), 'the new account is not listed');
    await page.click('.person button');
    expect((await text(page, '[role=status]')).includes('déconnecté'), 'nothing says that one is signed out');
    await page.goBack();
    expect(page.url().includes('/connexion'), 'the page before is shown to whoever comes next');
    await page.goto(link);
    await page.fill('input[name=mot-de-passe]', 'un autre phare encore');
    await page.fill('input[name=encore]', 'un autre phare encore');
    await page.click('main button[type=submit]');
    expect((await text(page, '.person')).includes('Dominique Riou, Médiateur'), 'nothing says who is signed in');
    await page.goto(`${base}/administration/comptes`);
    expect((await text(page, 'main')).includes('il faut le droit suivant'), 'a mediator opens the accounts');
  },
};
