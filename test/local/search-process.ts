import { fakeSearch } from './fake-search.ts';

/** A process that searches, to be killed: prints what it found. */
const [store = '', workers = '1'] = process.argv.slice(2);
const { searchId, resumed } = await fakeSearch({ store, workers: Number(workers) });
console.log(JSON.stringify({ searchId, resumed }));
