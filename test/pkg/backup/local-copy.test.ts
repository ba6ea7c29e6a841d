import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { scpLine } from '../../../pkg/backup/local-copy.ts';

const cases: readonly (readonly [string, string, string, string])[] = [
  ['a.tar', '10.0.0.1', '/cpaas/backup', 'scp root@10.0.0.1:/cpaas/backup/a.tar .'],
  ['a.tar', '10.0.0.1', '/cpaas/backup/', 'scp root@10.0.0.1:/cpaas/backup/a.tar .'],
  ['a.tar', 'fd00::1', '/cpaas', "scp 'root@[fd00::1]:/cpaas/a.tar' ."],
  ["a'; reboot #.tar", '10.0.0.1', '/c d', "scp 'root@10.0.0.1:/c d/a'\\''; reboot #.tar' ."],
];

for (const [fileName, ip, folder, line] of cases) {
  test(`the scp line for ${fileName} on ${ip} in ${folder}`, () => {
    assert.equal(scpLine({ fileName, ip, folder }), line);
    // The shell sees one name, as it was meant.
    const seen = execFileSync('sh', ['-c', line.replace(/^scp /, 'printf "%s\\n" ')], { encoding: 'utf8' });
    const host = ip.includes(':') ? `[${ip}]` : ip;
    assert.equal(seen, `root@${host}:${folder.replace(/\/$/, '')}/${fileName}\n.\n`);
  });
}
