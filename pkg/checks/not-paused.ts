import { ofConfiguration } from './check.ts';
import { failing, ok, own } from './result.ts';

/** Nobody has paused the backups. */
export const notPaused = ofConfiguration({
  name: 'not-paused',
  means: 'backups are not paused',
  needs: [],
  decide: ({ paused }) =>
    paused
      ? failing('backups are paused: no scheduled backup will run', { command: own('resume') })
      : ok('backups are not paused'),
});
