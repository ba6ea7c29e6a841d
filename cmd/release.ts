/** The plugin's version; the build puts package.json's in place. */
declare const BUILD_VERSION: string | undefined;

export const VERSION: string = typeof BUILD_VERSION === 'string' ? `v${BUILD_VERSION}` : 'v0.0.0-dev';
