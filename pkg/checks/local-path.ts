import { localPathProblem } from '../settings/local-path.ts';
import { ofConfiguration } from './check.ts';
import { type Fix, failing, ok, own } from './result.ts';

const FIX: Fix = {
  command: own('set-local', '--path', '/cpaas/backup', '--yes'),
  advice: 'or another folder of its own; copies that lie in the old one stay there',
};

/** Local copies lie in a folder of their own. */
export const localPath = ofConfiguration({
  name: 'local-path',
  means: 'local copies lie in a folder of their own, not on the bare root or in a folder of the system',
  needs: [],
  decide({ local: { path } }) {
    if (path === undefined) return ok("local copies lie in the controller's own default folder");
    const problem = localPathProblem(path);
    if (problem === undefined) return ok(`local copies lie in ${path}`);
    return failing(`the local path "${path}" is no place for backups: ${problem}`, FIX);
  },
});
