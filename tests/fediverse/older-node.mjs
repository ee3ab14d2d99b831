// What the library takes for granted and Debian's Node does not have yet. Imported before it.

import { File } from "node:buffer";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
globalThis.File ??= File;
ArrayBuffer.prototype.transfer ??= function (length = this.byteLength) {
  const copy = new ArrayBuffer(length);
  new Uint8Array(copy).set(new Uint8Array(this).subarray(0, length));
  return copy;
};
