import { describe, expect, it } from 'vitest';
import { csvFormat, jsonFormat } from '../../cli/predict/row-format.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

const preprocessing: Preprocessing = {
  version: 2,
  kind: 'table',
  task: 'binary',
  target: 'word',
  classes: ['a,b', 'c "d"'],
  featureShape: [1],
  features: ['x'],
  columns: [],
};
const answer = { prediction: 'a,b', probabilities: [0.75, 0.25] };
const columns = ['x', 'note', 'prediction'];

describe('rows with their predictions', () => {
  it('are CSV whose fields are quoted where they must be', () => {
    const format = csvFormat({ preprocessing, columns, onlyPredictions: false });
    expect(format.head).toBe('x,note,prediction,prediction_2,"probability_a,b","probability_c ""d"""\n');
    const cells = [1.5, 'two\nlines', new Date(0)];
    expect(format.row(cells, answer)).toBe('1.5,"two\nlines",1970-01-01T00:00:00.000Z,"a,b",0.75,0.25\n');
    expect(format.row([null, '  indented', true], answer)).toBe(',"  indented",true,"a,b",0.75,0.25\n');
  });

  it('leave the input out where they are told to, and then no name is taken', () => {
    const format = csvFormat({ preprocessing, columns, onlyPredictions: true });
    expect(format.head).toBe('prediction,"probability_a,b","probability_c ""d"""\n');
    expect(format.row([1, 2, 3], answer)).toBe('"a,b",0.75,0.25\n');
  });

  it('are JSON with the names of the columns', () => {
    const format = jsonFormat({ preprocessing, columns: [...columns, '__proto__'], onlyPredictions: false });
    expect(format.head).toBe('');
    const text = format.row(['1', null, 'old', 'kept'], answer);
    expect(text.endsWith('}\n')).toBe(true);
    expect(Object.entries(JSON.parse(text) as object)).toEqual([
      ['x', '1'],
      ['note', null],
      ['prediction', 'old'],
      ['__proto__', 'kept'],
      ['prediction_2', 'a,b'],
      ['probability_a,b', 0.75],
      ['probability_c "d"', 0.25],
    ]);
  });
});
