/** Set by the build from package.json; tests and scripts that run the sources directly see `0.0.0-source`. */
declare const CLUTCH_VERSION: string | undefined;

export const VERSION: string = typeof CLUTCH_VERSION === 'string' ? CLUTCH_VERSION : '0.0.0-source';
