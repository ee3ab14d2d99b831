// Asks libraries of npm to sign and to verify. Standard input holds an array of tasks in JSON, standard output gets an
// array of answers: { ok, headers?, document?, text?, why? }. Only what a library does not do itself is done here.

import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import * as suites from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as misskey from '@misskey-dev/node-http-message-signatures';
import peertube from '@peertube/http-signature';
import canonicalize from 'canonicalize';
import dhensby from 'http-message-signatures';

const pem = (label, der) => `-----BEGIN ${label}-----\n${der}\n-----END ${label}-----\n`;
const privatePem = (task) => pem('PRIVATE KEY', task.secret);
const publicPem = (task) => pem('PUBLIC KEY', task.public);
const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const sha256 = (body) => createHash('sha256').update(body).digest('base64');

// The parameters that an instance of Maille demands.
const parameters = (task) => ({
  created: new Date(task.created * 1000), keyid: task.key_id, alg: 'ed25519', nonce: task.nonce, tag: 'maille',
});
const names = ['created', 'keyid', 'alg', 'nonce', 'tag'];

const libraries = {
  'http-message-signatures': {
    async sign(task) {
      const headers = { ...task.headers };
      const rfc = task.scheme === 'rfc9421';
      if (task.body !== '') {
        headers[rfc ? 'content-digest' : 'digest'] = rfc ? `sha-256=:${sha256(task.body)}:` : `SHA-256=${sha256(task.body)}`;
      }
      const key = dhensby.createSigner(privatePem(task), task.rsa ? 'rsa-v1_5-sha256' : 'ed25519', task.key_id);
      const message = { method: task.method, url: task.url, headers };
      if (rfc) {
        const config = { key, name: 'theirs', params: names, paramValues: parameters(task), fields: task.components };
        return { headers: lower((await dhensby.httpbis.signMessage(config, message)).headers) };
      }
      const fields = task.components.map((name) => (name === '(request-target)' ? '@request-target' : name));
      const config = { key: task.rsa ? key : { ...key, alg: 'hs2019' }, params: ['keyid', 'alg'], fields };
      return { headers: lower((await dhensby.cavage.signMessage(config, message)).headers) };
    },
    async verify(task) {
      const check = dhensby.createVerifier(createPublicKey(publicPem(task)), task.rsa ? 'rsa-v1_5-sha256' : 'ed25519');
      const keyLookup = async ({ keyid }) => (keyid === task.key_id ? { id: keyid, verify: check } : null);
      const scheme = task.scheme === 'rfc9421' ? dhensby.httpbis : dhensby.cavage;
      const message = { method: task.method, url: task.url, headers: task.headers };
      return (await scheme.verifyMessage({ keyLookup }, message)) === true;
    },
  },

  // Its part for RFC 9421 makes the base and leaves signing to its caller.
  '@misskey-dev/node-http-message-signatures': {
    async sign(task) {
      const headers = { ...task.headers };
      const request = { method: task.method, url: task.target, headers };
      if (task.scheme === 'cavage') {
        if (task.body !== '') headers.digest = await misskey.genRFC3230DigestHeader(task.body, 'SHA-256');
        const key = await misskey.importPrivateKey(privatePem(task), ['sign']);
        const text = misskey.genDraftSigningString(request, task.components);
        const signature = await misskey.genDraftSignature(key, text);
        headers.signature = misskey.genDraftSignatureHeader(task.components, task.key_id, signature, task.rsa ? 'rsa-sha256' : 'hs2019');
        return { headers };
      }
      if (task.body !== '') {
        const [[name, [digest]]] = await misskey.genRFC9530DigestHeader(task.body, ['SHA-256']);
        headers['content-digest'] = `${name}=:${digest.toBase64()}:`;
      }
      const said = parameters(task);
      const values = names.map((name) => [name, name === 'created' ? task.created : said[name]]);
      const covered = task.components.map((name) => [name, new Map()]);
      headers['signature-input'] = misskey.convertSignatureParamsDictionary([['theirs', [covered, new Map(values)]]]);
      const base = new misskey.RFC9421SignatureBaseFactory(request).generate('theirs');
      const signature = sign(null, Buffer.from(base), createPrivateKey(privatePem(task)));
      headers.signature = `theirs=:${signature.toString('base64')}:`;
      return { headers };
    },
    async verify(task) {
      const request = { method: task.method, url: task.target, headers: task.headers };
      if (task.body !== '' && !(await misskey.verifyDigestHeader(request, Buffer.from(task.body)))) return false;
      if (task.scheme === 'cavage') {
        const parsed = misskey.parseRequestSignature(request, { requiredComponents: { draft: task.components } });
        return misskey.verifyDraftSignature(parsed.value, publicPem(task));
      }
      const base = new misskey.RFC9421SignatureBaseFactory(request).generate('maille');
      const signature = Buffer.from(task.headers.signature.slice('maille=:'.length, -1), 'base64');
      return verify(null, Buffer.from(base), createPublicKey(publicPem(task)), signature);
    },
  },

  '@peertube/http-signature': {
    async sign(task) {
      const headers = { ...task.headers };
      if (task.body !== '') headers.digest = `SHA-256=${sha256(task.body)}`;
      const request = {
        method: task.method,
        path: task.target,
        getHeader: (name) => headers[name.toLowerCase()],
        setHeader: (name, value) => { headers[name.toLowerCase()] = value; },
      };
      peertube.signRequest(request, {
        key: privatePem(task), keyId: task.key_id, headers: task.components, authorizationHeaderName: 'signature',
        hideAlgorithm: !task.rsa,
      });
      return { headers };
    },
    async verify(task) {
      const request = { method: task.method, url: task.target, headers: task.headers };
      const parsed = peertube.parse(request, { headers: task.components, authorizationHeaderName: 'signature', strict: true });
      return peertube.verifySignature(parsed, publicPem(task));
    },
  },

  '@digitalbazaar/eddsa-jcs-2022-cryptosuite': {
    async prove(task) {
      const document = JSON.parse(task.document);
      const cryptosuite = suites.createSignCryptosuite();
      const data = await cryptosuite.createVerifyData({ cryptosuite, document, proof: task.options });
      const key = createPrivateKey(privatePem(task));
      const signature = sign(null, data, key);
      return { proof: task.options, signature: signature.toString('base64') };
    },
    async check(task) {
      const { proof, ...document } = JSON.parse(task.document);
      const cryptosuite = suites.createVerifyCryptosuite();
      const data = await cryptosuite.createVerifyData({ cryptosuite, document, proof });
      const signature = Buffer.from(task.signature, 'base64');
      const verificationMethod = await Multikey.from({
        type: 'Multikey', id: proof.verificationMethod, controller: proof.verificationMethod, publicKeyMultibase: task.multikey,
      });
      const verifier = await cryptosuite.createVerifier({ verificationMethod });
      return verifier.verify({ data, signature });
    },
  },

  canonicalize: {
    async canonical(task) {
      return { text: canonicalize(JSON.parse(task.document)) };
    },
  },
};

async function answer(task) {
  try {
    const said = await libraries[task.library][task.act](task);
    return typeof said === 'boolean' ? { ok: said } : { ok: true, ...said };
  } catch (error) {
    return { ok: false, why: String(error) };
  }
}

let text = '';
for await (const piece of process.stdin) text += piece;
const answers = [];
for (const task of JSON.parse(text)) answers.push(await answer(task));
process.stdout.write(JSON.stringify(answers));
