/**
 * Gets what a clone needs: node_modules and the native TensorFlow addon. Plain Node without dependencies, since it runs
 * before there are any. Says what it does, and nothing in a few milliseconds where nothing is to be done.
 *
 *   node setup.mjs            everything
 *   node setup.mjs --engine wasm (or MODELSCOUT_ENGINE=wasm)   without the native engine
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeEngineReady, setUpNativeEngine } from './setup/native-engine.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const say = (line) => process.stderr.write(`setup: ${line}\n`);

function modulesAreCurrent() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node ${process.versions.node} is too old: Modelscout needs 20.19 or newer.`);
  process.exit(1);
}

if (!modulesAreCurrent()) {
  say('installing node_modules (npm ci)');
  const { status, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    say(`npm ci failed:\n${(stderr ?? '').split('\n').slice(0, 15).join('\n')}`);
    process.exit(1);
  }
}

const engineFlag = process.argv.indexOf('--engine');
const wanted = engineFlag >= 0 ? process.argv[engineFlag + 1] : process.env.MODELSCOUT_ENGINE;
if (wanted !== 'wasm' && !nativeEngineReady(root)) {
  const problem = await setUpNativeEngine(root, say);
  if (problem !== undefined) {
    say(
      `no native engine (${problem}): the wasm engine is used instead; it trains small networks 2 to 20 times slower.`,
    );
  }
}
