import { memoryBacking } from './backing.ts';
import { conformance } from './conformance.ts';

conformance('in memory', async () => memoryBacking());
