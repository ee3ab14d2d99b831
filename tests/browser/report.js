// One line a check, the faults below it; at the end one line of JSON.

// More faults than this of one check help nobody.
const FAULTS_SHOWN = 8;

export class Report {
  #counts = new Map();
  #failed = [];

  /** Notes a check of a page; `faults` are sentences, none where it holds. */
  check(name, { page, language }, faults) {
    const where = [language, page?.name].filter(Boolean).join(' ');
    const count = this.#counts.get(name) ?? { held: 0, failed: 0 };
    count[faults.length ? 'failed' : 'held'] += 1;
    this.#counts.set(name, count);
    console.log(`${faults.length ? 'FAIL' : 'ok  '} ${name.padEnd(14)} ${where}`);
    for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`       ${fault}`);
    if (faults.length > FAULTS_SHOWN) console.log(`       … and ${faults.length - FAULTS_SHOWN} more`);
    if (faults.length) this.#failed.push({ check: name, where, faults });
  }

  /** The last line, and the exit code. */
  end(seconds) {
    const checks = Object.fromEntries([...this.#counts].sort());
    console.log(JSON.stringify({ passed: this.#failed.length === 0, seconds, checks, failed: this.#failed }));
    return this.#failed.length === 0 && this.#counts.size > 0 ? 0 : 1;
  }
}
