import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The wheel whose libraries the addon is built against where the ordinary download cannot be reached. */
const tensorflow = {
  version: '2.18.1',
  python: '3.11',
  platforms: {
    x64: {
      package: 'tensorflow-cpu',
      tags: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
      sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
    },
    arm64: {
      package: 'tensorflow',
      tags: ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
      sha256: '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
    },
  },
};

const napi = 'napi-v8';
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const headers = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/tsl/'];

const packageOf = (root) => join(root, 'node_modules', '@tensorflow', 'tfjs-node');
const addonOf = (root) => join(packageOf(root), 'lib', napi, 'tfjs_binding.node');
/** Written last: what stands before it is whole. */
const stampOf = (root) => join(packageOf(root), 'lib', napi, '.modelscout');
const versionOf = (root) => JSON.parse(readFileSync(join(packageOf(root), 'package.json'), 'utf8')).version;
const identity = (root) => `${versionOf(root)} ${process.platform}-${process.arch}`;

/** Whether an earlier run left a working addon. Reads two small files. */
export function nativeEngineReady(root) {
  return (
    existsSync(addonOf(root)) && existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === identity(root)
  );
}

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'modelscout');

/** Loads the addon in a process of its own: a broken library must not take this one along. */
function addonLoads(root) {
  if (!existsSync(addonOf(root))) return false;
  const { status } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(addonOf(root))})`], {
    stdio: 'ignore',
    timeout: 120_000,
  });
  return status === 0;
}

/** The package's own install script, which downloads the library and a built addon. */
function installOrdinarily(root) {
  spawnSync(process.execPath, ['scripts/install.js'], { cwd: packageOf(root), stdio: 'ignore', timeout: 300_000 });
  return addonLoads(root);
}

function pip() {
  for (const python of ['python3', 'python']) {
    if (spawnSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0) return python;
  }
  return undefined;
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Takes the libraries and headers out of the wheel into `folder`, with Python's own zip reader. */
function unpack(python, wheel, folder) {
  const program = `
import sys, zipfile
wheel, folder, names, prefixes = sys.argv[1], sys.argv[2], sys.argv[3].split(','), tuple('tensorflow/include/' + p for p in sys.argv[4].split(','))
with zipfile.ZipFile(wheel) as z:
    for entry in z.namelist():
        if entry in ['tensorflow/' + n for n in names] or entry.startswith(prefixes):
            z.extract(entry, folder)
`;
  execFileSync(python, ['-c', program, wheel, folder, libraries.join(','), headers.join(',')], { stdio: 'ignore' });
}

/** The folder in the cache that holds the wheel's libraries and headers; downloads it when it is not there. */
async function libraryFolder(say) {
  const platform = tensorflow.platforms[process.arch];
  const folder = join(cacheFolder(), `libtensorflow-${tensorflow.version}-${process.arch}`);
  if (existsSync(folder)) return folder;
  if (process.platform !== 'linux' || platform === undefined) {
    throw new Error(`no library for ${process.platform}-${process.arch} but the ordinary one`);
  }
  const python = pip();
  if (python === undefined) throw new Error('the ordinary download is out of reach and there is no Python with pip');
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'download-'));
  try {
    say(`downloading TensorFlow ${tensorflow.version} with pip (225 MB, once)`);
    const download = spawnSync(
      python,
      [
        '-m',
        'pip',
        'download',
        '-q',
        '--no-deps',
        '--only-binary=:all:',
        '--python-version',
        tensorflow.python,
        ...platform.tags.flatMap((tag) => ['--platform', tag]),
        '-d',
        work,
        `${platform.package}==${tensorflow.version}`,
      ],
      { stdio: 'ignore', timeout: 900_000 },
    );
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    if (download.status !== 0 || wheel === undefined) throw new Error('pip could not download TensorFlow');
    const found = await sha256(join(work, wheel));
    if (found !== platform.sha256) throw new Error(`the downloaded ${wheel} has the wrong SHA-256 ${found}`);
    unpack(python, join(work, wheel), work);
    const unpacked = join(work, 'tensorflow');
    try {
      renameSync(unpacked, folder);
    } catch (error) {
      // Another set-up was faster.
      if (!existsSync(folder)) throw error;
    }
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function link(target, path) {
  rmSync(path, { force: true, recursive: true });
  symlinkSync(target, path);
}

/** Puts links to the cached library where the addon looks for it. */
function linkLibrary(root, folder) {
  const deps = join(packageOf(root), 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  link(join(folder, 'include'), join(deps, 'include'));
  for (const library of libraries) link(join(folder, library), join(deps, 'lib', library));
  link('libtensorflow_cc.so.2', join(deps, 'lib', 'libtensorflow.so'));
  link('libtensorflow_framework.so.2', join(deps, 'lib', 'libtensorflow_framework.so'));
}

/** Compiles the addon; its result is kept in the cache beside the library. */
function buildAddon(root, folder, say) {
  const cached = join(folder, `tfjs_binding-${versionOf(root)}-${napi}.node`);
  const target = dirname(addonOf(root));
  mkdirSync(target, { recursive: true });
  if (existsSync(cached)) {
    copyFileSync(cached, addonOf(root));
    if (addonLoads(root)) return;
  }
  say('building the addon');
  const prefix = dirname(dirname(process.execPath));
  const nodedir = existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      gyp,
      'rebuild',
      ...nodedir,
      '--module_name=tfjs_binding',
      '--napi_version=8',
      '--napi_build_version=8',
      `--module_path=${target}`,
      `--module=${addonOf(root)}`,
    ],
    { cwd: packageOf(root), stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 600_000 },
  );
  if (status !== 0) {
    const reason = stderr.split('\n').find((line) => /error/i.test(line)) ?? 'node-gyp failed';
    throw new Error(`the addon could not be built: ${reason.trim().slice(0, 200)}`);
  }
  const temporary = `${cached}.${process.pid}`;
  copyFileSync(addonOf(root), temporary);
  renameSync(temporary, cached);
}

/**
 * Gets the native addon, the ordinary way or from the PyPI wheel of TensorFlow. Answers why not, where neither goes.
 * Does not throw.
 */
export async function setUpNativeEngine(root, say) {
  if (!existsSync(packageOf(root))) return 'tfjs-node is not installed';
  try {
    if (!addonLoads(root)) {
      const cached = existsSync(join(cacheFolder(), `libtensorflow-${tensorflow.version}-${process.arch}`));
      if (!cached) say("setting up the native engine: trying the package's own download");
      if (cached || !installOrdinarily(root)) {
        const folder = await libraryFolder(say);
        linkLibrary(root, folder);
        buildAddon(root, folder, say);
        if (!addonLoads(root)) throw new Error('the addon was built, but does not load');
      }
      say('the native engine is ready');
    }
    writeFileSync(stampOf(root), identity(root));
    return undefined;
  } catch (error) {
    return error.message;
  }
}
