/** What `import.meta.url` is inside the bundle, for the libraries that ask where they lie. */
import { pathToFileURL } from 'node:url';

export const bundleUrl = pathToFileURL(__filename).href;
