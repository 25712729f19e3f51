import { Script } from 'node:vm';
import { expect, it } from 'vitest';
import { joinModules, readPageAssets } from '../../report/page-assets.ts';

it('makes one script of modules, none left with an import or an export', async () => {
  const first = '// @ts-check\n\nexport const one = 1;\n\nexport async function two() {\n  return 2;\n}\n';
  const second = "import {\n  one,\n  two,\n} from './first.js';\n\nglobalThis.sum = one;\n";
  const joined = joinModules([first, second]);
  expect(joined).not.toMatch(/\b(?:import|export)\b/);
  expect(joined).toContain('const one = 1;');
  expect((await readPageAssets()).scripts).not.toMatch(/^(?:import|export) /m);
});

it('has every module of the page, each after those it imports', async () => {
  const { scripts } = await readPageAssets();
  expect(() => new Script(scripts)).not.toThrow();
});
