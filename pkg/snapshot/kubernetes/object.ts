/** An object as the API server stores it: protobuf behind `k8s\0`, JSON (custom resources), or encrypted. */
import { type Field, fieldsOf, messageOf, textOf } from '../protobuf.ts';

const PROTOBUF = [0x6b, 0x38, 0x73, 0x00]; // k8s\0
/** The API server takes requests of 3 MiB, and etcd as it is set up of 1.5. */
const LARGEST = 4 * 1024 * 1024;

function startsWith(bytes: Uint8Array, at: number, length: number, prefix: readonly number[]): boolean {
  return length >= prefix.length && prefix.every((byte, index) => bytes[at + index] === byte);
}

/** True for an object in Kubernetes' protobuf envelope. */
export function isProtobuf(bytes: Uint8Array, at: number, length: number): boolean {
  return startsWith(bytes, at, length, PROTOBUF);
}

/** Kind and metadata of one stored object. */
export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly uid: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  /** Addresses of a Node: type and address. */
  readonly addresses: readonly (readonly [string, string])[];
}

/** Reads a stored value; undefined where it is encrypted or no Kubernetes object, or larger than one can be. */
export function storedObject(value: Uint8Array): StoredObject | undefined {
  if (value.length > LARGEST) return undefined;
  if (isProtobuf(value, 0, value.length)) return fromProtobuf(value.subarray(PROTOBUF.length));
  return value[0] === 0x7b ? fromJson(value) : undefined;
}

/** runtime.Unknown: 1 typeMeta (1 apiVersion, 2 kind), 2 raw. Every object has its ObjectMeta as field 1; a Node its status as 3. */
function fromProtobuf(message: Uint8Array): StoredObject | undefined {
  const unknown = fieldsOf(message);
  const type = messageOf(unknown, 1);
  const kind = textOf(type, 2);
  if (kind === undefined) return undefined;
  const raw = messageOf(unknown, 2);
  const metadata = messageOf(raw, 1);
  return {
    apiVersion: textOf(type, 1) ?? '',
    kind,
    uid: textOf(metadata, 5),
    labels: new Map(pairsOf(metadata, 11)),
    addresses: kind === 'Node' ? pairsOf(messageOf(raw, 3), 5) : [],
  };
}

/** Messages of two texts: a map's entries, a node's addresses. */
function pairsOf(message: readonly Field[] | undefined, number: number): [string, string][] {
  return (message ?? [])
    .filter((field) => field.number === number)
    .map((field) => {
      const entry = fieldsOf(field.bytes);
      return [textOf(entry, 1) ?? '', textOf(entry, 2) ?? ''];
    });
}

function fromJson(value: Uint8Array): StoredObject | undefined {
  try {
    const { apiVersion, kind, metadata } = JSON.parse(new TextDecoder().decode(value)) as Loose;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
    const { uid, labels } = (typeof metadata === 'object' && metadata !== null ? metadata : {}) as Loose;
    return {
      apiVersion,
      kind,
      uid: typeof uid === 'string' ? uid : undefined,
      labels: new Map(
        Object.entries(labels ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      ),
      addresses: [],
    };
  } catch {
    return undefined;
  }
}

type Loose = Readonly<Record<string, unknown>>;
