import { describe, expect, it } from 'vitest';
import { leaderboardLines } from '../../cli/show/leaderboard-lines.ts';
import { openTerminal } from '../../cli/terminal/terminal.ts';
import { textWidth } from '../../cli/terminal/text-width.ts';
import type { Leaderboard } from '../../shared/result.ts';
import { fakeStream } from './fake-stream.ts';

const row = (rank: number, candidate: Leaderboard['rows'][number]['candidate']) => ({
  rank,
  candidateId: `${rank}`.repeat(16),
  score: 1 - rank / 100,
  loss: rank / 10,
  epochs: 9,
  bestEpoch: 5,
  parameters: 1234,
  candidate,
});
const leaderboard: Leaderboard = {
  metric: 'accuracy',
  maximise: true,
  rows: [
    row(1, { depth: 2, 'width.1': 16, 'width.2': 8, activation: '\u001b[31mrelu', optimizer: 'adam', batchSize: 32 }),
    row(2, { depth: 0, optimizer: 'sgd', batchSize: 32 }),
    row(3, { depth: 1, 'width.1': 4, activation: '漢字', optimizer: 'adam', batchSize: 32 }),
  ],
  failed: [{ candidateId: 'f', reason: 'diverged', candidate: {} }],
};
const parameters = ['depth', 'width.1', 'width.2', 'activation', 'optimizer', 'batchSize'];
const linesAt = (columns: number): string[] =>
  leaderboardLines(leaderboard, {
    top: 20,
    parameters,
    terminal: openTerminal(fakeStream({ isTTY: true, columns }), {}),
  });

describe('leaderboard', () => {
  it('has the layers in one column, and says below what all share and what failed', () => {
    const lines = linesAt(120);
    expect(lines[0]).toContain('layers');
    expect(lines[1]).toMatch(/16-8 .* adam/);
    expect(lines[2]).toMatch(/– .* sgd/);
    expect(lines.join('\n')).toContain('The same in all of these: batchSize 32.');
    expect(lines.join('\n')).toContain('Without a score: 1 diverged.');
    expect(lines.join('\n')).not.toContain('No room');
    expect(lines.join('\n')).not.toContain('\u001b[31m');
  });

  it.each([20, 40, 60, 80])('fits into %i columns, and names what has no room', (columns) => {
    const lines = linesAt(columns);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    if (columns < 80) expect(lines.join(' ')).toContain('No room for');
  });
});
