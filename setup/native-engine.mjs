import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { libraries, libraryFolder, provideLibrary } from './tensorflow-library.mjs';

/** One build serves every Node: the addon speaks to it through N-API only. */
const napi = 'napi-v8';
const require = createRequire(import.meta.url);

/** The folder of an installed package, wherever npm has put it. */
function packageFolder(name) {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function describe(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return {
    folder,
    version,
    identity: `${version} ${process.platform}-${process.arch} ${napi}`,
    addon: join(folder, 'lib', napi, 'tfjs_binding.node'),
    /** Written last: what stands before it is whole. */
    stamp: join(folder, 'lib', napi, '.modelscout'),
    libraries: join(folder, 'deps', 'lib'),
  };
}

function isReady(engine) {
  return (
    existsSync(engine.stamp) &&
    readFileSync(engine.stamp, 'utf8') === engine.identity &&
    existsSync(engine.addon) &&
    existsSync(engine.libraries) &&
    readdirSync(engine.libraries).every((name) => existsSync(join(engine.libraries, name)))
  );
}

/** Whether an earlier run left a working addon. Reads names and two small files. */
export function nativeEngineReady() {
  const folder = packageFolder('@tensorflow/tfjs-node');
  return folder !== undefined && isReady(describe(folder));
}

/** Loads the addon in a process of its own: a broken library must not take this one along. */
function loads(engine) {
  if (!existsSync(engine.addon)) return false;
  const program = `require(${JSON.stringify(engine.addon)})`;
  return spawnSync(process.execPath, ['-e', program], { stdio: 'ignore', timeout: 120_000 }).status === 0;
}

/** Runs the package's own install script, which downloads a library and a built addon. */
async function installOrdinarily(engine) {
  const downloads = join(engine.folder, 'deps');
  rmSync(downloads, { recursive: true, force: true });
  const tools = [join(engine.folder, 'node_modules', '.bin'), join(engine.folder, '..', '..', '.bin')];
  const script = spawn(process.execPath, ['scripts/install.js'], {
    cwd: engine.folder,
    env: { ...process.env, PATH: [...tools, dirname(process.execPath), process.env.PATH].join(delimiter) },
    stdio: 'ignore',
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
  });
  const end = () => {
    try {
      process.kill(process.platform === 'win32' ? script.pid : -script.pid);
    } catch {
      // It has ended by itself.
    }
  };
  // Where packets are dropped, a connection stays silent for minutes; where data flows, it may take its time.
  const silent = setTimeout(() => {
    const begun = existsSync(downloads) && readdirSync(downloads).length > 0;
    if (process.platform === 'linux' && !begun) end();
  }, 20_000);
  const tooLong = setTimeout(end, 10 * 60_000);
  await new Promise((resolve) => script.on('error', resolve).on('exit', resolve));
  clearTimeout(silent);
  clearTimeout(tooLong);
  return loads(engine);
}

/** A hard link, which outlives the cache, or a symbolic one where the cache is on another disk. */
function linkLibrary(target, path) {
  try {
    linkSync(target, path);
  } catch {
    symlinkSync(target, path);
  }
}

/** Puts the cached library where the addon looks for it. */
function placeLibrary(engine, cached) {
  const deps = dirname(engine.libraries);
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(engine.libraries, { recursive: true });
  symlinkSync(join(cached, 'include'), join(deps, 'include'));
  for (const library of libraries) linkLibrary(join(cached, library), join(engine.libraries, library));
  symlinkSync('libtensorflow_cc.so.2', join(engine.libraries, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(engine.libraries, 'libtensorflow_framework.so'));
}

/** A file is replaced, never rewritten: a process that has it loaded keeps the old one. */
function replaceFile(source, target) {
  const temporary = `${target}.${process.pid}`;
  copyFileSync(source, temporary);
  renameSync(temporary, target);
}

/** Where Node's headers lie: beside this Node, or beside another on the path; else node-gyp downloads them. */
function headersFolder() {
  const others = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [process.execPath, ...others]
    .filter(existsSync)
    .map((node) => dirname(dirname(realpathSync(node))))
    .find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_api.h')));
}

function compile(engine) {
  const gyp = packageFolder('node-gyp');
  if (gyp === undefined) throw new Error('node-gyp is not installed');
  const headers = headersFolder();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(gyp, 'bin', 'node-gyp.js'),
      'rebuild',
      ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
      ...'--module_name=tfjs_binding --napi_version=8 --napi_build_version=8'.split(' '),
      // A relative path puts the addon in the wrong folder.
      `--module_path=${dirname(engine.addon)}`,
      `--module=${engine.addon}`,
    ],
    { cwd: engine.folder, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 10 * 60_000 },
  );
  if (status === 0) return;
  const lines = (stderr ?? '').split('\n').map((line) => line.replace(/^gyp ERR! (stack )?/, '').trim());
  const reason = lines.find((line) => /^Error: |: (fatal )?error: /.test(line)) ?? 'node-gyp failed';
  throw new Error(`the addon could not be built: ${reason.slice(0, 200)}`);
}

/** Builds the addon, or takes it from the cache, where an earlier build is kept beside the library. */
function buildAddon(engine, library, say) {
  const cached = join(library, `tfjs_binding-${engine.version}-${napi}.node`);
  mkdirSync(dirname(engine.addon), { recursive: true });
  if (existsSync(cached)) {
    replaceFile(cached, engine.addon);
    if (loads(engine)) return;
  }
  say('building the addon');
  compile(engine);
  if (!loads(engine)) throw new Error('the addon was built, but does not load');
  replaceFile(engine.addon, cached);
}

/**
 * Gets the native addon: from the cache, the package's own way, or from TensorFlow's wheel on PyPI. Throws where none
 * of them goes.
 */
export async function setUpNativeEngine(say) {
  const folder = packageFolder('@tensorflow/tfjs-node');
  if (folder === undefined) throw new Error('tfjs-node is not installed');
  const engine = describe(folder);
  if (!loads(engine)) {
    const cached = existsSync(libraryFolder());
    if (!cached) say("setting up the native engine: trying the package's own download");
    if (cached || !(await installOrdinarily(engine))) {
      const library = await provideLibrary(say);
      placeLibrary(engine, library);
      buildAddon(engine, library, say);
    }
    say('the native engine is ready');
  }
  writeFileSync(engine.stamp, engine.identity);
}
