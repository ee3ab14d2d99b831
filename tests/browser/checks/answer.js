// What goes over the wire: headers and weight.

import { gzipSync } from 'node:zlib';

const FIRST = { bytes: 50_000, html: 50_000, requests: 8 };
const OTHER = { bytes: 100_000, requests: 8 };
const STYLE_GZIP_BYTES = 12_000;

const HEADERS = {
  'content-security-policy': /^default-src 'none'(?!.*(unsafe|script-src))/,
  'permissions-policy': /geolocation=\(\)/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^same-origin$/,
  'content-type': /^text\/html; ?charset=utf-8$/i,
};

/** The directory's list has a button that asks where the visitor is. */
const WITH_POSITION = {
  'content-security-policy': /^default-src 'none'; script-src 'self'; (?!.*unsafe)/,
  'permissions-policy': /geolocation=\(self\)/,
};

/** A record's page may show the instance's map: our own scripts, and tiles that are made of pieces of our own file. */
const WITH_MAP = {
  'content-security-policy': /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob:; (?!.*(unsafe|http))/,
};

/** What a page of this address is sent with. */
function expected(path) {
  if (/^\/annuaire(\?|$)/.test(path)) return { ...HEADERS, ...WITH_POSITION };
  if (/^\/annuaire\/[0-9a-f-]{36}(\?|$)/.test(path)) return { ...HEADERS, ...WITH_MAP };
  return HEADERS;
}

export function headers({ page, language, report, tab }) {
  if (page.html) return;
  const sent = tab.answer.headers();
  const wantedHeaders = expected(page.path);
  const faults = Object.entries(wantedHeaders)
    .filter(([name, wanted]) => !wanted.test(sent[name] ?? ''))
    .map(([name]) => `${name}: ${sent[name]}`);
  for (const cookie of ['set-cookie'].filter((name) => sent[name])) {
    if (!/HttpOnly/i.test(sent[cookie])) faults.push(`a cookie that scripts read: ${sent[cookie]}`);
  }
  report.check('headers', { page, language }, faults);
}

export async function weight({ page, language, report, tab }) {
  if (page.html) return;
  const limit = page.first ? FIRST : OTHER;
  const faults = [];
  let bytes = 0;
  for (const request of tab.loaded) {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    bytes += responseBodySize + responseHeadersSize;
    if (request.resourceType() === 'stylesheet') {
      const size = gzipSync(await (await request.response()).body()).length;
      if (size > STYLE_GZIP_BYTES) faults.push(`the style is ${size} bytes in gzip, more than ${STYLE_GZIP_BYTES}`);
    }
  }
  const html = (await tab.answer.body()).length;
  if (bytes > limit.bytes) faults.push(`${bytes} bytes transferred, more than ${limit.bytes}`);
  if (limit.html && html > limit.html) faults.push(`${html} bytes of HTML, more than ${limit.html}`);
  if (tab.loaded.length > limit.requests) faults.push(`${tab.loaded.length} requests, more than ${limit.requests}`);
  report.check('weight', { page, language }, faults);
}
