// The page under hard conditions: 320 px, wide text spacing, text of 200 %, forced colours; sizes of targets and text.

// WCAG 2.2, 1.4.12.
const SPACING =
  '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}';

export async function layout({ page, language, report, tab }) {
  const at = { page, language };
  const tell = async (name, faults) => report.check(name, at, faults);
  await size(tab, 320);
  await tell('narrow', await tab.page.evaluate(fits));
  await tell('targets', await tab.page.evaluate(targets));
  await style(tab, SPACING);
  await tell('spacing', [...(await tab.page.evaluate(fits)), ...(await tab.page.evaluate(overlaps))]);
  await style(tab, '');
  // Text alone grows, as the reading comfort does it: at a desk, and on a telephone.
  await zoom(tab, true);
  const zoomed = [...(await tab.page.evaluate(fits)), ...(await tab.page.evaluate(overlaps))].map((fault) => `320 px: ${fault}`);
  await size(tab, 1280);
  zoomed.push(...(await tab.page.evaluate(fits)), ...(await tab.page.evaluate(overlaps)));
  await zoom(tab, false);
  await tell('text-200', zoomed);
  // The rest does not hang on the language.
  if (language === 'fr') {
    await tell('wide', [...(await tab.page.evaluate(fits)), ...(await tab.page.evaluate(overlaps))]);
    await tab.page.emulateMedia({ forcedColors: 'active' });
    await tell('forced-colours', await tab.page.evaluate(bordered));
    await tab.page.emulateMedia({ forcedColors: 'none' });
  }
  await size(tab, 320);
}

const size = (tab, width) => tab.page.setViewportSize({ width, height: 800 });

/** A style sheet that needs no element, so the page's policy does not stop it. */
const style = (tab, css) =>
  tab.page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = text ? [sheet] : [];
  }, css);

const zoom = (tab, on) => tab.page.evaluate((add) => document.documentElement.classList.toggle('size-200', add), on);

/** Nothing sticks out sideways, nothing is cut off. */
function fits() {
  const faults = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} px`);
  const said = (element) => `<${element.tagName.toLowerCase()} class="${element.className}"> "${element.textContent.trim().slice(0, 50)}"`;
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || element.closest('.table-scroll > *, .skip')) continue;
    // A drawing clips its lines, and its letters have no box of their own: see below.
    if (element.ownerSVGElement) continue;
    if (box.right > root.clientWidth + 1 || box.left < -1) faults.push(`sticks out: ${said(element)}`);
    const { overflowX, overflowY } = getComputedStyle(element);
    const cut = overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
    if (cut || (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1)) faults.push(`is cut off: ${said(element)}`);
    // Words that are wider than their own box run into what stands beside them.
    const inline = getComputedStyle(element).display === 'inline';
    if (!inline && element.scrollWidth > element.clientWidth + 1 && overflowX === 'visible' && element.clientWidth > 0) {
      faults.push(`runs over its box: ${said(element)}`);
    }
  }
  // Letters of a drawing stand within it, and on no others.
  for (const drawing of document.querySelectorAll('svg:not(svg svg)')) {
    const frame = drawing.getBoundingClientRect();
    const letters = [...drawing.querySelectorAll('text')].map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
    for (const [index, { words, box }] of letters.entries()) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) faults.push(`"${words}" sticks out of its drawing`);
      for (const other of letters.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Half the air above and below letters.
        if (across > 1 && down > box.height / 4) faults.push(`"${words}" lies on "${other.words}"`);
      }
    }
  }
  return faults;
}

/** No two controls lie on one another. */
function overlaps() {
  const faults = [];
  const controls = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')]
    .filter((element) => element.checkVisibility() && !element.matches('.skip'))
    .flatMap((element) => [...element.getClientRects()].map((box) => ({ element, box })));
  const said = ({ element }) => `"${(element.textContent || element.name || '').trim().slice(0, 40)}"`;
  for (const [index, one] of controls.entries()) {
    for (const other of controls.slice(index + 1)) {
      if (one.element === other.element || one.element.contains(other.element)) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Lines of links in a text may touch.
      if (across > 2 && down > 6) faults.push(`${said(one)} lies on ${said(other)}`);
    }
  }
  return faults;
}

/** Targets of 44 px (links within sentences may be smaller), text of 18 px. */
function targets() {
  const faults = [];
  const said = (element) => `<${element.tagName.toLowerCase()}> "${(element.textContent || element.name || '').trim().slice(0, 50)}"`;
  const inSentence = (link) => {
    const line = link.closest('p,li,dd,td,th,figcaption');
    return line && line.textContent.trim() !== link.textContent.trim();
  };
  for (const element of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')) {
    if (!element.checkVisibility() || element.matches('.skip')) continue;
    if (element.matches('a') && !element.closest('nav,footer,header,.cards,.telephones') && inSentence(element)) continue;
    // A radio button is as large as its label's line.
    const target = element.matches('[type=radio],[type=checkbox]') ? element.closest('.choice') : element;
    const { width, height } = target.getBoundingClientRect();
    if (height < 43.5) faults.push(`${said(element)} is ${Math.round(height)} px high`);
    if (width < 43.5) faults.push(`${said(element)} is ${Math.round(width)} px wide`);
  }
  for (const element of document.querySelectorAll('main p,main li,main dd,main td,main label,main summary')) {
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    const small = element.closest('.trail,.sources,figcaption,.card-facts,.tags,.occurrence-place,code');
    if (size < (small ? 15.5 : 18) && element.checkVisibility()) faults.push(`${said(element)} has letters of ${size} px`);
  }
  return faults;
}

/** With forced colours a button is one by its border alone; the browser itself draws what is ticked. */
function bordered() {
  return [...document.querySelectorAll('button,.call,input:not([type=hidden]):not([type=radio]):not([type=checkbox]),select,textarea,summary,.card,.notice,.error-summary')]
    .filter((element) => element.checkVisibility())
    .filter((element) => {
      const own = element.matches('summary') ? element.parentElement : element;
      const { borderTopStyle, borderTopWidth } = getComputedStyle(own);
      return borderTopStyle === 'none' || Number.parseFloat(borderTopWidth) < 1;
    })
    .map((element) => `no border: "${element.textContent.trim().slice(0, 50)}"`);
}
