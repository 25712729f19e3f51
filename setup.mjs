/**
 * Gets what a clone needs: node_modules and the native TensorFlow addon. Plain Node without dependencies, since it runs
 * before there are any. Says what it does, and says nothing where nothing is to be done.
 *
 *   node setup.mjs                 everything
 *   node setup.mjs --engine wasm   without the native engine (or MODELSCOUT_ENGINE=wasm)
 *   node setup.mjs --again         tries to get the native engine though it failed within the last hour
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exclusively } from './setup/exclusively.mjs';
import { nativeEngineReady, setUpNativeEngine } from './setup/native-engine.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const lockFile = join(root, 'package-lock.json');
const cache = join(root, '.cache');
const troubleFile = join(cache, 'engine-trouble.txt');
const hour = 3600_000;

const say = (line) => process.stderr.write(`setup: ${line}\n`);

const { values: options } = parseArgs({
  options: { engine: { type: 'string', default: process.env.MODELSCOUT_ENGINE }, again: { type: 'boolean' } },
});

/** In an installed package, which has no lock file, npm has seen to them. */
function modulesAreCurrent() {
  if (!existsSync(lockFile)) return true;
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs;
}

function installModules() {
  say('installing node_modules (npm ci)');
  const { status, error, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  say(`npm ci failed:\n${(error?.message ?? stderr).split('\n').slice(0, 15).join('\n')}`);
  process.exitCode = 1;
}

const warn = (problem) =>
  say(`no native engine (${problem}): the wasm engine takes over, which trains 2 to 20 times slower.`);

/** A failed attempt takes time: it is made once an hour, not at every start. */
async function installEngine() {
  if (!options.again && existsSync(troubleFile) && Date.now() - statSync(troubleFile).mtimeMs < hour) {
    warn(`${readFileSync(troubleFile, 'utf8')}; \`node setup.mjs --again\` tries again`);
    return;
  }
  rmSync(troubleFile, { force: true });
  try {
    await setUpNativeEngine(say);
  } catch (error) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(troubleFile, error.message);
    warn(error.message);
  }
}

const engineWanted = () => options.engine !== 'wasm' && !nativeEngineReady();

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node ${process.versions.node} is too old: Modelscout needs 20.19 or newer.`);
  process.exitCode = 1;
} else if (!modulesAreCurrent() || engineWanted()) {
  try {
    await exclusively(join(cache, 'setup.lock'), say, async () => {
      if (!modulesAreCurrent()) installModules();
      if (!process.exitCode && engineWanted()) await installEngine();
    });
  } catch (error) {
    // A folder that may not be written to, for one.
    warn(error.message);
  }
}
