// The Nu checker over all pages at once, in one Java process.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';

const JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export async function nu(seen, report) {
  const messages = await read(seen.map(({ file }) => file));
  for (const { file, page, language } of seen) {
    const faults = messages
      .filter((message) => message.url?.endsWith(file) && (message.type === 'error' || message.subType === 'warning'))
      .map((message) => `line ${message.lastLine}: ${message.message} — ${message.extract?.trim().slice(0, 120)}`);
    report.check('nu', { page, language }, faults);
  }
}

function read(files) {
  return new Promise((resolve, reject) => {
    const options = ['-Xss1m', '-jar', JAR, '--format', 'json', '--exit-zero-always', '--stdout', ...files];
    execFile('java', options, { maxBuffer: OUTPUT_BYTES_MAX }, (error, stdout, stderr) => {
      if (error) reject(new Error(`the Nu checker did not run: ${stderr || error.message}`));
      else resolve(JSON.parse(stdout).messages);
    });
  });
}
