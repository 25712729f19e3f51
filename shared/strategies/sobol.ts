import { type Candidate, candidateId } from '../candidate.ts';
import type { Origin } from '../proposal.ts';
import { createRandom } from '../random.ts';
import { candidateAt, placeInCell } from '../search-space/unit.ts';
import { type SearchSpace, sampleCandidate, valueOf } from '../search-space.ts';
import { sobolPoint } from '../sobol.ts';
import { createProposals, type Proposals } from './proposals.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

/** Points in a row that may all be known or refused before the rest is drawn at random. */
const patience = 1000;

/**
 * Sobol's sequence over the space (Sobol 1967), shifted at random: as independent draws are, but spread evenly however many there are.
 * It goes on after its candidates in the history. In a finite space that is nearly exhausted, what is left, in random order.
 */
export const sobolSearch: Strategy = (context) => {
  const proposals = createProposals(context);
  addSobol(context, proposals, { strategy: 'sobol' });
  return [...proposals.fill({ strategy: 'sobol', why: 'drawn at random: no new point of the sequence was found' })];
};

/**
 * Proposes points of one sequence: those after the candidates in the history whose origin names the same strategy. The first is drawn
 * at random and is the shift of all: it is read from the history again.
 */
export function addSobol({ space, history, random }: ProposalContext, proposals: Proposals, origin: Origin): void {
  const own = history.filter((observation) => observation.origin?.strategy === origin.strategy);
  let first = own[0]?.candidate;
  for (let misses = 0; first === undefined && proposals.wanted > 0 && misses < patience; misses++) {
    const drawn = sampleCandidate(space, random);
    if (proposals.add(drawn, origin)) first = drawn;
  }
  if (first === undefined) return;
  const shift = placesOf(space, first);
  let index = Math.max(1, own.length);
  for (let misses = 0; proposals.wanted > 0 && misses < patience; index++) {
    misses = proposals.add(candidateAt(space, sobolPoint(index, shift)), origin) ? 0 : misses + 1;
  }
}

/** Where a candidate lies, 32 bits a parameter; drawn from its id where it does not say: within cells, and where parameters are absent. */
function placesOf(space: SearchSpace, candidate: Candidate): Uint32Array {
  const random = createRandom(candidateId(candidate));
  return Uint32Array.from(Object.entries(space), ([name, distribution]) => {
    const value = valueOf(candidate, name);
    const place = value === undefined ? random.next() : placeInCell(distribution, value, random.next());
    return Math.min(2 ** 32 - 1, Math.floor(place * 2 ** 32));
  });
}
