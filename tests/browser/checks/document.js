// The document: language, title, outline.

export async function head({ page, language, report, tab }) {
  const faults = await tab.page.evaluate(inspect, language);
  const status = tab.answer.status();
  const wanted = page.status ?? 200;
  if (status !== wanted) faults.unshift(`answers ${status}, not ${wanted}`);
  report.check('document', { page, language }, faults);
}

function inspect(language) {
  const faults = [];
  const root = document.documentElement;
  if (root.lang !== language) faults.push(`lang is "${root.lang}"`);
  if (!document.title.trim()) faults.push('no title');
  const titles = document.querySelectorAll('h1');
  if (titles.length !== 1) faults.push(`${titles.length} elements h1`);
  const title = titles[0]?.textContent.trim() ?? '';
  if (!document.title.includes(title) && location.pathname !== '/') faults.push(`the title "${document.title}" lacks the heading "${title}"`);
  let before = 1;
  for (const heading of document.querySelectorAll('h2,h3,h4,h5,h6')) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) faults.push(`h${before} is followed by h${level} "${heading.textContent.trim()}"`);
    before = level;
    if (!heading.textContent.trim()) faults.push(`an empty h${level}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) faults.push(`id "${id}" twice`);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(link.getAttribute('href').slice(1));
    if (!document.getElementById(id)) faults.push(`the link "${link.textContent}" leads to no #${id}`);
  }
  // The same words that lead to different places help nobody who reads the links alone.
  const places = new Map();
  for (const link of document.querySelectorAll('main a[href]')) {
    // Within an item of a list the other words say what is meant.
    if (link.closest('li') && link.closest('li').textContent.trim() !== link.textContent.trim() && !link.closest('.cards')) continue;
    const words = (link.getAttribute('aria-label') ?? link.textContent).trim().toLowerCase();
    const known = places.get(words) ?? link.getAttribute('href');
    if (!words) faults.push(`a link without words to ${link.getAttribute('href')}`);
    if (known !== link.getAttribute('href')) faults.push(`"${words}" leads to ${known} and to ${link.getAttribute('href')}`);
    places.set(words, known);
  }
  for (const name of ['main', 'header', 'footer']) {
    if (document.querySelectorAll(`body > ${name}, body > .page > ${name}`).length !== 1) faults.push(`not one <${name}>`);
  }
  const text = document.body.innerText;
  for (const left of text.matchAll(/\{ ?\$?[a-z-]+ ?\}|undefined|\[object |%[0-9A-F]{2}%/g)) faults.push(`shows "${left[0]}"`);
  return faults;
}

/** No two pages of one language have one title; the same page in another state may. */
export function titles(seen, report) {
  const owners = new Map();
  for (const { page, language, title } of seen) {
    if (page.same) continue;
    const key = `${language} ${title}`;
    owners.set(key, [...(owners.get(key) ?? []), page.name]);
  }
  const faults = [...owners].filter(([, names]) => names.length > 1).map(([title, names]) => `${names.join(', ')}: "${title}"`);
  report.check('titles', { language: 'all languages' }, faults);
}
