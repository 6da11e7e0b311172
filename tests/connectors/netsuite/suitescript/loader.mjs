// SuiteScript's module loader in small: `define(names, factory)`, paths relative to the script, N/ modules given.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const SCRIPTS = path.resolve(HERE, '../../../../suitecloud/src/FileCabinet/SuiteScripts/Solde');

/** The entry points of a script such as "solde_files.js", with these N/ modules. Each script is loaded once. */
export function load(script, modules, made = new Map()) {
  const file = path.resolve(SCRIPTS, script.endsWith('.js') ? script : `${script}.js`);
  if (made.has(file)) return made.get(file);
  let found;
  const define = (names, factory) => {
    found = factory(...names.map((name) => {
      if (name.startsWith('./')) return load(path.resolve(path.dirname(file), name), modules, made);
      if (!(name in modules)) throw new Error(`${script} wants ${name}, which is not given`);
      return modules[name];
    }));
  };
  // Nothing of node's: what SuiteScript lacks, a script must not lean on.
  vm.runInNewContext(readFileSync(file, 'utf8'), { define }, { filename: file });
  if (found === undefined) throw new Error(`${script} does not call define`);
  made.set(file, found);
  return found;
}
