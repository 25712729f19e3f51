import type { Candidate, ParameterValue } from '../../shared/candidate.ts';
import type { Distribution, SearchSpace } from '../../shared/search-space.ts';

/** A parameter in the words of bench/peers/strategy_peer.py; `when`: places of the values of other parameters. */
interface PeerParameter {
  readonly name: string;
  readonly type: 'category' | 'place' | 'number';
  readonly size?: number;
  readonly low?: number;
  readonly high?: number;
  readonly log?: boolean;
  readonly when?: Readonly<Record<string, readonly number[]>>;
}

/** The values of a list, which a peer knows by their places; none of a range. */
function listed(distribution: Distribution): readonly ParameterValue[] | undefined {
  if (distribution.type === 'choice') return distribution.options;
  return distribution.type === 'ordinal' ? distribution.values : undefined;
}

/** The space as Optuna and SMAC3 get it. Throws on a distribution or a condition that no task of the benches has. */
export const peerSpace = (space: SearchSpace): PeerParameter[] =>
  Object.entries(space).map(([name, distribution]): PeerParameter => {
    const when = peerCondition(space, distribution);
    const values = listed(distribution);
    if (values !== undefined) {
      return { name, type: distribution.type === 'choice' ? 'category' : 'place', size: values.length, when };
    }
    if (distribution.type !== 'uniform' && distribution.type !== 'logUniform') {
      throw new Error(`${name}: no peer's space for ${distribution.type}`);
    }
    const { low, high } = distribution;
    return { name, type: 'number', low, high, log: distribution.type === 'logUniform', when };
  });

function peerCondition(space: SearchSpace, { when }: Distribution): PeerParameter['when'] {
  if (when === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(when).map(([name, requirement]) => {
      const other = space[name];
      const values = other === undefined ? undefined : listed(other);
      if (values === undefined || !Array.isArray(requirement)) throw new Error(`No peer's condition on ${name}`);
      return [name, requirement.map((value) => values.indexOf(value))];
    }),
  );
}

/** The candidate with each value of a list changed by `change`. */
const changed = (
  space: SearchSpace,
  candidate: Candidate,
  change: (values: readonly ParameterValue[], value: ParameterValue) => ParameterValue | undefined,
): Candidate =>
  Object.fromEntries(
    Object.entries(candidate).map(([name, value]) => {
      const distribution = space[name];
      const values = distribution === undefined ? undefined : listed(distribution);
      return [name, values === undefined ? value : (change(values, value) ?? value)];
    }),
  );

/** A peer's candidate in our words. */
export const fromPeer = (space: SearchSpace, candidate: Candidate): Candidate =>
  changed(space, candidate, (values, place) => values[Number(place)]);

/** Our candidate in a peer's words. */
export const toPeer = (space: SearchSpace, candidate: Candidate): Candidate =>
  changed(space, candidate, (values, value) => values.indexOf(value));
