import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A clone with an empty home, and a PATH on which stands nothing but Node and what a test puts there. */
let clone: string;

const inClone = (...names: string[]): string => join(clone, ...names);
const engineFolder = (...names: string[]): string => inClone('node_modules/@tensorflow/tfjs-node', ...names);
const lines = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function program(name: string, text: string): void {
  write(inClone('bin', name), `#!/usr/bin/env node\nimport fs from 'node:fs';\n${text}`);
  chmodSync(inClone('bin', name), 0o755);
}

const environment = (): NodeJS.ProcessEnv => ({ PATH: inClone('bin'), HOME: inClone('home') });

function setUp(...options: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['setup.mjs', ...options], {
    cwd: clone,
    env: environment(),
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function setUpBeside(): Promise<number | null> {
  const child = spawn(process.execPath, ['setup.mjs', '--engine', 'wasm'], { cwd: clone, env: environment() });
  return new Promise((resolve) => child.on('close', resolve));
}

function installModules(): void {
  write(inClone('node_modules/.package-lock.json'), '{}');
  write(engineFolder('package.json'), '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
  write(
    engineFolder('scripts/install.js'),
    `require('node:fs').appendFileSync('attempts', 'once\\n'); process.exit(1);`,
  );
}

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'setup-'));
  for (const name of ['setup.mjs', 'setup', 'package.json'])
    cpSync(join(root, name), inClone(name), { recursive: true });
  write(inClone('package-lock.json'), '{}');
  mkdirSync(inClone('bin'));
  symlinkSync(process.execPath, inClone('bin/node'));
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

describe('node_modules', () => {
  const npm = `
    fs.appendFileSync('installs', process.argv.slice(2, 3) + '\\n');
    setTimeout(() => {
      fs.mkdirSync('node_modules', { recursive: true });
      fs.writeFileSync('node_modules/.package-lock.json', '{}');
    }, 300);`;

  it('are installed where there are none, and then left alone without a word', () => {
    program('npm', npm);
    expect(setUp('--engine', 'wasm')).toEqual({ status: 0, output: 'setup: installing node_modules (npm ci)\n' });
    expect(setUp('--engine', 'wasm')).toEqual({ status: 0, output: '' });
    expect(lines(inClone('installs'))).toEqual(['ci']);
  });

  it('are installed once by two set-ups at the same time', async () => {
    program('npm', npm);
    const both = await Promise.all([setUpBeside(), setUpBeside()]);
    expect(both).toEqual([0, 0]);
    expect(lines(inClone('installs'))).toEqual(['ci']);
    expect(readdirSync(inClone('.cache'))).toEqual([]);
  });

  it('are installed though a set-up died while it held the lock', () => {
    program('npm', npm);
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    write(inClone('.cache/setup.lock'), String(pid));
    expect(setUp('--engine', 'wasm').status).toBe(0);
    expect(lines(inClone('installs'))).toEqual(['ci']);
  });

  it('end the set-up where npm fails, with what it said', () => {
    program('npm', `console.error('npm error code ENOTFOUND'); process.exitCode = 1;`);
    const { status, output } = setUp();
    expect(status).toBe(1);
    expect(output).toContain('npm ci failed:\nnpm error code ENOTFOUND');
  });
});

describe.runIf(process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch))('the native engine', () => {
  beforeEach(installModules);

  it('gives way to wasm where it cannot be had, and is not tried for again at each start', () => {
    const first = setUp();
    expect(first.status).toBe(0);
    expect(first.output).toMatch(/no native engine \(.*there is no pip\): the wasm engine takes over/);
    const second = setUp();
    expect(second).toMatchObject({ status: 0, output: expect.stringContaining('`node setup.mjs --again`') });
    expect(lines(engineFolder('attempts'))).toHaveLength(1);
    setUp('--again');
    expect(lines(engineFolder('attempts'))).toHaveLength(2);
  });

  it('is not built from a wheel that is not the expected one', () => {
    program(
      'pip',
      `const folder = process.argv.find((text) => text.startsWith('--dest='))?.slice(7);
       if (folder) fs.writeFileSync(folder + '/tensorflow.whl', 'something else');`,
    );
    const { status, output } = setUp();
    expect(status).toBe(0);
    expect(output).toContain('the downloaded wheel has the wrong SHA-256');
    expect(readdirSync(inClone('home/.cache/modelscout'))).toEqual([]);
  });

  it("tells pip's reason", () => {
    program(
      'pip',
      `if (process.argv.includes('download')) { console.error('ERROR: No matching distribution'); process.exit(1); }`,
    );
    expect(setUp().output).toMatch(/pip could not download tensorflow\S* 2\S+: ERROR: No matching distribution/);
  });

  it('is set up anew when its library is gone', () => {
    write(engineFolder('lib/napi-v8/tfjs_binding.node'), '');
    write(engineFolder('lib/napi-v8/.modelscout'), `4.22.0 linux-${process.arch} napi-v8`);
    write(engineFolder('deps/lib/libtensorflow.so'), '');
    expect(setUp()).toEqual({ status: 0, output: '' });
    rmSync(engineFolder('deps/lib/libtensorflow.so'));
    symlinkSync('/nowhere', engineFolder('deps/lib/libtensorflow.so'));
    expect(setUp().output).toContain('no native engine');
  });
});
