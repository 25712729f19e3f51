/** Run as a process of its own by engine-check.ts: an addon that the processor does not suit ends the process it is loaded in. */
import { engineStatus } from '../../training/index.ts';

process.send?.(await engineStatus());
process.disconnect();
