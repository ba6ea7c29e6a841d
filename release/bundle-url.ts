/**
 * What `import.meta.url` is inside the bundle: the program's file, for yargs, which asks where it lies. Not `__filename`: the
 * compiler of binaries would write the folder of its work in its place, another one each time.
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';

export const bundleUrl = pathToFileURL(process.argv[1] ?? process.execPath).href;
