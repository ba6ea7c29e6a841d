/** Counts Kubernetes' objects while the records of a snapshot pass by in the order of their revisions. */
import { type LiveKey, LiveKeys, MOST_GROUPS } from '../etcd/live-keys.ts';
import type { RecordReader } from '../etcd/record.ts';
import { builtinGroup } from './builtin.ts';
import { EncryptionKeys, PLAIN } from './encryption.ts';
import { type NodeFacts, nodeFacts } from './nodes.ts';
import { isProtobuf, type StoredObject, storedObject } from './object.ts';
import { type KubePlace, placeOf } from './path.ts';

/** Objects of one resource in one namespace. */
export interface Tally extends KubePlace {
  /** Empty where every object seen is encrypted. */
  apiVersion: string;
  kind: string;
  objects: number;
  /** Keys and values. */
  bytes: number;
  encrypted: number;
  /** How often a value was looked into for its kind. */
  tries: number;
}

/** Roots that Kubernetes and OpenShift use; another one (`--etcd-prefix`) is known by the envelope of what is under it. */
const ROOTS = ['registry', 'kubernetes.io', 'openshift.io'];
/** A snapshot with more folders than this is not Kubernetes': their keys are counted in one. */
const MOST_FOLDERS = Math.min(200_000, MOST_GROUPS);
const TRIES = 3;
/** Kubernetes runs 5 000; what a hostile file names beyond this is not listed. */
const MOST_NODES = 50_000;
const SLASH = 0x2f;

export class Inventory {
  /** Index 0: keys that are not Kubernetes'. */
  readonly tallies: Tally[] = [blank({ group: '', resource: '', namespace: '', internal: true })];
  readonly nodes = new Map<string, NodeFacts>();
  readonly encryptionKeys = new EncryptionKeys();
  liveKeys = 0;
  /** Of the namespace kube-system: it names a cluster for its whole life. */
  kubeSystemUid: string | undefined;
  readonly #live = new LiveKeys();
  /** Folders by hash too: their text would have to be made of every new key. */
  readonly #folders = new LiveKeys();
  readonly #roots = new Set(ROOTS);
  readonly #last: LiveKey = { group: 0, bytes: 0, encryption: PLAIN };

  /** Takes the next record. */
  take(bytes: Uint8Array, view: DataView, record: RecordReader): void {
    const { keyAt, keyLength, valueAt, valueLength, deleted } = record;
    const known = this.#live.find(view, keyAt, keyLength);
    if (!known) this.#live.add(this.#groupOf(bytes, view, record));
    const last = this.#last;
    this.#live.read(last);
    const tally = this.tallies[last.group] as Tally;
    if (last.bytes > 0) this.#count(tally, -1, -last.bytes, last.encryption);
    // Whatever else lies in etcd is no business of the API server's keys.
    const isKubernetes = !deleted && last.group !== 0;
    const encryption = isKubernetes ? this.encryptionKeys.numberOf(bytes, valueAt, valueLength) : PLAIN;
    const size = deleted ? 0 : keyLength + valueLength;
    this.#live.write(size, encryption);
    if (size > 0) this.#count(tally, 1, size, encryption);
    if (last.group !== 0) this.#look(bytes, record, tally, encryption !== PLAIN);
  }

  /** Whether a key of this name exists now. */
  holds(view: DataView): boolean {
    if (!this.#live.find(view, 0, view.byteLength)) return false;
    this.#live.read(this.#last);
    return this.#last.bytes > 0;
  }

  #count(tally: Tally, objects: number, bytes: number, encryption: number): void {
    this.liveKeys += objects;
    tally.objects += objects;
    tally.bytes += bytes;
    if (encryption === PLAIN) return;
    tally.encrypted += objects;
    this.encryptionKeys.count(encryption, objects);
  }

  /** The number of the tally for a key that is seen for the first time. */
  #groupOf(bytes: Uint8Array, view: DataView, record: RecordReader): number {
    const { keyAt, keyLength } = record;
    let end = keyAt + keyLength;
    while (end > keyAt && bytes[end - 1] !== SLASH) end--;
    if (this.#folders.find(view, keyAt, end - keyAt)) {
      this.#folders.read(this.#last);
      return this.#last.group;
    }
    if (this.tallies.length >= MOST_FOLDERS) return 0;
    const group = this.#newGroup(bytes, record, latin1(bytes.subarray(keyAt, end)));
    this.#folders.add(group);
    return group;
  }

  #newGroup(bytes: Uint8Array, { valueAt, valueLength }: RecordReader, folder: string): number {
    const [empty, root = '', ...rest] = folder.split('/');
    if (empty !== '' || rest.length === 0) return 0;
    if (isProtobuf(bytes, valueAt, valueLength)) this.#roots.add(root);
    if (!this.#roots.has(root)) return 0;
    return this.tallies.push(blank(placeOf(rest.slice(0, -1).join('/')))) - 1;
  }

  /** Looks into the values that say more than that they are there. */
  #look(bytes: Uint8Array, record: RecordReader, tally: Tally, encrypted: boolean): void {
    const { resource, group } = tally;
    const isNode = resource === 'nodes' && group === '';
    const isNamespace = resource === 'namespaces' && group === '';
    const wanted = tally.kind === '' && tally.tries < TRIES && !encrypted && !record.deleted;
    if (!isNode && !isNamespace && !wanted) return;
    const { valueAt, valueLength, keyAt, keyLength } = record;
    const object = record.deleted ? undefined : storedObject(bytes.slice(valueAt, valueAt + valueLength));
    if (wanted) this.#learn(tally, object);
    if (!isNode && !isNamespace) return;
    const name = latin1(
      bytes.subarray(bytes.lastIndexOf(SLASH, keyAt + keyLength - 1) + 1, keyAt + keyLength),
    );
    if (isNode && record.deleted) this.nodes.delete(name);
    else if (isNode && (this.nodes.size < MOST_NODES || this.nodes.has(name)))
      this.nodes.set(name, nodeFacts(name, object));
    else if (isNamespace && name === 'kube-system') this.kubeSystemUid = object?.uid;
  }

  #learn(tally: Tally, object: StoredObject | undefined): void {
    tally.tries++;
    tally.apiVersion = object?.apiVersion ?? '';
    tally.kind = object?.kind ?? '';
  }
}

function blank(place: KubePlace): Tally {
  return { ...place, apiVersion: '', kind: '', objects: 0, bytes: 0, encrypted: 0, tries: 0 };
}

/** The group of a tally's resource: from its key, from its objects, or from the list of built-in ones. */
export function groupOf(tally: Tally): string {
  if (tally.group !== '') return tally.group;
  // Events are stored as core objects whichever API wrote them.
  if (tally.resource === 'events') return '';
  const slash = tally.apiVersion.indexOf('/');
  if (tally.apiVersion !== '') return slash < 0 ? '' : tally.apiVersion.slice(0, slash);
  return builtinGroup(tally.resource);
}

/** Keys and names of Kubernetes are ASCII; anything else stays as bytes and is made visible where it is shown. */
function latin1(bytes: Uint8Array): string {
  return bytes.length < 4096 ? String.fromCharCode(...bytes) : '';
}
