/** A kit that the product wrote, damaged in every way that a copy over a bad link or a hand can. */
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { localFiles } from '../../../../pkg/files/local.ts';
import { damageText, kitDamage } from '../../../../pkg/flows/check/kit-damage.ts';
import { type Acp, startAcp } from '../../../cluster/acp.ts';
import { memoryBacking } from '../../../cluster/backing.ts';
import { run } from '../../../run.ts';
import { TEN_NIGHTS } from '../../checks/examples.ts';

let acp: Acp;
let kit: string;

before(async () => {
  acp = await startAcp(memoryBacking('2026-01-01T00:00:00Z'), { records: TEN_NIGHTS });
  kit = join(acp.folder, 'kit');
});

after(() => acp.stop());

const line = (...words: string[]) => run([...words, '--kubeconfig', acp.kubeconfig], { cwd: acp.folder });
const at = (name: string): string => join(kit, name);
const sums = (change: (lines: string[]) => string[]): void =>
  writeFileSync(at('SHA256SUMS'), change(readFileSync(at('SHA256SUMS'), 'utf8').split('\n')).join('\n'));
/** The first script of a node. */
const script = (): string =>
  readFileSync(at('SHA256SUMS'), 'utf8').split('\n')[0]?.slice(66) ?? assert.fail('there is one');

const damages: readonly (readonly [what: string, damage: () => void, says: RegExp])[] = [
  ['a script is gone', () => rmSync(at(script())), /^master-1\/\S+ is missing$/],
  [
    'a script has a line more',
    () => appendFileSync(at(script()), '#\n'),
    /^master-1\/\S+ is not as it was saved$/,
  ],
  [
    'a folder has the name of a file',
    () => {
      rmSync(at('runbook.html'));
      mkdirSync(at('runbook.html'));
    },
    /^runbook\.html is not as it was saved$/,
  ],
  [
    'the inventory was edited',
    () => appendFileSync(at('kit.json'), ' '),
    /^kit\.json is not as it was saved$/,
  ],
  ['the list is gone', () => rmSync(at('SHA256SUMS')), /^SHA256SUMS is missing$/],
  ['the list is empty', () => writeFileSync(at('SHA256SUMS'), ''), /^SHA256SUMS is not as it was written$/],
  ['the list was cut off', () => sums((lines) => lines.slice(0, 5)), /^SHA256SUMS is not as it was written$/],
  [
    'the list has other line ends',
    () => sums((lines) => lines.map((one) => `${one}\r`)),
    /^SHA256SUMS is not as it was written$/,
  ],
  [
    'the list leads out of the kit',
    () => sums((lines) => [`${'0'.repeat(64)}  ../../etc/passwd`, ...lines]),
    /^SHA256SUMS is not as it was written$/,
  ],
];

for (const [what, damage, says] of damages) {
  test(`${what}: the kit is damaged, and the printed fix mends it`, async () => {
    // What an older kit had beside its own files is kept.
    for (const path of [kit, `${kit}.07070707.old`]) rmSync(path, { recursive: true, force: true });
    assert.equal((await line('kit', 'kit')).code, 0);
    assert.deepEqual(await kitDamage(kit, localFiles), []);
    damage();
    const [found = '', ...more] = (await kitDamage(kit, localFiles)).map(damageText);
    assert.match(found, says);
    assert.deepEqual(more, []);
    const checked = await line('check', '--only', 'kit', '--kit', 'kit', '-o', 'json');
    const [{ result, reason, fix }] = JSON.parse(checked.out).checks;
    assert.deepEqual([checked.code, result, reason], [1, 'failing', `the kit is damaged: ${found}`]);
    assert.equal(fix, `kubectl etcdbackup kit kit --kubeconfig ${acp.kubeconfig}`);
    assert.equal((await line('kit', 'kit')).code, 0);
    assert.equal((await line('check', '--only', 'kit', '--kit', 'kit')).code, 0);
  });
}

test('a file of the person beside it is no damage', async () => {
  writeFileSync(at('notes.txt'), 'the key to the rack is with Wang');
  assert.deepEqual(await kitDamage(kit, localFiles), []);
});

const asRoot = process.getuid === undefined || process.getuid() === 0;
test('a kit that may not be read is unknown', {
  skip: asRoot && 'root and Windows may read everything',
}, async () => {
  chmodSync(kit, 0o000);
  const { code, out } = await line('check', '--only', 'kit', '--kit', 'kit');
  chmodSync(kit, 0o700);
  assert.equal(code, 3);
  assert.match(out, /^UNKNOWN +kit +permission denied: /m);
});
