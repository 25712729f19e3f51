import { describe, expect, it } from 'vitest';
import { liveBlock } from '../../cli/terminal/live-block.ts';
import { sparkline } from '../../cli/terminal/sparkline.ts';
import { createStyle, hasColours } from '../../cli/terminal/style.ts';
import { table } from '../../cli/terminal/table.ts';
import { openTerminal } from '../../cli/terminal/terminal.ts';
import { pad, printable, textWidth, truncate, wrap } from '../../cli/terminal/text-width.ts';
import { fakeStream } from './fake-stream.ts';

const { bold, red } = createStyle(true);

describe('textWidth', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['👩‍🔬', 2],
    [bold('ab'), 2],
    ['━━', 2],
    ['', 0],
  ])('%j takes %i columns', (text, width) => expect(textWidth(text)).toBe(width));
});

describe('truncate', () => {
  it('cuts with an ellipsis, never in a letter or a colour', () => {
    expect(truncate('abcdef', 6)).toBe('abcdef');
    expect(truncate('abcdef', 4)).toBe('abc…');
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('abc', 0)).toBe('');
    expect(truncate(`a${red('bcdef')}g`, 4)).toBe('a\u001b[31mbc…\u001b[0m');
    expect(textWidth(truncate(red('abcdefgh'), 5))).toBe(5);
  });
});

it('pads by what is seen', () => {
  expect(pad('日', 4)).toBe('日  ');
  expect(pad('7', 3, 'right')).toBe('  7');
});

it('wraps between words', () => {
  expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrap('longer-than-this x', 5)).toEqual(['longer-than-this', 'x']);
});

it('makes hostile text harmless', () => {
  expect(printable('a\u001b[2Jb\u0007\nc\u202e')).toBe('a\ufffd[2Jb\ufffd c\ufffd');
});

describe('table', () => {
  const columns = [{ title: 'id' }, { title: 'score', side: 'right' }, { title: 'what' }] as const;

  it('aligns its columns', () => {
    expect(
      table(
        columns,
        [
          ['a', '0.5', 'x'],
          ['bcd', '10', '日本'],
        ],
        { width: 40 },
      ),
    ).toEqual(['id   score  what', 'a      0.5  x', 'bcd     10  日本']);
  });

  it('takes from the widest column what does not fit', () => {
    const lines = table(columns, [['a', '0.5', 'a very long description indeed']], { width: 24 });
    expect(lines[1]).toBe('a     0.5  a very long …');
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(24);
  });

  it('leaves a column whole that is of no use otherwise', () => {
    const [id, ...others] = columns;
    const lines = table([{ ...id, whole: true }, ...others], [['20261124-103644', '0.5', 'a description']], {
      width: 32,
    });
    expect(lines[1]).toBe('20261124-103644    0.5  a descr…');
  });

  it('is never wider than the terminal', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ title: `column ${at}` }));
    for (const line of table(many, [many.map(() => 'value')], { width: 50 }))
      expect(textWidth(line)).toBeLessThanOrEqual(50);
  });
});

it('draws a sparkline from the smallest to the largest value', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([0, 0, 7, 7], 2)).toBe('▁█');
  expect(sparkline([3, 3], 8)).toBe('▁▁');
  expect(sparkline([], 8)).toBe('');
});

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('%j, terminal %s: %s', (environment, isTerminal, coloured) => {
    expect(hasColours(environment, isTerminal)).toBe(coloured);
  });
});

describe('liveBlock', () => {
  it('draws over itself, also when it shrinks, and leaves nothing', () => {
    const stream = fakeStream({ isTTY: true, columns: 30 });
    const terminal = openTerminal(stream, {});
    terminal.print('before');
    const block = liveBlock(terminal);
    block.draw(['one', 'two', 'three']);
    block.draw(['uno', 'x'.repeat(100)]);
    expect(stream.screen()).toEqual(['before', 'uno', `${'x'.repeat(28)}…`]);
    block.clear();
    terminal.print('after');
    expect(stream.screen()).toEqual(['before', 'after']);
  });
});
