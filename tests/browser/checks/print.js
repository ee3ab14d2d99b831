// On paper: everything that the page says, nothing that only a screen can use.

export async function print({ page, language, report, tab }) {
  const faults = [];
  const { page: browser } = tab;
  await browser.emulateMedia({ media: 'print' });
  await browser.setViewportSize({ width: 794, height: 1123 });
  faults.push(...(await browser.evaluate(inspect)));
  const paper = await browser.pdf({ preferCSSPageSize: true });
  if (!paper.subarray(0, 5).equals(Buffer.from('%PDF-')) || paper.length < 5_000) faults.push(`a PDF of ${paper.length} bytes`);
  await browser.emulateMedia({ media: 'screen' });
  report.check('print', { page, language }, faults);
}

function inspect() {
  const faults = [];
  const shown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true }) && width > 0 && height > 0;
  };
  const said = (element) => element.textContent.trim().slice(0, 50);
  for (const element of document.querySelectorAll('main :is(p,li,dd,td,th,h1,h2,h3,h4,summary)')) {
    if (!element.textContent.trim() || element.closest('form,nav,.switch,.alternates,.screen-only,.map-offer,.lone:has(> a[href^="#"])')) continue;
    if (!shown(element)) faults.push(`not on paper: "${said(element)}"`);
  }
  for (const element of document.querySelectorAll('nav,form,.skip,.switch')) {
    if (shown(element)) faults.push(`on paper without use: "${said(element)}"`);
  }
  const size = Number.parseFloat(getComputedStyle(document.querySelector('main')).fontSize);
  if (size < 18) faults.push(`letters of ${size} px: 14 pt are 18.7`);
  const address = document.querySelector('footer .print-only');
  if (address && !shown(address)) faults.push('the address of the page is not on paper');
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`wider than the paper: ${root.scrollWidth} px`);
  return faults;
}
