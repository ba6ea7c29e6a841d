/** A kit's files against its own checksums: nobody should find a script that was cut off on the night of a disaster. */
import type { Files } from '../../ports/files.ts';
import { KIT_FILE } from '../../restore/kit/kit.ts';
import { PLAN_FILE, SUMS_FILE } from '../../restore/plan/file-names.ts';

/** Bytes; no file of a kit is that large. */
const LARGEST = 16 * 1024 * 1024;

/** A file of a kit that is not what it was. */
export interface KitDamage {
  /** As the list of sums names it; the list itself as well. */
  readonly file: string;
  /** `unwritten`: the list is no list of this plugin's. */
  readonly what: 'missing' | 'altered' | 'unwritten';
}

const WORDS: Readonly<Record<KitDamage['what'], string>> = {
  missing: 'is missing',
  altered: 'is not as it was saved',
  unwritten: 'is not as it was written',
};

export const damageText = ({ file, what }: KitDamage): string => `${file} ${WORDS[what]}`;

/** What is missing or altered; empty for a kit that is as it was saved. Files of the person's beside it do not matter. */
export async function kitDamage(folder: string, files: Files): Promise<readonly KitDamage[]> {
  const path = `${folder}/${SUMS_FILE}`;
  const size = (await files.facts(path))?.size;
  if (size === undefined) return [{ file: SUMS_FILE, what: 'missing' }];
  const lines = size > LARGEST ? [] : (await files.readText(path)).split('\n').slice(0, -1);
  const sums = lines.map((line) => /^([0-9a-f]{64}) {2}(\S.*)$/.exec(line));
  const names = sums.map((sum) => sum?.[2]);
  // The plan comes last: a list that was cut off lacks it.
  const whole = names.at(-1) === PLAN_FILE && names.includes(KIT_FILE) && names.every(isInside);
  if (!whole) return [{ file: SUMS_FILE, what: 'unwritten' }];
  const found = await Promise.all(
    sums.map((sum) => damageOf(`${folder}/${sum?.[2]}`, sum?.[1] ?? '', files)),
  );
  return found.flatMap((what, index) => (what === undefined ? [] : { file: names[index] ?? '', what }));
}

/** A kit has travelled: its list leads nowhere else. */
function isInside(name: string | undefined): boolean {
  return name !== undefined && !/^\/|\\|(^|\/)\.\.(\/|$)/.test(name);
}

async function damageOf(path: string, sum: string, files: Files): Promise<KitDamage['what'] | undefined> {
  const facts = await files.facts(path);
  if (facts === undefined) return 'missing';
  if (facts.kind !== 'file' || facts.size > LARGEST) return 'altered';
  const digest = await files.sha256(path, 0, facts.size);
  return Buffer.from(digest).toString('hex') === sum ? undefined : 'altered';
}
