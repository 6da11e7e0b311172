/**
 * Base64 and UTF-8 by hand: SuiteScript has neither Buffer nor TextDecoder, and N/encode does not say what is broken.
 *
 * SPDX-License-Identifier: Apache-2.0
 * @NApiVersion 2.1
 * @NModuleScope SameAccount
 */
define([], () => {
  const WELL_FORMED = /^[A-Za-z0-9+/]*={0,2}$/;
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const VALUES = new Array(128).fill(0);
  ALPHABET.split('').forEach((letter, value) => { VALUES[letter.charCodeAt(0)] = value; });
  const CHUNK = 8192; // characters that are made at a time: a function takes only so many arguments

  /** Whether this is base64 (RFC 4648, section 4), padded and on one line. */
  const wellFormed = (text) => typeof text === 'string' && text.length % 4 === 0 && WELL_FORMED.test(text);

  /** How many bytes this base64 stands for. */
  const size = (text) => (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);

  /** The bytes that this base64 stands for. */
  const bytes = (text) => {
    const found = new Uint8Array(size(text));
    for (let at = 0, to = 0; at < text.length; at += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((each) => VALUES[text.charCodeAt(at + each)]);
      const three = (a << 18) | (b << 12) | (c << 6) | d;
      for (let shift = 16; shift >= 0 && to < found.length; shift -= 8) {
        found[to] = (three >> shift) & 255;
        to += 1;
      }
    }
    return found;
  };

  const LEAST = [0, 0, 0x80, 0x800, 0x10000]; // the smallest code point that may take so many bytes

  /** The text that these bytes are in UTF-8 (RFC 3629); null where they are not UTF-8. */
  const text = (found) => {
    const parts = [];
    let codes = [];
    for (let at = 0; at < found.length;) {
      const first = found[at];
      const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
      if ((first >= 0x80 && first < 0xc2) || first > 0xf4) return null;
      let code = length === 1 ? first : first & (0xff >> (length + 1));
      for (let next = 1; next < length; next += 1) {
        if ((found[at + next] & 0xc0) !== 0x80) return null;
        code = (code << 6) | (found[at + next] & 0x3f);
      }
      if (code < LEAST[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
      if (code > 0xffff) codes.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
      else codes.push(code);
      if (codes.length >= CHUNK) {
        parts.push(String.fromCharCode.apply(null, codes));
        codes = [];
      }
      at += length;
    }
    parts.push(String.fromCharCode.apply(null, codes));
    return parts.join('');
  };

  return { wellFormed, size, bytes, text };
});
