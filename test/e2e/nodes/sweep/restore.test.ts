/** Of the kill sweep over the restore scripts, as much as there is time for in every run: another part each time. */
import { sweepRestore } from './swept.ts';

sweepRestore(12);
