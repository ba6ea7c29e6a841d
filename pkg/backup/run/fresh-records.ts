/**
 * Which records are of the backup that was asked for. Clocks have no say: a record is new when it was not there before
 * the request, whatever time it carries, wherever it stands in the list, and however many older ones are trimmed.
 */
import type { BackupRecord } from '../records.ts';

export class FreshRecords {
  readonly #before: ReadonlyMap<string, readonly BackupRecord[]>;
  /** What backups that were running before the request will have in common with their later records. */
  readonly #running: ReadonlySet<string>;
  #seen: ReadonlyMap<string, readonly BackupRecord[]> = new Map();

  /** `before`: the records as they were before the request was sent. */
  constructor(before: readonly BackupRecord[]) {
    this.#before = grouped(before);
    this.#running = new Set(
      unfinished(before).flatMap(({ fileName, timestamp }) => fileName ?? timestamp ?? []),
    );
  }

  /** Takes in a later state of the records. What was seen stays seen, though it be trimmed. */
  update(records: readonly BackupRecord[]): void {
    const seen = new Map(this.#seen);
    const now = grouped(records);
    for (const [key, group] of now) {
      const fresh = added(this.#before.get(key) ?? [], group);
      if (fresh.length > 0 && fresh.length >= (seen.get(key)?.length ?? 0)) seen.set(key, fresh);
    }
    // An unfinished record that is gone has been written anew under its final name or time.
    for (const [key, group] of seen) if (!now.has(key)) seen.set(key, finished(group));
    this.#seen = seen;
  }

  /** New ones that are not known to be of another backup, in the order in which they were first seen. */
  get ours(): readonly BackupRecord[] {
    return this.#all.filter((record) => !this.#isOfRunning(record));
  }

  /** New ones of backups that were running before the request. */
  get others(): readonly BackupRecord[] {
    return this.#all.filter((record) => this.#isOfRunning(record));
  }

  get #all(): readonly BackupRecord[] {
    return [...this.#seen.values()].flat();
  }

  #isOfRunning({ fileName, timestamp }: BackupRecord): boolean {
    return this.#running.has(fileName ?? '') || this.#running.has(timestamp ?? '');
  }
}

/** What `group` has more than `before`; those that say something new first. */
function added(before: readonly BackupRecord[], group: readonly BackupRecord[]): BackupRecord[] {
  const old = before.map(saying);
  const news = group.filter((record) => {
    const at = old.indexOf(saying(record));
    if (at !== -1) old.splice(at, 1);
    return at === -1;
  });
  return news.slice(0, Math.max(0, group.length - before.length));
}

function saying({ result, message }: BackupRecord): string {
  return JSON.stringify([result, message]);
}

/** Records of backups that are not over. */
export function unfinished(records: readonly BackupRecord[]): BackupRecord[] {
  return records.filter((record) => record.outcome === 'unfinished');
}

function finished(records: readonly BackupRecord[]): BackupRecord[] {
  return records.filter((record) => record.outcome !== 'unfinished');
}

/** A record by what does not change when its result does; a record without either is what it says. */
function keyOf({ fileName, timestamp, result, message }: BackupRecord): string {
  const nameless = fileName === undefined && timestamp === undefined;
  return JSON.stringify(nameless ? [result, message] : [fileName, timestamp]);
}

function grouped(records: readonly BackupRecord[]): Map<string, BackupRecord[]> {
  const groups = new Map<string, BackupRecord[]>();
  for (const record of records) {
    const key = keyOf(record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}
