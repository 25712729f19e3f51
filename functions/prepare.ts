import { encodeRows } from '../data/encode-sealed.ts';
import { prepareDataset } from '../data/prepare-dataset.ts';
import { prepare, prepareInputSchema } from '../shared/steps/prepare.ts';
import { parseInput } from '../shared/steps/step-input.ts';
import { openStore } from '../storage/index.ts';
import { openDataset } from './world/datasets.ts';
import { readEnvironment } from './world/environment.ts';
import { handle } from './world/handler.ts';
import { stepContext } from './world/step-context.ts';

const { STORE, ENGINE } = readEnvironment();
const context = {
  ...stepContext(openStore(STORE)),
  engine: ENGINE,
  openSource: openDataset(STORE),
  prepareDataset,
  encodeRows,
};

/** {searchId} → {searchId, round} */
export const handler = handle((event) => prepare(parseInput(prepareInputSchema, event), context));
