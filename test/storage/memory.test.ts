import { memoryStore } from '../../storage/memory.ts';
import { describeStore } from './describe-store.ts';

describeStore('memory', async () => memoryStore());
