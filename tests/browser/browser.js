// The browser, and tabs that note every request and every complaint of the console.

import { chromium } from 'playwright-core';

export const LANGUAGES = ['fr', 'fr-simple', 'en'];

/** Debian's Chromium, cut off from everything but this machine. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.MAILLE_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/** Waits until a page was drawn: a browser gives the first focus no sooner. */
export function drawn(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

export class Opener {
  /** `word` is the session's of somebody who works here. */
  constructor(browser, base, word) {
    this.browser = browser;
    this.base = base;
    this.word = word;
  }

  /** A context of its own: no cookie and no cache of an earlier page. */
  async context(language, { width = 320, colorScheme = 'light', script = true } = {}) {
    return this.browser.newContext({
      locale: language === 'en' ? 'en' : 'fr',
      viewport: { width, height: 800 },
      colorScheme,
      javaScriptEnabled: script,
      serviceWorkers: 'block',
      // A page that glides to the focus is not there yet when it is looked at.
      reducedMotion: 'reduce',
    });
  }

  /** Opens a page and waits until it stands. */
  async open(page, language, options) {
    const context = await this.context(language, options);
    await context.addCookies([{ name: 'lang', value: language, url: this.base }]);
    if (page.staff) await context.addCookies([{ name: 'session', value: this.word, url: this.base }]);
    const tab = new Tab(context, await context.newPage(), this.base, page);
    await tab.begin(language);
    return tab;
  }
}

/** One page in one tab, with all that it asked for. */
export class Tab {
  requests = [];
  #complaints = [];

  constructor(context, page, base, wanted) {
    this.context = context;
    this.page = page;
    this.base = base;
    this.wanted = wanted;
  }

  async begin(language) {
    const address = this.base + this.wanted.path;
    if (this.wanted.html) {
      // A page that cannot be asked for, such as a failed plugin's: the host's own HTML, at an address of its own.
      const body = this.wanted.html[language];
      await this.page.route(address, (route) =>
        route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body }),
      );
    }
    this.page.on('request', (request) => this.requests.push(request));
    this.page.on('pageerror', (error) => this.#complaints.push(`script error: ${error.message}`));
    this.page.on('console', (message) => {
      // Chromium says this of every answer that is no 200, also of a 404 that was asked for.
      const expected = message.text().includes('Failed to load resource') && message.location().url.split('#')[0] === address;
      if (['error', 'warning'].includes(message.type()) && !expected) {
        this.#complaints.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    this.answer = await this.page.goto(address, { waitUntil: 'load' });
    this.loaded = [...this.requests];
  }

  html() {
    return this.wanted.html ? this.page.content() : this.answer.text();
  }

  /** Requests that left, requests that failed, and what the console said. */
  problems() {
    const foreign = this.requests
      .map((request) => request.url())
      .filter((url) => !url.startsWith(`${this.base}/`))
      .map((url) => `asks another site: ${url}`);
    const failed = this.requests
      // A page that is left or loaded again gives up what it was asking for.
      .filter((request) => request.failure() && request.failure().errorText !== 'net::ERR_ABORTED')
      .map((request) => `failed: ${request.url()} ${request.failure().errorText}`);
    return [...foreign, ...failed, ...this.#complaints];
  }

  close() {
    return this.context.close();
  }
}
