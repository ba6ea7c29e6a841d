/** The whole kill sweep over the restore scripts. */
import { sweepRestore } from './swept.ts';

sweepRestore(1);
