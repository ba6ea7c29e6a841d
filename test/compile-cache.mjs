/**
 * Preloaded by `npm test`: its hundred files are a hundred processes, and most of their time went into compiling the same modules.
 * Node keeps what it compiled beside the libraries, from the first file on.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
